import { createRoot } from "react-dom/client";
import { RatePage } from "./RatePage";
import "./rate.css";

const root = document.getElementById("root");
if (!root) throw new Error("survey.html has no element #root");
const [, , token = ""] = location.pathname.split("/");
createRoot(root).render(<RatePage token={decodeURIComponent(token)} />);
