"""Where the Asterisk of the tests is."""

from __future__ import annotations

import os
from pathlib import Path

from telephony.switch.asterisk.settings import AsteriskTool


def asterisk_tool() -> AsteriskTool | None:
    """The fetched Asterisk, None when there is none."""
    cache = Path(os.environ.get("HOTLINE_CACHE", "~/.cache/hotline")).expanduser()
    for root in sorted((cache / "debian/asterisk").glob("*")):
        if (root / "usr/sbin/asterisk").exists():
            return AsteriskTool.from_root(root)
    return None
