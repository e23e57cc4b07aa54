"""Who gets whom: longest idle, main queues before others, priority, then the longest waiting."""

from __future__ import annotations

import pytest
from acd_kit import Kit, agent, only, queue
from hypothesis import given
from hypothesis import strategies as st

from telephony.acd.agents import AgentRecord
from telephony.acd.index import LazyHeap
from telephony.acd.lanes import Lane
from telephony.acd.model import AgentState, Offer, OfferResult
from telephony.acd.strategies import STRATEGIES, rank
from telephony.config_model import Strategy

S = AgentState


def offered(kit: Kit, seconds: float = 0.0) -> list[tuple[str, str]]:
    return [(offer.item, offer.agent) for offer in only(Offer, kit.pass_(seconds))]


class TestLongestIdle:
    def test_first_come_first_rung(self) -> None:
        kit = Kit("a1", "a2", "a3")
        assert [kit.rings(f"c{n}") for n in range(3)] == ["a1", "a2", "a3"]

    def test_idle_counts_from_the_end_of_wrap_up(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(wrap_up=10.0),))
        kit.talk("c1")
        kit.talk("c2")
        kit.acd.released("a1", "c1", kit.now)
        kit.pass_(5)
        kit.acd.released("a2", "c2", kit.now)
        kit.acd.finish_wrap_up("a2", kit.now)  # free at 5 s, a1 at 10 s
        kit.pass_(20)
        assert kit.rings("c3") == "a2"

    def test_a_break_neither_counts_nor_resets(self) -> None:
        """a1 was idle 30 s before the break, a2 20 s when it ends: a1 is still first; idle on break would not do."""
        kit = Kit("a1", "a2")
        kit.acd.logout("a2", kit.now)
        kit.pass_(30)
        kit.acd.set_state("a1", S.BREAK, kit.now, "lunch")
        kit.acd.login("a2", "phone-a2", kit.now)
        kit.pass_(20)
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)
        kit.poll()
        assert kit.rings("c1") == "a1"

    def test_time_on_a_break_is_not_idle(self) -> None:
        kit = Kit("a1", "a2")
        kit.talk("c1")
        kit.acd.set_state("a1", S.BREAK, kit.now)
        kit.acd.released("a1", "c1", kit.now, wrap_up=False)
        kit.talk("c2")
        kit.pass_(600)
        kit.acd.released("a2", "c2", kit.now, wrap_up=False)
        kit.pass_(5)
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)
        kit.pass_(1)
        assert kit.rings("c3") == "a2"

    def test_a_withdrawn_offer_costs_no_place(self) -> None:
        kit = Kit("a1", "a2")
        kit.call("c1")
        kit.pass_(10)
        kit.acd.withdraw("c1", kit.now)
        assert kit.rings("c2") == "a1"

    def test_who_lets_it_ring_goes_to_the_end(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(no_answer_penalty=0.0),))
        kit.acd.logout("a2", kit.now)
        kit.pass_(300)
        kit.acd.login("a2", "phone-a2", kit.now)
        offer = kit.call("c1")
        kit.pass_(20)
        again = only(Offer, kit.fail(offer, OfferResult.NO_ANSWER))
        assert [(each.item, each.agent, each.attempt) for each in again] == [("c1", "a2", 2)]
        assert kit.rings("c2") == "a1"

    def test_ties_are_broken_by_id(self) -> None:
        kit = Kit()
        kit.acd.configure([queue()], [agent("a2", "q"), agent("a1", "q"), agent("a3", "q")], kit.now)
        for name in ("a3", "a1", "a2"):
            kit.acd.login(name, f"d-{name}", kit.now)
        assert [kit.rings(f"c{n}") for n in range(3)] == ["a1", "a2", "a3"]


@pytest.mark.parametrize("strategy", STRATEGIES)
@given(
    idles=st.lists(st.floats(0, 100), min_size=2, max_size=8),
    preferences=st.lists(st.integers(0, 2), min_size=8, max_size=8),
)
def test_every_strategy_is_a_total_order(strategy: Strategy, idles: list[float], preferences: list[int]) -> None:
    agents = [
        AgentRecord(agent(f"a{n}", q=preferences[n]), queues={"q": preferences[n]}, idle_since=idle)
        for n, idle in enumerate(idles)
    ]
    lane = Lane("q", "q", (("tv", 1),), LazyHeap())
    ranks = [rank(strategy, each, lane) for each in agents]
    assert len(set(ranks)) == len(ranks)
    ordered = sorted(ranks)
    assert [each[0] for each in ordered] == sorted(preferences[: len(idles)])


