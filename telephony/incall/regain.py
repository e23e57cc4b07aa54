"""After a restart: who of a call's legs is what, and the talk goes on as it was.

An answered consultation, a talk of three, a hold and a paused recording are found again by the tags of the legs, the
room of the switch and the journal. A third party who was still ringing, or has gone meanwhile, is let go, and the
customer is back with his agent; an agent who waited for somebody of a queue waits on at his place. Whoever has lost his
other side falls back to the plain rules (telephony/recovery.py): nobody is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from telephony import domain_events as news
from telephony.acd.model import AgentState
from telephony.calls import Call, Party, Stage
from telephony.commands import Hangup
from telephony.errors import HotlineError
from telephony.events import Cause, LegSnapshot, RoomSnapshot
from telephony.incall import members

if TYPE_CHECKING:
    from telephony.controller import Controller

log = structlog.get_logger(__name__)

THIRD = frozenset({"consult", "guest"})
ASKED = frozenset({"ringing", "talking", "customer"})
"""States of a third party who is there or on his way."""


class Regain:
    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._engine = controller.engine

    def party(self, call: Call, leg: LegSnapshot) -> Party:
        """Whoever is on this leg; his agent is engaged."""
        party = Party(leg.leg, agent=leg.tags.get("agent") or None, device=leg.device, queue=call.queue, answered=True)
        party.muted = _muted(call, party.agent)
        acd = self._controller.acd.acd
        try:
            there = party.agent and acd.item_of(party.agent) == call.id
            if party.agent and not (there and acd.agent_state(party.agent) is AgentState.TALKING):
                acd.engage(party.agent, call.id, call.queue, self._engine.now())
        except HotlineError as error:
            log.warning("recovery.agent", agent=party.agent, error=str(error))
        return party

    def take(self, call: Call, others: list[LegSnapshot], room: RoomSnapshot | None) -> bool:
        """Take up a talk with third parties, a hold, or a way through a flow. False: the plain rules know what to do.

        `others`: the call's legs but the customer's."""
        mains = [leg for leg in others if leg.up and leg.tags.get("role") not in THIRD and self._talked(call, leg)]
        thirds = [leg for leg in others if leg.tags.get("role") in THIRD]
        if not mains or not (thirds or call.held or call.detour):
            return False
        if call.detour is not None and call.stage is Stage.IVR:
            return self._in_flow(call, mains[0], others)
        if call.stage is not Stage.TALKING:
            return False
        inside = room.legs if room is not None else frozenset[str]()
        self._main(call, mains[0])
        answered = [leg for leg in thirds if leg.up and self._talked(call, leg)]
        for leg in others:
            if leg is not mains[0] and leg not in answered:
                call.waiting_for.add(leg.leg)
                self._engine.send(call, Hangup(leg.leg))
        for leg in answered:
            self._third(call, leg, inside)
        if call.enquiry is not None and not answered and not call.guests:
            self._controller.conversation.enquiring.resume(call, inside)
        else:
            call.enquiry = None
            asked = self._asked(call)
            if asked is not None and call.consult is None and not call.guests:
                self._not_met(call, asked)
            self._place(call, inside, back=asked is not None)
        log.info("recovery.talk", call=call.id, thirds=len(answered), held=call.held)
        self._engine.show(call)
        return True

    def _main(self, call: Call, leg: LegSnapshot) -> None:
        party = call.party = self.party(call, leg)
        segment = self._segment(call, leg)
        if segment is not None:
            party.segment, party.connected_at = segment.data["segment"], segment.at
        call.room_open = True

    def _third(self, call: Call, leg: LegSnapshot, inside: frozenset[str]) -> None:
        third = self.party(call, leg)
        segment = self._segment(call, leg)
        if segment is not None:
            third.segment, third.connected_at = segment.data["segment"], segment.at
            third.number = segment.data["number"]
            third.queue = segment.data["queue"]
        if leg.tags.get("role") == "guest":
            call.guests[leg.leg] = third
        else:
            call.consult = third
            third.held = leg.leg not in inside

    def _asked(self, call: Call) -> news.Envelope | None:
        """The last news of a third party who was being asked when the core went; None when nobody was."""
        told = next((item for item in reversed(call.news) if item.type == "call.consult"), None)
        return told if told is not None and told.data["state"] in ASKED else None

    def _not_met(self, call: Call, asked: news.Envelope) -> None:
        """Whoever was asked does not come any more, or is gone: the desk hears of it, and his part of the call ends."""
        over = {item.data["segment"] for item in call.news if item.type == "call.segment_ended"}
        talks = [item for item in call.news if item.type == "call.connected" and item.data["kind"] == "consult"]
        for item in talks:
            if item.data["segment"] not in over:
                seconds = round(self._engine.utc(call) - item.at, 3)
                part, agent, queue = (item.data[name] for name in ("segment", "agent", "queue"))
                self._engine.publish(news.CallSegmentEnded(call.id, part, agent, queue, seconds, "party"))
        who = {name: asked.data[name] for name in ("by", "agent", "device", "number", "leg")}
        met = asked.data["state"] != "ringing"
        cause = "" if met else str(Cause.FAILED)
        self._engine.publish(news.CallConsult(call.id, state="ended" if met else "failed", cause=cause, **who))

    def _place(self, call: Call, inside: frozenset[str], *, back: bool = False) -> None:
        """Whoever should be in the room is; who waits hears music. `back`: the customer waited only for a third party
        to be asked."""
        assert call.party is not None
        call.parked = call.leg not in inside
        waits = (call.consult is not None and not call.consult.held) or (
            call.consult is None and call.held and not back
        )
        there = [call.party.leg, *call.guests]
        if call.consult is not None and not call.consult.held:
            there.append(call.consult.leg)
        if not waits:
            there.append(call.leg)
        missing = [leg for leg in there if leg not in inside]
        if missing:
            members.gather(self._engine, call, *missing)
        if waits != call.parked and waits:
            members.park(self._engine, call, call.leg)
        if call.held != waits:
            self._engine.publish(news.CallHeld(call.id, call.party.agent, waits))
        call.held = call.parked = waits

    def _in_flow(self, call: Call, leg: LegSnapshot, others: list[LegSnapshot]) -> bool:
        """The agent waits on; the flow goes on at its node."""
        entered = next((item for item in reversed(call.news) if item.type == "call.node_entered"), None)
        if entered is None:
            return False
        self._main(call, leg)
        for other in others:
            if other is not leg:
                call.waiting_for.add(other.leg)
                self._engine.send(call, Hangup(other.leg))
        call.stage = Stage.ARRIVED
        if not self._controller.ivr.resume(call, entered.data):
            self._controller.detours.back(call, "failed", {})
        return True

    def _segment(self, call: Call, leg: LegSnapshot) -> news.Envelope | None:
        """The segment that is open for the one on this leg."""
        over = {item.data["segment"] for item in call.news if item.type == "call.segment_ended"}
        agent = leg.tags.get("agent") or None
        for item in reversed(call.news):
            if item.type != "call.connected" or item.data["segment"] in over or item.data["agent"] != agent:
                continue
            if agent or item.data["device"] in (None, leg.device):
                return item
        return None

    def _talked(self, call: Call, leg: LegSnapshot) -> bool:
        return self._segment(call, leg) is not None


def _muted(call: Call, agent: str | None) -> bool:
    """Whether the switch still keeps him from being heard: it does so until he is told otherwise or his leg ends."""
    for item in reversed(call.news):
        if item.data.get("agent") == agent and item.type in {"call.connected", "call.muted"}:
            return bool(item.data.get("muted"))
    return False
