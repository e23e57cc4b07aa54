"""What the launcher does before a command: `python -m server.provision.prepare COMMAND…`; quick when all is done."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from server.provision import pages, venv
from server.provision.finder import NAMES, ensure, find, print_line
from telephony.errors import HotlineError

GROUP_TOOLS: Mapping[str, tuple[str, ...]] = {
    "unit": ("espeak-ng",),
    "contract": ("asterisk", "espeak-ng", "sipp"),
    "integration": ("asterisk", "espeak-ng", "postgresql"),
    "e2e": ("asterisk", "espeak-ng", "sipp", "postgresql", "chromium"),
    "web": ("npm",),
    "lint": (),
    "faults": ("asterisk", "espeak-ng", "sipp", "postgresql"),
}
"""The programs that each group of tests needs."""

PAGES_GROUPS = {"e2e", "faults"}
"""Groups of tests that need the built pages."""

OPTIONAL_GROUPS = {"faults"}
"""Groups that run only when they are named."""

SWITCH_TOOLS = ("asterisk", "espeak-ng")


def chosen_groups(words: Sequence[str]) -> list[str]:
    """The groups of tests among the words of a command line; all but the optional ones when there is none."""
    named = [word for word in words if word in GROUP_TOOLS]
    return named or [group for group in GROUP_TOOLS if group not in OPTIONAL_GROUPS]


def needs(command: str, words: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The programs that a command needs, and whether it needs the web pages."""
    if {"--help", "-h"} & set(words):
        return (), False
    if command == "up":
        return SWITCH_TOOLS, True
    if command == "bench":
        return (*SWITCH_TOOLS, "sipp"), True
    if command == "test":
        groups = chosen_groups(words)
        return tuple(sorted({tool for group in groups for tool in GROUP_TOOLS[group]})), bool(
            PAGES_GROUPS & set(groups)
        )
    return (), False


def prepare(command: str, words: Sequence[str]) -> list[str]:
    """Do what is missing for a command, side by side; the reasons of what failed, none when all is well."""
    tools, with_pages = needs(command, words)
    steps: list[Callable[[], None]] = []
    if missing := [name for name in tools if name not in {"node", "npm"} and find(name) is None]:
        steps.append(lambda: _ensure(missing))
    own_node = find("npm") is not None or not with_pages
    if own_node:
        steps.append(lambda: venv.prepare(print_line))
        if with_pages:
            steps.append(lambda: pages.build(print_line))
    else:
        steps.append(_venv_then_pages)
    return side_by_side(steps)


def _venv_then_pages() -> None:
    """Where the host has no Node, it comes into the .venv, which is made first."""
    venv.prepare(print_line)
    pages.build(print_line)


def _ensure(names: Sequence[str]) -> None:
    ensure(names)


def side_by_side(steps: Sequence[Callable[[], None]]) -> list[str]:
    """Run steps at the same time; the messages of those that failed."""
    failures: list[str] = []

    def guarded(step: Callable[[], None]) -> None:
        try:
            step()
        except (HotlineError, OSError) as error:
            failures.append(str(error))

    threads = [threading.Thread(target=guarded, args=(step,), daemon=True) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def main(arguments: Sequence[str]) -> int:
    """Prepare for a command line of ./hotline; its exit status."""
    words = list(arguments)
    try:
        failures = prepare(next((word for word in words if not word.startswith("-")), ""), words)
    except KeyboardInterrupt:
        print("\nhotline: stopped; what is done is kept, run it again to go on", file=sys.stderr, flush=True)
        os._exit(130)
    except PermissionError as error:
        failures = [f"{error.filename}: {error.strerror}: set HOTLINE_HOME to a folder that this user may use"]
    for failure in failures:
        print(f"hotline: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    assert set(NAMES) >= {tool for tools in GROUP_TOOLS.values() for tool in tools}
    sys.exit(main(sys.argv[1:]))
