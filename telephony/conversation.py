"""A talk between a customer and a party (agent, device or outside number): bridge, recording, hold, transfer, end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from ulid import ULID

from telephony import domain_events as news
from telephony.acd.model import AgentState
from telephony.acd.service import AcdService
from telephony.calls import Call, Party, Stage
from telephony.commands import (
    Hangup,
    Hold,
    MusicStart,
    MusicStop,
    Originate,
    Play,
    RecordCall,
    RecordStop,
    RoomAdd,
    RoomClose,
    RoomOpen,
    RoomRemove,
    StopPlay,
    Tag,
    Unhold,
)
from telephony.engine import Engine
from telephony.errors import HotlineError, NotPossible, Unknown
from telephony.events import (
    Cause,
    CommandRefused,
    Event,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegRinging,
    PlaybackFinished,
    TransferRequested,
)
from telephony.queueing.offers import screen_pop
from telephony.queueing.wording import whisper

if TYPE_CHECKING:
    from telephony.config_model import Agent

log = structlog.get_logger(__name__)

ENGAGED = frozenset({AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.DEVICE_LOST})

RING_SECONDS = 30.0
"""How long a party is rung for a transfer or a dial-out."""


class Conversation:
    """Owns calls in the stages DIALLING and TALKING.

    `on_over(call)` gets a call whose talk has ended for good, `on_failed(call, cause)` one whose party never answered.
    """

    def __init__(
        self,
        engine: Engine,
        acd: AcdService,
        on_over: Callable[[Call], None],
        on_failed: Callable[[Call, Cause], None],
    ) -> None:
        self._engine = engine
        self._acd = acd
        self._on_over = on_over
        self._on_failed = on_failed
        self._greetings: dict[str, str] = {}

    # beginning

    def agent_answered(self, call: Call, party: Party) -> None:
        """The queue's agent has picked up: whisper to him who waits for him (the caller hears music), tell the caller
        his number, then connect them."""
        self._engine.move(call, Stage.TALKING)
        files = self._whisper(call, party)
        if files:
            playback = self._greetings[call.id] = f"{call.id}:whisper-{party.leg}"
            self._engine.send(call, Play(party.leg, playback, files))
        else:
            self._greet(call, party)

    def _whisper(self, call: Call, party: Party) -> tuple[str, ...]:
        queue = self._engine.config.queues.get(party.queue or "")
        if queue is None or not queue.announcements.whisper:
            return ()
        language = self._engine.config.snapshot.company.language
        own, values = whisper(queue, language, self._engine.utc(call) - (call.queued_at or self._engine.utc(call)))
        return self._engine.files([*own, self._engine.notice("whisper_waited", language)], language, values)

    def _greet(self, call: Call, party: Party) -> None:
        self._greetings.pop(call.id, None)
        self._engine.send(call, MusicStop(call.leg))
        queue = self._engine.config.queues.get(party.queue or "")
        if queue is not None and not queue.announcements.agent_number:
            self.connect(call, party)
            return
        agent = self._engine.config.agents.get(party.agent or "")
        text = self._engine.notice("agent_number", call.language) if agent else ""
        files = self._engine.files([text], call.language, {"no": agent.number}) if agent and text else ()
        if not files:
            self.connect(call, party)
            return
        playback = self._greetings[call.id] = f"{call.id}:greeting-{party.leg}"
        self._engine.send(call, Play(call.leg, playback, files))

    def connect(self, call: Call, party: Party) -> None:
        """Bring both legs into the call's room and start recording; a new segment begins."""
        self._greetings.pop(call.id, None)
        call.segments += 1
        party.segment = call.segments
        party.connected_at = self._engine.utc(call)
        call.held = False
        self._engine.send(
            call,
            RoomOpen(call.room, call.id),
            RoomAdd(call.room, call.leg),
            RoomAdd(call.room, party.leg),
        )
        call.room_open = True
        self._record(call, party)
        self._engine.publish(
            news.CallConnected(call.id, party.segment, party.agent, party.device, party.number, party.queue)
        )
        self._engine.send(
            call,
            Tag(
                call.leg,
                {
                    "peer": party.leg,
                    "agent": party.agent or "",
                    "queue": party.queue or "",
                    "segment": str(party.segment),
                },
            ),
        )
        self._engine.show(call)

    def _record(self, call: Call, party: Party) -> None:
        if not self._engine.options.recording or call.recording is not None or party.agent is None:
            return
        day = datetime.now(UTC).strftime("%Y/%m/%d")
        recording = str(ULID())
        relative = f"raw/{day}/{recording}"
        folder = self._engine.options.recordings / "raw" / day
        with contextlib.suppress(OSError):  # the switch says what is wrong with it
            folder.mkdir(parents=True, exist_ok=True)
        call.recording, call.recording_path, call.recording_started = recording, relative, self._engine.utc(call)
        self._engine.publish(news.RecordingStarted(call.id, recording, relative))
        self._engine.send(call, RecordCall(call.leg, recording, str(self._engine.options.recordings / relative)))

    def ring(self, call: Call, party: Party, *, caller: str, caller_name: str) -> None:
        """Ring a party for this call; the customer hears music meanwhile (or is not there yet)."""
        self._engine.move(call, Stage.DIALLING)
        call.attempts += 1
        if party.agent:
            self._engine.publish(
                screen_pop(call, party.leg, party.agent, self._engine.utc(call), sticky=False, kind="transfer")
            )
        if party.number:
            tags = {"call": call.id, "role": "party", "agent": ""}
            self._engine.outside.ring(call, party, party.number, timeout=RING_SECONDS, peer=call.leg or None, tags=tags)
            return
        self._engine.send(
            call,
            Originate(
                leg=party.leg,
                call=call.id,
                device=party.device,
                number=None,
                trunk=None,
                caller=caller,
                caller_name=caller_name,
                timeout=RING_SECONDS,
                peer=call.leg or None,
                tags={"call": call.id, "role": "party", "agent": party.agent or ""},
            ),
        )

    def target(self, call: Call, kind: str, target: str) -> Party:
        """The party that a transfer or dial-out names. Raises Unknown or NotPossible with the reason."""
        config = self._engine.config
        if kind == "agent":
            agent: Agent | None = config.agents_by_number.get(target) or config.agents.get(target)
            if agent is None:
                raise Unknown(f"there is no agent {target}")
            device = self._acd.acd.device_of(agent.id)
            if device is None:
                raise NotPossible(f"agent {agent.number} is not logged in")
            state = self._acd.acd.agent_state(agent.id)
            if state in ENGAGED:
                raise NotPossible(f"agent {agent.number} is {state}: transfer to a queue, or try again later")
            return self._engine.new_party(call, agent=agent.id, device=device)
        if kind == "device":
            if target not in self._engine.device_states:
                raise Unknown(f"there is no extension {target}")
            return self._engine.new_party(call, device=target, agent=self._acd.acd.agent_on(target))
        if kind == "number":
            return self._engine.outside.party(call, target)
        raise Unknown(f"cannot transfer to {kind!r}: use queue, agent, device or number")

    # facts

    def handle(self, call: Call, event: Event) -> None:
        party = call.party
        if party is None:
            return
        match event:
            case PlaybackFinished() | CommandRefused() if event.playback and event.playback == self._greetings.get(
                call.id
            ):
                if ":whisper-" in event.playback:
                    self._greet(call, party)
                else:
                    self.connect(call, party)
            case LegRinging() if event.leg == party.leg:
                self._engine.show(call)
            case LegAnswered() if event.leg == party.leg and not party.answered:
                self._party_answered(call, party)
            case LegEnded() if event.leg == party.leg:
                self._party_gone(call, party, event.cause)
            case CommandRefused() if event.command == "Originate" and event.leg == party.leg:
                self._party_gone(call, party, Cause.FAILED)
            case LegHeld() if event.leg == party.leg and event.held != call.held:
                call.held = event.held
                self._engine.publish(news.CallHeld(call.id, party.agent, event.held))
                self._engine.show(call)
            case TransferRequested():
                self._phone_transfer(call, party, event)
            case _:
                pass

    def _party_answered(self, call: Call, party: Party) -> None:
        party.answered = True
        self._engine.move(call, Stage.TALKING)
        if party.agent:
            self._tell(self._acd.acd.engage, party.agent, call.id, party.queue)
        self._engine.send(call, MusicStop(call.leg))
        self.connect(call, party)
        self._acd.pump()

    def _party_gone(self, call: Call, party: Party, cause: Cause) -> None:
        if call.stage is Stage.DIALLING:
            call.party = None
            self._on_failed(call, cause)
            return
        greeting = self._greetings.pop(call.id, None)
        never_met = party.connected_at is None  # he hung up before the caller heard him: the caller waits on
        self._segment_over(call, "agent" if party.agent else "party")
        if greeting and ":whisper-" not in greeting:
            self._engine.send(call, StopPlay(call.leg, greeting))
        if never_met and not call.leg_gone:
            self._on_failed(call, cause)
            return
        call.ended_by = call.ended_by or "agent"
        self._on_over(call)

    def customer_gone(self, call: Call) -> None:
        """The customer's leg has ended: release the party."""
        party = call.party
        self._greetings.pop(call.id, None)
        if party is None:
            return
        if call.stage is Stage.TALKING:
            self._segment_over(call, "caller")
        call.waiting_for.add(party.leg)
        self._engine.send(call, Hangup(party.leg, Cause.NORMAL if party.answered else Cause.CANCELLED))
        call.party = None

    def _segment_over(self, call: Call, ended_by: str, *, goes_on: bool = False) -> None:
        party = call.party
        if party is None:
            return
        if party.connected_at is not None:
            seconds = round(self._engine.utc(call) - party.connected_at, 3)
            self._engine.publish(
                news.CallSegmentEnded(call.id, party.segment, party.agent, party.queue, seconds, ended_by)
            )
        call.held = False
        call.party = None
        if not goes_on:
            if call.room_open:
                call.room_open = False
                self._engine.send(call, RoomClose(call.room))
            self.stop_recording(call)
        if party.agent:
            self._tell(self._acd.acd.released, party.agent, call.id)
            self._acd.pump()

    def stop_recording(self, call: Call) -> None:
        """End the recording on the switch; its file is announced when the switch says that it is complete."""
        if call.recording is None:
            return
        call.finishing[call.recording] = (call.recording_path, call.recording_started)
        if not call.leg_gone:
            self._engine.send(call, RecordStop(call.leg, call.recording))
        call.recording = None

    # wishes

    def hold(self, call: Call, held: bool) -> None:
        """Put the customer on hold with music, or take him back. Raises NotPossible outside a talk."""
        if call.stage is not Stage.TALKING or not call.room_open:
            raise NotPossible("only a call that is being talked on can be held")
        if call.held == held:
            return
        call.held = held
        self._engine.send(call, Hold(call.room, call.leg) if held else Unhold(call.room, call.leg))
        self._engine.publish(news.CallHeld(call.id, call.party.agent if call.party else None, held))
        self._engine.show(call)

    def transfer(self, call: Call, kind: str, target: str) -> None:
        """Blind transfer: the party leaves, the customer goes on to a queue, agent, device or number."""
        party = call.party
        if call.stage is not Stage.TALKING or party is None or party.connected_at is None:
            raise NotPossible("only a call that is being talked on can be transferred")
        if kind == "queue" and target not in self._engine.config.queues:
            raise Unknown(f"there is no queue {target}")
        following = None if kind == "queue" else self.target(call, kind, target)
        call.party = party
        self._engine.publish(news.CallTransferred(call.id, party.agent, kind, target))
        self._engine.send(call, RoomRemove(call.room, party.leg))
        call.waiting_for.add(party.leg)
        self._segment_over(call, "agent")
        self._engine.send(call, Hangup(party.leg))
        if following is None:
            self._acd.enqueue(call, target)
            return
        call.party = following
        self._engine.send(call, MusicStart(call.leg))
        self.ring(call, following, caller=call.from_number, caller_name=call.from_name)

    def replace(self, call: Call, party: Party) -> None:
        """Somebody who has answered already goes on with the customer in the party's place: a new segment begins. Room
        and recording go on: the switch may lose what a leg hears when its recording is stopped and started at once."""
        former = call.party
        if party.agent:
            self._tell(self._acd.acd.engage, party.agent, call.id, party.queue)
        if former is not None:
            self._engine.send(call, RoomRemove(call.room, former.leg))
            call.waiting_for.add(former.leg)
            self._segment_over(call, "system", goes_on=True)
            self._engine.send(call, Hangup(former.leg))
        call.party = party
        self.connect(call, party)
        self._acd.pump()

    def _phone_transfer(self, call: Call, party: Party, event: TransferRequested) -> None:
        """A phone's own transfer key (REFER): the same move, by what the number means here."""
        config = self._engine.config
        if event.target in config.queues:
            kind = "queue"
        elif event.target in config.agents_by_number:
            kind = "agent"
        elif event.target in self._engine.device_states:
            kind = "device"
        else:
            kind = "number"
        try:
            self.transfer(call, kind, event.target)
        except HotlineError as error:
            log.warning(
                "call.transfer_refused", call=call.id, agent=party.agent, target=event.target, reason=str(error)
            )

    def hang_up(self, call: Call, by: str) -> None:
        """End the talk from the agent's (or a supervisor's) side."""
        call.ended_by = call.ended_by or by
        party = call.party
        if party is not None:
            call.waiting_for.add(party.leg)
            self._engine.send(call, Hangup(party.leg))
            if call.stage is Stage.TALKING:
                self._segment_over(call, by)
            call.party = None
        self._on_over(call)

    def _tell(self, method: Callable[..., None], *args: object) -> None:
        try:
            method(*args, self._engine.now())
        except HotlineError as error:
            log.info("acd.late_fact", fact=method.__name__, error=str(error))
