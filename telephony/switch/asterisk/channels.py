"""The switch's channels as people look at them: from /channels, with codec and quality where RTP flows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from telephony.errors import CommandFailed, OutcomeUnknown
from telephony.events import ChannelView
from telephony.switch.asterisk.context import TAGS, Context
from telephony.switch.asterisk.snapshot import age_of, tags_of
from telephony.switch.asterisk.spy import owner_of
from telephony.switch.asterisk.translate import device_of, leg_id

DETAILED = 200
"""Of so many channels codec and quality are asked (two requests each); beyond that the list says None."""

_STATES = {"Up": "up", "Ring": "ringing", "Ringing": "ringing", "Dialing": "dialling", "Down": "down"}


async def channels(context: Context) -> list[ChannelView]:
    """All channels, oldest first. Raises SwitchUnavailable while not connected."""
    found = [each for each in (await context.ask("GET", "channels")).body if owner_of(each["id"]) is None]
    now = datetime.now(UTC)
    views = await asyncio.gather(*(_view(context, each, now, n < DETAILED) for n, each in enumerate(found)))
    return sorted(views, key=lambda view: -view.seconds)


async def _view(context: Context, channel: Mapping[str, Any], now: datetime, detailed: bool) -> ChannelView:
    unique = channel["id"]
    known = context.legs.get(unique)
    tags: Mapping[str, str] = known.tags if known is not None else {}
    codec: str | None = None
    stats: Mapping[str, Any] = {}
    if detailed and channel["name"].startswith("PJSIP/"):
        if known is None:
            tags = tags_of(await _variable(context, unique, TAGS))
        codec = (await _variable(context, unique, "CHANNEL(audionativeformat)")).strip("()") or None
        stats = await _statistics(context, unique)
    lost, received = stats.get("rxploss"), stats.get("rxcount")
    return ChannelView(
        leg=leg_id(context.node, unique),
        name=channel["name"],
        state=_STATES.get(channel["state"], channel["state"].lower()),
        device=device_of(channel["name"]),
        caller=(channel.get("caller") or {}).get("number") or "",
        dialled=(channel.get("dialplan") or {}).get("exten") or "",
        seconds=round(age_of(channel, now), 1),
        call=tags.get("watch") or tags.get("call") or None,
        role=tags.get("role", ""),
        codec=codec,
        loss=None if lost is None or not received else round(100 * lost / (lost + received), 2),
        jitter=None if stats.get("rxjitter") is None else round(1000 * stats["rxjitter"], 1),
    )


async def _variable(context: Context, unique: str, name: str) -> str:
    try:
        answer = await context.raw("GET", f"channels/{unique}/variable", {"variable": name})
    except (CommandFailed, OutcomeUnknown):
        return ""
    return str(answer.body["value"]) if answer.ok else ""


async def _statistics(context: Context, unique: str) -> Mapping[str, Any]:
    """What the RTP of this channel has counted; empty before it has any."""
    try:
        answer = await context.raw("GET", f"channels/{unique}/rtp_statistics")
    except (CommandFailed, OutcomeUnknown):
        return {}
    return answer.body if answer.ok and isinstance(answer.body, dict) else {}
