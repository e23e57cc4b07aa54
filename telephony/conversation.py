"""A talk between a customer and a party (agent, device or outside number): bridge, recording, hold, transfer, end."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from telephony import domain_events as news
from telephony.acd.model import AgentState
from telephony.acd.service import AcdService
from telephony.calls import RING_SECONDS, Call, Party, Stage
from telephony.commands import (
    Hangup,
    MusicStart,
    MusicStop,
    Mute,
    Originate,
    RoomClose,
    SendDigits,
    Tag,
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
    TransferRequested,
)
from telephony.incall import members
from telephony.incall.consulting import Consulting
from telephony.incall.enquiring import Enquiring
from telephony.incall.greeting import Greeting
from telephony.incall.internal import Internal
from telephony.incall.referring import Referring
from telephony.incall.taping import Taping
from telephony.incall.targets import Targets
from telephony.queueing.offers import screen_pop

log = structlog.get_logger(__name__)


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
        self.greeting = Greeting(engine, self.connect)
        self.targets = Targets(engine, acd)
        self.consulting = Consulting(engine, self)
        self.enquiring = Enquiring(engine, acd, self)
        self.taping = Taping(engine)
        self.referring = Referring(engine, self)
        self.internal = Internal(engine, self)

    # beginning

    def agent_answered(self, call: Call, party: Party) -> None:
        """The queue's agent has picked up: say what is to be said to both, then connect them."""
        self._engine.move(call, Stage.TALKING)
        self.greeting.start(call, party)

    def connect(self, call: Call, party: Party) -> None:
        """Bring both legs into the call's room and start recording; a new segment begins."""
        self.greeting.forget(call)
        call.segments += 1
        call.otherwise, call.diverted = None, False
        party.segment = call.segments
        party.connected_at = self._engine.utc(call)
        call.held = call.parked = False
        members.gather(self._engine, call, call.leg, party.leg)
        self.taping.begin(call, party)
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

    def ring(self, call: Call, party: Party, *, caller: str, caller_name: str) -> None:
        """Ring a party for this call; the customer hears music meanwhile (or is not there yet)."""
        call.party = party
        self._engine.move(call, Stage.DIALLING)
        self.engage(call, party)
        self.originate(call, party, caller=caller, caller_name=caller_name, role="party", peer=call.leg)

    def ring_on(self, call: Call, party: Party) -> None:
        """A party who rings already goes on ringing for the customer."""
        call.party = party
        self._engine.move(call, Stage.DIALLING)
        self._engine.send(call, MusicStart(call.leg, members.music_of(self._engine, call)))

    def originate(
        self,
        call: Call,
        party: Party,
        *,
        caller: str,
        caller_name: str,
        role: str,
        peer: str | None,
        timeout: float = RING_SECONDS,
    ) -> None:
        """Make a party's phone ring. `peer` is the leg with which it ends when no controller is there."""
        call.attempts += 1
        if party.agent:
            kind = "consult" if role == "consult" else "transfer"
            self._engine.publish(
                screen_pop(call, party.leg, party.agent, self._engine.utc(call), sticky=False, kind=kind)
            )
        tags = {"call": call.id, "role": role, "agent": party.agent or ""}
        if party.number:
            self._engine.outside.ring(call, party, party.number, timeout=timeout, peer=peer or None, tags=tags)
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
                timeout=timeout,
                peer=peer or None,
                tags=tags,
            ),
        )

    def engage(self, call: Call, party: Party) -> None:
        """The agent who is rung directly, or talks, is taken: the queue offers him nothing."""
        if party.agent and not self.has(party.agent, call):
            self._tell(self._acd.acd.engage, party.agent, call.id, party.queue)
            self._acd.pump()

    def release(self, call: Call, party: Party, *, wrap_up: bool = False) -> None:
        """The party's agent is free again, or in his wrap-up."""
        if party.agent and self.has(party.agent, call):
            self._acd.released(party.agent, call.id, wrap_up=wrap_up)
            self._acd.pump()

    def device_of(self, agent: str) -> str | None:
        """Where the agent is logged in."""
        return self._acd.acd.device_of(agent) if agent in self._engine.config.agents else None

    def has(self, agent: str, call: Call) -> bool:
        """Whether the distributor counts the agent as busy with this call; one who is gone from the configuration is
        not."""
        try:
            return self._acd.acd.item_of(agent) == call.id and self._acd.acd.agent_state(agent) is AgentState.TALKING
        except HotlineError:
            return False

    # facts

    def handle(self, call: Call, event: Event) -> None:
        if self.enquiring.handle(call, event):
            return
        if self.consulting.handle(call, event) or self.greeting.handle(call, event):
            return
        party = call.party
        if party is None:
            return
        match event:
            case LegRinging() if event.leg == party.leg:
                self._engine.show(call)
            case LegAnswered() if event.leg == party.leg and not party.answered:
                self._party_answered(call, party)
            case LegEnded() if event.leg == party.leg:
                self._party_gone(call, party, event.cause)
            case CommandRefused() if event.command == "Originate" and event.leg == party.leg:
                self._party_gone(call, party, Cause.FAILED)
            case LegHeld() if event.leg == party.leg and not call.parked and event.held != call.held:
                call.held = event.held
                self._engine.publish(news.CallHeld(call.id, party.agent, event.held))
                self._engine.show(call)
            case TransferRequested():
                self.referring.requested(call, party, event)
            case _:
                pass

    def _party_answered(self, call: Call, party: Party) -> None:
        party.answered = True
        self._engine.move(call, Stage.TALKING)
        self.engage(call, party)
        self._engine.send(call, MusicStop(call.leg))
        self.connect(call, party)
        self._acd.pump()

    def _party_gone(self, call: Call, party: Party, cause: Cause) -> None:
        if call.stage is Stage.DIALLING:
            call.party = None
            self.release(call, party)
            self._on_failed(call, cause)
            return
        if self.consulting.main_left(call, "agent", gone=True):
            return
        never_met = party.connected_at is None  # he hung up before the caller heard him: the caller waits on
        self.part(call, "agent" if party.agent else "party", gone=True)
        if never_met and not call.leg_gone:
            self._on_failed(call, cause)
            return
        call.ended_by = call.ended_by or "agent"
        self._on_over(call)

    def customer_gone(self, call: Call) -> None:
        """The customer's leg has ended: release everybody."""
        party = call.party
        self.greeting.forget(call)
        if party is None:
            return
        if party.connected_at is not None:
            self._segment_over(call, "caller")
        else:
            self.release(call, party)
            self._acd.pump()
        self._drop(call, party)
        call.party = None

    def part(self, call: Call, by: str, *, goes_on: bool = False, gone: bool = False) -> None:
        """The main party leaves (his leg is `gone` already, or ended now); the customer stays. With `goes_on` room and
        recording go on for whoever follows."""
        party = call.party
        self.greeting.stop(call)
        self._segment_over(call, by, goes_on=goes_on)
        if party is not None and not gone:
            self._drop(call, party)

    def _segment_over(self, call: Call, ended_by: str, *, goes_on: bool = False) -> None:
        party = call.party
        if party is None:
            return
        if party.connected_at is not None:
            seconds = round(self._engine.utc(call) - party.connected_at, 3)
            self._engine.publish(
                news.CallSegmentEnded(call.id, party.segment, party.agent, party.queue, seconds, ended_by)
            )
        self.consulting.release_all(call)
        call.held = call.parked = False
        call.party = None
        call.detour = None
        if not goes_on:
            if call.room_open:
                call.room_open = False
                self._engine.send(call, RoomClose(call.room))
            self.taping.stop(call)
        self.release(call, party, wrap_up=True)

    # wishes

    def main_party(self, call: Call) -> Party:
        """Who talks with the customer. Raises NotPossible when nobody does."""
        party = call.party
        if call.stage is not Stage.TALKING or party is None or party.connected_at is None:
            raise NotPossible("nobody talks with the customer at the moment")
        return party

    def hold(self, call: Call, held: bool) -> None:
        """Put the customer on hold with music, or take him back. Raises NotPossible outside a talk."""
        if call.stage is not Stage.TALKING or not call.room_open:
            raise NotPossible("only a call that is being talked on can be held")
        if call.consult is not None:
            raise NotPossible("the customer waits for the consultation: use toggle, complete or cancel")
        if call.held == held:
            return
        if held:
            members.park(self._engine, call, call.leg)
        elif call.parked:
            members.unpark(self._engine, call, call.leg)
        call.held = call.parked = held
        self._engine.publish(news.CallHeld(call.id, call.party.agent if call.party else None, held))
        self._engine.show(call)

    def mute(self, call: Call, on: bool) -> None:
        """The others do not hear the agent. Raises NotPossible outside a talk."""
        party = self.main_party(call)
        if party.muted == on:
            return
        party.muted = on
        self._engine.send(call, Mute(party.leg, on))
        self._engine.publish(news.CallMuted(call.id, party.agent, on))
        self._engine.show(call)

    def send_digits(self, call: Call, digits: str) -> None:
        """Press keys for whom the agent talks with: the third party while he talks with him, else the customer."""
        party = self.main_party(call)
        consult = call.consult
        other = consult.leg if consult is not None and consult.answered and not consult.held else call.leg
        self._engine.send(call, SendDigits(other, digits))
        self._engine.publish(news.CallDigitsSent(call.id, party.agent, len(digits)))

    def transfer(self, call: Call, kind: str, target: str) -> None:
        """Blind transfer: the party leaves, the customer goes on to a queue, agent, device or number."""
        party = self.main_party(call)
        if kind == "queue" and target not in self._engine.config.queues:
            raise Unknown(f"there is no queue {target}")
        following = None if kind == "queue" else self.targets.find(call, kind, target)
        self._engine.publish(news.CallTransferred(call.id, party.agent, kind, target))
        members.leave(self._engine, call, party.leg)
        self.part(call, "agent")
        if following is None:
            self._acd.enqueue(call, target, call.priority)
            return
        self._engine.send(call, MusicStart(call.leg))
        self.ring(call, following, caller=call.customer_number, caller_name=call.from_name)

    def replace(self, call: Call, party: Party) -> None:
        """Somebody who has answered already goes on with the customer in the party's place: a new segment begins. Room
        and recording go on: the switch may lose what a leg hears when its recording is stopped and started at once."""
        former = call.party
        self.engage(call, party)
        if former is not None:
            members.leave(self._engine, call, former.leg)
            call.party = former
            self.part(call, "system", goes_on=True)
        call.party = party
        self.connect(call, party)
        self._acd.pump()

    def hang_up(self, call: Call, by: str) -> None:
        """End the talk from the agent's side (a customer who talks with somebody else beside him goes on with that
        one), or end the whole call from a supervisor's."""
        party = call.party
        if by == "agent" and call.stage is Stage.TALKING and self.consulting.main_left(call, by):
            return
        if by == "agent" and party is not None and party.connected_at is None and party.answered:
            self.part(call, by)  # before the caller heard him, who waits on
            self._on_failed(call, Cause.REJECTED)
            return
        call.ended_by = call.ended_by or by
        if party is not None:
            if call.stage is not Stage.DIALLING:
                self.part(call, by)
            else:
                call.party = None
                self.release(call, party)
                self._drop(call, party)
        self._on_over(call)

    def decline(self, call: Call, party: Party) -> None:
        """Whoever is being rung for the customer would rather not: as if his phone had refused."""
        call.party = None
        self.release(call, party)
        self._drop(call, party)
        self._on_failed(call, Cause.REJECTED)

    def _drop(self, call: Call, party: Party) -> None:
        call.waiting_for.add(party.leg)
        self._engine.send(call, Hangup(party.leg, Cause.NORMAL if party.answered else Cause.CANCELLED))

    def _tell(self, method: Callable[..., None], *args: object) -> None:
        try:
            method(*args, self._engine.now())
        except HotlineError as error:
            log.info("acd.late_fact", fact=method.__name__, error=str(error))
