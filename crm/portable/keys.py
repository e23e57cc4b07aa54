"""Keys that somebody wrote into an address, a header or a body by hand, though they have a place of their own:
versions do not hold them, and a restoration takes those that are there now."""

from __future__ import annotations

import re

HIDDEN = "•••"
"""Stands where a key was."""
_WORD = r"[\w.-]*(?:token|secret|passw|api_?-?key|app_?-?key|access_?-?key|signature|credential)[\w.-]*|key|sign|pwd"
_IN_TEXT = re.compile(
    rf"""(?P<before>(?:^|[?&\s,{{;"'<])(?P<name>{_WORD})["']?\s*[=:>]\s*["']?)(?P<value>[^&"'<>\s{{}},;]+)""",
    re.IGNORECASE,
)
"""`?access_token=…`, `"appKey": "…"`, `key: …`; templates (`{{ secret }}`) are none."""
_HEADER = re.compile(rf"{_WORD}|.*auth.*|.*cookie.*|.*-key", re.IGNORECASE)


def hidden(text: str) -> str:
    """The text without keys."""
    return _IN_TEXT.sub(lambda found: found["before"] + HIDDEN, text)


def filled(text: str, now: str) -> str:
    """With the keys that `now` has under the same names; what it has none for stays hidden."""
    keys = {found["name"].lower(): found["value"] for found in _IN_TEXT.finditer(now)}
    return _IN_TEXT.sub(
        lambda found: (
            found["before"] + (keys.get(found["name"].lower(), HIDDEN) if found["value"] == HIDDEN else found["value"])
        ),
        text,
    )


def header_hidden(name: str, value: str) -> str:
    return HIDDEN if _HEADER.fullmatch(name) and value and "{{" not in value else value
