"""Joins what core knows (memory, or the journal after a restart) with what the switch says: after this, both agree.

Callers in a menu or a queue go on at their place, talks go on undisturbed with their recording, calls that ended
meanwhile get their record, legs that belong to nobody are ended.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import structlog

from telephony.callbacks.service import ENTRY as CALLBACK
from telephony.calls import Call, Party, Stage
from telephony.commands import Answer, Hangup, MusicStop, RoomClose, StopPlay
from telephony.controller import Controller
from telephony.domain_events import Envelope
from telephony.endings import read_endings
from telephony.events import (
    Cause,
    DeviceState,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegSnapshot,
    RoomSnapshot,
    SwitchConnected,
)
from telephony.incall.members import members
from telephony.incall.regain import Regain
from telephony.replay import rebuild

log = structlog.get_logger(__name__)

MILLISECONDS = 10
"""Characters of a call's id (ULID) that tell when it was made."""


class Recovery:
    """`restore` is called once before the switch is started; `reconcile` at every SwitchConnected."""

    def __init__(self, controller: Controller, ended_log: Path | None = None) -> None:
        self._controller = controller
        self._engine = controller.engine
        self._ended_log = ended_log
        self._unplaced: dict[str, list[Envelope]] = {}
        self._regain = Regain(controller)
        self._written: frozenset[str] | None = None  # calls whose beginning the journal has; for one reconciliation

    def restore(self, envelopes: Iterable[Envelope]) -> int:
        """Read the journal; returns how many calls were open when the last core ended."""
        open_calls: dict[str, list[Envelope]] = {}
        written = set[str]()
        for envelope in envelopes:
            self._controller.recording_alarm.remember(envelope)
            if envelope.call is None or envelope.type == "agent.state":
                continue
            if envelope.type == "call.ended":
                open_calls.pop(envelope.call, None)
            elif envelope.type == "call.started":
                self._engine.arrived_legs.append(envelope.data["leg"])
                written.add(envelope.call)
                open_calls[envelope.call] = [envelope]
            elif envelope.call in open_calls:
                open_calls[envelope.call].append(envelope)
        self._unplaced, self._written = open_calls, frozenset(written)
        self._controller.ivr.expect(items for items in open_calls.values())
        return len(open_calls)

    def first_open(self) -> int | None:
        """The lowest journal number that an open call still needs, or None."""
        numbers = [items[0].n for items in self._unplaced.values()]
        numbers += [call.news[0].n for call in self._engine.calls.values() if call.news]
        return min(numbers, default=None)

    def reconcile(self, event: SwitchConnected) -> None:
        """Make calls and switch agree."""
        legs = {leg.leg: leg for leg in event.legs}
        rooms = {room.room: room for room in event.rooms}
        for device, state in event.devices.items():
            self._controller.device(device, state)
        for device in [device for device in self._engine.device_states if device not in event.devices]:
            self._controller.device(device, DeviceState.OFFLINE)
        for call in tuple(self._engine.calls.values()):
            self._check_live(call, legs)
        unplaced, self._unplaced = self._unplaced, {}
        endings = self._endings() if unplaced else {}
        for call_id, items in unplaced.items():
            try:
                self._take_back(call_id, items, legs, rooms, endings)
            except Exception:
                log.exception("recovery.failed", call=call_id)
        self._controller.ivr.expect(())
        self._controller.supervision.reconcile(legs)
        self._free_agents()
        self._reap(legs, rooms)
        self._written = None
        self._controller.callbacks.resume()

    def _free_agents(self) -> None:
        """An agent who is said to be talking, but in no call that still exists, is released."""
        calls = self._engine.calls.values()
        engaged = {party.agent for call in calls for party in there(call)} | {call.colleague for call in calls}
        engaged |= set(self._controller.supervision.sessions)
        acd, now = self._controller.acd.acd, self._engine.now()
        for agent in acd.snapshot(now)["agents"]:
            if agent["state"] == "talking" and agent["id"] not in engaged and agent["item"]:
                log.info("recovery.agent_released", agent=agent["id"])
                acd.released(agent["id"], agent["item"], now)

    # while core lived on

    def _check_live(self, call: Call, legs: Mapping[str, LegSnapshot]) -> None:
        """Legs that ended while the connection was broken: tell the call now. (Of playbacks the switch tells by itself;
        one that nobody waits for, as it was not known whether it had begun, is stopped.)"""
        known = [leg for leg, owner in self._engine.legs.items() if owner == call.id]
        for leg in known:
            party = next((party for party in there(call) if party.leg == leg), None)
            if _over(legs.get(leg), customer=leg == call.leg and call.direction == "inbound") and (
                leg == call.leg or leg in call.waiting_for or party
            ):
                cause = Cause.FAILED if party and not party.answered else Cause.NORMAL
                self._controller.on_event(LegEnded(self._engine.options.node, leg, cause))
        playing = {playback: leg for leg in known if leg in legs for playback in legs[leg].playing}
        if unwanted := sorted(playing.keys() - call.playing):
            self._engine.send(call, *(StopPlay(playing[playback], playback) for playback in unwanted))

    # after a restart

    def _take_back(
        self,
        call_id: str,
        items: list[Envelope],
        legs: Mapping[str, LegSnapshot],
        rooms: Mapping[str, RoomSnapshot],
        endings: Mapping[str, float],
    ) -> None:
        call = rebuild(call_id, items)
        self._engine.calls[call_id] = call
        self._engine.outside.taken_back(call, legs)
        mine = {leg.leg: leg for leg in legs.values() if leg.tags.get("call") == call_id}
        customer = next((leg for leg in mine.values() if leg.tags.get("role") == "customer"), legs.get(call.leg))
        for leg_id in mine:
            self._engine.adopt(call, leg_id)
        if customer is None or not customer.ours:
            # Gone, or handed to the switch's own fallback, which serves him alone from here.
            gone = mine if customer is None else {}
            self._ended_meanwhile(call, gone, endings)
            return
        call.leg = customer.leg
        self._engine.adopt(call, call.leg)
        # What he hears was said by a core that is gone: it holds up what this one says, and nobody waits for its end.
        if customer.playing:
            self._engine.send(call, *(StopPlay(call.leg, playback) for playback in sorted(customer.playing)))
        call.legs_made = 1000 + len(items)  # ids of new legs cannot meet those made before the restart
        room = rooms.get(call.room)
        call.colleague = customer.tags.get("colleague") or None
        others = [leg for leg in mine.values() if leg.leg != call.leg]
        together = [leg for leg in others if room and leg.leg in room.legs]
        log.info("recovery.call", call=call_id, stage=str(call.stage), legs=len(mine), talking=bool(together))
        if self._regain.take(call, others, room):
            return
        call.enquiry = None  # of an agent who is not there any more
        if room is not None and call.leg in room.legs and together:
            self._still_talking(call, together[0])
            others = [leg for leg in others if leg is not together[0]]
        elif call.entry == CALLBACK or (call.direction != "inbound" and not _connected(call)):
            self._dialled(call, mine, others, endings, answered=customer.up)
            return
        elif call.stage is Stage.TALKING and (answered := next((leg for leg in others if leg.up), None)):
            others.remove(answered)
            self._connect_again(call, answered)
        else:
            self._hang_up(call, others)  # before he is taken on: his flow may put him through to the same agent anew
            self._go_on(call, items, customer)
            return
        self._hang_up(call, others)

    def _hang_up(self, call: Call, others: Iterable[LegSnapshot]) -> None:
        """Legs of the call that nobody needs any more; the agents on them are free."""
        acd = self._controller.acd.acd
        for leg in others:
            agent = leg.tags.get("agent")
            if agent in acd.agents and acd.agent_state(agent) == "talking" and acd.item_of(agent) == call.id:
                acd.released(agent, call.id, self._engine.now(), wrap_up=False)
            call.waiting_for.add(leg.leg)
            self._engine.send(call, Hangup(leg.leg))

    def _dialled(
        self,
        call: Call,
        mine: Mapping[str, LegSnapshot],
        others: list[LegSnapshot],
        endings: Mapping[str, float],
        *,
        answered: bool,
    ) -> None:
        """Nobody had talked yet in a call that was dialled here. The two are brought together when the dialled side has
        just `answered` an agent who is there; else the call is over: its agent may dial again."""
        agent = next((leg for leg in others if leg.up and leg.tags.get("role") == "agent"), None)
        if not answered or agent is None or call.entry == CALLBACK:
            self._ended_meanwhile(call, mine, endings)
            return
        self._controller.dialout.together(call, self._party(call, agent))

    def _party(self, call: Call, leg: LegSnapshot) -> Party:
        party = call.party = self._regain.party(call, leg)
        return party

    def _still_talking(self, call: Call, leg: LegSnapshot) -> None:
        party = self._party(call, leg)
        connected = [item for item in call.news if item.type == "call.connected"]
        call.room_open = True
        if connected and call.stage is Stage.TALKING:
            party.segment = connected[-1].data["segment"]
            party.connected_at = connected[-1].at
            self._engine.show(call)
            return
        call.stage = Stage.TALKING
        self._controller.conversation.connect(call, party)

    def _connect_again(self, call: Call, leg: LegSnapshot) -> None:
        """The agent had answered, but both were not together yet."""
        party = self._party(call, leg)
        self._engine.send(call, MusicStop(call.leg))
        self._controller.conversation.connect(call, party)

    def _go_on(self, call: Call, items: list[Envelope], customer: LegSnapshot) -> None:
        """The caller is alone: take him on where he was."""
        stage, call.stage = call.stage, Stage.ARRIVED
        call.detour = None  # whoever waited for him to come out of his flow is gone
        self._engine.send(call, RoomClose(call.room))
        if stage is not Stage.VOICEMAIL:
            self._controller.conversation.taping.stop(call)  # of a talk that did not survive
        match stage:
            case Stage.QUEUE | Stage.TALKING | Stage.DIALLING if call.queue and call.queued_at is not None:
                now = self._engine.now()
                place = (now.mono - (now.utc - call.queued_at), call.queued_at)
                joined: float | None = now.mono
                if stage is Stage.QUEUE:
                    since = _stands_since(items)
                    joined = None if since is None else now.mono - (now.utc - since)
                self._controller.acd.enqueue(call, call.queue, call.priority, place=place, joined=joined)
            case Stage.VOICEMAIL:
                self._resume_voicemail(call, items)
            case Stage.IVR:
                entered = next(item for item in reversed(items) if item.type == "call.node_entered")
                if not self._controller.ivr.resume(call, entered.data):
                    self._controller.closing.goodbye(call, "technical_problem")
            case Stage.ARRIVED if not customer.up:  # killed before he was answered
                self._engine.send(call, Answer(call.leg))
            case Stage.ARRIVED:
                self._controller.arrival.enter(call)
            case Stage.CLOSING:
                self._controller.closing.goodbye(call, "goodbye")
            case _:
                self._controller.closing.goodbye(call, "technical_problem")

    def _resume_voicemail(self, call: Call, items: list[Envelope]) -> None:
        started = next((item for item in reversed(items) if item.type == "voicemail.started"), None)
        if started is None:
            self._controller.voicemail.start(call, call.queue or "")
            return
        data, service = started.data, self._controller.voicemail
        later = {item.type: item for item in items if item.data.get("recording") == data["recording"]}
        if "voicemail.left" in later or "voicemail.discarded" in later:
            self._controller.closing.goodbye(call, "voicemail_saved" if "voicemail.left" in later else "goodbye")
            return
        self._engine.move(call, Stage.VOICEMAIL)
        which = (call, data["box"], data["recording"], data["path"], started.at)
        if "voicemail.reviewed" in later:
            service.resume_review(*which, later["voicemail.reviewed"].data["seconds"])
        else:
            service.resume(*which)

    def _ended_meanwhile(self, call: Call, mine: Mapping[str, LegSnapshot], endings: Mapping[str, float]) -> None:
        ended = endings.get(call.id, time.time())
        log.info("recovery.ended_meanwhile", call=call.id, exact=call.id in endings)
        call.leg_gone = True
        call.ended_by = "caller" if call.id in endings else "system"
        call.cause = str(Cause.NORMAL)
        for leg in mine:
            call.waiting_for.add(leg)
            self._engine.send(call, Hangup(leg))
        self._controller.closing.finish_at(call, ended)

    def _endings(self) -> dict[str, float]:
        """call id → UTC seconds, written by the switch's own hang-up handler while core was away."""
        return {line.call: line.ended for line in read_endings(self._ended_log) if line.call}

    def _reap(self, legs: Mapping[str, LegSnapshot], rooms: Mapping[str, RoomSnapshot]) -> None:
        """Legs of ours that belong to no call: a fresh arrival is taken, anything else is ended."""
        for leg in legs.values():
            if not leg.ours or leg.leg in self._engine.legs:
                continue
            if leg.tags.get("entry") and (not leg.tags.get("call") or self._never_written(leg)):
                entry = leg.tags["entry"]
                node = self._engine.options.node
                arrived = LegArrived(node, leg.leg, leg.caller, "", leg.dialled, leg.device, entry, leg.trunk)
                self._controller.on_event(arrived)
                if leg.up:  # the switch does not say so again
                    self._controller.on_event(LegAnswered(node, leg.leg))
            else:
                log.warning("recovery.orphan_leg", leg=leg.leg, call=leg.tags.get("call"))
                self._engine.spawn(self._engine.switch.execute(Hangup(leg.leg)))
        for room in rooms.values():
            if room.room not in self._engine.calls:
                self._engine.spawn(self._engine.switch.execute(RoomClose(room.room)))

    def _never_written(self, leg: LegSnapshot) -> bool:
        """A caller of a call that the last core began, and whose news did not reach the journal before it was killed:
        the switch had its commands first. Such a call is younger than all that are written (ids begin with their
        milliseconds); an older one is over, and its leg was left behind."""
        call = leg.tags["call"]
        if self._written is None or call in self._written or leg.tags.get("role") != "customer":
            return False
        return call[:MILLISECONDS] >= max(self._written, default="")[:MILLISECONDS]


def _over(leg: LegSnapshot | None, *, customer: bool) -> bool:
    """Whether a leg that was ours is gone: not on the switch any more, or out of our hands, as a leg is for the moment
    in which it ends (that moment told, nothing more is heard of it) and a caller whom the switch's own queue serves.
    One that still rings is ours only once it is answered."""
    return leg is None or (not leg.ours and (leg.up or customer))


def _connected(call: Call) -> bool:
    return any(item.type == "call.connected" for item in call.news)


def _stands_since(items: Iterable[Envelope]) -> float | None:
    """When (UTC) a caller came into the queue that he stands in; None when a limit for new callers was sending him
    away, which it does once more."""
    queue, since = "", None
    for item in items:
        if item.type == "call.queued" and (since is None or item.data["queue"] != queue):
            queue, since = item.data["queue"], item.at
        elif item.type == "call.left_queue" and not (
            item.data["result"] == "overflow" and item.data["detail"] in {"max_wait", "no_agents"}
        ):
            since = None
    return since


def there(call: Call) -> list[Party]:
    """Whom the call talks to, or who is being rung for it."""
    return [*members(call), *call.ringing.values()]
