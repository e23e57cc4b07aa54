"""Sticky agents (T8): who last served a caller is preferred, within a patience, without harm to others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from acd_kit import Kit, agent, only, queue

from telephony.acd.model import AgentState, Decision, Offer, OfferResult
from telephony.config_model import StickyPolicy

S = AgentState


def pairs(decisions: tuple[Decision, ...]) -> list[tuple[str, str, bool]]:
    return [(offer.item, offer.agent, offer.sticky) for offer in only(Offer, decisions)]


def test_free_preferred_agent_before_the_longest_idle() -> None:
    kit = Kit("a1", "a2")
    offer = kit.call("c1", preferred="a2", patience=15.0)
    assert offer is not None
    assert (offer.agent, offer.sticky, offer.why["rule"]) == ("a2", True, "sticky")


def test_free_preferred_agent_without_patience() -> None:
    kit = Kit("a1", "a2")
    assert kit.rings("c1", preferred="a2") == "a2"


def test_waits_for_him_while_he_talks_and_holds_nobody_up() -> None:
    kit = Kit("a1", "a2", "a3")
    kit.talk("c0")  # a1
    assert kit.call("fan", preferred="a1", patience=15.0) is None
    assert kit.rings("next") == "a2"
    assert pairs(kit.pass_(14)) == []
    assert pairs(kit.pass_(1)) == [("fan", "a3", False)]


def test_gets_him_when_he_is_free_in_time() -> None:
    kit = Kit("a1", "a2", queues=(queue(wrap_up=5.0),))
    kit.talk("c0")
    kit.call("fan", preferred="a1", patience=15.0)
    kit.pass_(3)
    kit.acd.released("a1", "c0", kit.now)
    assert pairs(kit.pass_(4.5)) == []  # in wrap-up
    assert pairs(kit.pass_(0.5)) == [("fan", "a1", True)]


def test_who_waited_for_him_goes_before_older_callers_of_the_same_priority() -> None:
    kit = Kit("a1", queues=(queue(wrap_up=0.0),))
    kit.talk("c0")
    kit.call("older")
    kit.pass_(1)
    kit.call("fan", preferred="a1", patience=15.0)
    kit.acd.released("a1", "c0", kit.now)
    assert pairs(kit.poll()) == [("fan", "a1", True)]


def test_but_not_before_higher_priority_and_not_after_his_patience() -> None:
    kit = Kit("a1", queues=(queue(wrap_up=0.0),))
    kit.talk("c0")
    kit.call("older")
    kit.call("fan", preferred="a1", patience=15.0)
    kit.call("vip", priority=1)
    kit.acd.released("a1", "c0", kit.now)
    kit.answer(only(Offer, kit.poll())[0])
    kit.pass_(16)
    kit.acd.released("a1", "vip", kit.now)
    assert pairs(kit.poll()) == [("older", "a1", False)]


def _break(kit: Kit) -> None:
    kit.acd.set_state("a1", S.BREAK, kit.now)


def _busy(kit: Kit) -> None:
    kit.acd.set_state("a1", S.BUSY, kit.now)


def _logout(kit: Kit) -> None:
    kit.acd.logout("a1", kit.now)


def _device_lost(kit: Kit) -> None:
    kit.acd.device_changed("phone-a1", online=False, busy=False, now=kit.now)


def _let_it_ring(kit: Kit) -> None:
    offer = kit.call("early", preferred="a1")
    kit.fail(offer, OfferResult.NO_ANSWER)


AWAY: list[Callable[[Kit], None]] = [_break, _busy, _logout, _device_lost, _let_it_ring]


@pytest.mark.parametrize("away", AWAY)
def test_no_waiting_for_an_agent_who_is_away(away: Callable[[Kit], None]) -> None:
    kit = Kit("a1", "a2", "a3")
    away(kit)
    kit.poll()
    offer = kit.call("fan", preferred="a1", patience=15.0)
    assert offer is not None
    assert offer.agent != "a1"


@pytest.mark.parametrize("away", [_break, _busy, _logout, _device_lost])
def test_waiting_ends_when_he_will_not_come_back_from_his_call(away: Callable[[Kit], None]) -> None:
    """He talks; what he does takes effect afterwards, yet the caller need not wait for that."""
    kit = Kit("a1", "a2")
    kit.talk("c0")
    assert kit.call("fan", preferred="a1", patience=15.0) is None
    away(kit)
    assert kit.state("a1") is S.TALKING
    assert pairs(kit.poll()) == [("fan", "a2", False)]


@pytest.mark.parametrize("away", [_break, _busy, _logout])
def test_waiting_ends_when_he_leaves_from_his_wrap_up(away: Callable[[Kit], None]) -> None:
    kit = Kit("a1", "a2")
    kit.talk("c0")
    kit.acd.released("a1", "c0", kit.now)
    assert kit.call("fan", preferred="a1", patience=15.0) is None
    away(kit)
    assert pairs(kit.poll()) == [("fan", "a2", False)]


def test_waiting_ends_when_he_lets_another_caller_ring() -> None:
    kit = Kit("a1", "a2", "a3")
    offer = kit.call("c0")
    assert kit.call("fan", preferred="a1", patience=60.0) is None
    assert pairs(kit.fail(offer, OfferResult.NO_ANSWER)) == [("c0", "a2", False), ("fan", "a3", False)]


def test_waits_while_his_phone_is_in_use() -> None:
    kit = Kit("a1", "a2")
    kit.acd.device_changed("phone-a1", online=True, busy=True, now=kit.now)
    assert kit.call("fan", preferred="a1", patience=15.0) is None
    kit.acd.device_changed("phone-a1", online=True, busy=False, now=kit.now)
    assert pairs(kit.poll()) == [("fan", "a1", True)]


def test_waits_while_another_caller_rings_him() -> None:
    kit = Kit("a1", "a2")
    kit.call("c0")
    assert kit.call("fan", preferred="a1", patience=15.0) is None
    kit.acd.withdraw("c0", kit.now)
    assert pairs(kit.poll()) == [("fan", "a1", True)]


def test_not_a_member_is_no_preference() -> None:
    kit = Kit(agent("a1", "q"), agent("a2", "r"), queues=(queue("q"), queue("r")))
    assert kit.rings("c1", "q", preferred="a2", patience=15.0) == "a1"


def test_unknown_agent_is_no_preference() -> None:
    kit = Kit("a1")
    assert kit.rings("c1", preferred="left long ago", patience=15.0) == "a1"


def test_policy_off() -> None:
    kit = Kit("a1", "a2", queues=(queue(sticky=StickyPolicy(enabled=False)),))
    assert kit.rings("c1", preferred="a2", patience=15.0) == "a1"


def test_the_policy_can_be_switched_off_while_a_caller_waits() -> None:
    kit = Kit("a1", "a2")
    kit.talk("c0")
    assert kit.call("fan", preferred="a1", patience=15.0) is None
    kit.acd.configure([queue(sticky=StickyPolicy(enabled=False))], kit.agents, kit.now)
    assert pairs(kit.poll()) == [("fan", "a2", False)]


@pytest.mark.parametrize(
    ("result", "again"),
    [
        (OfferResult.NO_ANSWER, False),
        (OfferResult.REJECTED, False),
        (OfferResult.BUSY, True),
        (OfferResult.FAILED, True),
        (OfferResult.UNAVAILABLE, True),
    ],
)
def test_who_lets_it_ring_is_no_longer_preferred(result: OfferResult, again: bool) -> None:
    """Only what he did himself ends the preference; a machine's failure does not."""
    kit = Kit("a1")
    kit.fail(kit.call("fan", preferred="a1", patience=60.0), result)
    offers = pairs(kit.pass_(31))
    assert offers[0] == ("fan", "a1", again)


def test_several_wait_for_the_same_agent() -> None:
    kit = Kit("a1", queues=(queue(wrap_up=0.0),))
    kit.talk("c0")
    kit.call("fan1", preferred="a1", patience=60.0)
    kit.call("fan2", preferred="a1", patience=60.0)
    kit.call("fan3", preferred="a1", patience=60.0, priority=1)
    served, current = [], "c0"
    for _ in range(3):
        kit.acd.released("a1", current, kit.now)
        current = kit.answer(only(Offer, kit.poll())[0]).item
        served.append(current)
    assert served == ["fan3", "fan1", "fan2"]
