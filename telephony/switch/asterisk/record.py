"""Recordings: MixMonitor over AMI for conversations, ARI for messages.

A conversation is written to `PATH.raw`: 16-bit little-endian samples, 8000 per second, two channels interleaved; left
is what the leg says, right what it hears. A message is `PATH.wav`, mono.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from telephony import commands as c
from telephony.errors import CommandFailed, OutcomeUnknown, SwitchUnavailable
from telephony.events import RecordingFinished
from telephony.switch.asterisk.ami import AmiConnection
from telephony.switch.asterisk.context import Context, Recording
from telephony.switch.asterisk.translate import unique_id
from telephony.switch.checks import check_recording

log = structlog.get_logger(__name__)

SHORTEST_MESSAGE = 0.3
"""A message shorter than this (seconds) is no message."""

STOP_SECONDS = 2.0
"""How long AMI may take to say that a recording has stopped after its leg has ended."""

RAW_BYTES_PER_SECOND = 8000 * 2 * 2
TAG_PREFIX = "recording."
MESSAGE_PREFIX = "message."
"""Tags that keep a recording's path on its leg, so that another controller finishes it."""


def _ami(context: Context) -> AmiConnection:
    if context.ami is None:
        raise SwitchUnavailable("the manager connection is down")
    return context.ami


def _find(context: Context, leg: str, recording: str) -> tuple[str, Recording]:
    unique = context.unique(leg)
    found = context.recordings.get(recording)
    if found is None or found.unique != unique:
        raise CommandFailed(f"recording {recording} is not in progress on this leg")
    return unique, found


LEAST_ROOM = 4 * 1024 * 1024
"""Bytes that must be free where a recording begins."""


def _check_room(path: str) -> None:
    """The switch writes in the background and tells nobody that it cannot: look before it begins."""
    folder = Path(path).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CommandFailed(f"{folder}: cannot be written ({error.strerror})") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CommandFailed(f"{folder}: cannot be written (permission denied)")
    if free < LEAST_ROOM:
        raise CommandFailed(f"{folder}: the disk is full")


async def record_call(context: Context, command: c.RecordCall) -> None:
    """Start MixMonitor."""
    unique, leg = context.known(command.leg)
    check_recording(command.recording, command.path)
    if any(other.unique == unique and not other.message for other in context.recordings.values()):
        raise CommandFailed(f"leg {command.leg} is being recorded already")
    _check_room(command.path)
    context.recordings[command.recording] = Recording(unique, command.path, message=False)
    try:
        await _ami(context).action("MixMonitor", Channel=leg.name, File=f"{command.path}.raw", Options="D")
    except CommandFailed:
        context.recordings.pop(command.recording, None)
        raise
    leg.tags[TAG_PREFIX + command.recording] = command.path
    await context.write_tags(unique, leg)


_NATIVE_STOP = {frozenset(): "none", frozenset("#"): "#", frozenset("*"): "*", frozenset("0123456789*#"): "any"}


async def record_message(context: Context, command: c.RecordMessage) -> None:
    """Beep, then let ARI write a file in its own folder; the finished file is moved to its path."""
    unique, leg = context.known(command.leg)
    check_recording(command.recording, command.path)
    _check_room(command.path)
    digits = frozenset(command.stop_digits)
    native = _NATIVE_STOP.get(digits)
    body = {
        "name": command.recording,
        "format": "wav",
        "maxDurationSeconds": command.max_seconds,
        "maxSilenceSeconds": command.silence_seconds,
        "ifExists": "overwrite",
        "beep": True,
        "terminateOn": native or "none",
    }
    rest = frozenset() if native else digits
    for key in [key for key in leg.tags if key.startswith(MESSAGE_PREFIX)]:
        del leg.tags[key]
    leg.tags[MESSAGE_PREFIX + command.recording] = command.path
    await context.write_tags(unique, leg)
    context.recordings[command.recording] = Recording(unique, command.path, message=True, stop_digits=rest)
    try:
        await context.ask("POST", f"channels/{unique}/record", body=body)
    except (CommandFailed, SwitchUnavailable):
        context.recordings.pop(command.recording, None)
        raise


async def _mute(context: Context, leg: str, recording: str, on: bool) -> None:
    _, found = _find(context, leg, recording)
    if found.message:
        await context.ask("POST" if on else "DELETE", f"recordings/live/{recording}/mute", accept=(404, 409))
        return
    _, known = context.known(leg)
    await _ami(context).action("MixMonitorMute", Channel=known.name, Direction="both", State="1" if on else "0")


