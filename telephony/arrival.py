"""The arrival of a call: who may come in, who he is, and what he hears before the flow or queue he comes for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from telephony import domain_events as news
from telephony.calls import Call, Stage
from telephony.commands import Answer, Hangup, Tag
from telephony.config_model import Entry
from telephony.events import Cause, Event, LegAnswered, LegArrived
from telephony.identity import identify
from telephony.outside.gate import VIP_PRIORITY, Admission, admit

if TYPE_CHECKING:
    from telephony.controller import Controller

log = structlog.get_logger(__name__)


class Arrival:
    """Owns calls in the stage ARRIVED."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._engine = controller.engine
        self._identifying: dict[str, list[Callable[[], None]]] = {}

    def arrived(self, event: LegArrived) -> None:
        """A new leg from outside, or a phone of ours that dials."""
        self._engine.arrived_legs.append(event.leg)
        entry = self._engine.config.entry(event.dialled, event.trunk)
        own_phone = event.entry == "device"
        if own_phone and (entry is None or entry.number == "*"):
            if not self._controller.codes.start(event):
                self._controller.dialout.by_device(event)
            return
        now = self._engine.now()
        company = self._engine.config.snapshot.company
        call = Call(
            id=self._engine.new_call_id(),
            direction="inbound",
            leg=event.leg,
            from_number=event.caller,
            from_name=event.caller_name,
            to_number=event.dialled,
            entry=entry.number if entry else "",
            started=now.utc,
            language=(entry.language if entry else "") or company.language,
            stage_since=now.utc,
            device=event.device,
        )
        admission = self._admission(call, entry, event)
        self._engine.calls[call.id] = call
        self._engine.adopt(call, event.leg)
        self._engine.publish(
            news.CallStarted(
                call.id,
                "inbound",
                call.from_number,
                event.caller_name,
                event.dialled,
                call.entry,
                event.leg,
                event.device,
                event.trunk,
                language=call.language,
            )
        )
        self._engine.outside.arrived(event)
        if entry is None:
            log.warning("call.no_entry", dialled=event.dialled)
            call.ended_by, call.cause = "system", str(Cause.UNALLOCATED)
            self._engine.send(call, Tag(call.leg, {"call": call.id}), Hangup(call.leg, Cause.UNALLOCATED))
            self._engine.move(call, Stage.CLOSING)
            return
        if admission is not None and not self._admitted(call, admission):
            return
        call.priority = self._of_note(call, entry)
        self._engine.show(call)
        self._identifying[call.id] = []
        self._engine.spawn_for(call, self._identify(call))
        self._engine.send(call, Tag(call.leg, {"call": call.id, "role": "customer"}), Answer(call.leg))

    def _admission(self, call: Call, entry: Entry | None, event: LegArrived) -> Admission | None:
        """What the lists and the entry say of this caller; None for phones of ours. Gives the call the caller's number
        as it is dialled here."""
        if entry is None or event.device is not None:
            return None
        present = sum(1 for other in self._engine.calls.values() if other.entry == entry.number)
        tables, utc = self._engine.config.outside, self._engine.now().utc
        admission = admit(tables, entry, event.caller, event.trunk, present, utc)
        call.from_number = admission.caller
        return admission

    def _admitted(self, call: Call, admission: Admission) -> bool:
        """Tell what is special about the caller; False when he does not come in at all."""
        if not admission.reason:
            return True
        call.screened = admission.reason
        self._engine.publish(news.CallScreened(call.id, admission.reason, admission.action))
        if admission.action in {"reject", "busy"}:
            cause = Cause.BUSY if admission.action == "busy" else Cause.REJECTED
            call.ended_by, call.cause = "system", str(cause)
            self._engine.send(call, Tag(call.leg, {"call": call.id}), Hangup(call.leg, cause))
            self._engine.move(call, Stage.CLOSING)
            return False
        if admission.action != "accept":
            call.refusal, call.refusal_notice = admission.action, admission.notice
        return True

    async def _identify(self, call: Call) -> None:
        await identify(self._engine, call, call.from_number, call.to_number)
        for act in self._identifying.pop(call.id, []):
            act()

    def when_identified(self, call: Call, act: Callable[[], None]) -> None:
        """Do it when the directory has answered (or its deadline has passed)."""
        waiting = self._identifying.get(call.id)
        if waiting is None:
            act()
        else:
            ending = (Stage.CLOSING, Stage.ENDED)
            waiting.append(lambda: act() if call.stage not in ending and not call.leg_gone else None)

    def goes_elsewhere(self, call: Call) -> None:
        """Somebody else has sent the caller on: what was to be done with him does not happen any more."""
        self._controller.announcer.forget(call)
        self._identifying.get(call.id, []).clear()

    def handle(self, call: Call, event: Event) -> None:
        if isinstance(event, LegAnswered):
            self.enter(call)

    def enter(self, call: Call) -> None:
        """The caller is in the line: what he is to hear first, then the flow of his entry."""
        if call.refusal == "voicemail":
            self._controller.voicemail.start(call, "")
            return
        if call.refusal:
            self._controller.closing.goodbye(call, call.refusal_notice)
            return
        entry = self._engine.config.entry_named(call.entry, call.to_number)
        if entry is None:
            self._controller.closing.goodbye(call, "number_unknown")
            return
        flow = entry.flow
        self._controller.announcer.before(
            call, (f"entry:{entry.number}", "company"), lambda: self._controller.ivr.start(call, flow)
        )

    def to_queue(self, call: Call, queue: str, priority: int) -> None:
        """Into the queue, after its emergency message; callers of note come before others."""
        extra = self._of_note(call, self._engine.config.entries.all.get(call.entry))

        def go_on() -> None:
            self.when_identified(call, lambda: self._controller.acd.enqueue(call, queue, priority + extra))

        self._controller.announcer.before(call, (f"queue:{queue}",), go_on)

    @staticmethod
    def _of_note(call: Call, entry: Entry | None) -> int:
        """What a caller has before others in every queue."""
        return (entry.priority if entry is not None else 0) + (VIP_PRIORITY if call.screened == "white" else 0)

    def forget(self, call: Call) -> None:
        """The call is over: nothing waits for its caller's name any more."""
        self._identifying.pop(call.id, None)
