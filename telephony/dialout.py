"""An agent dials: his phone first (or it dials by itself), then the number; both meet in the call's room."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from telephony import domain_events as news
from telephony.acd.model import AgentState
from telephony.acd.service import AcdService
from telephony.calls import HUNG_UP_SECONDS, RING_SECONDS, Call, Party, Stage
from telephony.commands import Answer, Hangup, MusicStart, MusicStop, Originate, Play, Tag
from telephony.conversation import Conversation
from telephony.engine import Engine
from telephony.errors import HotlineError, NotPossible, Unknown
from telephony.events import (
    Cause,
    CommandRefused,
    Event,
    LegAnswered,
    LegArrived,
    LegEnded,
    PlaybackFinished,
    PlaybackOutcome,
)
from telephony.identity import identify
from telephony.incall.targets import ENGAGED
from telephony.outside.model import Kind, Wish
from telephony.outside.refusals import OutboundRefused

log = structlog.get_logger(__name__)

MAY_DIAL = frozenset(
    {AgentState.AVAILABLE, AgentState.BUSY, AgentState.BREAK, AgentState.WRAP_UP, AgentState.NOT_ANSWERING}
)

NO_LINE = frozenset({"outbound.no_trunk", "outbound.no_route", "outbound.trunks_down", "outbound.trunks_busy"})
"""Refusals that are not the fault of who dialled."""


class DialOut:
    """Owns outbound and internal calls in the stage DIALLING, until the dialled side answers."""

    def __init__(
        self, engine: Engine, acd: AcdService, conversation: Conversation, on_end: Callable[[Call], None]
    ) -> None:
        self._engine = engine
        self._acd = acd
        self._conversation = conversation
        self._on_end = on_end

    def by_agent(self, agent: str, number: str) -> Call:
        """Click-to-call: ring the agent's device, then the number. Raises NotPossible with the reason."""
        device = self._acd.acd.device_of(agent)
        if device is None:
            raise NotPossible("log in with a phone first")
        state = self._acd.acd.agent_state(agent)
        if state not in MAY_DIAL:
            raise NotPossible(f"dialling is possible when available, busy or on a break, not while {state}")
        self._check(number, agent, device)
        call = self._new(agent, device, number)
        self._identify(call)
        party = self._engine.new_party(call, agent=agent, device=device)
        self._engage(call, agent)
        self._engine.move(call, Stage.DIALLING)
        self._engine.send(
            call,
            Originate(
                leg=party.leg,
                call=call.id,
                device=device,
                number=None,
                trunk=None,
                caller=number,
                caller_name="",
                timeout=RING_SECONDS,
                peer=None,
                tags={"call": call.id, "role": "agent", "agent": agent},
            ),
        )
        return call

    def by_device(self, event: LegArrived) -> None:
        """A phone of ours dials a number that is no entry."""
        self.from_phone(event.leg, event.device or "", event.dialled)

    def from_phone(self, leg: str, device: str, number: str, *, answered: bool = False) -> None:
        """The phone's own leg dials; with `answered` it has been answered already."""
        agent = self._acd.acd.agent_on(device)
        call = self._new(agent, device, number)
        party = call.party = Party(leg, agent=agent, device=device, answered=answered)
        self._engine.adopt(call, leg)
        self._engine.move(call, Stage.DIALLING)
        try:
            self._check(number, agent, device, call)
        except HotlineError as error:
            log.info("dial.refused", device=device, reason=str(error))
            cause = Cause.REJECTED if isinstance(error, OutboundRefused) else Cause.UNALLOCATED
            call.ended_by, call.cause = "system", str(cause)
            self._say_why(call, party, cause, error)
            return
        self._identify(call)
        if agent:
            self._engage(call, agent)
        # a core that starts anew finds the talk by this; else it would take the leg for one that has just dialled
        self._engine.send(call, Tag(leg, {"call": call.id, "role": "agent", "agent": agent or ""}))
        if answered:
            self._dial(call, party)
        else:
            self._engine.send(call, Answer(leg))

    def _say_why(self, call: Call, party: Party, cause: Cause, error: HotlineError) -> None:
        """Whoever dialled on a phone hears why it is refused, before it is answered; then the call ends."""
        notice = "outbound_no_line" if error.code in NO_LINE else "outbound_refused"
        files = self._engine.files([self._engine.notice(notice, call.language)], call.language)
        if not files or not isinstance(error, OutboundRefused):
            self._refuse(call, party, cause)
            return
        self._engine.send(call, Play(party.leg, f"{call.id}:refused", files))

    def _refuse(self, call: Call, party: Party, cause: Cause) -> None:
        self._engine.send(call, Hangup(party.leg, cause))
        call.waiting_for.add(party.leg)
        self._release(call)
        self._on_end(call)

    def _check(self, number: str, agent: str | None, device: str, call: Call | None = None) -> None:
        """Refuse at once what must not be dialled, with the reason."""
        if self._destination(number) is None:
            kind = Kind.AGENT if agent else Kind.DEVICE
            self._engine.outside.check(Wish(number, kind, agent, device), call)

    def _destination(self, number: str) -> tuple[str, str | None] | None:
        """(device, agent) for a colleague's 工号 or an extension, else None: the outside."""
        agent = self._engine.config.agents_by_number.get(number)
        if agent is not None:
            device = self._acd.acd.device_of(agent.id)
            if device is None:
                raise NotPossible(f"agent {number} is not logged in")
            state = self._acd.acd.agent_state(agent.id)
            if state in ENGAGED:
                raise NotPossible(f"agent {number} is {state}")
            return device, agent.id
        if number in self._engine.device_states:
            return number, self._acd.acd.agent_on(number)
        return None

    def _new(self, agent: str | None, device: str, number: str) -> Call:
        now = self._engine.now()
        caller = self._engine.config.agents.get(agent or "")
        internal = number in self._engine.config.agents_by_number or number in self._engine.device_states
        call = Call(
            id=self._engine.new_call_id(),
            direction="internal" if internal else "outbound",
            leg="",
            from_number=device,
            from_name=caller.name if caller else "",
            to_number=number,
            entry="device",
            started=now.utc,
            language=self._engine.config.snapshot.company.language,
            stage_since=now.utc,
            device=device,
        )
        call.notice_played = call.own_dial = True
        self._engine.calls[call.id] = call
        self._engine.publish(
            news.CallStarted(
                call.id,
                call.direction,
                call.from_number,
                call.from_name,
                call.to_number,
                call.entry,
                "",
                device,
                agent=agent,
                language=call.language,
            )
        )
        return call

    def _identify(self, call: Call) -> None:
        """Who is dialled, for the desk and the boards; the call does not wait for it."""
        if call.direction == "outbound":
            self._engine.spawn(self._identified(call))

    async def _identified(self, call: Call) -> None:
        await identify(self._engine, call, call.to_number)
        if call.stage is not Stage.ENDED:
            self._engine.show(call)

    def _engage(self, call: Call, agent: str) -> None:
        try:
            self._acd.acd.engage(agent, call.id, None, self._engine.now())
        except HotlineError as error:
            log.info("dial.not_engaged", agent=agent, reason=str(error))
        self._acd.pump()

    def call_back(self, call: Call, party: Party) -> None:
        """The agent who is to call a customer back is on the line: whisper to him, then dial the customer."""
        call.own_dial = True
        self._engine.move(call, Stage.DIALLING)
        files = self._conversation.greeting.whisper(call, party)
        if files:
            self._engine.send(call, Play(party.leg, f"{call.id}:callback", files))
        else:
            self._dial(call, party)

    def _whispered(self, call: Call, party: Party, event: PlaybackFinished | CommandRefused) -> None:
        if isinstance(event, PlaybackFinished) and event.outcome is PlaybackOutcome.DONE:
            self._dial(call, party)
            return
        # broken off: the agent's hanging up follows, if it was that

        def still_there() -> None:
            if call.party is party and not call.leg:
                self._dial(call, party)

        self._engine.after(call, "whispered", HUNG_UP_SECONDS, still_there)

    def handle(self, call: Call, event: Event) -> None:
        party = call.party
        match event:
            case PlaybackFinished() | CommandRefused() if party and event.playback == f"{call.id}:refused":
                self._refuse(call, party, Cause(call.cause))
            case PlaybackFinished() | CommandRefused() if party and event.playback == f"{call.id}:callback":
                self._whispered(call, party, event)
            case LegAnswered() if party and event.leg == party.leg and not party.answered:
                party.answered = True
                self._dial(call, party)
            case LegEnded() if party and event.leg == party.leg:
                call.ended_by, call.cause = "agent", str(event.cause)
                call.leg_gone = True  # the dialled side is ended with him
                self._release(call)
                if call.leg:
                    call.waiting_for.add(call.leg)
                    self._engine.send(call, Hangup(call.leg, Cause.CANCELLED))
                self._on_end(call)
            case LegAnswered() if party and event.leg == call.leg:
                self.together(call, party)
            case CommandRefused() if event.command == "Originate":
                self.customer_gone(call, Cause.FAILED)
            case _:
                pass

    def _dial(self, call: Call, party: Party) -> None:
        try:
            inside = self._destination(call.to_number)
        except (NotPossible, Unknown) as error:
            log.info("dial.refused", call=call.id, reason=str(error))
            self.customer_gone(call, Cause.UNAVAILABLE)
            return
        call.colleague = inside[1] if inside else None
        call.leg = call.next_leg(self._engine.options.node)
        self._engine.adopt(call, call.leg)
        self._engine.send(call, MusicStart(party.leg))
        tags = {"call": call.id, "role": "customer"}
        if call.colleague:
            self._engage(call, call.colleague)  # before his phone rings: a queue offers him nothing meanwhile
            tags["colleague"] = call.colleague
        if inside is None:
            try:
                kind = Kind.CALLBACK if call.callback else None
                wish = self._engine.outside.wish(call, call.to_number, kind)
                self._engine.outside.ring(
                    call, call, call.to_number, timeout=RING_SECONDS, peer=party.leg, tags=tags, wish=wish
                )
            except HotlineError as error:
                log.info("dial.refused", call=call.id, reason=str(error))
                self.customer_gone(call, Cause.REJECTED)
                return
        else:
            self._engine.send(
                call,
                Originate(
                    leg=call.leg,
                    call=call.id,
                    device=inside[0],
                    number=None,
                    trunk=None,
                    caller=call.from_number,
                    caller_name=call.from_name,
                    timeout=RING_SECONDS,
                    peer=party.leg,
                    tags=tags,
                ),
            )
        self._engine.show(call)

    def together(self, call: Call, party: Party) -> None:
        """The dialled side has answered."""
        call.own_dial = False
        self._engine.move(call, Stage.TALKING)
        self._engine.send(call, MusicStop(party.leg))
        self._conversation.connect(call, party)
        self._conversation.internal.answered(call)

    def customer_gone(self, call: Call, cause: Cause) -> None:
        """The dialled side was busy, did not answer, or could not be reached: the agent's leg is ended
        with that cause."""
        call.ended_by, call.cause = "caller", str(cause)
        call.leg_gone = True
        party = call.party
        if party is not None:
            call.waiting_for.add(party.leg)
            self._engine.send(call, Hangup(party.leg, cause))
        self._release(call)
        self._on_end(call)

    def release_colleague(self, call: Call) -> None:
        """An internal call is over: the agent who was dialled is free as well."""
        colleague, call.colleague = call.colleague, None
        if not colleague:
            return
        try:
            if self._acd.acd.item_of(colleague) == call.id:
                self._acd.released(colleague, call.id, wrap_up=False)
                self._acd.pump()
        except HotlineError as error:  # removed from the configuration meanwhile
            log.info("acd.late_fact", fact="released", error=str(error))

    def _release(self, call: Call) -> None:
        party, call.party = call.party, None
        if party is not None and party.agent and self._conversation.has(party.agent, call):
            try:
                self._acd.released(party.agent, call.id, wrap_up=False)
            except HotlineError as error:
                log.info("acd.late_fact", fact="released", error=str(error))
            self._acd.pump()
