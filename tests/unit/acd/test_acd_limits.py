"""Limits with overflow, announcements, estimates and figures of a queue."""

from __future__ import annotations

import pytest
from acd_kit import Kit, agent, only, overflows, positions, queue, to

from telephony.acd.model import AgentState, Announce, Offer, OfferResult, Overflowed, QueueChanged, WorkItem

S = AgentState


class TestLongestWait:
    def test_overflows_by_the_queue_s_rule(self) -> None:
        kit = Kit(queues=(queue(max_wait=60.0, overflow=to("other")),))
        kit.call("c1")
        assert overflows(kit.pass_(59.9)) == []
        assert only(Overflowed, kit.pass_(0.1)) == [Overflowed("c1", "q", "max_wait", "queue", "other")]
        assert kit.waiting() == []

    def test_counts_from_this_queue_not_from_the_kept_place(self) -> None:
        kit = Kit(queues=(queue(max_wait=60.0),))
        kit.call("c1", entered=kit.now.mono - 300, entered_utc=kit.now.utc - 300)
        assert overflows(kit.pass_(59)) == []
        assert overflows(kit.pass_(1)) == [("c1", "max_wait")]

    def test_not_while_an_agent_is_rung(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(max_wait=10.0, ring_timeout=20.0),))
        offer = kit.call("c1")
        assert overflows(kit.pass_(19)) == []
        decisions = kit.fail(offer, OfferResult.NO_ANSWER)
        assert overflows(decisions) == [("c1", "max_wait")]
        assert only(Offer, decisions) == []

    def test_answered_in_time_never_overflows(self) -> None:
        kit = Kit("a1", queues=(queue(max_wait=10.0),))
        kit.talk("c1")
        assert overflows(kit.pass_(100)) == []

    def test_an_agent_free_at_the_last_instant_is_rung(self) -> None:
        kit = Kit("a1", queues=(queue(max_wait=10.0, wrap_up=10.0),))
        kit.talk("c0")
        kit.acd.released("a1", "c0", kit.now)
        kit.call("c1")
        decisions = kit.pass_(10)
        assert [offer.item for offer in only(Offer, decisions)] == ["c1"]
        assert overflows(decisions) == []

    def test_held_for_its_agent_overflows_too(self) -> None:
        kit = Kit("a1", queues=(queue(max_wait=10.0),))
        kit.talk("c0")
        kit.call("fan", preferred="a1", patience=60.0)
        assert overflows(kit.pass_(10)) == [("fan", "max_wait")]


class TestCallback:
    """Nobody waits on a line for it: it stays at its place until who asked for it takes it away."""

    def test_is_offered_again_after_the_longest_wait(self) -> None:
        kit = Kit("a1", queues=(queue(max_wait=10.0, ring_timeout=20.0, no_answer_penalty=5.0),))
        offer = kit.call("c1", media="callback")
        assert overflows(kit.pass_(19)) == []
        assert overflows(kit.fail(offer, OfferResult.NO_ANSWER)) == []
        decisions = kit.pass_(5)
        assert [each.item for each in only(Offer, decisions)] == ["c1"]
        assert overflows(kit.pass_(300)) == []
        assert kit.waiting() == ["c1"]

    def test_rings_several_after_the_longest_wait(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(strategy="ring_all", max_wait=10.0, wrap_up=15.0),))
        for number in ("c1", "c2"):
            kit.talk(number)
        kit.call("back", media="callback")
        for number, name in (("c1", "a1"), ("c2", "a2")):
            kit.acd.released(name, number, kit.now)
        offers = only(Offer, kit.pass_(15))
        assert [(each.item, each.agent) for each in offers] == [("back", "a1"), ("back", "a2")]

    def test_waits_on_over_a_restart(self) -> None:
        kit = Kit("a1", queues=(queue(max_wait=10.0, ring_timeout=20.0, no_answer_penalty=5.0),))
        offer = kit.call("c1", media="callback")
        kit.pass_(19)
        kit.fail(offer, OfferResult.NO_ANSWER)
        kit.restart(1)
        assert [each.item for each in only(Offer, kit.pass_(5))] == ["c1"]

    def test_leaves_with_its_queue(self) -> None:
        kit = Kit(queues=(queue(max_wait=10.0), queue("other")))
        kit.call("c1", media="callback")
        kit.pass_(60)
        kit.acd.configure((queue("other"),), (), kit.now)
        assert overflows(kit.poll()) == [("c1", "queue_removed")]

    def test_no_limit_is_ahead_of_it(self) -> None:
        kit = Kit()
        kit.call("c1", media="callback")
        codes = [each["code"] for each in kit.acd.explain_item("c1", kit.now)["reasons"]]
        assert "overflow_ahead" not in codes


class TestLongestLine:
    def test_the_newest_overflows(self) -> None:
        kit = Kit(queues=(queue(max_length=2),))
        for n in (1, 2):
            kit.call(f"c{n}")
        kit.call("c3")
        assert overflows(tuple(kit.log)) == [("c3", "max_length")]
        assert kit.waiting() == ["c1", "c2"]

    def test_several_at_once(self) -> None:
        kit = Kit(queues=(queue(max_length=1),))
        for n in (1, 2, 3):
            kit.acd.enqueue(_item(kit, f"c{n}"), kit.now)
        assert overflows(kit.poll()) == [("c3", "max_length"), ("c2", "max_length")]

    def test_who_is_rung_for_does_not_count(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(max_length=0),))
        for n in (1, 2, 3):
            kit.acd.enqueue(_item(kit, f"c{n}"), kit.now)
        decisions = kit.poll()
        assert [offer.item for offer in only(Offer, decisions)] == ["c1", "c2"]
        assert overflows(decisions) == [("c3", "max_length")]

    def test_back_from_an_agent_is_never_too_many(self) -> None:
        kit = Kit("a1", queues=(queue(max_length=1),))
        offer = kit.call("c1")
        kit.call("c2")
        assert overflows(kit.fail(offer, OfferResult.NO_ANSWER)) == []
        assert kit.waiting() == ["c1", "c2"]


