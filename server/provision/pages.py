"""The web pages: web/dist, built from web/ when its sources have changed."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from server.provision.cache import SOURCE, locked, make
from server.provision.finder import ensure
from server.provision.model import FetchFailed, Tool
from server.provision.venv import VENV

WEB = SOURCE / "web"
NO_SOURCES = {"node_modules", "dist", ".cache", "test-results", "mock", "coverage"}
"""Folders of web/ that the pages are not made of."""

COMPRESSED = {".js", ".css", ".html", ".svg", ".json"}

Progress = Callable[[str], None]


def fingerprint(web: Path = WEB) -> str:
    """Of the names and contents of the sources, the lock file among them."""
    digest = hashlib.sha256()
    for folder, names, files in os.walk(web):
        names[:] = sorted(name for name in names if name not in NO_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            if name.endswith((".tsbuildinfo", "schema.d.ts", ".test.ts", ".test.tsx", ".md")):
                continue
            digest.update(f"{path.relative_to(web)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def up_to_date(web: Path = WEB) -> bool:
    """Whether the built pages are those of the sources."""
    stamp = web / "dist/.stamp"
    return (web / "dist/index.html").is_file() and stamp.is_file() and stamp.read_text() == fingerprint(web)


def build(progress: Progress, web: Path = WEB) -> None:
    """Build the pages if they are not up to date. Raises FetchFailed with npm's reason."""
    if not (web / "package.json").is_file() or up_to_date(web):
        return
    with locked(make(VENV), "web", progress):
        if up_to_date(web):
            return
        install(progress, web)
        made_from = fingerprint(web)
        progress("web: building the pages")
        run(["run", "build"], web)
        compress(web / "dist")
        (web / "dist/.stamp").write_text(made_from)
        progress("web: ready")


def compress(dist: Path) -> None:
    """Put a `.gz` beside every text of the pages: aiohttp sends it to browsers, and nothing is packed twice."""
    for path in dist.rglob("*"):
        if path.suffix in COMPRESSED and path.is_file():
            packed = path.with_name(f"{path.name}.gz")
            packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def install(progress: Progress, web: Path = WEB) -> None:
    """Install the packages of package-lock.json, unless they are there. Raises FetchFailed."""
    stamp = web / "node_modules/.hotline-lock"
    wanted = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    progress("web: installing the packages of package-lock.json")
    run(["ci", "--no-audit", "--no-fund", "--prefer-offline"], web)
    stamp.write_text(wanted)


def npm_environment(npm: Tool) -> dict[str, str]:
    """The environment for npm; a HOME that cannot be written gets no cache there."""
    env = os.environ | dict(npm.env) | {"npm_config_update_notifier": "false", "CI": "1"}
    home = Path(env.get("HOME") or "/nonexistent")
    if "npm_config_cache" not in env and not os.access(home, os.W_OK):
        env["npm_config_cache"] = str(WEB / "node_modules/.npm-cache")
    return env


def run(arguments: Sequence[str], web: Path = WEB) -> None:
    """Run npm in web/. Raises FetchFailed with its last lines."""
    npm = ensure(["npm"])["npm"]
    done = subprocess.run(
        [*npm.argv, *arguments],
        cwd=web,
        env=npm_environment(npm),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        shown = "\n  ".join(lines[-15:]) or "no reason given"
        raise FetchFailed(f"npm {' '.join(arguments)} failed in web/:\n  {shown}")
