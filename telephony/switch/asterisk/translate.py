"""ARI messages to neutral facts. Pure: what must be remembered between two messages is in `Legs`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from telephony.events import (
    Cause,
    DigitPressed,
    Event,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegHeld,
    LegRinging,
    PlaybackFinished,
    PlaybackOutcome,
    SwitchTakenOver,
    TransferRequested,
)
from telephony.switch.asterisk.causes import neutral
from telephony.switch.asterisk.devices import TRUNK_PREFIX, is_device

Message = Mapping[str, Any]

ORIGINATED = "originated"
"""First application argument of the legs that we originate."""

SPYING = "spying"
"""First application argument of channels that only carry what a supervisor hears; they are no legs."""

EVENT_TYPES = (
    "StasisStart",
    "StasisEnd",
    "ChannelStateChange",
    "ChannelHangupRequest",
    "ChannelDestroyed",
    "ChannelDtmfReceived",
    "ChannelHold",
    "ChannelUnhold",
    "ChannelTransfer",
    "Dial",
    "PlaybackFinished",
    "RecordingFinished",
    "RecordingFailed",
    "ApplicationReplaced",
)
"""What the application's event filter lets through."""

_ENDPOINT = re.compile(r"PJSIP/(.+)-[0-9a-f]{8}")

_DIAL_CAUSES = {
    "BUSY": Cause.BUSY,
    "NOANSWER": Cause.NO_ANSWER,
    "CHANUNAVAIL": Cause.UNAVAILABLE,
}


@dataclass(slots=True)
class Leg:
    """What is known of one leg. `hangup` is the cause that we ended it with ourselves."""

    name: str
    originated: bool
    up: bool = False
    hangup: Cause | None = None
    rang: bool = False
    dial: Cause | None = None
    asked: int = 0
    """Cause number of the request that is ending the leg."""
    playbacks: dict[str, bool] = field(default_factory=dict)
    """Playbacks in progress, by the ids that the switch knows → whether we have stopped them."""
    music: str = ""
    """Class of the music that is on; a playback interrupts it and the driver starts it again."""
    found: bool = False
    """It was there before this connection: music may be on that nobody here knows of."""
    tags: dict[str, str] = field(default_factory=dict)


class Legs(dict[str, Leg]):
    """Legs of this connection by Asterisk's unique id. `mark` ends the ids of playbacks that this controller begins, so
    that the end of another one's is never taken for the end of its own."""

    mark: str = ""

    def known_as(self, playback: str) -> str:
        """A playback of ours as the switch knows it."""
        return playback + self.mark

    def neutral(self, known_as: str) -> str:
        """A playback's id as the controller knows it; another controller's stays as it is."""
        return known_as.removesuffix(self.mark)


def leg_id(node: str, unique: str) -> str:
    """The neutral id of a channel."""
    return f"{node}:{unique}"


def unique_id(node: str, leg: str) -> str:
    """Asterisk's unique id of a leg. Raises ValueError for a leg of another node."""
    prefix, colon, unique = leg.partition(":")
    if not colon or prefix != node:
        raise ValueError(f"leg {leg!r} is not on node {node!r}")
    return unique


def endpoint_of(name: str) -> str:
    """The endpoint in a channel name (`PJSIP/1001-0000002a` → `1001`), "" if there is none."""
    match = _ENDPOINT.fullmatch(name)
    return match[1] if match else ""


def device_of(name: str) -> str | None:
    """The device in a channel name; None for anonymous callers and trunks."""
    endpoint = endpoint_of(name)
    return endpoint if is_device(endpoint) else None


def trunk_of(name: str) -> str | None:
    """The trunk in a channel name; None for devices and anonymous callers."""
    endpoint = endpoint_of(name)
    return endpoint.removeprefix(TRUNK_PREFIX) if endpoint.startswith(TRUNK_PREFIX) else None


def _stasis_start(message: Message, node: str, legs: Legs) -> list[Event]:
    channel = message["channel"]
    unique = channel["id"]
    args = message.get("args") or [""]
    if args[0] == SPYING:
        return []
    known = legs.get(unique)
    if args[0] == ORIGINATED:
        if known is None or known.up:
            return []
        known.up = True
        known.name = channel["name"]
        return [LegAnswered(node, leg_id(node, unique))]
    if known is not None:
        return []
    legs[unique] = Leg(channel["name"], originated=False, up=channel.get("state") == "Up")
    caller = channel.get("caller") or {}
    return [
        LegArrived(
            node,
            leg_id(node, unique),
            caller=caller.get("number") or "",
            caller_name=caller.get("name") or "",
            dialled=(channel.get("dialplan") or {}).get("exten") or "",
            device=device_of(channel["name"]),
            entry=args[0],
            trunk=trunk_of(channel["name"]),
        )
    ]


def _state_change(message: Message, node: str, legs: Legs) -> list[Event]:
    channel = message["channel"]
    leg = legs.get(channel["id"])
    if leg is None or leg.up:
        return []
    if channel["state"] == "Ringing" and leg.originated:
        leg.rang = True
        return [LegRinging(node, leg_id(node, channel["id"]))]
    if channel["state"] == "Up" and not leg.originated:
        leg.up = True
        return [LegAnswered(node, leg_id(node, channel["id"]))]
    return []