def _item(kit: Kit, ident: str) -> WorkItem:
    return WorkItem(ident, "q", kit.now.mono, kit.now.utc)


class TestAnnouncements:
    def test_after_three_seconds_then_regularly(self) -> None:
        kit = Kit(queues=(queue(announce_every=30.0),))
        kit.call("c1")
        start = kit.seconds
        times = []
        while kit.seconds - start < 70:
            times += [kit.seconds - start] * len(only(Announce, kit.pass_(1)))
        assert times == [2, 32, 62]

    def test_none_when_answered_at_once(self) -> None:
        kit = Kit("a1")
        offer = kit.call("c1")
        kit.pass_(2)
        kit.answer(offer)
        assert only(Announce, kit.pass_(60)) == []

    def test_none_while_an_agent_is_rung_then_at_once(self) -> None:
        kit = Kit("a1")
        offer = kit.call("c1")
        assert only(Announce, kit.pass_(15)) == []
        assert positions(kit.fail(offer, OfferResult.NO_ANSWER)) == [("c1", 0)]

    def test_position_in_the_order_of_service(self) -> None:
        kit = Kit("a1", queues=(queue(announce_every=10.0),))
        kit.call("rung")
        for ident, priority in (("c1", 0), ("c2", 0), ("vip", 1)):
            kit.call(ident, priority=priority)
        assert sorted(positions(kit.pass_(3))) == [("c1", 1), ("c2", 2), ("vip", 0)]
        kit.acd.withdraw("vip", kit.now)
        assert sorted(positions(kit.pass_(10))) == [("c1", 0), ("c2", 1)]

    def test_switched_off_and_on_while_waiting(self) -> None:
        kit = Kit(queues=(queue(announce_every=0.0),))
        kit.call("c1")
        assert positions(kit.pass_(60)) == []
        kit.acd.configure([queue(announce_every=30.0)], [], kit.now)
        assert positions(kit.pass_(3)) == [("c1", 0)]
        kit.acd.configure([queue(announce_every=0.0)], [], kit.now)
        assert positions(kit.pass_(60)) == []


class TestEstimate:
    def test_without_experience_none(self) -> None:
        kit = Kit(agent("a1", "q"))
        kit.acd.set_state("a1", S.BREAK, kit.now)
        kit.call("c1")
        assert [each.estimate for each in only(Announce, kit.pass_(3))] == [None]

    def test_handling_time_over_serving_agents(self) -> None:
        """120 s talk and 15 s wrap-up, two agents: one is free every 67.5 s; the second in line waits twice that."""
        kit = Kit("a1", "a2", queues=(queue(wrap_up=15.0),))
        kit.talk("c1")
        kit.pass_(120)
        kit.acd.released("a1", "c1", kit.now)
        kit.pass_(15)
        kit.talk("c2")
        kit.talk("c3")
        kit.call("c4")
        kit.call("c5")
        estimates = {each.item: each.estimate for each in only(Announce, kit.pass_(3))}
        assert estimates == {"c4": pytest.approx(67.5), "c5": pytest.approx(135.0)}

    def test_nobody_serves(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=0.0),))
        kit.talk("c1")
        kit.acd.logout("a1", kit.now)
        kit.acd.released("a1", "c1", kit.now)
        kit.call("c2")
        assert [each.estimate for each in only(Announce, kit.pass_(3))] == [None]


class TestFigures:
    def test_only_what_changed_and_once(self) -> None:
        kit = Kit(agent("a1", "q"), agent("a2", "q", "r"), queues=(queue("q"), queue("r"), queue("s")))
        kit.log.clear()
        kit.acd.set_state("a1", S.BUSY, kit.now)
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)
        assert only(QueueChanged, kit.poll()) == []
        kit.talk("c1", "r")
        last = only(QueueChanged, kit.log)[-2:]
        assert [(each.queue, each.available, each.talking, each.logged_in) for each in last] == [
            ("q", 1, 1, 2),
            ("r", 0, 1, 1),
        ]

    def test_waiting_and_oldest(self) -> None:
        kit = Kit("a1")
        first = kit.now.utc
        kit.call("c1")
        kit.pass_(5)
        kit.call("c2", priority=5)
        figures = only(QueueChanged, kit.log)[-1]
        assert (figures.waiting, figures.oldest_utc) == (2, first)
        kit.acd.withdraw("c1", kit.now)
        figures = only(QueueChanged, kit.poll())[-1]
        assert (figures.waiting, figures.oldest_utc) == (1, first + 5)

    def test_wrap_up(self) -> None:
        kit = Kit("a1")
        kit.talk("c1")
        kit.acd.released("a1", "c1", kit.now)
        figures = only(QueueChanged, kit.poll())[-1]
        assert (figures.talking, figures.wrap_up) == (0, 1)


def test_nothing_new_nothing_decided() -> None:
    kit = Kit("a1")
    kit.call("c1")
    kit.pass_(1)
    assert kit.poll() == ()
    kit = Kit()
    assert kit.acd.next_deadline() is None
