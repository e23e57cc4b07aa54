"""Offers are leases: every way in which one can end, once."""

from __future__ import annotations

import pytest
from acd_kit import Kit, only, queue

from telephony.acd.model import AgentState, Offer, OfferResult, OfferWithdrawn
from telephony.errors import NotPossible, Unknown

S = AgentState
R = OfferResult


def test_a_lost_event_frees_the_agent_and_the_caller() -> None:
    kit = Kit("a1", queues=(queue(ring_timeout=20.0, no_answer_penalty=10.0),))
    offer = kit.call("c1")
    assert offer is not None
    assert only(OfferWithdrawn, kit.pass_(24.9)) == []
    assert only(OfferWithdrawn, kit.pass_(0.1)) == [OfferWithdrawn(offer.offer, "c1", "a1", R.LEASE_EXPIRED)]
    assert kit.state("a1") is S.NOT_ANSWERING
    again = only(Offer, kit.pass_(10))
    assert [(each.agent, each.attempt) for each in again] == [("a1", 2)]


def test_a_lease_runs_while_it_rings_too() -> None:
    kit = Kit("a1")
    offer = kit.call("c1")
    assert offer is not None
    kit.acd.ringing(offer.offer, kit.now)
    assert len(only(OfferWithdrawn, kit.pass_(25))) == 1


def test_an_answered_offer_has_no_lease() -> None:
    kit = Kit("a1")
    kit.talk("c1")
    kit.pass_(3600)
    assert kit.state("a1") is S.TALKING
    assert kit.waiting() == []


@pytest.mark.parametrize(
    ("result", "state", "seconds"),
    [
        (R.NO_ANSWER, S.NOT_ANSWERING, 12.0),
        (R.LEASE_EXPIRED, S.NOT_ANSWERING, 12.0),
        (R.REJECTED, S.NOT_ANSWERING, 5.0),
        (R.BUSY, S.NOT_ANSWERING, 5.0),
        (R.FAILED, S.NOT_ANSWERING, 5.0),
        (R.UNAVAILABLE, S.DEVICE_LOST, 30.0),
    ],
)
def test_a_pause_after_each_failure(result: OfferResult, state: AgentState, seconds: float) -> None:
    kit = Kit("a1", queues=(queue(no_answer_penalty=12.0),))
    kit.fail(kit.call("c1"), result)
    assert kit.state("a1") is state
    assert only(Offer, kit.pass_(seconds - 0.1)) == []
    assert len(only(Offer, kit.pass_(0.1))) == 1


def test_an_unreachable_phone_is_back_when_it_is_heard_of() -> None:
    kit = Kit("a1")
    kit.fail(kit.call("c1"), R.UNAVAILABLE)
    kit.acd.device_changed("phone-a1", online=True, busy=False, now=kit.now)
    assert len(only(Offer, kit.poll())) == 1


def test_an_unregistered_phone_is_not_tried_again() -> None:
    kit = Kit("a1")
    kit.fail(kit.call("c1"), R.UNAVAILABLE)
    kit.acd.device_changed("phone-a1", online=False, busy=False, now=kit.now)
    assert only(Offer, kit.pass_(300)) == []
    assert kit.state("a1") is S.DEVICE_LOST


def test_the_next_agent_is_rung_at_once() -> None:
    kit = Kit("a1", "a2")
    decisions = kit.fail(kit.call("c1"), R.REJECTED)
    assert [(each.item, each.agent) for each in only(Offer, decisions)] == [("c1", "a2")]


def test_withdraw_names_the_offer_to_cancel() -> None:
    kit = Kit("a1")
    offer = kit.call("c1")
    assert kit.acd.withdraw("c1", kit.now) == (offer,)
    assert kit.state("a1") is S.AVAILABLE
    assert only(OfferWithdrawn, kit.poll()) == []
    kit.acd.logout("a1", kit.now)
    kit.call("c2")
    assert kit.acd.withdraw("c2", kit.now) == ()