def _dial(message: Message, node: str, legs: Legs) -> list[Event]:
    peer = message.get("peer") or {}
    leg = legs.get(peer.get("id", ""))
    if leg is None or not leg.originated:
        return []
    status = message.get("dialstatus", "")
    if status == "PROGRESS" and not leg.up:
        return [LegRinging(node, leg_id(node, peer["id"]))]
    leg.dial = _DIAL_CAUSES.get(status, leg.dial)
    return []


_TEMPORARILY_UNAVAILABLE = 480
"""A phone that says so at once (do not disturb, no user logged in); after ringing it only means that nobody answered,
and the switch reports its own timeout with the same number."""


def _ended_cause(leg: Leg, number: int, sip: int) -> Cause:
    if leg.hangup is not None:
        return Cause.CANCELLED if leg.hangup is Cause.NORMAL and leg.originated and not leg.up else leg.hangup
    if leg.up:
        return neutral(number)
    if not leg.originated:
        return Cause.CANCELLED
    if sip == _TEMPORARILY_UNAVAILABLE and leg.asked and not leg.rang:
        return Cause.UNAVAILABLE
    cause = neutral(number)
    return leg.dial if cause is Cause.NORMAL and leg.dial is not None else cause


def _hangup_request(message: Message, _node: str, legs: Legs) -> list[Event]:
    leg = legs.get(message["channel"]["id"])
    if leg is not None and not message.get("soft"):  # a soft request carries flags of Asterisk, no cause
        leg.asked = int(message.get("cause") or 0)
    return []


def _ended(message: Message, node: str, legs: Legs) -> list[Event]:
    """A leg that was in the application says StasisEnd, one that never was answered says ChannelDestroyed only."""
    unique = message["channel"]["id"]
    leg = legs.pop(unique, None)
    if leg is None:
        return []
    whole = leg_id(node, unique)
    events: list[Event] = [
        PlaybackFinished(
            node, whole, legs.neutral(playback), PlaybackOutcome.STOPPED if stopped else PlaybackOutcome.FAILED
        )
        for playback, stopped in leg.playbacks.items()
    ]
    cause = _ended_cause(leg, int(message.get("cause") or leg.asked), int(message.get("tech_cause") or 0))
    return [*events, LegEnded(node, whole, cause, by_us=leg.hangup is not None)]


def _digit(message: Message, node: str, legs: Legs) -> list[Event]:
    unique = message["channel"]["id"]
    return [DigitPressed(node, leg_id(node, unique), message["digit"])] if unique in legs else []


def _playback_finished(message: Message, node: str, legs: Legs) -> list[Event]:
    playback = message["playback"]
    kind, _, unique = playback["target_uri"].partition(":")
    leg = legs.get(unique) if kind == "channel" else None
    if leg is None or playback["id"] not in leg.playbacks:
        return []
    stopped = leg.playbacks.pop(playback["id"])
    if stopped:
        outcome = PlaybackOutcome.STOPPED
    else:
        outcome = PlaybackOutcome.DONE if playback["state"] == "done" else PlaybackOutcome.FAILED
    return [PlaybackFinished(node, leg_id(node, unique), legs.neutral(playback["id"]), outcome)]


def _hold(message: Message, node: str, legs: Legs) -> list[Event]:
    unique = message["channel"]["id"]
    if unique not in legs:
        return []
    return [LegHeld(node, leg_id(node, unique), message["type"] == "ChannelHold")]


def _transfer(message: Message, node: str, legs: Legs) -> list[Event]:
    referred = message["refer_to"]
    source = (message.get("referred_by") or {}).get("source_channel") or {}
    unique = source.get("id", "")
    if unique not in legs or message.get("state"):  # with a state it tells how an earlier request goes on
        return []
    destination = referred.get("requested_destination") or {}
    consult = (referred.get("destination_channel") or {}).get("id")
    attended = "protocol_id" in destination or consult is not None
    return [
        TransferRequested(
            node,
            leg_id(node, unique),
            target=destination.get("destination") or "",
            attended=attended,
            consult_leg=leg_id(node, consult) if consult else None,
        )
    ]


def _replaced(_message: Message, node: str, _legs: Legs) -> list[Event]:
    return [SwitchTakenOver(node)]


_TRANSLATIONS: dict[str, Callable[[Message, str, Legs], list[Event]]] = {
    "StasisStart": _stasis_start,
    "ChannelStateChange": _state_change,
    "ChannelHangupRequest": _hangup_request,
    "ChannelDestroyed": _ended,
    "StasisEnd": _ended,
    "ChannelDtmfReceived": _digit,
    "ChannelHold": _hold,
    "ChannelUnhold": _hold,
    "ChannelTransfer": _transfer,
    "Dial": _dial,
    "PlaybackFinished": _playback_finished,
    "ApplicationReplaced": _replaced,
}


def translate(message: Message, node: str, legs: Legs) -> list[Event]:
    """The facts in one ARI event, in order; none for what concerns no leg of ours. Updates `legs`.

    Raises KeyError or TypeError for a message that is not as ARI describes it.
    """
    handler = _TRANSLATIONS.get(message["type"])
    return handler(message, node, legs) if handler is not None else []
