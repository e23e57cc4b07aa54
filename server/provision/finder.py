"""Find programs, or fetch them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from server.provision import installed, node
from server.provision.apt import KEYRING, Apt
from server.provision.bundles import Bundle, bundle_for, bundles_of
from server.provision.cache import cache_dir, locked, make
from server.provision.host import Host, detect
from server.provision.model import FetchFailed, Tool, ToolMissing
from server.provision.unpack import unpack

DEBIAN_NAMES = {"sipp": "sip-tester", "node": "nodejs npm", "npm": "npm"}
"""Packages that are not called as their program."""

NAMES = tuple(installed.FINDERS)

Progress = Callable[[str], None]


def print_line(text: str) -> None:
    """Progress as plain lines."""
    print(text, flush=True)


@cache
def _host() -> Host:
    return detect()


def find(name: str) -> Tool | None:
    """A program of the host that can do what is needed, else a fetched one, else None. Nothing is downloaded.

    `HOTLINE_ASTERISK=fetch` in the environment (any program's name in capitals) passes over the host's own.
    """
    if name not in installed.FINDERS:
        raise ToolMissing(f'"{name}" is no program that Hotline knows: one of {", ".join(NAMES)}')
    variable = f"HOTLINE_{'NODE' if name in node.NAMES else name.upper().replace('-', '_')}"
    if os.environ.get(variable) != "fetch" and (found := installed.FINDERS[name]()):
        return found
    if name in node.NAMES:
        return node.find(name)
    try:
        host = _host()
    except FetchFailed:
        return None
    places = (bundle.find(name, cache_dir(), host) for bundle in bundles_of(name))
    return next((found for found in places if found), None)


def tool(name: str) -> Tool:
    """A program that is here. Raises ToolMissing with the remedy."""
    found = find(name)
    if found is None:
        package = DEBIAN_NAMES.get(name, name)
        raise ToolMissing(
            f"{name} is not here: ./hotline up fetches it (or apt install {package}, where that is new enough)"
        )
    return found


def ensure(names: Sequence[str], progress: Progress = print_line) -> dict[str, Tool]:
    """Find programs, and fetch those that are missing. Raises FetchFailed: what failed, and what to do."""
    missing = {name for name in names if find(name) is None}
    while missing:
        name = min(missing)
        if name in node.NAMES:
            node.install(progress)
            missing -= set(node.NAMES)
            continue
        bundle = bundle_for(name, missing)
        fetch(bundle, progress)
        missing -= set(bundle.tools)
    return {name: tool(name) for name in names}


def fetch(bundle: Bundle, progress: Progress) -> None:
    """Put a bundle's tree into the cache; somebody else who does the same is waited for."""
    host, cache_root = _host(), cache_dir()
    suite, folder = bundle.suite_on(host), bundle.folder(cache_root, host)
    with locked(cache_root, f"{bundle.name}-{folder.name}", progress):
        if all(bundle.find(name, cache_root, host) for name in bundle.tools):
            return
        label = " and ".join(bundle.tools)
        origin = f"{(host.id if suite == host.codename else 'debian').title()} {suite}"
        progress(f"{label}: not on this machine; fetching from {origin} into {cache_root}")
        work = make(cache_root / "work" / f"{bundle.name}-{folder.name}")
        apt = Apt(work, host.arch, sources(host, suite, work, progress))
        apt.update()
        packages = apt.download(bundle.packages, label, progress)
        progress(f"{label}: unpacking {len(packages)} packages")
        unpack(packages, folder, without=bundle.without)
        absent = [name for name in bundle.tools if bundle.find(name, cache_root, host) is None]
        if absent:
            raise FetchFailed(
                f"{absent[0]} is not where it was expected in {folder}: the packages of {suite} have changed"
            )
        shutil.rmtree(work, ignore_errors=True)
        progress(f"{label}: ready")


def sources(host: Host, suite: str, work: Path, progress: Progress) -> list[str]:
    """Lines of sources.list for a suite; on a host that is not Debian with Debian's keys, which are fetched first."""
    if suite == host.codename:
        return host.own_lines()
    keyring = KEYRING if KEYRING.is_file() else _fetched_keyring(host, work, progress)
    return [f"deb [signed-by={keyring}] {host.debian_mirror()} {suite} main"]


def _fetched_keyring(host: Host, work: Path, progress: Progress) -> Path:
    """Debian's keys from the host's own suite."""
    folder = work / "keyring"
    found = folder / KEYRING.relative_to("/")
    if not found.is_file():
        progress("debian-archive-keyring: fetching the keys that Debian signs with")
        apt = Apt(make(work / "keyring-apt"), host.arch, host.own_lines())
        apt.update()
        unpack([apt.download_one("debian-archive-keyring", make(work / "keyring-apt/deb"))], folder)
    if not found.is_file():
        raise FetchFailed(
            "Debian's signatures cannot be checked: apt install debian-archive-keyring, then run it again"
        )
    return found
