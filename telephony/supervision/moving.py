"""A supervisor sends a caller elsewhere: to another queue, an agent, an extension or a number, wherever he is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telephony.calls import Call, Stage
from telephony.commands import Hangup, MusicStart, StopPlay
from telephony.errors import NotPossible, Unknown
from telephony.events import Cause
from telephony.supervision.news import SupervisionAct

if TYPE_CHECKING:
    from telephony.controller import Controller

KINDS = frozenset({"queue", "agent", "device", "number"})


def move(controller: Controller, call: Call, kind: str, target: str, by: str | None) -> None:
    """Move a caller who is in a menu, waits, is being connected, or talks. A waiting caller keeps the time that he has
    waited; a talk's agent goes to his wrap-up. Raises Unknown or NotPossible before anything has happened."""
    engine, conversation = controller.engine, controller.conversation
    if kind not in KINDS:
        raise Unknown(f"cannot move to {kind!r}: use queue, agent, device or number")
    if kind == "queue" and target not in engine.config.queues:
        raise Unknown(f"there is no queue {target}")
    if call.direction == "internal" or call.leg_gone:
        raise NotPossible("only a customer's call can be moved")
    if call.stage is Stage.TALKING:
        conversation.transfer(call, kind, target)
        engine.publish(SupervisionAct(call.id, by, "move", kind, target))
        return
    if call.direction != "inbound" or call.stage not in {Stage.IVR, Stage.QUEUE, Stage.DIALLING}:
        raise NotPossible(f"a call in the stage {call.stage} cannot be moved")
    if kind == "queue" and call.stage is Stage.QUEUE and target == call.queue:
        raise NotPossible("he waits in that queue already")
    party, following = call.party, None
    if kind != "queue":
        following = conversation.targets.find(call, kind, target)
        call.party = party  # the one who is being rung for him until he has left
    engine.publish(SupervisionAct(call.id, by, "move", kind, target))
    place = (call.queued_mono, call.queued_at) if call.queued_at is not None else None
    _leave(controller, call)
    if following is None:
        controller.acd.enqueue(call, target, call.priority, place=place)
        return
    call.party = following
    engine.send(call, MusicStart(call.leg))
    conversation.ring(call, following, caller=call.from_number, caller_name=call.from_name)


def _leave(controller: Controller, call: Call) -> None:
    """Take the caller out of where he is; whoever is being rung for him need not be."""
    controller.engine.send(call, *(StopPlay(call.leg, playback) for playback in sorted(call.playing)))
    controller.lost.forget(call)
    controller.arrival.goes_elsewhere(call)
    call.otherwise = None
    match call.stage:
        case Stage.IVR:
            controller.ivr.leave(call)
            if call.detour is not None:  # his agent waited for him to come out of the flow
                controller.conversation.part(call, "system")
        case Stage.QUEUE:
            controller.acd.leave(call, "transferred", "supervisor")
        case _:
            if call.party is not None:
                controller.conversation.release(call, call.party)
                call.waiting_for.add(call.party.leg)
                controller.engine.send(call, Hangup(call.party.leg, Cause.CANCELLED))
                call.party = None
