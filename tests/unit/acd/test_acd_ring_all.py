"""Several agents rung at once: the first to answer takes the item, the others are free again at once."""

from __future__ import annotations

import pytest
from acd_kit import Kit, only, queue

from telephony.acd.model import AgentState, Offer, OfferResult, OfferWithdrawn
from telephony.errors import NotPossible

S = AgentState
R = OfferResult


def kit(agents: int = 4, **settings: object) -> Kit:
    return Kit(*(f"a{n + 1}" for n in range(agents)), queues=(queue(strategy="ring_all", **settings),))


def rung(kit: Kit) -> list[str]:
    return [record.offer.agent for record in kit.acd.offers.values()]


def test_as_many_as_the_queue_says_are_rung_and_the_first_answer_wins() -> None:
    house = kit(ring_max=3)
    house.call("c1")
    offers = only(Offer, house.log)
    assert [offer.agent for offer in offers] == ["a1", "a2", "a3"]
    assert len({offer.offer for offer in offers}) == 3
    house.acd.ringing(offers[0].offer, house.now)
    house.acd.ringing(offers[1].offer, house.now)
    house.acd.answered(offers[1].offer, house.now)
    withdrawn = only(OfferWithdrawn, house.poll())
    assert [(each.agent, each.result) for each in withdrawn] == [
        ("a1", R.ANSWERED_ELSEWHERE),
        ("a3", R.ANSWERED_ELSEWHERE),
    ]
    assert [house.state(f"a{n}") for n in (1, 2, 3, 4)] == [S.AVAILABLE, S.TALKING, S.AVAILABLE, S.AVAILABLE]
    with pytest.raises(NotPossible):
        house.acd.answered(offers[0].offer, house.now)


def test_one_who_rejects_is_replaced_and_the_others_ring_on() -> None:
    house = kit(ring_max=2)
    first = house.call("c1")
    assert rung(house) == ["a1", "a2"]
    house.fail(first, R.REJECTED)
    assert rung(house) == ["a2", "a3"]
    assert house.state("a1") is S.NOT_ANSWERING


def test_an_agent_who_becomes_free_is_rung_too() -> None:
    house = kit(agents=2, ring_max=5)
    house.acd.set_state("a2", S.BREAK, house.now)
    house.call("c1")
    assert rung(house) == ["a1"]
    house.acd.set_state("a2", S.AVAILABLE, house.now)
    house.poll()
    assert rung(house) == ["a1", "a2"]


def test_the_caller_waits_again_when_nobody_took_it() -> None:
    house = kit(agents=2, no_answer_penalty=30.0)
    house.call("c1")
    for offer in only(Offer, house.log):
        house.acd.offer_failed(offer.offer, R.NO_ANSWER, house.now)
    house.poll()
    assert rung(house) == []
    assert house.acd.snapshot(house.now)["items"][0]["status"] == "waiting"
    house.pass_(30)
    assert rung(house) == ["a1", "a2"]


def test_the_caller_hangs_up_and_all_are_free() -> None:
    house = kit(agents=3)
    house.call("c1")
    assert len(house.acd.withdraw("c1", house.now)) == 3
    house.poll()
    assert {house.state(f"a{n}") for n in (1, 2, 3)} == {S.AVAILABLE}


def test_the_sticky_agent_is_rung_alone_first() -> None:
    house = kit(agents=3)
    offer = house.call("c1", preferred="a2", patience=10)
    assert offer
    assert offer.sticky
    assert rung(house) == ["a2"]
    house.fail(offer, R.REJECTED)
    assert rung(house) == ["a1", "a3"]


def test_a_restart_while_several_ring() -> None:
    house = kit(agents=3, ring_max=2)
    house.call("c1")
    house.restart()
    assert rung(house) == ["a1", "a2"]
    house.acd.answered("o2", house.now)
    assert [each.agent for each in only(OfferWithdrawn, house.poll())] == ["a1"]


def test_why_lists_each_of_them() -> None:
    house = kit(agents=3, ring_max=2)
    house.call("c1")
    why = house.acd.explain_item("c1", house.now)
    assert [reason["code"] for reason in why["reasons"]] == ["waits", "offered_ring_all", "offered_ring_all"]
    assert [each["agent"] for each in why["offers"]] == ["a1", "a2"]
