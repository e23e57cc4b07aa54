"""Where the Asterisk of the tests is."""

from __future__ import annotations

from server.provision import ToolMissing, tool
from server.switch import asterisk_tool as found
from telephony.switch.asterisk.settings import AsteriskTool


def asterisk_tool() -> AsteriskTool | None:
    """The Asterisk that Hotline uses on this machine, None when there is none yet."""
    try:
        return found(tool("asterisk"))
    except ToolMissing:
        return None
