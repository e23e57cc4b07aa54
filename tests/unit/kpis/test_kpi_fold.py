"""A call's news become facts: visits, agents' parts, ways through the menus."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from kpi_news import Day

from crm.kpis.facts import AgentCall, Fact, IvrVisit, QueueVisit
from crm.kpis.fold import CallFold, facts_of
from crm.kpis.measures import HELPING, Policy, of_agent_call, of_visit, total_of
from telephony import domain_events as news
from telephony.cdr import fold
from telephony.domain_events import Envelope, News
from telephony.supervision.news import SupervisionJoined, SupervisionLeft

T = 1_795_000_000.0


def facts(*said: tuple[float, News], ended: float = 200.0, ended_by: str = "caller") -> list[Fact]:
    items = [Envelope(n, T + at, item.type, item.call, item.data()) for n, (at, item) in enumerate(said, 1)]
    return facts_of(fold(items, ended=T + ended, ended_by=ended_by, cause="normal"))


def of(kind: type, found: list[Fact]) -> list[Any]:
    return [fact for fact in found if isinstance(fact, kind)]


def inbound() -> tuple[float, News]:
    return 0, news.CallStarted("c", "inbound", "+8613800138000", "", "1000", "1000", "leg")


def queued(at: float, queue: str = "service", preferred: str | None = None) -> tuple[float, News]:
    return at, news.CallQueued("c", queue, 0, T + at, preferred)


def test_an_agent_who_lets_it_ring_and_one_who_answers() -> None:
    found = facts(
        inbound(),
        (1, news.CallNodeEntered("c", "main", 3, "menu", {})),
        (6, news.CallNode("c", "main", 3, "menu", "menu", T + 1, 5.0, "0")),
        (6, news.CallNode("c", "main", 3, "to_queue", "queue", T + 6, 0.0, "service")),
        (6, news.CallNodeEntered("c", "main", 3, "to_queue", {})),
        queued(6, preferred="a1"),
        (7, news.CallOffered("c", "service", "a1", "8001", 1, True, True, {})),
        (27, news.CallOfferEnded("c", "service", "a1", "no_answer", 20.0)),
        (28, news.CallOffered("c", "service", "a2", "8002", 2, False, True, {})),
        (31, news.CallOfferEnded("c", "service", "a2", "answered", 3.0)),
        (31, news.CallLeftQueue("c", "service", "answered", 25.0)),
        (33, news.CallConnected("c", 1, "a2", "8002", None, "service")),
        (40, news.CallHeld("c", "a2", True)),
        (50, news.CallHeld("c", "a2", False)),
        (93, news.CallSegmentEnded("c", 1, "a2", "service", 60.0, "caller")),
    )
    missed, answered = of(AgentCall, found)
    assert (missed.agent, missed.result, missed.ring, missed.answered) == ("a1", "no_answer", 20.0, None)
    assert (missed.started, missed.ended) == (T + 7, T + 27)
    assert (answered.agent, answered.result, answered.ring, answered.talk, answered.hold) == (
        "a2",
        "answered",
        3.0,
        60.0,
        10.0,
    )
    assert (answered.answered, answered.ended, answered.ended_by) == (T + 33, T + 93, "caller")
    (visit,) = of(QueueVisit, found)
    assert (visit.queue, visit.result, visit.wait, visit.agent, visit.offers) == ("service", "answered", 25.0, "a2", 2)
    assert (visit.preferred, visit.sticky, visit.number) == ("a1", False, "+8613800138000")
    assert [(step.node, step.seconds, step.exit) for step in of(IvrVisit, found)] == [
        ("menu", 5.0, ""),
        ("to_queue", 0.0, "queue"),
    ]


def test_a_caller_who_leaves_while_an_agent_rings() -> None:
    found = facts(
        inbound(),
        queued(5),
        (6, news.CallOffered("c", "service", "a1", "8001", 1, False, True, {})),
        (9, news.CallOfferEnded("c", "service", "a1", "caller_gone", 3.0)),
        (9, news.CallLeftQueue("c", "service", "abandoned", 4.0)),
        ended=9,
    )
    assert [(part.agent, part.result, part.talk) for part in of(AgentCall, found)] == [("a1", "caller_gone", 0.0)]
    assert [(visit.result, visit.wait, visit.agent) for visit in of(QueueVisit, found)] == [("abandoned", 4.0, None)]


def test_a_call_cut_off_anywhere_has_everything_closed() -> None:
    found = facts(
        inbound(),
        queued(5),
        (6, news.CallOffered("c", "service", "a1", "8001", 1, False, True, {})),
        ended=16,
    )
    assert [(part.result, part.ring) for part in of(AgentCall, found)] == [("caller_gone", 10.0)]
    assert [(visit.result, visit.wait) for visit in of(QueueVisit, found)] == [("abandoned", 11.0)]
    talking = facts(inbound(), (5, news.CallConnected("c", 1, "a1", "8001", None, None)), ended=16, ended_by="system")
    assert [(part.talk, part.ended_by) for part in of(AgentCall, talking)] == [(11.0, "system")]


def test_a_place_kept_over_a_restart_is_one_visit_and_another_queue_is_a_second() -> None:
    found = facts(
        inbound(),
        queued(5),
        (30, news.CallQueued("c", "service", 0, T + 5, None)),
        (60, news.CallLeftQueue("c", "service", "overflow", 55.0, "max_wait")),
        queued(60, "shop"),
        ended=70,
    )
    assert [(visit.visit, visit.queue, visit.result, visit.wait) for visit in of(QueueVisit, found)] == [
        (1, "service", "overflow", 55.0),
        (2, "shop", "abandoned", 10.0),
    ]


def test_a_transfer_is_a_second_part_whose_ring_counts_from_the_transfer() -> None:
    found = facts(
        inbound(),
        (5, news.CallConnected("c", 1, "a1", "8001", None, None)),
        (20, news.CallTransferred("c", "a1", "agent", "1002")),
        (20, news.CallSegmentEnded("c", 1, "a1", None, 15.0, "agent")),
        (26, news.CallConnected("c", 2, "a2", "8002", None, None)),
        (36, news.CallSegmentEnded("c", 2, "a2", None, 10.0, "caller")),
        ended=36,
    )
    assert [(part.agent, part.ring, part.talk) for part in of(AgentCall, found)] == [
        ("a1", 0.0, 15.0),
        ("a2", 6.0, 10.0),
    ]


def test_dialling_counts_for_who_dialled_whether_or_not_anybody_answers() -> None:
    dial = (0.0, news.CallStarted("c", "outbound", "8001", "", "+8613800138000", "device", "", "8001", agent="a1"))
    (vain,) = of(AgentCall, facts(dial, ended=25))
    assert (vain.agent, vain.direction, vain.result, vain.ring, vain.number) == (
        "a1",
        "outbound",
        "not_connected",
        25.0,
        "+8613800138000",
    )
    (talk,) = of(AgentCall, facts(dial, (8, news.CallConnected("c", 1, "a1", "8001", None, None)), ended=30))
    assert (talk.result, talk.ring, talk.talk) == ("answered", 8.0, 22.0)


def in_queue(*said: tuple[float, News], ended: float = 200.0) -> tuple[list[Fact], dict[str, int]]:
    """A caller whom a1 has taken out of the queue, and what comes then. → the facts, and what the queue counts."""
    found = facts(
        inbound(),
        queued(5),
        (6, news.CallOffered("c", "service", "a1", "8001", 1, False, True, {})),
        (9, news.CallOfferEnded("c", "service", "a1", "answered", 3.0)),
        (9, news.CallLeftQueue("c", "service", "answered", 4.0)),
        (10, news.CallConnected("c", 1, "a1", "8001", None, "service")),
        *said,
        ended=ended,
    )
    return found, counted(found)


def counted(found: list[Fact]) -> dict[str, int]:
    visits = [of_visit(fact, Policy()) for fact in of(QueueVisit, found)]
    return total_of([*visits, *(of_agent_call(fact) for fact in of(AgentCall, found))])


def test_a_consultation_and_a_talk_of_three_are_no_calls_of_the_queue() -> None:
    found, measures = in_queue(
        (20, news.CallHeld("c", "a1", True)),
        (25, news.CallConnected("c", 2, "a2", "8002", None, "service", "consult")),
        (35, news.CallSegmentEnded("c", 2, "a2", "service", 10.0, "system")),
        (35, news.CallHeld("c", "a1", False)),
        (35, news.CallConnected("c", 3, "a2", "8002", None, "service", "guest")),
        (50, news.CallSegmentEnded("c", 3, "a2", "service", 15.0, "party")),
        (60, news.CallSegmentEnded("c", 1, "a1", "service", 50.0, "caller")),
    )
    assert [(part.agent, part.kind, part.talk, part.hold) for part in of(AgentCall, found)] == [
        ("a2", "consult", 10.0, 0.0),
        ("a2", "guest", 15.0, 0.0),
        ("a1", "talk", 50.0, 15.0),
    ]
    wanted = {"queued": 1, "answered": 1, "handled": 1, "rung": 1, "rung_answered": 1, "talk_ms": 50_000}
    assert {name: measures[name] for name in wanted} == wanted


def test_whoever_takes_the_customer_after_a_consultation_has_a_part_of_his_own() -> None:
    found, measures = in_queue(
        (25, news.CallConnected("c", 2, "a2", "8002", None, "service", "consult")),
        (35, news.CallTransferred("c", "a1", "agent", "a2")),
        (35, news.CallSegmentEnded("c", 2, "a2", "service", 10.0, "agent")),
        (35, news.CallSegmentEnded("c", 1, "a1", "service", 25.0, "agent")),
        (35, news.CallConnected("c", 3, "a2", "8002", None, "service")),
        (45, news.CallSegmentEnded("c", 3, "a2", "service", 10.0, "caller")),
    )
    parts = [(part.agent, part.kind, part.talk) for part in of(AgentCall, found)]
    assert parts == [("a2", "consult", 10.0), ("a1", "talk", 25.0), ("a2", "talk", 10.0)]
    assert (measures["answered"], measures["handled"], measures["talk_ms"]) == (1, 2, 35_000)


def test_a_supervisor_who_takes_over_has_a_part_of_his_own() -> None:
    found, measures = in_queue(
        (30, SupervisionJoined("c", "session", "boss", "a1", "take_over")),
        (30, SupervisionLeft("c", "session", "boss", "a1", "taken_over")),
        (30, news.CallSegmentEnded("c", 1, "a1", "service", 20.0, "system")),
        (30, news.CallConnected("c", 2, "boss", "8009", None, "service")),
        (70, news.CallSegmentEnded("c", 2, "boss", "service", 40.0, "caller")),
    )
    parts = [(part.agent, part.result, part.queue, part.talk) for part in of(AgentCall, found)]
    assert parts == [("a1", "answered", "service", 20.0), ("boss", "answered", "service", 40.0)]
    assert (measures["queued"], measures["answered"], measures["handled"]) == (1, 1, 2)


def test_a_talk_that_a_lost_browser_broke_is_one_part_when_it_goes_on() -> None:
    broken = (
        (20, news.CallHeld("c", "a1", True)),
        (30, news.CallPhoneLost("c", "a1", "8001", "page_loaded")),
        (30, news.CallSegmentEnded("c", 1, "a1", "service", 20.0, "system")),
    )
    found, measures = in_queue(
        *broken,
        (40, news.CallConnected("c", 2, "a1", "8001", None, "service")),
        (70, news.CallSegmentEnded("c", 2, "a1", "service", 30.0, "caller")),
    )
    (part,) = of(AgentCall, found)
    assert (part.talk, part.hold, part.ring, part.ended) == (50.0, 10.0, 3.0, T + 70)
    assert (measures["answered"], measures["handled"], measures["rung"]) == (1, 1, 1)
    found, measures = in_queue(
        *broken,
        (50, news.CallQueued("c", "service", 0, T + 5, None)),
        (60, news.CallOffered("c", "service", "a2", "8002", 1, False, True, {})),
        (62, news.CallOfferEnded("c", "service", "a2", "answered", 2.0)),
        (62, news.CallLeftQueue("c", "service", "answered", 57.0)),
        (62, news.CallConnected("c", 2, "a2", "8002", None, "service")),
        (82, news.CallSegmentEnded("c", 2, "a2", "service", 20.0, "caller")),
    )
    parts = [(part.agent, part.talk, part.ended) for part in of(AgentCall, found)]
    assert parts == [("a1", 20.0, T + 30), ("a2", 20.0, T + 82)]
    gone, _ = in_queue(*broken, ended=45)
    assert [(part.agent, part.talk, part.ended) for part in of(AgentCall, gone)] == [("a1", 20.0, T + 30)]


def test_a_way_through_a_flow_leads_back_to_the_agent_who_waits() -> None:
    found, measures = in_queue(
        (20, news.CallDetour("c", "a1", "verify", "", True)),
        (20, news.CallNodeEntered("c", "verify", 1, "ask", {})),
        (30, news.CallNode("c", "verify", 1, "ask", "verify", T + 20, 10.0, "ok")),
        (30, news.CallReturned("c", "a1", "verify", "ok", {})),
        (60, news.CallSegmentEnded("c", 1, "a1", "service", 50.0, "caller")),
    )
    assert [(step.node, step.exit) for step in of(IvrVisit, found)] == [("ask", "return")]
    assert [(part.agent, part.talk) for part in of(AgentCall, found)] == [("a1", 50.0)]
    assert (measures["answered"], measures["handled"]) == (1, 1)


def turn(*said: tuple[float, News], ended: float = 100.0) -> tuple[list[Fact], dict[str, int]]:
    """A callback asked for an hour ago is a1's."""
    found = facts(
        (0, news.CallStarted("c", "outbound", "1000", "", "+8613800138000", "callback", "")),
        (0, news.CallbackAttempt("c", "cb", "service", "a1")),
        (0, news.CallQueued("c", "service", 0, T - 3600, None)),
        (0, news.CallOffered("c", "service", "a1", "8001", 1, False, True, {})),
        *said,
        ended=ended,
    )
    return found, counted(found)


