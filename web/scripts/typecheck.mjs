// Checks the types of every part that tsconfig.json names, side by side: the compiler itself uses one core.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const { references } = JSON.parse(readFileSync("tsconfig.json", "utf8"));
const ends = references.map(({ path }) => once(spawn("tsc", ["-b", path], { stdio: "inherit" }), "exit"));
process.exitCode = (await Promise.all(ends)).every(([status]) => status === 0) ? 0 : 1;
