"""What the menu service looks up around a call: where a prompt being recorded goes, and with whom the caller talked."""

from __future__ import annotations

from pathlib import Path

from ulid import ULID

from telephony.calls import Call

DRAFTS = "raw/prompts"
"""Prompts recorded by phone and not published yet, below the recordings. Web removes them after a day."""


def draft_path(recordings: Path) -> tuple[str, str]:
    """A fresh recording id, and its path relative to `recordings` (no extension); the folder exists."""
    (recordings / DRAFTS).mkdir(parents=True, exist_ok=True)
    recording = str(ULID())
    return recording, f"{DRAFTS}/{recording}"


def last_talk(call: Call) -> tuple[str | None, str | None, int]:
    """Agent, queue and segment of the caller's last talk in this call."""
    for item in reversed(call.news):
        if item.type == "call.connected" and item.data.get("kind", "talk") == "talk":
            return item.data["agent"], item.data["queue"], item.data["segment"]
    return None, None, 0
