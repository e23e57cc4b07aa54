"""Folds the news of one call into facts, each as soon as it is over. Pure: the same news always give the same facts.

Stored histories and live figures are made by this one fold, so they cannot tell different stories.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm.kpis.facts import AgentCall, Fact, IvrVisit, QueueVisit
from crm.kpis.measures import HELPING
from crm.kpis.stays import TALK, Talk, Waiting

Data = Mapping[str, Any]

EXITS: Mapping[str, str] = {
    "call.queued": "queue",
    "voicemail.started": "voicemail",
    "call.transferred": "transfer",
    "call.connected": "transfer",
    "call.returned": "return",
}
"""What follows a caller's last node."""


class CallFold:
    """Feed `take` with the call's news in order; it gives the facts that ended. `close` gives what was still open."""

    def __init__(self, call: str) -> None:
        self.call = call
        self.waiting: Waiting | None = None
        self._direction = "inbound"
        self._number = ""
        self._dialler: str | None = None
        self._device: str | None = None
        self._started = 0.0
        self._visits = 0
        self._parts = 0
        self._steps = 0
        self._offers: dict[str, tuple[float, Data]] = {}
        self._rung: dict[str, float] = {}
        self._talks: dict[int, Talk] = {}
        self._left_node: tuple[float, Data] | None = None
        self._transferred: float | None = None
        self._talked = False
        self._met: float | None = None  # when the last talk began
        self._is_callback = False
        self._turn: Waiting | None = None  # of a callback, until its customer is reached
        self._losing: set[str] = set()
        self._lost: dict[str, tuple[float, str, Talk]] = {}  # talks that may go on, by agent

    def take(self, at: float, kind: str, data: Data) -> list[Fact]:
        """One piece of news, which happened at `at`."""
        facts: list[Fact] = []
        if self._left_node is not None and (kind in EXITS or self._goes_on(kind, data)):
            facts.append(self._ivr_visit(EXITS.get(kind, "")))
        handler = _HANDLERS.get(kind)
        if handler is not None:
            facts += handler(self, at, data)
        return facts

    def close(self, at: float, ended_by: str) -> list[Fact]:
        """The call is over: what is open ends now."""
        facts: list[Fact] = []
        if self._left_node is not None:
            facts.append(self._ivr_visit("ended"))
        facts += self._lost_for_good()
        for agent in tuple(self._offers):
            facts += self._offer_over(at, agent, "caller_gone", None)
        if self._turn is not None:
            facts += self._unreached(at, self._turn)
        if self.waiting is not None:
            facts.append(self._visit(at, "abandoned", None, ""))
        for segment in tuple(self._talks):
            facts += self._talk_over(segment, at, None, ended_by)
        if self._dialler is not None and not self._talked:
            ring = max(0.0, at - self._started)
            facts.append(
                self._part(
                    Talk(self._dialler, self._device, self._number, None, self._started, at, ring, "dial"),
                    "not_connected",
                    at,
                    0.0,
                    ended_by,
                )
            )
        return facts

    # news

    def _start(self, at: float, data: Data) -> list[Fact]:
        self._direction = data["direction"]
        self._number = data["from_number"] if self._direction == "inbound" else data["to_number"]
        self._started = at
        if self._direction != "inbound":
            self._dialler, self._device = data.get("agent"), data.get("device")
        return []

    def _leave_node(self, at: float, data: Data) -> list[Fact]:
        self._left_node = (at, data)
        return []

    def _queued(self, at: float, data: Data) -> list[Fact]:
        """After a restart of the controller a waiting call is queued again at its old place: the same visit."""
        if self.waiting is not None and self.waiting.queue == data["queue"]:
            return []
        facts: list[Fact] = self._lost_for_good()
        if self._is_callback and not self._talked:
            turn = Waiting(data["queue"], data["priority"], data["preferred"], data["entered"])
            self._turn = self._turn or turn
            return facts
        if self.waiting is not None:
            facts.append(self._visit(at, "transferred", None, ""))
        anew = self._met is not None and data["entered"] <= self._met
        entered = at if anew else data["entered"]
        self.waiting = Waiting(data["queue"], data["priority"], data["preferred"], entered, anew=anew)
        return facts

    def _offered(self, at: float, data: Data) -> list[Fact]:
        self._offers[data["agent"]] = (at, data)
        line = self.waiting or self._turn
        if line is not None:
            line.offers += 1
            line.agent, line.sticky = data["agent"], bool(data["sticky"])
        return []

    def _attempt(self, _at: float, _data: Data) -> list[Fact]:
        """This call carries out a callback."""
        self._is_callback = True
        return []

    def _offer_ended(self, at: float, data: Data) -> list[Fact]:
        return self._offer_over(at, data["agent"], data["result"], data["seconds"])

    def _left_queue(self, at: float, data: Data) -> list[Fact]:
        if self._turn is not None:
            self._turn.waited = data["waited"]
            if data["result"] == "answered":
                return []  # by the agent: his customer is dialled now
            turn, self._turn = self._turn, None
            return [self._visit_of(turn, at, "not_reached", data["waited"], data["result"])]
        if self.waiting is None:
            self.waiting = Waiting(data["queue"], 0, None, at - data["waited"])
        return [self._visit(at, data["result"], data["waited"], data.get("detail", ""))]

    def _connected(self, at: float, data: Data) -> list[Fact]:
        agent, kind = data["agent"], data.get("kind", TALK)
        facts: list[Fact] = []
        if kind != TALK:
            self._talks[data["segment"]] = Talk(
                agent, data["device"], data["number"] or self._number, data["queue"], at, at, 0.0, kind, joined=at
            )
            return facts
        if agent in self._lost:
            talk = self._lost.pop(agent)[2]
            talk.device, talk.joined = data["device"], at
            self._talks[data["segment"]] = talk
            return facts
        facts += self._lost_for_good()
        if self._turn is not None:
            turn, self._turn = self._turn, None
            facts.append(self._visit_of(turn, at, "reached", turn.waited, ""))
        if self._dialler is not None and not self._talked and agent in {None, self._dialler}:
            agent, kind = self._dialler, "dial"
        ring = self._rung.pop(agent or "", None)
        if ring is None:
            since = self._started if self._direction != "inbound" and not self._talked else self._transferred
            ring = max(0.0, at - since) if since is not None else 0.0
        self._transferred = None
        self._talked, self._met = True, at
        number = data["number"] or self._number
        started = at - ring
        self._talks[data["segment"]] = Talk(
            agent, data["device"], number, data["queue"], started, at, ring, kind, joined=at
        )
        return facts

    def _held(self, at: float, data: Data) -> list[Fact]:
        for talk in self._talks.values():
            if talk.agent != data["agent"] or talk.kind in HELPING:
                continue
            if data["held"]:
                talk.held_since = at if talk.held_since is None else talk.held_since
            elif talk.held_since is not None:
                talk.hold += at - talk.held_since
                talk.held_since = None
        return []

    def _segment_ended(self, at: float, data: Data) -> list[Fact]:
        talk = self._talks.get(data["segment"])
        if talk is None or talk.agent not in self._losing or talk.kind in HELPING:
            return self._talk_over(data["segment"], at, data["seconds"], data["ended_by"])
        del self._talks[data["segment"]]
        self._losing.discard(talk.agent or "")
        self._end_hold(talk, at)
        talk.before += data["seconds"]
        self._lost[talk.agent or ""] = (at, data["ended_by"], talk)
        return []

    def _phone_lost(self, _at: float, data: Data) -> list[Fact]:
        """His segment ends now; it goes on when he is back in time."""
        if any(talk.agent == data["agent"] for talk in self._talks.values()):
            self._losing.add(data["agent"])
        return []

    def _transfer(self, at: float, _data: Data) -> list[Fact]:
        self._transferred = at
        return []

    def _ended(self, _at: float, data: Data) -> list[Fact]:
        record = data["cdr"]
        return self.close(record["ended"], record["ended_by"] or "")

    # facts

    def _goes_on(self, kind: str, data: Data) -> bool:
        """The caller is in another node. One that is left at once is told to be entered after it was left."""
        assert self._left_node is not None
        return kind == "call.node" or (kind == "call.node_entered" and data["node"] != self._left_node[1]["node"])

    def _ivr_visit(self, exit_: str) -> IvrVisit:
        assert self._left_node is not None
        at, data = self._left_node
        self._left_node = None
        self._steps += 1
        return IvrVisit(
            self.call,
            self._steps,
            data["flow"],
            data["version"],
            data["node"],
            data["kind"],
            data["entered"],
            at,
            data["seconds"],
            data["result"],
            exit_,
        )

    def _visit(self, at: float, result: str, waited: float | None, detail: str) -> QueueVisit:
        waiting = self.waiting
        assert waiting is not None
        self.waiting = None
        if waiting.anew and waited is not None:
            waited = min(waited, max(0.0, at - waiting.entered))
        return self._visit_of(waiting, at, result, waited, detail)

    def _visit_of(self, waiting: Waiting, at: float, result: str, waited: float | None, detail: str) -> QueueVisit:
        self._visits += 1
        return QueueVisit(
            call=self.call,
            visit=self._visits,
            queue=waiting.queue,
            number=self._number,
            priority=waiting.priority,
            preferred=waiting.preferred,
            entered=waiting.entered,
            left=at,
            wait=max(0.0, at - waiting.entered) if waited is None else waited,
            result=result,
            detail=detail,
            agent=waiting.agent if result in {"answered", "reached"} else None,
            sticky=waiting.sticky,
            offers=waiting.offers,
        )

    def _unreached(self, at: float, turn: Waiting) -> list[Fact]:
        """The callback's call is over: an agent who answered has waited for its customer in vain."""
        self._turn = None
        facts: list[Fact] = [self._visit_of(turn, at, "not_reached", turn.waited, "")]
        for agent, ring in self._rung.items():
            rung = Talk(agent, None, self._number, turn.queue, at - ring, at, ring)
            facts.append(self._part(rung, "not_connected", at, 0.0, ""))
        return facts

    def _lost_for_good(self) -> list[Fact]:
        """Whoever lost his phone did not come back: his talk was over when it broke."""
        lost, self._lost = self._lost, {}
        return [self._part(talk, "answered", at, talk.before, by) for at, by, talk in lost.values()]

    def _end_hold(self, talk: Talk, at: float) -> None:
        if talk.held_since is not None:
            talk.hold += max(0.0, at - talk.held_since)
            talk.held_since = None

    def _offer_over(self, at: float, agent: str, result: str, seconds: float | None) -> list[Fact]:
        """An answered offer becomes a part once both are connected; any other is one that was rung in vain."""
        began, data = self._offers.pop(agent, (at, {}))
        ring = max(0.0, at - began) if seconds is None else seconds
        if result == "answered":
            self._rung[agent] = ring
            return []
        rung = Talk(agent, data.get("device"), self._number, data.get("queue"), at - ring, at, ring)
        return [self._part(rung, result, at, 0.0, "")]

    def _talk_over(self, segment: int, at: float, seconds: float | None, ended_by: str) -> list[Fact]:
        talk = self._talks.pop(segment, None)
        if talk is None:
            return []
        self._end_hold(talk, at)
        if talk.agent is None:
            return []
        lasted = max(0.0, at - talk.joined) if seconds is None else seconds
        return [self._part(talk, "answered", at, talk.before + lasted, ended_by)]

    def _part(self, talk: Talk, result: str, at: float, lasted: float, ended_by: str) -> AgentCall:
        self._parts += 1
        return AgentCall(
            call=self.call,
            part=self._parts,
            agent=talk.agent or "",
            device=talk.device,
            direction=self._direction,
            number=talk.number,
            queue=talk.queue,
            result=result,
            started=talk.started,
            answered=talk.answered if result == "answered" else None,
            ended=at,
            ring=talk.ring,
            talk=lasted,
            hold=talk.hold,
            ended_by=ended_by,
            kind=talk.kind,
        )


_HANDLERS: Mapping[str, Callable[[CallFold, float, Data], list[Fact]]] = {
    "call.started": CallFold._start,
    "call.node": CallFold._leave_node,
    "call.queued": CallFold._queued,
    "call.offered": CallFold._offered,
    "call.offer_ended": CallFold._offer_ended,
    "call.left_queue": CallFold._left_queue,
    "call.connected": CallFold._connected,
    "call.held": CallFold._held,
    "call.segment_ended": CallFold._segment_ended,
    "call.transferred": CallFold._transfer,
    "call.phone_lost": CallFold._phone_lost,
    "callback.attempt": CallFold._attempt,
    "call.ended": CallFold._ended,
}
FOLDED = frozenset(_HANDLERS) | {"call.node_entered", "voicemail.started", "call.returned"}
"""News of calls that the fold looks at."""


def facts_of(record: Mapping[str, Any]) -> list[Fact]:
    """Every fact of a call, from its complete record (docs/contracts.md, "Call record")."""
    fold = CallFold(record["call"])
    facts: list[Fact] = []
    for item in record["timeline"]:
        facts += fold.take(item["at"], item["type"], item["data"])
    return facts + fold.close(record["ended"], record["ended_by"] or "")
