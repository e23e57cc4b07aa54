"""The configuration changes while callers wait and agents talk."""

from __future__ import annotations

import pytest
from acd_kit import Kit, agent, only, overflows, queue, to

from telephony.acd.model import AgentState, Offer, OfferResult, Overflowed
from telephony.errors import NotPossible, Unknown

S = AgentState


def test_waiting_callers_and_states_stay() -> None:
    kit = Kit("a1", "a2")
    kit.talk("c1")
    kit.acd.set_state("a2", S.BREAK, kit.now, "tea")
    kit.call("c2")
    kit.poll()
    before = kit.acd.snapshot(kit.now)
    kit.acd.configure(kit.queues, kit.agents, kit.now)
    assert kit.poll() == ()
    assert kit.acd.snapshot(kit.now) == before


class TestQueueGone:
    def test_its_callers_overflow_by_its_last_rules(self) -> None:
        kit = Kit(queues=(queue("q", overflow=to("r")), queue("r")))
        kit.call("c1")
        kit.acd.configure([queue("r")], [], kit.now)
        assert only(Overflowed, kit.poll()) == [Overflowed("c1", "q", "queue_removed", "queue", "r")]
        assert "q" not in kit.acd.queues
        with pytest.raises(Unknown, match="no queue 'q'"):
            kit.call("c2", "q")

    def test_ringing_may_still_be_answered(self) -> None:
        kit = Kit("a1", queues=(queue("q"), queue("r")))
        offer = kit.call("c1", "q")
        kit.acd.configure([queue("r")], kit.agents, kit.now)
        assert overflows(kit.poll()) == []
        kit.answer(offer)
        kit.acd.released("a1", "c1", kit.now)
        assert kit.state("a1") is S.AVAILABLE

    def test_or_fails_and_overflows(self) -> None:
        kit = Kit("a1", "a2", queues=(queue("q"), queue("r")))
        offer = kit.call("c1", "q")
        kit.acd.configure([queue("r")], kit.agents, kit.now)
        decisions = kit.fail(offer, OfferResult.REJECTED)
        assert overflows(decisions) == [("c1", "queue_removed")]
        assert only(Offer, decisions) == []

    def test_and_back_before_anybody_noticed(self) -> None:
        kit = Kit(agent("a1", "q"))
        kit.acd.set_state("a1", S.BUSY, kit.now)
        kit.call("c1")
        kit.acd.configure([], kit.agents, kit.now)
        kit.acd.configure(kit.queues, kit.agents, kit.now)
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)
        decisions = kit.poll()
        assert [offer.item for offer in only(Offer, decisions)] == ["c1"]
        assert overflows(decisions) == []


class TestMembership:
    def test_joins_a_queue_with_waiting_callers(self) -> None:
        kit = Kit(agent("a1"))
        kit.call("c1")
        kit.acd.configure(kit.queues, [agent("a1", "q")], kit.now)
        assert [offer.agent for offer in only(Offer, kit.poll())] == ["a1"]

    def test_leaves_a_queue(self) -> None:
        kit = Kit("a1")
        kit.acd.configure(kit.queues, [agent("a1")], kit.now)
        assert kit.call("c1") is None

    def test_waits_no_longer_for_who_left_the_queue(self) -> None:
        kit = Kit("a1", "a2")
        kit.talk("c0")
        assert kit.call("fan", preferred="a1", patience=60.0) is None
        kit.acd.configure(kit.queues, [agent("a1"), agent("a2", "q")], kit.now)
        assert [offer.agent for offer in only(Offer, kit.poll())] == ["a2"]

    def test_a_queue_that_does_not_exist(self) -> None:
        kit = Kit(agent("a1", "q", "nowhere"))
        assert kit.rings("c1") == "a1"


class TestAgentGone:
    def test_free(self) -> None:
        kit = Kit("a1", "a2")
        kit.acd.configure(kit.queues, [agent("a2", "q")], kit.now)
        kit.poll()
        assert kit.acd.agent_on("phone-a1") is None
        with pytest.raises(Unknown, match="no agent 'a1'"):
            kit.state("a1")
        assert kit.rings("c1") == "a2"

    def test_talking_ends_his_call_first(self) -> None:
        kit = Kit("a1")
        kit.talk("c1")
        kit.acd.configure(kit.queues, [], kit.now)
        kit.poll()
        assert kit.state("a1") is S.TALKING
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)  # does not keep him
        with pytest.raises(NotPossible, match="removed from the configuration"):
            kit.acd.login("a1", "phone-a1", kit.now)
        kit.acd.released("a1", "c1", kit.now)
        kit.poll()
        assert "a1" not in kit.acd.agents

    def test_rung(self) -> None:
        kit = Kit("a1", "a2")
        kit.call("c1")
        kit.acd.configure(kit.queues, [agent("a2", "q")], kit.now)
        assert [offer.agent for offer in only(Offer, kit.poll())] == ["a2"]

    def test_and_back_before_his_call_is_over(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=0.0),))
        kit.talk("c1")
        kit.acd.configure(kit.queues, [], kit.now)
        kit.acd.configure(kit.queues, kit.agents, kit.now)
        kit.acd.released("a1", "c1", kit.now)
        kit.poll()
        assert kit.rings("c2") == "a1"


class TestSettings:
    def test_priority_reorders_who_waits(self) -> None:
        queues = (queue("q"), queue("r"))
        kit = Kit("a1", queues=queues)
        kit.acd.set_state("a1", S.BUSY, kit.now)
        kit.call("c1", "q")
        kit.call("c2", "r")
        kit.acd.configure([queue("q"), queue("r", priority=1)], kit.agents, kit.now)
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)
        assert [offer.item for offer in only(Offer, kit.poll())] == ["c2"]

    def test_a_shorter_longest_wait_counts_from_the_entry(self) -> None:
        kit = Kit()
        kit.call("c1")
        kit.pass_(50)
        kit.acd.configure([queue(max_wait=60.0)], [], kit.now)
        assert overflows(kit.pass_(9.9)) == []
        assert overflows(kit.pass_(0.1)) == [("c1", "max_wait")]

    def test_wrap_up_is_the_one_at_the_end_of_the_talk(self) -> None:
        kit = Kit("a1")
        kit.talk("c1")
        kit.acd.configure([queue(wrap_up=3.0)], kit.agents, kit.now)
        kit.acd.released("a1", "c1", kit.now)
        kit.pass_(3)
        assert kit.state("a1") is S.AVAILABLE
