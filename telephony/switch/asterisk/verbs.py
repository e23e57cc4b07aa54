"""Commands about legs and rooms to ARI requests."""

from __future__ import annotations

import contextlib
import math
import re
from typing import Any

import orjson

from telephony import commands as c
from telephony.errors import CommandFailed, NoSuchLeg, OutcomeUnknown, SwitchUnavailable
from telephony.events import Cause, LegEnded
from telephony.switch.asterisk import spy
from telephony.switch.asterisk.causes import NUMBERS
from telephony.switch.asterisk.context import PLAYING, TAGS, Context
from telephony.switch.asterisk.render import trunk_section
from telephony.switch.asterisk.translate import ORIGINATED, Leg
from telephony.switch.checks import check_digits, check_text

_NUMBER = re.compile(r"[0-9A-Za-z+*#._-]{1,64}")
_NOT_IN_ROOM = (404, 409, 422)
"""What the switch says when a leg that shall leave a room is not in it, or the room is gone."""

_BRIDGE_TYPE = "mixing,dtmf_events"


def _name_of(what: str, text: str) -> str:
    """An id of ours that becomes part of a request's path."""
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,100}", text):
        raise CommandFailed(f"{what} {text!r} is not a valid id")
    return text


async def answer(context: Context, command: c.Answer) -> None:
    unique, _ = context.known(command.leg)
    await context.ask("POST", f"channels/{unique}/answer")


async def play(context: Context, command: c.Play) -> None:
    unique, leg = context.known(command.leg)
    if not command.media:
        raise CommandFailed("Play: there is nothing to play")
    playback = context.legs.known_as(_name_of("playback", command.playback))
    media = [f"sound:{check_text('media', path)}" for path in command.media]
    leg.playbacks[playback] = False
    context.spawn(_note_playing(context, leg.name, playback))
    try:
        await context.ask("POST", f"channels/{unique}/play/{playback}", body={"media": media})
    except (CommandFailed, SwitchUnavailable):
        leg.playbacks.pop(playback, None)
        raise


async def _note_playing(context: Context, channel: str, playback: str) -> None:
    """For the next controller. Nobody waits for it, and through AMI: a prompt that plays holds up ARI's variables."""
    with contextlib.suppress(CommandFailed, SwitchUnavailable, OutcomeUnknown):  # the leg or the connection is gone
        if context.ami is not None and channel:
            await context.ami.action("Setvar", Channel=channel, Variable=PLAYING, Value=playback)


async def stop_play(context: Context, command: c.StopPlay) -> None:
    leg = context.legs.get(context.unique(command.leg))
    own = context.legs.known_as(command.playback)
    playback = own if leg is not None and own in leg.playbacks else command.playback  # or one of another controller
    if leg is None or playback not in leg.playbacks:
        return
    leg.playbacks[playback] = True
    await context.ask("DELETE", f"playbacks/{_name_of('playback', playback)}", accept=(404,))


async def music_start(context: Context, command: c.MusicStart) -> None:
    unique, leg = context.known(command.leg)
    await context.ask("POST", f"channels/{unique}/moh", {"mohClass": check_text("music", command.music)})
    leg.music = command.music


async def music_again(context: Context, unique: str) -> None:
    """After a playback: the switch does not take up the music by itself."""
    leg = context.legs.get(unique)
    if leg is not None and leg.music and not leg.playbacks:
        with contextlib.suppress(CommandFailed, SwitchUnavailable, OutcomeUnknown):  # the leg or the connection is gone
            await context.ask("POST", f"channels/{unique}/moh", {"mohClass": leg.music})


async def music_stop(context: Context, command: c.MusicStop) -> None:
    unique, leg = context.known(command.leg)
    leg.music, leg.found = "", False
    await context.ask("DELETE", f"channels/{unique}/moh")


def _target(command: c.Originate) -> str:
    if (command.device is None) == (command.number is None):
        raise CommandFailed("Originate: give a device or a number")
    if command.device is not None:
        return f"PJSIP/{_name_of('device', command.device)}"
    if command.number is None or not _NUMBER.fullmatch(command.number):
        raise CommandFailed(f"Originate: {command.number!r} is not a number")
    if not command.trunk:
        raise CommandFailed("Originate: a number needs a trunk")
    return f"PJSIP/{command.number}@{trunk_section(_name_of('trunk', command.trunk))}"


def _caller_id(command: c.Originate) -> str:
    name = re.sub(r'["<>\\]', "", check_text("caller_name", command.caller_name))
    number = re.sub(r'["<>\\]', "", check_text("caller", command.caller))
    return f'"{name}" <{number}>' if name else f"<{number}>"


def _wish(context: Context, command: c.Originate, leg: Leg) -> dict[str, Any]:
    """The body of ARI's request. Without a caller a trunk shows its own number."""
    body: dict[str, Any] = {
        "endpoint": _target(command),
        "app": context.settings.app,
        "appArgs": ORIGINATED,
        "callerId": _caller_id(command),
        "timeout": max(1, math.ceil(command.timeout)),
        "variables": {
            TAGS: orjson.dumps(leg.tags).decode(),
            "CHANNEL(hangup_handler_push)": "hotline-ended,ours,1",
        },
    }
    if not (command.caller or command.caller_name):
        del body["callerId"]
    if command.max_seconds is not None:
        body["variables"]["TIMEOUT(absolute)"] = str(math.ceil(command.max_seconds))
    return body


