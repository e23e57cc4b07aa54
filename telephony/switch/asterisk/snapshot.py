"""The switch's state after a (re)connect, from /channels, /bridges and /applications."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from telephony.events import LegSnapshot, RoomSnapshot
from telephony.switch.asterisk.translate import Leg, Legs, device_of, leg_id, trunk_of

Channel = Mapping[str, Any]

_GIVEN_BY_ASTERISK = re.compile(r"[0-9]+\.[0-9]+")
"""Unique ids of channels that we did not originate: seconds, dot, number."""


def tags_of(value: str) -> dict[str, str]:
    """The tags in the channel variable; none when it is empty or not ours."""
    try:
        tags = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return {str(key): str(item) for key, item in tags.items()} if isinstance(tags, dict) else {}


def age_of(channel: Channel, now: datetime) -> float:
    """Seconds since the channel was created; 0 when it does not say."""
    try:
        created = datetime.strptime(channel["creationtime"], "%Y-%m-%dT%H:%M:%S.%f%z")
    except (KeyError, ValueError):
        return 0.0
    return max(0.0, (now - created).total_seconds())


def build_leg(
    channel: Channel, node: str, ours: bool, tags: Mapping[str, str], now: datetime, playing: Iterable[str] = ()
) -> LegSnapshot:
    """One channel as a leg. An arrived leg has the tag `entry` as well (the door it came through)."""
    dialplan = channel.get("dialplan") or {}
    shown = {key: value for key, value in tags.items() if key != "peer_channel"}
    entry = str(dialplan.get("app_data") or "").partition(",")[2]
    if ours and dialplan.get("app_name") == "Stasis" and entry in {"inbound", "device"}:
        shown.setdefault("entry", entry)
    return LegSnapshot(
        leg=leg_id(node, channel["id"]),
        up=channel["state"] == "Up",
        ours=ours,
        caller=(channel.get("caller") or {}).get("number") or "",
        dialled=dialplan.get("exten") or "",
        device=device_of(channel["name"]),
        age=age_of(channel, now),
        tags=shown,
        trunk=trunk_of(channel["name"]),
        playing=frozenset(playing),
    )


def build_room(bridge: Mapping[str, Any], node: str) -> RoomSnapshot:
    """One bridge as a room."""
    return RoomSnapshot(room=bridge["id"], legs=frozenset(leg_id(node, unique) for unique in bridge["channels"]))


def remember(
    channel: Channel, tags: Mapping[str, str], legs: Legs, playbacks: Mapping[str, bool], before: Leg | None
) -> None:
    """Make the driver know a leg that an earlier connection knew; `before` is what this controller knew of it."""
    arrived = _GIVEN_BY_ASTERISK.fullmatch(channel["id"]) is not None
    leg = Leg(channel["name"], originated=not arrived, up=channel["state"] == "Up", found=True)
    leg.tags = dict(tags)
    leg.playbacks = dict(playbacks)
    leg.music = before.music if before is not None else ""
    legs[channel["id"]] = leg
