"""Routes every fact of the switch to the service that owns the call now, and closes calls with their record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from telephony import domain_events as news
from telephony.acd.engine import Acd
from telephony.acd.model import Overflowed
from telephony.acd.service import AcdService
from telephony.announcements import Announcer
from telephony.callbacks.service import Callbacks
from telephony.calls import Call, Party, Stage
from telephony.cdr import fold
from telephony.commands import Answer, Hangup, MusicStop, Play, Tag
from telephony.config_model import Entry
from telephony.conversation import Conversation
from telephony.dialout import DialOut
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import (
    Cause,
    CommandRefused,
    DeviceChanged,
    DeviceState,
    Event,
    LegAnswered,
    LegArrived,
    LegEnded,
    PlaybackFinished,
    RecordingFinished,
    SwitchConnected,
    SwitchLost,
    SwitchTakenOver,
    TrunkChanged,
)
from telephony.incall import members
from telephony.incall.codes import Codes
from telephony.incall.detours import Detours
from telephony.incall.lost import LostPhones
from telephony.incall.surveys import Surveys
from telephony.ivr.model import HangUp, Outcome, Returned, ToCallback, ToQueue, ToTransfer, ToVoicemail
from telephony.ivr.service import IvrService
from telephony.outside.gate import VIP_PRIORITY, Admission, admit
from telephony.ports import CustomerCard
from telephony.queueing.keys import Keys
from telephony.queueing.overflow import Overflow
from telephony.queueing.waiting import Where
from telephony.recording_alarm import RecordingAlarm
from telephony.supervision.service import Supervision
from telephony.voicemail import VoicemailService

log = structlog.get_logger(__name__)

CLOSE_SECONDS = 3.0
"""How long a finished call waits for the end of its other legs and of its recording before its record is written."""


class Controller:
    """The heart of core. `reconcile` is given every SwitchConnected (telephony/recovery.py)."""

    def __init__(self, engine: Engine, acd: Acd) -> None:
        self.engine = engine
        self.acd = AcdService(engine, acd, self._agent_answered, self._overflow)
        self.ivr = IvrService(engine, self._ivr_outcome)
        self.recording_alarm = RecordingAlarm(engine)
        self.voicemail = VoicemailService(engine, self.recording_alarm, self.goodbye, self._operator)
        self.announcer = Announcer(engine, self._hang_up_customer)
        self.conversation = Conversation(engine, self.acd, self._talk_over, self._party_failed)
        self.conversation.referring.on_merged = self.close
        self.detours = Detours(engine, self.conversation, self.ivr)
        self.surveys = Surveys(engine, self.conversation, self.ivr)
        self.codes = Codes(self)
        self.conversation.referring.on_code = self.codes.transferred
        self.dialout = DialOut(engine, self.acd, self.conversation, self.close)
        self.lost = LostPhones(engine, self.acd, self.conversation, self._party_failed)
        self.supervision = Supervision(engine, self.acd, self.conversation)
        self.overflow = Overflow(
            engine,
            self.acd,
            self.conversation,
            voicemail=self.voicemail.start,
            flow=self.ivr.start,
            goodbye=self._last_words,
        )
        self.callbacks = Callbacks(engine, self.acd, self.dialout.call_back, lambda call: self.hang_up(call, "system"))
        self.acd.keys = Keys(engine, self.acd.announcer, self._call_back, self.overflow.press)
        self.acd.call_for = self.callbacks.call_for
        self.acd.on_leftover = self.callbacks.overflowed
        self.reconcile: Callable[[SwitchConnected], None] = lambda _event: None
        self.on_taken_over: Callable[[], None] = lambda: None
        self.on_device: Callable[[str, bool], None] = lambda _device, _online: None
        self._identifying: dict[str, list[Callable[[], None]]] = {}
        engine.on_refused = self.on_event
        engine.bus.on_pop_receipt = self.acd.pop_received

    # facts

    def on_event(self, event: Event) -> None:
        """Take one fact. What goes wrong in one call is logged and ends that call decently; no other call notices."""
        try:
            self._route(event)
        except Exception:
            log.exception("controller.failed", fact=type(event).__name__)
            call = self.engine.call_of(getattr(event, "leg", ""))
            if call is not None and call.stage is not Stage.ENDED:
                self._rescue(call)

    def _route(self, event: Event) -> None:
        match event:
            case LegArrived():
                self.arrived(event)
            case SwitchConnected():
                self.reconcile(event)
                self.engine.switch_is_back()
                self.acd.pump()
            case SwitchLost():
                self.engine.switch_ready = False
                self.engine.publish(news.SwitchChanged(None, event.node, up=False, reason=event.reason))
            case SwitchTakenOver():
                self.on_taken_over()
            case DeviceChanged():
                self.device(event.device, event.state)
            case TrunkChanged():
                self.engine.outside.trunk_changed(event)
            case _:
                call = self.engine.call_of(getattr(event, "leg", ""))
                if call is not None:
                    self._in_call(call, event)
                elif not self.codes.handle(event):
                    self.supervision.handle(event)

    def device(self, device: str, state: DeviceState) -> None:
        """A phone came, went, or changed."""
        if self.engine.device_states.get(device) == str(state):
            return
        self.engine.device_states[device] = str(state)
        self.engine.publish(news.DeviceStateChanged(None, device, str(state)))
        self.on_device(device, state is not DeviceState.OFFLINE)
        busy = state in (DeviceState.RINGING, DeviceState.BUSY)
        self.acd.acd.device_changed(device, state is not DeviceState.OFFLINE, busy, self.engine.now())
        if state is DeviceState.OFFLINE:
            self.lost.went(device)
        else:
            self.lost.came(device)
        self.acd.pump()

    def _in_call(self, call: Call, event: Event) -> None:
        if isinstance(event, RecordingFinished) and event.recording not in call.finishing:
            # A leg that has moved to another call ends the recording of the one before.
            call = next((each for each in self.engine.calls.values() if event.recording in each.finishing), call)
        if isinstance(event, RecordingFinished) and event.recording in call.finishing:
            self._recording_ready(call, event.recording, event.ok, event.seconds)
            return
        if isinstance(event, RecordingFinished | CommandRefused) and self.voicemail.records(call, event.recording):
            self.voicemail.handle(call, event)
            if call.leg_gone and call.stage is not Stage.ENDED:
                self._settle(call)
            return
        if isinstance(event, CommandRefused) and event.command == "RecordCall" and event.recording:
            self._recording_refused(call, event.recording, event.reason)
            return
        if isinstance(event, PlaybackFinished | CommandRefused) and event.playback:
            call.playing.discard(event.playback)
        if self.engine.outside.handle(call, event) or self.announcer.handle(call, event):
            return
        never_was = isinstance(event, CommandRefused) and event.command == "Originate"
        if (isinstance(event, LegEnded) or never_was) and event.leg in call.waiting_for:  # type: ignore[attr-defined]
            call.waiting_for.discard(event.leg)  # type: ignore[attr-defined]
            self._settle(call)
            return
        if isinstance(event, LegEnded) and event.leg == call.leg and not call.leg_gone:
            self._customer_gone(call, event.cause)
            return
        self._owner(call)(call, event)
        if call.leg_gone and call.stage is not Stage.ENDED:
            self._settle(call)

    def _owner(self, call: Call) -> Callable[[Call, Event], None]:
        """The service that owns the call in its present stage."""
        if call.stage is Stage.DIALLING and call.own_dial:
            return self.dialout.handle
        if call.stage is Stage.IVR and call.detour is not None:
            return self.detours.handle
        return {
            Stage.ARRIVED: self._handle_arrived,
            Stage.IVR: self.ivr.handle,
            Stage.QUEUE: self.acd.handle,
            Stage.DIALLING: self.conversation.handle,
            Stage.TALKING: self.conversation.handle,
            Stage.VOICEMAIL: self.voicemail.handle,
            Stage.CLOSING: self._handle_closing,
            Stage.ENDED: lambda _call, _event: None,
        }[call.stage]

    # arrival

    def arrived(self, event: LegArrived) -> None:
        """A new leg from outside, or a phone of ours that dials."""
        self.engine.arrived_legs.append(event.leg)
        entry = self.engine.config.entry(event.dialled, event.trunk)
        own_phone = event.entry == "device"
        if own_phone and (entry is None or entry.number == "*"):
            if not self.codes.start(event):
                self.dialout.by_device(event)
            return
        now = self.engine.now()
        company = self.engine.config.snapshot.company
        call = Call(
            id=self.engine.new_call_id(),
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
        self.engine.calls[call.id] = call
        self.engine.adopt(call, event.leg)
        self.engine.publish(
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
            )
        )
        self.engine.outside.arrived(event)
        if entry is None:
            log.warning("call.no_entry", dialled=event.dialled)
            call.ended_by, call.cause = "system", str(Cause.UNALLOCATED)
            self.engine.send(call, Hangup(call.leg, Cause.UNALLOCATED))
            self.engine.move(call, Stage.CLOSING)
            return
        if admission is not None and not self._admitted(call, admission):
            return
        self.engine.show(call)
        self._identifying[call.id] = []
        self.engine.spawn(self._identify(call))
        self.engine.send(call, Tag(call.leg, {"call": call.id, "role": "customer"}), Answer(call.leg))

    def _admission(self, call: Call, entry: Entry | None, event: LegArrived) -> Admission | None:
        """What the lists and the entry say of this caller; None for phones of ours. Gives the call the caller's number
        as it is dialled here."""
        if entry is None or event.device is not None:
            return None
        present = sum(1 for other in self.engine.calls.values() if other.entry == entry.number)
        tables, utc = self.engine.config.outside, self.engine.now().utc
        admission = admit(tables, entry, event.caller, event.trunk, present, utc)
        call.from_number = admission.caller
        return admission

    def _admitted(self, call: Call, admission: Admission) -> bool:
        """Tell what is special about the caller; False when he does not come in at all."""
        if not admission.reason:
            return True
        call.screened = admission.reason
        self.engine.publish(news.CallScreened(call.id, admission.reason, admission.action))
        if admission.action in {"reject", "busy"}:
            cause = Cause.BUSY if admission.action == "busy" else Cause.REJECTED
            call.ended_by, call.cause = "system", str(cause)
            self.engine.send(call, Hangup(call.leg, cause))
            self.engine.move(call, Stage.CLOSING)
            return False
        if admission.action != "accept":
            call.refusal, call.refusal_notice = admission.action, admission.notice
        return True

    async def _identify(self, call: Call) -> None:
        engine = self.engine
        try:
            card = await engine.directory.customer(call.from_number, call.to_number, engine.options.lookup_timeout)
        except (TimeoutError, HotlineError) as error:
            log.info("call.not_identified", call=call.id, reason=str(error) or "timeout")
            card = CustomerCard(known=False, number=call.from_number)
        call.card = card
        if call.stage is not Stage.ENDED:
            engine.publish(
                news.CallIdentified(
                    call.id,
                    card.known,
                    card.customer,
                    card.name,
                    dict(card.region),
                    card.last_agent,
                    len(card.candidates),
                    card.last_served,
                    card.owner_agent,
                    card.ticket_agent,
                    card.category,
                )
            )
        for act in self._identifying.pop(call.id, []):
            act()

    def _when_identified(self, call: Call, act: Callable[[], None]) -> None:
        """Do it when the directory has answered (or its deadline has passed)."""
        waiting = self._identifying.get(call.id)
        if waiting is None:
            act()
        else:
            waiting.append(lambda: act() if call.stage is not Stage.ENDED and not call.leg_gone else None)

    def _handle_arrived(self, call: Call, event: Event) -> None:
        if isinstance(event, LegAnswered):
            self.enter(call)

    def enter(self, call: Call) -> None:
        """The caller is in the line: what he is to hear first, then the flow of his entry."""
        if call.refusal == "voicemail":
            self.voicemail.start(call, "")
            return
        if call.refusal:
            self.goodbye(call, call.refusal_notice)
            return
        entry = self.engine.config.entry_named(call.entry, call.to_number)
        if entry is None:
            self.goodbye(call, "number_unknown")
            return
        flow = entry.flow
        self.announcer.before(call, (f"entry:{entry.number}", "company"), lambda: self.ivr.start(call, flow))

    def _to_queue(self, call: Call, queue: str, priority: int) -> None:
        """Into the queue, after its emergency message; callers of note come before others."""
        entry = self.engine.config.entries.all.get(call.entry)
        extra = (entry.priority if entry is not None else 0) + (VIP_PRIORITY if call.screened == "white" else 0)

        def go_on() -> None:
            self._when_identified(call, lambda: self.acd.enqueue(call, queue, priority + extra))

        self.announcer.before(call, (f"queue:{queue}",), go_on)

    # the way of a call

    def _ivr_outcome(self, call: Call, outcome: Outcome) -> None:
        if self.detours.ended(call, outcome):
            return
        match outcome:
            case ToQueue():
                self._to_queue(call, outcome.queue, outcome.priority)
            case ToVoicemail():
                self.voicemail.start(call, outcome.box, outcome.texts, outcome.max_seconds)
            case ToTransfer():
                self._transfer_from_menu(call, outcome)
            case ToCallback():
                self._when_identified(call, lambda: self._promise(call, outcome))
            case HangUp() | Returned():
                call.ended_by = call.ended_by or "system"
                self._hang_up_customer(call)

    def _transfer_from_menu(self, call: Call, outcome: ToTransfer) -> None:
        try:
            party = self.conversation.target(call, outcome.kind, outcome.target)
        except HotlineError as error:
            log.info("ivr.transfer_refused", call=call.id, reason=str(error))
            self.goodbye(call, "transfer_failed")
            return
        self.conversation.ring(call, party, caller=call.from_number, caller_name=call.from_name)

    def _promise(self, call: Call, outcome: ToCallback) -> None:
        """A flow has promised a callback; a caller who cannot be called back waits in the queue instead."""
        try:
            noted = self.callbacks.request(outcome.queue, outcome.number, source="flow", call=call)
        except HotlineError as error:
            log.info("callback.refused", call=call.id, reason=str(error))
            self.acd.enqueue(call, outcome.queue)
            return
        self.goodbye(call, "callback_confirm", {"number": noted.number})

    def _call_back(self, call: Call, number: str) -> None:
        """A waiting caller wants to be called back on this number: he may go, his place is kept."""
        overflown = call.id in self.acd.waiting and self.acd.waiting[call.id].where is Where.OUT
        noted = self.callbacks.request(call.queue or "", number, source="overflow" if overflown else "key", call=call)
        self.acd.leave(call, "callback", "key", "callback", noted.id)
        self.goodbye(call, "callback_confirm", {"number": noted.number})

    def _agent_answered(self, call: Call, party: Party) -> None:
        if call.callback and not call.leg:
            self.callbacks.agent_answered(call, party)
        else:
            self.conversation.agent_answered(call, party)

    def _overflow(self, call: Call, decision: Overflowed) -> None:
        self.overflow.carry_out(call, decision)

    def _party_failed(self, call: Call, cause: Cause) -> None:
        """A transfer's target did not answer: back to the queue it came from, at its place, or a polite end."""
        log.info("call.transfer_failed", call=call.id, cause=str(cause))
        if call.diverted:
            self.overflow.number_failed(call, cause)
            return
        if call.queue and call.queued_at is not None:
            place = (call.queued_mono, call.queued_at)
            self.acd.enqueue(call, call.queue, call.priority, place=place)
        else:
            self.goodbye(call, "transfer_failed")

    def _operator(self, call: Call, queue: str) -> None:
        """A caller who heard a mailbox's greeting would rather wait for somebody."""
        self._when_identified(call, lambda: self.acd.enqueue(call, queue))

    def to_voicemail(self, call: Call, box: str) -> None:
        """The agent hands the customer to a mailbox (see Configuration.mailbox_for). Raises Unknown or NotPossible."""
        found = self.engine.config.mailbox_for(box)
        party = self.conversation.main_party(call)
        self.engine.publish(news.CallTransferred(call.id, party.agent, "voicemail", box))
        members.leave(self.engine, call, party.leg)
        self.conversation.part(call, "agent")
        self.voicemail.start(call, found)

    def goodbye(self, call: Call, notice: str, values: Mapping[str, Any] | None = None) -> None:
        """Say a last sentence, then hang up."""
        self._last_words(call, self.engine.files([self.engine.notice(notice, call.language)], call.language, values))

    def _last_words(self, call: Call, files: tuple[str, ...]) -> None:
        call.ended_by = call.ended_by or "system"
        if not files:
            self._hang_up_customer(call)
            return
        self.engine.move(call, Stage.CLOSING)
        self.engine.send(call, MusicStop(call.leg), Play(call.leg, f"{call.id}:goodbye", files))

    def _handle_closing(self, call: Call, event: Event) -> None:
        if isinstance(event, PlaybackFinished | CommandRefused) and event.playback == f"{call.id}:goodbye":
            self.engine.send(call, Hangup(call.leg))

    def _talk_over(self, call: Call) -> None:
        """Nobody talks with the customer any more: he may rate, then his call ends."""
        if not self.surveys.after_talk(call):
            self._hang_up_customer(call)

    def _hang_up_customer(self, call: Call) -> None:
        call.ended_by = call.ended_by or "system"
        if call.leg_gone or not call.leg:
            self.close(call)
            return
        if call.stage is not Stage.CLOSING:
            self.engine.move(call, Stage.CLOSING)
        self.engine.send(call, Hangup(call.leg))
        self.engine.after(call, "gone", CLOSE_SECONDS, lambda: self._customer_gone(call, Cause.NORMAL))

    def hang_up(self, call: Call, by: str) -> None:
        """End a call at an agent's or supervisor's wish, wherever it is. Who ended it before stays the one who did."""
        call.ended_by = call.ended_by or by
        if call.stage is Stage.DIALLING and call.own_dial:
            if call.leg and not call.leg_gone:
                call.waiting_for.add(call.leg)
                self.engine.send(call, Hangup(call.leg, Cause.CANCELLED))
            self.dialout.customer_gone(call, Cause.CANCELLED)
            call.ended_by = by
        elif call.stage in (Stage.TALKING, Stage.DIALLING):
            self.conversation.hang_up(call, by)
        elif call.detour is not None and by == "agent":
            self.conversation.part(call, by)  # the customer is in a flow, which goes on without him
        else:
            self._leave(call, "cancelled")
            self._hang_up_customer(call)

    # the end

    def _leave(self, call: Call, result: str) -> None:
        """Take the call out of the service that owns it."""
        self.announcer.forget(call)
        match call.stage:
            case Stage.IVR:
                self.ivr.leave(call)
                self.detours.leave(call)
            case Stage.QUEUE:
                self.acd.leave(call, result)
            case Stage.TALKING | Stage.DIALLING:
                self.conversation.customer_gone(call)
            case Stage.VOICEMAIL:
                self.voicemail.leave(call)
            case _:
                pass

    def _customer_gone(self, call: Call, cause: Cause) -> None:
        if call.leg_gone:
            return
        if call.stage is Stage.DIALLING and call.own_dial:
            self.dialout.customer_gone(call, cause)
            return
        self.surveys.caller_left(call)
        call.leg_gone = True
        call.cause = call.cause or str(cause)
        call.ended_by = call.ended_by or "caller"
        self._leave(call, "abandoned")
        self.close(call)

    def close(self, call: Call) -> None:
        """The journey is over: wait briefly for its last legs and its recording, then write the record."""
        if call.stage is Stage.ENDED:
            return
        call.closing = True
        self.engine.cancel(call, "gone")
        self.engine.after(call, "close", CLOSE_SECONDS, lambda: self._finish(call))
        self._settle(call)

    def _settle(self, call: Call) -> None:
        over = call.leg_gone or (call.closing and not call.leg)
        voicemail = self.voicemail.recording(call)
        if over and not call.waiting_for and not call.finishing and not voicemail:
            self._finish(call)

    def _recording_ready(self, call: Call, recording: str, ok: bool, seconds: float | None) -> None:
        path, started = call.finishing.pop(recording)
        if ok:
            length = seconds if seconds is not None else round(self.engine.utc(call) - started, 3)
            self.engine.publish(news.RecordingReady(call.id, recording, "call", path, started, length))
        else:
            self.engine.publish(news.RecordingFailed(call.id, recording, "the switch wrote nothing usable"))
        self.recording_alarm.written(call, path, self.engine.utc(call) - started, seconds if ok else 0.0)
        self._settle(call)

    def _recording_refused(self, call: Call, recording: str, reason: str) -> None:
        path = call.recording_path
        if call.recording == recording:
            call.recording = None
        path, _ = call.finishing.pop(recording, (path, 0.0))
        self.engine.publish(news.RecordingFailed(call.id, recording, reason))
        if not call.leg_gone:
            self.recording_alarm.failed(call.id, f"{path}.raw", reason)
        self._settle(call)

    def finish_at(self, call: Call, ended: float) -> None:
        """Write the record of a call that ended at `ended` (UTC seconds), while core was away."""
        if call.recording is not None:
            call.finishing[call.recording] = (call.recording_path, call.recording_started)
            call.recording = None
        self.voicemail.ended_meanwhile(call)
        self._finish(call, ended)

    def _finish(self, call: Call, ended: float | None = None) -> None:
        if call.stage is Stage.ENDED:
            return
        self.voicemail.finished(call, ok=True, seconds=None)
        if call.recording is not None:  # a restart had left it open, and nobody talked after it
            call.finishing[call.recording] = (call.recording_path, call.recording_started)
            call.recording = None
        for recording in tuple(call.finishing):
            path, started = call.finishing.pop(recording)
            if (self.engine.options.recordings / f"{path}.raw").exists():
                self.engine.publish(news.RecordingReady(call.id, recording, "call", path, started, None))
            else:
                self.engine.publish(news.RecordingFailed(call.id, recording, "the switch left no file"))
            if not call.recovered:
                self.recording_alarm.found(call, path, self.engine.utc(call) - started)
        self.supervision.look()
        record = fold(
            call.news,
            ended=ended or self.engine.utc(call),
            ended_by=call.ended_by or "system",
            cause=call.cause or str(Cause.NORMAL),
            recovered=call.recovered,
        )
        record["language"] = record["language"] or call.language
        self.dialout.release_colleague(call)
        self.engine.move(call, Stage.ENDED)
        self.engine.publish(news.CallEnded(call.id, record))
        self.callbacks.over(call)
        self._identifying.pop(call.id, None)
        self.engine.forget(call)

    def _rescue(self, call: Call) -> None:
        """After a defect: release whatever the call holds and end it with an apology, so that nobody
        hangs in silence."""
        for leg in [leg for leg, owner in self.engine.legs.items() if owner == call.id and leg != call.leg]:
            self.engine.send(call, Hangup(leg))
        try:
            self._leave(call, "failed")
        except Exception:
            log.exception("controller.rescue_failed", call=call.id)
        call.ended_by, call.cause = "system", str(Cause.FAILED)
        if not call.leg or call.leg_gone:
            self.close(call)
            return
        call.stage = Stage.CLOSING
        files = self.engine.files([self.engine.notice("technical_problem", call.language)], call.language)
        self.engine.send(call, Play(call.leg, f"{call.id}:goodbye", files) if files else Hangup(call.leg))
