"""Programs of the host: taken when they can do what Hotline needs, which they are asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from server.provision.model import Tool

ASTERISK_MODULES = ("res_ari", "res_stasis", "res_pjsip", "res_http_websocket", "app_mixmonitor")
ASTERISK_LEAST: Mapping[int, tuple[int, int]] = {20: (20, 13), 21: (21, 8), 22: (22, 3)}
"""The first versions with REST over ARI's websocket; every version from 23 on has it."""
ESPEAK_LEAST = (1, 52)
NODE_LEAST = (20, 19)
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def asterisk() -> Tool | None:
    """The host's Asterisk if it is new enough and has the modules."""
    path = _which("asterisk")
    if path is None:
        return None
    version = ask([path, "-V"])
    return None if asterisk_lacks(version, asterisk_modules()) else Tool("asterisk", (path,), version=number(version))


def asterisk_modules() -> Path | None:
    """The folder of the host's Asterisk modules."""
    places = [
        *Path("/usr/lib").glob("*/asterisk/modules"),
        Path("/usr/lib64/asterisk/modules"),
        Path("/usr/lib/asterisk/modules"),
    ]
    return next((place for place in places if place.is_dir()), None)


def asterisk_lacks(version: str, modules: Path | None) -> str:
    """What an Asterisk lacks, in a few words; empty when nothing. `version` is the answer to `asterisk -V`."""
    parts = numbers(version)
    least = ASTERISK_LEAST.get(parts[0] if parts else 0)
    if not parts or parts[0] < 20 or (least and parts < least):
        return f"version {number(version) or 'unknown'} cannot do REST over ARI's websocket (22.3 can)"
    missing = [name for name in ASTERISK_MODULES if modules is None or not (modules / f"{name}.so").is_file()]
    return f"modules missing: {', '.join(missing)}" if missing else ""


def espeak() -> Tool | None:
    """The host's espeak-ng if it is new enough for Chinese."""
    path = _which("espeak-ng")
    version = ask([path, "--version"]) if path else ""
    return Tool("espeak-ng", (path,), version=number(version)) if path and numbers(version) >= ESPEAK_LEAST else None


def sipp() -> Tool | None:
    """The host's sipp if it can send recorded sound."""
    path = _which("sipp")
    version = ask([path, "-v"]) if path else ""
    return Tool("sipp", (path,), version=number(version)) if path and "PCAP" in version else None


def chromium() -> Tool | None:
    """The host's Chromium or Chrome; a snap is refused, since it sees neither the temp folder nor hidden ones."""
    for name in BROWSERS:
        path = _which(name)
        if path is None or "/snap/" in str(Path(path).resolve()) or _starts_snap(Path(path)):
            continue
        if version := number(ask([path, "--version"])):
            return Tool("chromium", (path,), version=version)
    return None


def _starts_snap(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"snap" in head


def postgresql() -> Tool | None:
    """The newest PostgreSQL server of the host; `Tool.root` is the folder of its programs."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders.sort(key=lambda folder: numbers(folder.parent.name))
    folders += [Path(path).resolve().parent for path in [_which("initdb")] if path]
    for folder in reversed(folders):
        programs = [folder / name for name in ("initdb", "pg_ctl", "postgres")]
        if all(os.access(program, os.X_OK) for program in programs):
            return Tool("postgresql", (str(programs[-1]),), {}, folder, number(ask([str(programs[-1]), "--version"])))
    return None


def redis() -> Tool | None:
    """The host's Redis or Valkey server."""
    path = _which("redis-server") or _which("valkey-server")
    return Tool("redis-server", (path,), version=number(ask([path, "--version"]))) if path else None


def node() -> Tool | None:
    """The host's Node if it is new enough and has npm beside it."""
    path = _which("node")
    version = ask([path, "--version"]) if path else ""
    return (
        Tool("node", (path,), version=number(version))
        if path and npm_path() and numbers(version) >= NODE_LEAST
        else None
    )


def npm() -> Tool | None:
    """The host's npm, where its Node is new enough."""
    found, path = node(), npm_path()
    return replace(found, name="npm", argv=(path,)) if found and path else None


def npm_path() -> str | None:
    """The host's npm."""
    return _which("npm")


FINDERS: Mapping[str, Callable[[], Tool | None]] = {
    "asterisk": asterisk,
    "espeak-ng": espeak,
    "sipp": sipp,
    "chromium": chromium,
    "postgresql": postgresql,
    "redis-server": redis,
    "node": node,
    "npm": npm,
}


def ask(argv: Sequence[str]) -> str:
    """What a program says on both outputs, empty when it does not start or takes longer than 20 seconds."""
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout + done.stderr


def number(text: str) -> str:
    """The first version number in a text."""
    match = re.search(r"\d+(?:\.\d+)*", text)
    return match[0] if match else ""


def numbers(text: str) -> tuple[int, ...]:
    """The first version number in a text, to compare."""
    return tuple(int(part) for part in number(text).split(".") if part)


def _which(name: str) -> str | None:
    """On PATH, or in the folders of administrators' programs, which users' PATH often lacks."""
    return shutil.which(name) or next(_administrators(name), None)


def _administrators(name: str) -> Iterator[str]:
    for folder in ("/usr/local/sbin", "/usr/sbin", "/sbin"):
        if found := shutil.which(name, path=folder):
            yield found
