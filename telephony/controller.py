"""Routes every fact of the switch to the service that owns the call now, and takes calls from service to service."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from telephony import domain_events as news
from telephony.acd.engine import Acd
from telephony.acd.model import Overflowed
from telephony.acd.service import AcdService
from telephony.announcements import Announcer
from telephony.arrival import Arrival
from telephony.callbacks.service import Callbacks
from telephony.calls import Call, Party, Stage
from telephony.closing import Closing
from telephony.commands import Hangup, MusicStart, MusicStop, RefuseTransfer
from telephony.conversation import Conversation
from telephony.desk.service import Desk
from telephony.dialout import DialOut
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.events import (
    Cause,
    CommandRefused,
    DeviceChanged,
    DeviceState,
    Event,
    LegArrived,
    LegEnded,
    PlaybackFinished,
    RecordingFinished,
    SwitchConnected,
    SwitchLost,
    SwitchTakenOver,
    TransferRequested,
    TrunkChanged,
)
from telephony.incall import members
from telephony.incall.codes import Codes
from telephony.incall.detours import Detours
from telephony.incall.lost import LostPhones
from telephony.incall.surveys import Surveys
from telephony.ivr.model import HangUp, Outcome, Returned, ToCallback, ToQueue, ToTransfer, ToVoicemail
from telephony.ivr.service import IvrService
from telephony.queueing.keys import Keys
from telephony.queueing.overflow import Overflow
from telephony.queueing.waiting import Where
from telephony.recording_alarm import RecordingAlarm
from telephony.supervision.service import Supervision
from telephony.voicemail import VoicemailService

log = structlog.get_logger(__name__)


def _has_customer(call: Call | None, leg: str) -> bool:
    """Whether this leg is of whom the customer talks with, and who may hand him over by his phone's transfer key. Every
    other phone that asks for a transfer is told that there is none: else it would wait for one for ever."""
    if call is None or call.stage is not Stage.TALKING:
        return False
    return call.party is not None and call.party.leg == leg


class Controller:
    """The heart of core. `reconcile` is given every SwitchConnected (telephony/recovery.py)."""

    def __init__(self, engine: Engine, acd: Acd) -> None:
        self.engine = engine
        self.acd = AcdService(engine, acd, self._agent_answered, self._overflow)
        self.ivr = IvrService(engine, self._ivr_outcome)
        self.recording_alarm = alarm = RecordingAlarm(engine)
        self.arrival = Arrival(self)
        self.closing = Closing(self, alarm)
        self.voicemail = VoicemailService(engine, alarm, self.closing.goodbye, self._operator)
        self.announcer = Announcer(engine, self.closing.hang_up_customer)
        self.conversation = Conversation(engine, self.acd, self._talk_over, self._party_failed)
        self.conversation.referring.on_merged = self.closing.close
        self.detours = Detours(engine, self.conversation, self.ivr)
        self.surveys = Surveys(engine, self.conversation, self.ivr)
        self.codes = Codes(self)
        self.conversation.referring.on_code = self.codes.transferred
        self.dialout = DialOut(engine, self.acd, self.conversation, self.closing.close)
        self.lost = LostPhones(engine, self.acd, self.conversation, self._party_failed)
        self.detours.on_alone = self.lost.returned
        self.supervision = Supervision(engine, self.acd, self.conversation)
        self.overflow = Overflow(
            engine,
            self.acd,
            self.conversation,
            voicemail=self.voicemail.start,
            flow=self.ivr.start,
            goodbye=self.closing.last_words,
        )
        self.callbacks = Callbacks(engine, self.acd, self.dialout.call_back, lambda call: self.hang_up(call, "system"))
        self.acd.keys = Keys(engine, self.acd.announcer, self._call_back, self.overflow.press)
        self.acd.call_for = self.callbacks.call_for
        self.acd.offers.given_up = self.callbacks.unanswered
        self.acd.on_leftover = self.callbacks.overflowed
        self.desk = Desk(engine, self.acd)
        self.acd.written = self.desk.decided
        self.acd.asked = self.conversation.enquiring.decided
        self.reconcile: Callable[[SwitchConnected], None] = lambda _event: None
        self.on_taken_over: Callable[[], None] = lambda: None
        self.on_device: Callable[[str, bool], None] = lambda _device, _online: None
        engine.on_refused = self.on_event
        engine.on_defect = self.closing.rescue
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
                self.closing.rescue(call)

    def _route(self, event: Event) -> None:
        match event:
            case LegArrived():
                self.arrival.arrived(event)
            case SwitchConnected():
                try:
                    self.reconcile(event)
                finally:  # whatever went wrong with one call: the others' commands go on
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
                if isinstance(event, TransferRequested) and not _has_customer(call, event.leg):
                    self.engine.queue(self.engine.legs.get(event.leg, event.leg), RefuseTransfer(event.leg))
                elif call is not None:
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
        if isinstance(event, RecordingFinished):
            if event.recording not in call.finishing:
                # A leg that has moved to another call ends the recording of the one before.
                call = next((each for each in self.engine.calls.values() if event.recording in each.finishing), call)
            self.conversation.taping.over(call, event.recording)
            if event.recording in call.finishing:
                self.closing.recording_ready(call, event.recording, event.ok, event.seconds)
                return
        if isinstance(event, RecordingFinished | CommandRefused) and self.voicemail.records(call, event.recording):
            self.voicemail.handle(call, event)
            if call.leg_gone and call.stage is not Stage.ENDED:
                self.closing.settle(call)
            return
        if isinstance(event, CommandRefused) and event.command == "RecordCall" and event.recording:
            self.closing.recording_refused(call, event.recording, event.reason)
            return
        if isinstance(event, PlaybackFinished | CommandRefused) and event.playback:
            call.playing.discard(event.playback)
        if self.engine.outside.handle(call, event) or self.announcer.handle(call, event):
            return
        never_was = isinstance(event, CommandRefused) and event.command == "Originate"
        if (isinstance(event, LegEnded) or never_was) and event.leg in call.waiting_for:  # type: ignore[attr-defined]
            call.waiting_for.discard(event.leg)  # type: ignore[attr-defined]
            self.closing.settle(call)
            return
        if isinstance(event, LegEnded) and event.leg == call.leg and not call.leg_gone:
            self.closing.customer_gone(call, event.cause)
            return
        self._owner(call)(call, event)
        if call.leg_gone and call.stage is not Stage.ENDED:
            self.closing.settle(call)

    def _owner(self, call: Call) -> Callable[[Call, Event], None]:
        """The service that owns the call in its present stage."""
        if call.stage is Stage.DIALLING and call.own_dial:
            return self.dialout.handle
        if call.stage is Stage.IVR and call.detour is not None:
            return self.detours.handle
        return {
            Stage.ARRIVED: self.arrival.handle,
            Stage.IVR: self.ivr.handle,
            Stage.QUEUE: self.acd.handle,
            Stage.DIALLING: self.conversation.handle,
            Stage.TALKING: self.conversation.handle,
            Stage.VOICEMAIL: self.voicemail.handle,
            Stage.CLOSING: self.closing.handle,
            Stage.ENDED: lambda _call, _event: None,
        }[call.stage]

    # the way of a call

    def _ivr_outcome(self, call: Call, outcome: Outcome) -> None:
        if self.detours.ended(call, outcome):
            return
        match outcome:
            case ToQueue():
                self.arrival.to_queue(call, outcome.queue, outcome.priority)
            case ToVoicemail():
                self.voicemail.start(call, outcome.box, outcome.texts, outcome.max_seconds)
            case ToTransfer():
                self._transfer_from_menu(call, outcome)
            case ToCallback():
                self.arrival.when_identified(call, lambda: self._promise(call, outcome))
            case HangUp() | Returned():
                call.ended_by = call.ended_by or "system"
                self.closing.hang_up_customer(call)

    def _transfer_from_menu(self, call: Call, outcome: ToTransfer) -> None:
        try:
            party = self.conversation.targets.find(call, outcome.kind, outcome.target)
        except HotlineError as error:
            log.info("ivr.transfer_refused", call=call.id, reason=str(error))
            if not self._goes_on(call):
                self.closing.goodbye(call, "transfer_failed")
            return
        self.engine.send(call, MusicStart(call.leg, members.music_of(self.engine, call)))
        self.conversation.ring(call, party, caller=call.from_number, caller_name=call.from_name)

    def _goes_on(self, call: Call) -> bool:
        """Whether the flow that transferred the caller says where he goes when nobody answers: he is there now."""
        go, call.otherwise = call.otherwise, None
        if go is None:
            return False
        self.engine.send(call, MusicStop(call.leg))
        go()
        return True

    def _promise(self, call: Call, outcome: ToCallback) -> None:
        """A flow has promised a callback; a caller who cannot be called back waits in the queue instead."""
        try:
            noted = self.callbacks.request(outcome.queue, outcome.number, source="flow", call=call)
        except HotlineError as error:
            log.info("callback.refused", call=call.id, reason=str(error))
            self.arrival.to_queue(call, outcome.queue, 0)
            return
        self.closing.goodbye(call, "callback_confirm", {"number": noted.number})

    def _call_back(self, call: Call, number: str) -> None:
        """A waiting caller wants to be called back on this number: he may go, his place is kept."""
        overflown = call.id in self.acd.waiting and self.acd.waiting[call.id].where is Where.OUT
        noted = self.callbacks.request(call.queue or "", number, source="overflow" if overflown else "key", call=call)
        self.acd.leave(call, "callback", "key", "callback", noted.id)
        self.closing.goodbye(call, "callback_confirm", {"number": noted.number})

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
        if self._goes_on(call):
            return
        if call.diverted:
            self.overflow.number_failed(call, cause)
            return
        if call.queue and call.queued_at is not None:
            place = (call.queued_mono, call.queued_at)
            self.acd.enqueue(call, call.queue, call.priority, place=place, joined=self.engine.now().mono)
        else:
            self.closing.goodbye(call, "transfer_failed")

    def _operator(self, call: Call, queue: str) -> None:
        """A caller who heard a mailbox's greeting would rather wait for somebody."""
        self.arrival.to_queue(call, queue, 0)

    def to_voicemail(self, call: Call, box: str) -> None:
        """The agent hands the customer to a mailbox (see Configuration.mailbox_for). Raises Unknown or NotPossible."""
        found = self.engine.config.mailbox_for(box)
        party = self.conversation.main_party(call)
        self.engine.publish(news.CallTransferred(call.id, party.agent, "voicemail", box))
        members.leave(self.engine, call, party.leg)
        self.conversation.part(call, "agent")
        self.voicemail.start(call, found)

    def _talk_over(self, call: Call) -> None:
        """Nobody talks with the customer any more: he may rate, then his call ends."""
        if not self.surveys.after_talk(call):
            self.closing.hang_up_customer(call)

    def hang_up(self, call: Call, by: str) -> None:
        """End a call at an agent's or supervisor's wish, wherever it is. Who ended it before stays the one who did; an
        agent who leaves while his customer goes on without him has not ended it."""
        if call.stage is Stage.DIALLING and call.own_dial:
            if call.leg and not call.leg_gone:
                call.waiting_for.add(call.leg)
                self.engine.send(call, Hangup(call.leg, Cause.CANCELLED))
            self.dialout.customer_gone(call, Cause.CANCELLED)
            call.ended_by = by
        elif call.stage is Stage.DIALLING and by == "agent" and call.party is not None:
            self.conversation.decline(call, call.party)
        elif call.stage in (Stage.TALKING, Stage.DIALLING):
            self.conversation.hang_up(call, by)
        elif call.detour is not None and by == "agent":
            self.conversation.part(call, by)  # the customer is in a flow, which goes on without him
        else:
            call.ended_by = call.ended_by or by
            self.closing.leave(call, "cancelled")
            self.closing.hang_up_customer(call)
