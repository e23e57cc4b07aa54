"""Listening and whispering: a snoop channel on the target and the supervisor's leg share a room of their own.

Neither is a leg or a room to anybody outside this driver. Channel and room are both called `spy-LEG-TOKEN` after the
supervisor's leg LEG; they go when the leg goes, and after a reconnect what belongs to nobody is ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections.abc import Mapping
from typing import Any

from telephony import commands as c
from telephony.errors import CommandFailed, NoSuchLeg, OutcomeUnknown, SwitchUnavailable
from telephony.switch.asterisk.context import Context
from telephony.switch.asterisk.translate import SPYING, unique_id

START_SECONDS = 2.0
"""How long a snoop channel may take to enter the application; it needs a millisecond or two."""

_OWN = re.compile(r"spy-(?P<leg>.+)-[0-9a-f]{8}")


def owner_of(ident: str) -> str | None:
    """The unique id of the supervisor's channel that a spying channel or its room belongs to; None for any other."""
    match = _OWN.fullmatch(ident)
    return match["leg"] if match else None


async def spy(context: Context, command: c.Spy) -> None:
    """Make a fresh snoop channel and bring it together with the supervisor's leg; nothing stays when that fails."""
    unique, leg = context.known(command.leg)
    target, _ = context.known(command.target)
    before = context.spies.get(unique)
    snoop = f"spy-{unique}-{secrets.token_hex(4)}"
    started = context.starting[snoop] = asyncio.get_running_loop().create_future()
    context.spies[unique] = snoop
    query = {
        "app": context.settings.app,
        "appArgs": SPYING,
        "spy": "both",
        "whisper": "out" if command.whisper else "none",
    }
    try:
        await context.ask("POST", f"channels/{target}/snoop/{snoop}", query)
        async with asyncio.timeout(START_SECONDS):
            await started
        if leg.music:
            leg.music = ""
            await context.ask("DELETE", f"channels/{unique}/moh")
        await context.ask("POST", f"bridges/{snoop}", {"type": "mixing"})
        await context.ask("POST", f"bridges/{snoop}/addChannel", {"channel": f"{snoop},{unique}"})
    except TimeoutError as error:
        await _give_up(context, unique, snoop)
        raise CommandFailed(f"Spy: {snoop} did not start") from error
    except (CommandFailed, SwitchUnavailable, OutcomeUnknown):
        await _give_up(context, unique, snoop)
        raise
    finally:
        context.starting.pop(snoop, None)
        if before is not None:
            await _remove(context, before)
    if unique not in context.legs:  # it has ended meanwhile, perhaps before there was anything to end with it
        await _give_up(context, unique, snoop)
        raise NoSuchLeg(f"leg {command.leg} is gone")


async def _give_up(context: Context, unique: str, snoop: str) -> None:
    if context.spies.get(unique) == snoop:
        del context.spies[unique]
    await _remove(context, snoop)


async def spy_stop(context: Context, command: c.SpyStop) -> None:
    await end(context, context.unique(command.leg))


async def end(context: Context, unique: str) -> None:
    """End what the supervisor's channel `unique` listens to, and close its room; no error when there is nothing."""
    snoop = context.spies.pop(unique, None)
    if snoop is not None:
        await _remove(context, snoop)


async def _remove(context: Context, snoop: str) -> None:
    """End a channel and its room. What a broken connection leaves of them is ended after the next connect."""
    with contextlib.suppress(CommandFailed, SwitchUnavailable, OutcomeUnknown):
        await context.ask("DELETE", f"channels/{snoop}", accept=(404,))
        await context.ask("DELETE", f"bridges/{snoop}", accept=(404, 409))


def before(context: Context, message: Mapping[str, Any]) -> None:
    """What an ARI event means for spying; called before its translation."""
    if message["type"] != "StasisStart":
        return
    started = context.starting.get(message["channel"]["id"])
    if started is not None and not started.done():
        started.set_result(None)


def leg_ended(context: Context, leg: str) -> None:
    """A supervisor's leg takes its channel and its room with it."""
    unique = unique_id(context.node, leg)
    if unique in context.spies:
        context.spawn(end(context, unique))


def remember(context: Context, idents: set[str]) -> None:
    """After a (re)connect; `idents` are all channels and rooms at the switch. What belongs to a leg that is there is
    known again, anything else of ours is ended."""
    context.spies.clear()
    for ident in idents:
        owner = owner_of(ident)
        if owner is None:
            continue
        if owner in idents and owner not in context.spies:
            context.spies[owner] = ident
        elif context.spies.get(owner) != ident:
            context.spawn(_remove(context, ident))
