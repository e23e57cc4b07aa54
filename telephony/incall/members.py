"""Who is in a call's one room, and what each of them is: the one place that knows it.

main party: has the customer. consult: whom he asks while the customer waits. guests: talk with both. Others
(supervisors) may join and leave the room by `join` and `leave`; they are no members.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from telephony.calls import Call, Party
from telephony.commands import Command, Hold, RoomAdd, RoomOpen, RoomRemove, Unhold

if TYPE_CHECKING:
    from telephony.engine import Engine

LEAVING = frozenset({"closing", "ended"})


def members(call: Call) -> Iterator[Party]:
    """Everybody beside the customer who is in the call or being rung for it directly; the main party first."""
    if call.party is not None:
        yield call.party
    if call.consult is not None:
        yield call.consult
    yield from call.guests.values()


def member(call: Call, leg: str) -> Party | None:
    return next((party for party in members(call) if party.leg == leg), None)


def call_of_agent(calls: Iterable[Call], agent: str) -> Call | None:
    """The call in which the agent is; the one that he has comes before one that he is only asked in."""
    found = None
    for call in calls:
        if call.stage in LEAVING:
            continue
        there = [*members(call), *call.ringing.values()]
        if call.party is not None and call.party.agent == agent:
            return call
        if call.colleague == agent or any(party.agent == agent for party in there):
            found = call
    return found


def gather(engine: Engine, call: Call, *legs: str) -> None:
    """Open the room and bring these legs into it; music of theirs ends."""
    engine.send(call, RoomOpen(call.room, call.id), *(RoomAdd(call.room, leg) for leg in legs))
    call.room_open = True


def join(engine: Engine, call: Call, leg: str) -> None:
    engine.send(call, RoomAdd(call.room, leg))


def leave(engine: Engine, call: Call, leg: str) -> None:
    """The leg stays up, in silence."""
    engine.send(call, RoomRemove(call.room, leg))


def park(engine: Engine, call: Call, leg: str, queue: str | None = None) -> None:
    """Out of the talk, with the music of the call's queue, or of another one."""
    engine.send(call, Hold(call.room, leg, music_of(engine, call, queue)))


def unpark(engine: Engine, call: Call, leg: str) -> None:
    command: Command = Unhold(call.room, leg)
    engine.send(call, command)


def music_of(engine: Engine, call: Call, name: str | None = None) -> str:
    queue = engine.config.queues.get(name or call.queue or "")
    return queue.music if queue is not None else "default"


def view(call: Call) -> dict[str, Any]:
    """What boards show of the room beside the main party; empty in a plain talk."""
    shown: dict[str, Any] = {}
    if call.consult is not None:
        shown["consult"] = person(call.consult) | {"state": _state(call, call.consult)}
        if call.enquiry is not None:
            shown["consult"]["queue"] = call.enquiry.queue
    if call.guests:
        shown["guests"] = [person(party) for party in call.guests.values()]
    if call.party is not None and call.party.muted:
        shown["muted"] = True
    if call.colleague:
        shown["colleague"] = call.colleague
    if call.recording is not None:
        shown["recording"] = "paused" if call.paused_for else "on"
    return shown


def _state(call: Call, consult: Party) -> str:
    if consult.answered:
        return "held" if consult.held else "talking"
    return "waiting" if call.enquiry is not None and not call.ringing else "ringing"


def person(party: Party) -> dict[str, Any]:
    return {"agent": party.agent, "device": party.device, "number": party.number}