async def record_pause(context: Context, command: c.RecordPause) -> None:
    await _mute(context, command.leg, command.recording, on=True)


async def record_resume(context: Context, command: c.RecordResume) -> None:
    await _mute(context, command.leg, command.recording, on=False)


async def record_stop(context: Context, command: c.RecordStop) -> None:
    """Stop; it is no error when the recording has just ended."""
    unique = context.unique(command.leg)
    found = context.recordings.get(command.recording)
    if found is None or found.unique != unique:
        return
    if found.message:
        await context.ask("POST", f"recordings/live/{command.recording}/stop", accept=(404, 409))
        return
    _, leg = context.known(command.leg)
    await _ami(context).action("StopMixMonitor", Channel=leg.name)
    _call_finished(context, command.recording)
    if leg.tags.pop(TAG_PREFIX + command.recording, None) is not None and unique in context.legs:
        await context.write_tags(unique, leg)


def remember(context: Context, unique: str, tags: Mapping[str, str]) -> None:
    """Take over what an earlier controller was recording on a leg."""
    for key, path in tags.items():
        if key.startswith(TAG_PREFIX):
            context.recordings[key.removeprefix(TAG_PREFIX)] = Recording(unique, path, message=False)
        elif key.startswith(MESSAGE_PREFIX):
            context.recordings[key.removeprefix(MESSAGE_PREFIX)] = Recording(unique, path, message=True)


def _call_finished(context: Context, recording: str) -> None:
    found = context.recordings.pop(recording, None)
    if found is None:
        return
    file = Path(f"{found.path}.raw")
    size = file.stat().st_size if file.is_file() else 0
    context.emit(
        RecordingFinished(
            context.node,
            context.leg(found.unique),
            recording,
            str(file),
            ok=size > 0,
            seconds=size / RAW_BYTES_PER_SECOND,
        )
    )


def monitor_stopped(context: Context, unique: str) -> None:
    """AMI's MixMonitorStop: the file is closed. The hang-up handler in the dialplan stops it when the leg ends."""
    for recording in [name for name, each in context.recordings.items() if each.unique == unique and not each.message]:
        _call_finished(context, recording)


def leg_ended(context: Context, leg: str) -> None:
    """A conversation ends with its leg; when AMI does not say so in time, the file is taken as it is."""
    unique = unique_id(context.node, leg)
    if any(each.unique == unique for each in context.recordings.values()):
        asyncio.get_running_loop().call_later(STOP_SECONDS, monitor_stopped, context, unique)


def _wav_seconds(file: Path) -> float:
    """Length of a message; the switch cuts the silence that ended it. 0 when there is no such file."""
    try:
        with wave.open(str(file), "rb") as audio:
            return audio.getnframes() / audio.getframerate()
    except (OSError, EOFError, wave.Error):
        return 0.0


def _message_finished(context: Context, message: Mapping[str, Any]) -> None:
    live = message["recording"]
    found = context.recordings.get(live["name"])
    if found is None or not found.message:
        return
    del context.recordings[live["name"]]
    source = context.settings.recordings / f"{live['name']}.{live['format']}"
    target = Path(f"{found.path}.wav")
    seconds = _wav_seconds(source)
    ok = seconds >= SHORTEST_MESSAGE
    if ok:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        except OSError as error:
            log.error("recording.not_moved", recording=live["name"], reason=str(error))  # noqa: TRY400 - no trace needed
            ok, target = True, source
    context.emit(
        RecordingFinished(context.node, context.leg(found.unique), live["name"], str(target), ok=ok, seconds=seconds)
    )


def before(context: Context, message: Mapping[str, Any]) -> None:
    """What an ARI event means for recordings; called before its translation."""
    kind = message["type"]
    if kind in {"RecordingFinished", "RecordingFailed"}:
        _message_finished(context, message)
    elif kind == "ChannelDtmfReceived":
        _digit(context, message["channel"]["id"], message["digit"])


def _digit(context: Context, unique: str, digit: str) -> None:
    """ARI knows one stop key or all of them; any other choice is ours to watch."""
    for name, each in context.recordings.items():
        if each.unique == unique and digit in each.stop_digits:
            context.spawn(_stop_message(context, name))


async def _stop_message(context: Context, recording: str) -> None:
    with contextlib.suppress(CommandFailed, SwitchUnavailable, OutcomeUnknown):  # the leg or the connection is gone
        await context.ask("POST", f"recordings/live/{recording}/stop", accept=(404, 409))
