"""Looks at every page of a running Hotline with a browser: pictures in both languages, or barriers (axe-core).

The work is done by web/scripts, which need Node and Chromium; both are found or fetched here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from PIL import Image

from server.provision import ensure, tool
from server.settings import SOURCE

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