def test_a_caller_who_is_called_back_is_neither_lost_nor_counted_twice() -> None:
    asked = facts(inbound(), queued(5), (50, news.CallLeftQueue("c", "service", "callback", 45.0)), ended=55)
    answered = (
        (4, news.CallOfferEnded("c", "service", "a1", "answered", 4.0)),
        (4, news.CallLeftQueue("c", "service", "answered", 3604.0)),
    )
    reached, of_reached = turn(
        *answered,
        (14, news.CallConnected("c", 1, "a1", "8001", None, "service")),
        (74, news.CallSegmentEnded("c", 1, "a1", "service", 60.0, "caller")),
    )
    both = counted(asked)
    assert (both["queued"], both["callbacks"], both.get("abandoned", 0)) == (1, 1, 0)
    assert [(v.result, v.agent, v.left) for v in of(QueueVisit, reached)] == [("reached", "a1", T + 14)]
    assert [(p.agent, p.kind, p.result, p.ring) for p in of(AgentCall, reached)] == [("a1", "talk", "answered", 4.0)]
    assert "queued" not in of_reached
    assert (of_reached["callbacks_reached"], of_reached["handled"], of_reached.get("dialled", 0)) == (1, 1, 0)
    vain, of_vain = turn(*answered)
    assert [(v.result, v.agent) for v in of(QueueVisit, vain)] == [("not_reached", None)]
    assert [(p.agent, p.result, p.talk) for p in of(AgentCall, vain)] == [("a1", "not_connected", 0.0)]
    assert of_vain == {"rung": 1, "ring_ms": 4000, "rung_answered": 1, "answered_ring_ms": 4000}
    gone, _ = turn(
        (4, news.CallOfferEnded("c", "service", "a1", "caller_gone", 4.0)),
        (4, news.CallLeftQueue("c", "service", "cancelled", 3604.0)),
    )
    assert [(v.result, v.detail) for v in of(QueueVisit, gone)] == [("not_reached", "cancelled")]