class TestLateFacts:
    @pytest.fixture(params=["expired", "answered", "failed", "withdrawn"])
    def over(self, request: pytest.FixtureRequest) -> tuple[Kit, str]:
        """An offer that is over in some way."""
        kit = Kit("a1")
        offer = kit.call("c1")
        assert offer is not None
        match request.param:
            case "expired":
                kit.pass_(25)
            case "answered":
                kit.answer(offer)
            case "failed":
                kit.fail(offer, R.BUSY)
            case "withdrawn":
                kit.acd.withdraw("c1", kit.now)
        return kit, offer.offer

    def test_are_refused_and_change_nothing(self, over: tuple[Kit, str]) -> None:
        kit, offer = over
        before = kit.acd.export_state(kit.now)
        for fact in (
            lambda: kit.acd.ringing(offer, kit.now),
            lambda: kit.acd.answered(offer, kit.now),
            lambda: kit.acd.offer_failed(offer, R.NO_ANSWER, kit.now),
        ):
            with pytest.raises(NotPossible, match=f"offer '{offer}' is over"):
                fact()
        assert kit.acd.export_state(kit.now) == before

    def test_of_offers_that_never_were(self) -> None:
        kit = Kit("a1")
        kit.call("c1")
        for ident in ("o2", "o0", "o-1", "o", "x1", "o1x"):
            with pytest.raises(Unknown, match="was made"):
                kit.acd.answered(ident, kit.now)

    def test_items_unknown_or_double(self) -> None:
        kit = Kit()
        with pytest.raises(Unknown, match="no item 'c1'"):
            kit.acd.withdraw("c1", kit.now)
        with pytest.raises(Unknown, match="no item 'c1'"):
            kit.acd.explain_item("c1", kit.now)
        kit.call("c1")
        with pytest.raises(NotPossible, match="waits already in queue 'q'"):
            kit.call("c1")
        with pytest.raises(Unknown, match="no queue 'nowhere'"):
            kit.call("c2", "nowhere")

    @pytest.mark.parametrize("result", [R.ANSWERED, R.WITHDRAWN])
    def test_what_is_no_failure(self, result: OfferResult) -> None:
        kit = Kit("a1")
        offer = kit.call("c1")
        with pytest.raises(NotPossible, match="does not fail by"):
            kit.fail(offer, result)


class TestEngage:
    def test_takes_a_waiting_caller_out_of_the_queue(self) -> None:
        kit = Kit("a1")
        kit.acd.set_state("a1", S.BUSY, kit.now)
        kit.call("c1")
        kit.acd.engage("a1", "c1", "q", kit.now)
        assert kit.waiting() == []
        kit.acd.released("a1", "c1", kit.now, wrap_up=False)
        assert kit.state("a1") is S.BUSY

    def test_stops_ringing_another_agent_for_that_caller(self) -> None:
        kit = Kit("a1", "a2")
        offer = kit.call("c1")
        assert offer is not None
        kit.acd.engage("a2", "c1", "q", kit.now)
        assert only(OfferWithdrawn, kit.poll()) == [OfferWithdrawn(offer.offer, "c1", "a1", R.WITHDRAWN)]
        assert (kit.state("a1"), kit.state("a2")) == (S.AVAILABLE, S.TALKING)

    def test_his_own_call_sends_the_offered_caller_back(self) -> None:
        kit = Kit("a1", "a2")
        offer = kit.call("c1")
        assert offer is not None
        kit.acd.engage("a1", "own", None, kit.now)
        decisions = kit.poll()
        assert only(OfferWithdrawn, decisions) == [OfferWithdrawn(offer.offer, "c1", "a1", R.WITHDRAWN)]
        assert [(each.item, each.agent) for each in only(Offer, decisions)] == [("c1", "a2")]

    def test_with_the_caller_he_is_offered_counts_as_answered(self) -> None:
        kit = Kit("a1")
        offer = kit.call("c1")
        assert offer is not None
        kit.acd.engage("a1", "c1", "q", kit.now)
        assert kit.state("a1") is S.TALKING
        assert only(OfferWithdrawn, kit.poll()) == []
        with pytest.raises(NotPossible, match="is over"):
            kit.acd.answered(offer.offer, kit.now)

    def test_in_a_queue_that_is_gone(self) -> None:
        kit = Kit("a1")
        kit.acd.engage("a1", "c1", "no more", kit.now)
        kit.acd.released("a1", "c1", kit.now)
        assert kit.state("a1") is S.AVAILABLE

    def test_ends_the_pause_after_not_answering(self) -> None:
        kit = Kit("a1", queues=(queue(no_answer_penalty=60.0),))
        kit.fail(kit.call("c1"), R.NO_ANSWER)
        kit.acd.engage("a1", "own", None, kit.now)
        kit.acd.released("a1", "own", kit.now)
        assert [each.item for each in only(Offer, kit.poll())] == ["c1"]


def test_released_by_another_item_is_refused() -> None:
    kit = Kit("a1")
    kit.talk("c1")
    with pytest.raises(NotPossible, match="does not talk in 'c2'"):
        kit.acd.released("a1", "c2", kit.now)
    assert kit.state("a1") is S.TALKING
