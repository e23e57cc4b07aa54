"""Looks at every page of a running Hotline with a browser: pictures in both languages, or barriers (axe-core).

The work is done by web/scripts, which need Node and Chromium; both are found or fetched here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from PIL import Image

from crm.menu.catalogue import ROOMS
from server.provision import ensure, tool
from server.settings import SOURCE

LOOKS = ("zh-CN-light", "en-dark")
"""How each page is photographed: the ends of the pictures' names (web/scripts/screenshots.mjs)."""
OTHERS = {
    "login": ("登录", "Log-in"),
    "customer": ("客户", "A customer"),
    "call": ("一通电话", "A call"),
    "ticket": ("工单", "A ticket"),
    "flow": ("流程编辑器", "Flow editor"),
    "documents-board": ("单据看板", "Board of documents"),
    "alarms": ("告警记录", "Alarm history"),
    "replay": ("监控回放", "Replay"),
}
"""Pages that are in no menu."""
COLOURS = 128
"""Of a picture that is kept: pages are flat, and a palette makes them a quarter of the size."""


def run(script: str, arguments: list[str], password: str) -> int:
    """Run a script of web/scripts as a user with `password`; → its exit status. Raises ToolMissing, FetchFailed."""
    ensure(["npm", "chromium"])
    chromium, node = tool("chromium"), tool("node")
    variables = {**os.environ, **node.env, **chromium.env, "CHROMIUM": chromium.argv[0], "PASSWORD": password}
    command = [*node.argv, f"scripts/{script}.mjs", *arguments]
    return subprocess.run(command, cwd=SOURCE / "web", env=variables, check=False).returncode


def slim(folder: Path) -> int:
    """Make the pictures in a folder small enough to be kept with the documents; → how many bytes they have now."""
    for path in folder.glob("*.png"):
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(COLOURS)
        small.save(path, optimize=True)
    return sum(path.stat().st_size for path in folder.glob("*.png"))


def index(folder: Path) -> None:
    """Write the folder's README.md: every picture with the page's name, in the order of the menu."""
    titles = {
        room.path.strip("/").replace("/", "-") or "home": (room.zh, room.en) for room in ROOMS.values() if room.path
    }
    lines = [
        "# 全部页面 Every page",
        "",
        "左：中文、浅色；右：英文、深色。Made by `./hotline pages` on a running `./hotline up --demo`.",
    ]
    for name, (zh, en) in (titles | OTHERS).items():
        pictures = [f"{name}-{look}.png" for look in LOOKS]
        if all((folder / picture).is_file() for picture in pictures):
            shown = " | ".join(f"![{title}]({picture})" for title, picture in zip((zh, en), pictures, strict=True))
            lines += ["", f"## {zh} {en}", "", f"| {zh} | {en} |", "|---|---|", f"| {shown} |"]
    (folder / "README.md").write_text("\n".join(lines) + "\n")
