"""An agent asks a third party while the customer waits: hand over, come back, talk in turn, talk all three.

Policies: who ends his side while the third party talks with him hands the customer over; while the third party still
rings, the transfer goes on as a blind one. The third party's end, whatever its reason, brings the customer back to his
agent. The customer's end ends everything. When the main party leaves a talk of three, the guest goes on with the
customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telephony import domain_events as news
from telephony.calls import RING_SECONDS, Call, Party, Stage
from telephony.commands import Hangup, Tag
from telephony.engine import Engine
from telephony.errors import NotPossible
from telephony.events import Cause, CommandRefused, Event, LegAnswered, LegEnded, LegHeld, LegRinging
from telephony.incall import members

if TYPE_CHECKING:
    from telephony.conversation import Conversation


class Consulting:
    """Works on calls in the stage TALKING; the conversation asks it whether it knows a leg."""

    def __init__(self, engine: Engine, conversation: Conversation) -> None:
        self._engine = engine
        self._conversation = conversation

    # wishes

    def start(self, call: Call, kind: str, target: str) -> None:
        """The customer hears music, the third party is rung. Raises Unknown or NotPossible with the reason."""
        party = self._main(call)
        if call.consult is not None:
            raise NotPossible("somebody is being consulted already: come back first")
        if call.guests:
            raise NotPossible("three are in the talk already: drop one first")
        if kind == "queue":
            self._conversation.enquiring.start(call, party, target)
            return
        consult = self._conversation.targets.find(call, kind, target)
        call.consult = consult
        self.park_customer(call)
        members.park(self._engine, call, party.leg)  # music says that the line is alive while the other one rings
        self._conversation.engage(call, consult)
        self._tell(call, consult, "ringing")
        self.ring(call, party, consult)
        self._engine.show(call)

    def cancel(self, call: Call) -> None:
        """Back to the customer without the third party."""
        consult = self._consult(call)
        self._let_go(call, consult)
        self._over(call, consult, "cancelled")
        self._back(call)

    def toggle(self, call: Call) -> None:
        """Talk with the other of the two; the one left hears music."""
        consult = self._answered(call)
        if consult.held:
            self.park_customer(call)
            members.unpark(self._engine, call, consult.leg)
        else:
            members.park(self._engine, call, consult.leg)
            self._unpark_customer(call)
        consult.held = not consult.held
        self._tell(call, consult, "customer" if consult.held else "talking")
        self._engine.show(call)

    def complete(self, call: Call, by: str = "agent", *, gone: bool = False) -> None:
        """Hand the customer over to the third party, who may still be ringing; to the queue that has not found him."""
        party, consult = self._main(call), self._consult(call)
        if call.enquiry is not None:
            self._conversation.enquiring.hand_over(call, by, gone=gone)
            return
        call.consult = None
        self._tell(call, consult, "completed")
        self._engine.publish(
            news.CallTransferred(call.id, party.agent, kind_of(consult), consult.number or consult.agent or "")
        )
        if not gone:
            members.leave(self._engine, call, party.leg)
        if consult.answered:
            self._segment_over(call, consult, "agent")
            if consult.held:
                members.unpark(self._engine, call, consult.leg)
        self._conversation.part(call, by, goes_on=consult.answered, gone=gone)
        if not consult.answered:
            # His phone rings on: from here it is a blind transfer.
            self._conversation.ring_on(call, consult)
            return
        self._follow(call, consult)

    def merge(self, call: Call) -> None:
        """All three talk."""
        consult = self._answered(call)
        self._segment_over(call, consult, "system")
        call.consult = None
        call.guests[consult.leg] = consult
        if consult.held:
            members.unpark(self._engine, call, consult.leg)
            consult.held = False
        self._unpark_customer(call)
        self._segment(call, consult, "guest")
        self._engine.send(call, Tag(consult.leg, {"role": "guest"}))
        self._tell(call, consult, "merged")
        self._engine.show(call)

    def drop(self, call: Call, agent: str | None = None) -> None:
        """The guest (the agent `agent`, if given) leaves a talk of three."""
        self._main(call)
        guest = next((each for each in call.guests.values() if agent is None or each.agent == agent), None)
        if guest is None:
            raise NotPossible("there is no third party in this talk")
        self._hang_up(call, guest)
        self._guest_left(call, guest, "agent")

    def leave(self, call: Call, agent: str) -> bool:
        """An agent who is only consulted, or a guest, hangs up. False when he is neither."""
        party = next((each for each in members.members(call) if each.agent == agent), None)
        if party is None or party is call.party:
            return False
        self._hang_up(call, party)
        if party is call.consult:
            self._over(call, party, "ended")
            self._back(call)
        else:
            self._guest_left(call, party, "agent")
        return True

    # facts

    def handle(self, call: Call, event: Event) -> bool:
        """A fact of the third party's leg; False when it is nobody's here."""
        leg = getattr(event, "leg", "")
        if call.consult is not None and call.consult.leg == leg:
            self._of_consult(call, call.consult, event)
            return True
        guest = call.guests.get(leg)
        if guest is None:
            return False
        if isinstance(event, LegEnded):
            self._guest_left(call, guest, "party")
        return True

    def _of_consult(self, call: Call, consult: Party, event: Event) -> None:
        match event:
            case LegRinging():
                self._engine.show(call)
            case LegAnswered() if not consult.answered:
                self.met(call, consult)
            case LegEnded():
                self._over(call, consult, "ended" if consult.answered else "failed", str(event.cause))
                self._back(call)
            case CommandRefused() if event.command == "Originate":
                self._over(call, consult, "failed", str(Cause.FAILED))
                self._back(call)
            case LegHeld():
                pass
            case _:
                pass

    def ring(self, call: Call, party: Party, third: Party, *, timeout: float = RING_SECONDS) -> None:
        """Make the phone of the one who is asked ring; it shows who asks, and ends with his leg."""
        caller = self._engine.config.agents.get(party.agent or "")
        self._conversation.originate(
            call,
            third,
            caller=caller.number if caller else call.customer_number,
            caller_name=caller.name if caller else "",
            role="consult",
            peer=party.leg,
            timeout=timeout,
        )

    def met(self, call: Call, consult: Party) -> None:
        """The third party has answered: he and the one who asks talk."""
        consult.answered = True
        self._segment(call, consult, "consult")
        if call.party is not None:
            members.unpark(self._engine, call, call.party.leg)
        members.join(self._engine, call, consult.leg)
        self._tell(call, consult, "talking")
        self._engine.show(call)

    def came_to_nothing(self, call: Call, cause: str) -> None:
        """Nobody was found to be asked: agent and customer are together again."""
        if call.consult is not None:
            self._over(call, call.consult, "failed", cause)
            self._back(call)

    def main_left(self, call: Call, by: str, *, gone: bool = False) -> bool:
        """The main party is gone by himself: whoever is there beside him goes on with the customer. False when there
        is nobody."""
        if call.consult is not None:
            self.complete(call, by, gone=gone)
            return True
        guest = next(iter(call.guests.values()), None)
        if guest is None:
            return False
        del call.guests[guest.leg]
        self._segment_over(call, guest, "system")
        self._conversation.part(call, by, goes_on=True, gone=gone)
        self._follow(call, guest)
        return True

    def release_all(self, call: Call) -> None:
        """The talk is over: third parties go."""
        consult, call.consult = call.consult, None
        for party in (*((consult,) if consult else ()), *tuple(call.guests.values())):
            self._let_go(call, party)
            self._segment_over(call, party, "system")
            self._conversation.release(call, party)
        if consult is not None:
            self._tell(call, consult, "ended")
        call.guests.clear()

    # inside

    def _main(self, call: Call) -> Party:
        if call.stage is not Stage.TALKING or call.party is None or call.party.connected_at is None:
            raise NotPossible("nobody talks with the customer at the moment")
        return call.party

    def _consult(self, call: Call) -> Party:
        self._main(call)
        if call.consult is None:
            raise NotPossible("nobody is being consulted")
        return call.consult

    def _answered(self, call: Call) -> Party:
        consult = self._consult(call)
        if not consult.answered:
            raise NotPossible("the third party has not answered yet")
        return consult

    def _follow(self, call: Call, party: Party) -> None:
        """This party has the customer from now on."""
        party.held = False
        if party.agent and party.queue:
            call.queue = party.queue  # of the queue that found him, if one did
        party.queue = call.queue if party.agent else None
        call.party = party
        self._engine.send(call, Tag(party.leg, {"role": "agent", "peer": call.leg}))
        self._conversation.connect(call, party)

    def _let_go(self, call: Call, party: Party) -> None:
        """Whoever is asked need not be any more; the queue that has not found anybody yet as well."""
        if party.leg:
            self._hang_up(call, party)
        else:
            self._conversation.enquiring.end(call)

    def _hang_up(self, call: Call, party: Party) -> None:
        call.waiting_for.add(party.leg)
        self._engine.send(call, Hangup(party.leg, Cause.NORMAL if party.answered else Cause.CANCELLED))

    def _over(self, call: Call, consult: Party, state: str, cause: str = "") -> None:
        """The third party is gone; the main one is still where he was."""
        self._segment_over(call, consult, "party")
        call.consult = None
        self._conversation.release(call, consult)
        self._tell(call, consult, state, cause)

    def _back(self, call: Call) -> None:
        """Agent and customer are together again."""
        if call.party is not None:
            members.unpark(self._engine, call, call.party.leg)
            self._engine.send(call, Tag(call.party.leg, {"peer": call.leg}))
        self._unpark_customer(call)
        self._engine.show(call)

    def _guest_left(self, call: Call, guest: Party, ended_by: str) -> None:
        call.guests.pop(guest.leg, None)
        self._segment_over(call, guest, ended_by)
        self._conversation.release(call, guest)
        self._tell(call, guest, "left")
        self._engine.show(call)

    def park_customer(self, call: Call) -> None:
        if not call.parked:
            members.park(self._engine, call, call.leg)
            self._hold(call, True)

    def _unpark_customer(self, call: Call) -> None:
        if call.parked:
            members.unpark(self._engine, call, call.leg)
            self._hold(call, False)

    def _hold(self, call: Call, held: bool) -> None:
        call.parked = held
        if call.held != held:
            call.held = held
            self._engine.publish(news.CallHeld(call.id, call.party.agent if call.party else None, held))

    def _segment(self, call: Call, party: Party, kind: str) -> None:
        call.segments += 1
        party.segment, party.connected_at = call.segments, self._engine.utc(call)
        self._engine.publish(
            news.CallConnected(
                call.id, party.segment, party.agent, party.device, party.number, party.queue or call.queue, kind
            )
        )

    def _segment_over(self, call: Call, party: Party, ended_by: str) -> None:
        if party.connected_at is None:
            return
        seconds = round(self._engine.utc(call) - party.connected_at, 3)
        queue = party.queue or call.queue
        self._engine.publish(news.CallSegmentEnded(call.id, party.segment, party.agent, queue, seconds, ended_by))
        party.connected_at = None

    def _tell(self, call: Call, third: Party, state: str, cause: str = "") -> None:
        by = call.party.agent if call.party else None
        self._engine.publish(
            news.CallConsult(call.id, by, state, third.agent, third.device, third.number, third.leg, cause, third.queue)
        )


def kind_of(party: Party) -> str:
    """The word for what a party is, as in transfers."""
    return "agent" if party.agent else "number" if party.number else "device"