def test_an_outbound_call_that_is_handed_on_is_dialled_once() -> None:
    found = facts(
        (0, news.CallStarted("c", "outbound", "8001", "", "+8613800138000", "device", "", "8001", agent="a1")),
        (8, news.CallConnected("c", 1, "a1", "8001", None, None)),
        (20, news.CallTransferred("c", "a1", "agent", "1002")),
        (20, news.CallSegmentEnded("c", 1, "a1", None, 12.0, "agent")),
        (26, news.CallConnected("c", 2, "a2", "8002", None, None)),
        (36, news.CallSegmentEnded("c", 2, "a2", None, 10.0, "caller")),
        ended=36,
    )
    assert [(part.agent, part.kind) for part in of(AgentCall, found)] == [("a1", "dial"), ("a2", "talk")]
    measures = counted(found)
    assert (measures["dialled"], measures["connected"], measures["handled"], measures["rung"]) == (1, 1, 2, 1)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_live_and_from_the_record_are_the_same_facts(seed: int) -> None:
    """What the live fold says as news come is what the record says in the end; nothing is said twice or forgotten."""
    events = Day(random.Random(seed), T, 3600, calls=12, open_calls=0).envelopes()
    live: dict[str, list[Fact]] = {}
    folds: dict[str, CallFold] = {}
    for event in events:
        if event.call is not None:
            made = folds.setdefault(event.call, CallFold(event.call)).take(event.at, event.type, event.data)
            live.setdefault(event.call, []).extend(made)
    records = {event.call: event.data["cdr"] for event in events if event.type == "call.ended"}
    assert {call: facts_of(record) for call, record in records.items()} == live
    for call, record in records.items():
        parts = [fact for fact in live[call or ""] if isinstance(fact, AgentCall) and fact.answered is not None]
        parts = [part for part in parts if part.kind not in HELPING]
        assert abs(sum(part.talk for part in parts) - record["talk_seconds"]) < 0.01
        visits = [fact for fact in live[call or ""] if isinstance(fact, QueueVisit)]
        assert sum(visit.wait for visit in visits) >= record["wait_seconds"] - 0.01