class TestOrderOfCallers:
    def test_first_in_first_out(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=0.0),))
        kit.talk("c0")
        for n in (1, 2, 3):
            kit.call(f"c{n}")
            kit.pass_(1)
        served = []
        current = "c0"
        for _ in range(3):
            kit.acd.released("a1", current, kit.now)
            offer = only(Offer, kit.poll())[0]
            kit.answer(offer)
            served.append(current := offer.item)
        assert served == ["c1", "c2", "c3"]

    def test_higher_priority_first_by_queue_and_by_caller(self) -> None:
        queues = (queue("q", wrap_up=0.0), queue("vip", priority=2, wrap_up=0.0))
        kit = Kit("a1", queues=queues)
        kit.talk("c0")
        kit.call("plain")
        kit.pass_(1)
        kit.call("queue-2", "vip")
        kit.call("caller-3", "q", priority=3)
        kit.call("both-4", "vip", priority=2)
        served = []
        current = "c0"
        while kit.acd.items:
            kit.acd.released("a1", current, kit.now)
            current = kit.answer(only(Offer, kit.poll())[0]).item
            served.append(current)
        assert served == ["both-4", "caller-3", "queue-2", "plain"]

    def test_longest_waiting_over_all_queues_of_the_agent(self) -> None:
        kit = Kit("a1", queues=(queue("q"), queue("r", wrap_up=0.0)))
        kit.talk("c0", "r")
        kit.call("older", "r")
        kit.pass_(1)
        kit.call("younger", "q")
        kit.acd.released("a1", "c0", kit.now)
        assert offered(kit) == [("older", "a1")]

    def test_preference_does_not_overtake_waiting(self) -> None:
        """A caller of a side queue who waits longer is served before one of the main queue."""
        kit = Kit(agent("a1", "q", r=5), queues=(queue("q", wrap_up=0.0), queue("r")))
        kit.talk("c0", "q")
        kit.call("side", "r")
        kit.pass_(1)
        kit.call("main", "q")
        kit.acd.released("a1", "c0", kit.now)
        assert offered(kit) == [("side", "a1")]

    def test_main_agents_before_helpers(self) -> None:
        """a1 is idle longer, but the queue is a2's main one; when a2 is taken, a1 helps."""
        kit = Kit(agent("a1", "r", q=1), agent("a2", "q"), queues=(queue("q"), queue("r")))
        assert kit.rings("c1", "q") == "a2"
        assert kit.rings("c2", "q") == "a1"

    def test_an_earlier_entry_keeps_its_place(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=0.0),))
        kit.talk("c0")
        kit.call("first")
        kit.pass_(10)
        kit.call("requeued", entered=kit.now.mono - 60, entered_utc=kit.now.utc - 60)
        assert kit.waiting() == ["requeued", "first"]

    def test_back_at_its_place_after_no_answer(self) -> None:
        kit = Kit("a1")
        offer = kit.call("c1")
        kit.call("c2")
        kit.fail(offer, OfferResult.NO_ANSWER)
        assert kit.waiting() == ["c1", "c2"]
        assert offered(kit, 11) == [("c1", "a1")]

    def test_one_offer_for_an_agent_of_many_queues(self) -> None:
        kit = Kit("a1", queues=(queue("q"), queue("r")))
        assert kit.call("c1", "q") is not None
        assert kit.call("c2", "r") is None

    def test_a_foreign_queue_is_not_served(self) -> None:
        kit = Kit(agent("a1", "q"), queues=(queue("q"), queue("r")))
        assert kit.call("c1", "r") is None

    def test_a_phone_in_use_is_not_rung(self) -> None:
        kit = Kit("a1")
        kit.acd.device_changed("phone-a1", online=True, busy=True, now=kit.now)
        assert kit.call("c1") is None
        assert kit.state("a1") is S.AVAILABLE
        kit.acd.device_changed("phone-a1", online=True, busy=False, now=kit.now)
        assert offered(kit) == [("c1", "a1")]

    def test_a_busy_phone_is_remembered_before_login(self) -> None:
        kit = Kit("a1")
        kit.acd.device_changed("other", online=True, busy=True, now=kit.now)
        kit.acd.logout("a1", kit.now)
        kit.acd.login("a1", "other", kit.now)
        assert kit.call("c1") is None


def test_an_offer_says_what_and_why() -> None:
    kit = Kit("a1", "a2", queues=(queue(priority=1, ring_timeout=12.0),))
    kit.pass_(30)
    offer = kit.call("c1", priority=2)
    assert offer is not None
    assert (offer.device, offer.queue, offer.ring_timeout, offer.sticky, offer.attempt) == (
        "phone-a1",
        "q",
        12.0,
        False,
        1,
    )
    assert offer.expires == kit.now.mono + 17.0
    assert offer.why == {
        "rule": "longest_idle",
        "priority": 3,
        "waited": 0.0,
        "idle": 32.0,
        "preference": 0,
        "candidates": 2,
        "calls": 0,
        "talk": 0.0,
        "aged": 0,
        "needs": {},
    }


def test_same_facts_same_decisions() -> None:
    logs = []
    for _ in range(2):
        kit = Kit("a1", "a2", "a3")
        for n in range(6):
            kit.call(f"c{n}", preferred="a2", patience=5.0)
        kit.pass_(300)
        logs.append(kit.log)
    assert logs[0] == logs[1]
    assert len(only(Offer, logs[0])) > 6
