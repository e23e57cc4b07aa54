import { createRoot } from "react-dom/client";
import { isSeparate, makeSeparate } from "@/api/session";
import { App } from "@/app/App";
import { startI18n } from "@/i18n";
import { probeWanted } from "@/phone/probe-flag";
import "./app/base.css";

if (new URLSearchParams(location.search).get("separate") === "1" && !isSeparate()) makeSeparate();

probeWanted();
await startI18n();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");
createRoot(root).render(<App />);