async def originate(context: Context, command: c.Originate) -> None:
    """Ring a device or a number. A device without a reachable contact becomes LegEnded(unavailable), not an error."""
    unique = _name_of("leg", context.unique(command.leg))
    if unique in context.legs:
        raise CommandFailed(f"leg {command.leg} exists already")
    peer_unique = context.unique(command.peer) if command.peer else None
    peer = context.legs.get(peer_unique) if peer_unique else None
    if peer_unique and peer is None:
        raise NoSuchLeg(f"leg {command.peer} is gone")
    leg = Leg(name="", originated=True)
    leg.tags = {**command.tags, "call": command.call}
    if peer is not None and command.peer:
        leg.tags |= {"peer": command.peer, "peer_channel": peer.name}
    body = _wish(context, command, leg)
    if peer_unique:
        body["originator"] = peer_unique
    context.legs[unique] = leg
    try:
        response = await context.raw("POST", f"channels/{unique}", body=body)
    except SwitchUnavailable:
        context.legs.pop(unique, None)
        raise
    if response.status >= 500:
        if context.legs.pop(unique, None) is not None:
            cause = Cause.CANCELLED if leg.hangup is not None else Cause.UNAVAILABLE
            context.emit(LegEnded(context.node, command.leg, cause, by_us=leg.hangup is not None))
        return
    if not response.ok:
        context.legs.pop(unique, None)
        raise CommandFailed(f"Originate: {response.words}")
    leg.name = response.body["name"]
    if peer is not None and peer_unique and peer_unique in context.legs:
        peer.tags |= {"peer": command.leg, "peer_channel": leg.name}
        try:
            await context.write_tags(peer_unique, peer)
        except (NoSuchLeg, OutcomeUnknown):
            return  # the caller has just left; his LegEnded says so


async def hangup(context: Context, command: c.Hangup) -> None:
    unique = context.unique(command.leg)
    leg = context.legs.get(unique)
    if leg is None:
        return
    first = leg.hangup is None
    if first:
        leg.hangup = command.cause
    query = {"reason_code": str(NUMBERS[command.cause])}
    try:
        await context.ask("DELETE", f"channels/{unique}", query, accept=(404,))
    except CommandFailed:
        if first:
            leg.hangup = None
        raise


async def room_open(context: Context, command: c.RoomOpen) -> None:
    room = _name_of("room", command.room)
    query = {"type": _BRIDGE_TYPE, "name": check_text("call", command.call)}
    await context.ask("POST", f"bridges/{room}", query, accept=(409,))


async def room_add(context: Context, command: c.RoomAdd) -> None:
    unique, leg = context.known(command.leg)
    if leg.music or leg.found:
        await music_stop(context, c.MusicStop(command.leg))
    query = {"channel": unique, "inhibitConnectedLineUpdates": "true"}
    await context.ask("POST", f"bridges/{_name_of('room', command.room)}/addChannel", query)
    await spy.end(context, unique)


async def room_remove(context: Context, command: c.RoomRemove) -> None:
    unique, _ = context.known(command.leg)
    uri = f"bridges/{_name_of('room', command.room)}/removeChannel"
    await context.ask("POST", uri, {"channel": unique}, accept=_NOT_IN_ROOM)


async def room_close(context: Context, command: c.RoomClose) -> None:
    await context.ask("DELETE", f"bridges/{_name_of('room', command.room)}", accept=(404, 409))


async def hold(context: Context, command: c.Hold) -> None:
    await room_remove(context, c.RoomRemove(command.room, command.leg))
    await music_start(context, c.MusicStart(command.leg, command.music))


async def unhold(context: Context, command: c.Unhold) -> None:
    await music_stop(context, c.MusicStop(command.leg))
    await room_add(context, c.RoomAdd(command.room, command.leg))


async def mute(context: Context, command: c.Mute) -> None:
    unique, _ = context.known(command.leg)
    await context.ask("POST" if command.on else "DELETE", f"channels/{unique}/mute", {"direction": "in"})


async def send_digits(context: Context, command: c.SendDigits) -> None:
    unique, _ = context.known(command.leg)
    await context.ask("POST", f"channels/{unique}/dtmf", {"dtmf": check_digits(command.digits)})


async def refuse_transfer(context: Context, command: c.RefuseTransfer) -> None:
    """The phone's NOTIFY says 603; without it its display would stay at "transferring"."""
    unique, _ = context.known(command.leg)
    query = {"states": "channel_declined"}
    await context.ask("POST", f"channels/{unique}/transfer_progress", query, accept=(404, 409, 412))


async def tag(context: Context, command: c.Tag) -> None:
    unique, leg = context.known(command.leg)
    leg.tags |= command.tags
    if "peer" in command.tags:
        peer = context.legs.get(context.unique(command.tags["peer"])) if command.tags["peer"] else None
        leg.tags["peer_channel"] = peer.name if peer is not None else ""
    await context.write_tags(unique, leg)
