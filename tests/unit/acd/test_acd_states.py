"""Agent states: one table, and every fact in every state."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from acd_kit import Kit, only, queue

from telephony.acd.agents import CHOSEN, TRANSITIONS
from telephony.acd.model import AgentChanged, AgentState, Offer, OfferResult, OfferWithdrawn
from telephony.errors import NotPossible, Unknown

S = AgentState
R = OfferResult
Act = Callable[[Kit], object]


def make(kit: Kit, state: AgentState) -> None:
    """Bring a1 into a state."""
    acd, now = kit.acd, kit.now
    match state:
        case S.OFFLINE:
            acd.logout("a1", now)
        case S.RESERVED:
            kit.call("c1")
        case S.RINGING:
            offer = kit.call("c1")
            assert offer
            acd.ringing(offer.offer, now)
        case S.TALKING:
            kit.talk("c1")
        case S.WRAP_UP:
            kit.talk("c1")
            acd.released("a1", "c1", now)
        case S.BUSY | S.BREAK:
            acd.set_state("a1", state, now, "meeting")
        case S.NOT_ANSWERING:
            kit.fail(kit.call("c1"), R.NO_ANSWER)
            acd.withdraw("c1", now)
        case S.DEVICE_LOST:
            acd.device_changed("phone-a1", online=False, busy=False, now=now)
    kit.poll()
    assert kit.state("a1") is state


def offer_of(kit: Kit) -> str:
    return kit.acd.agents["a1"].offer or ""


def chosen(state: AgentState) -> Act:
    return lambda kit: kit.acd.set_state("a1", state, kit.now, "why")


def failed(result: OfferResult) -> Act:
    return lambda kit: kit.acd.offer_failed(offer_of(kit), result, kit.now)


def device(online: bool) -> Act:
    return lambda kit: kit.acd.device_changed("phone-a1", online=online, busy=False, now=kit.now)


login: Act = lambda kit: kit.acd.login("a1", "phone-a1", kit.now)  # noqa: E731
login_unplugged: Act = lambda kit: kit.acd.login("a1", "phone-a1", kit.now, device_online=False)  # noqa: E731
logout: Act = lambda kit: kit.acd.logout("a1", kit.now)  # noqa: E731
ringing: Act = lambda kit: kit.acd.ringing(offer_of(kit), kit.now)  # noqa: E731
answered: Act = lambda kit: kit.acd.answered(offer_of(kit), kit.now)  # noqa: E731
withdraw: Act = lambda kit: kit.acd.withdraw("c1", kit.now)  # noqa: E731
engage: Act = lambda kit: kit.acd.engage("a1", "own", None, kit.now)  # noqa: E731
released: Act = lambda kit: kit.acd.released("a1", "c1", kit.now)  # noqa: E731
released_straight: Act = lambda kit: kit.acd.released("a1", "c1", kit.now, wrap_up=False)  # noqa: E731
finish: Act = lambda kit: kit.acd.finish_wrap_up("a1", kit.now)  # noqa: E731
extend: Act = lambda kit: kit.acd.extend_wrap_up("a1", 10, kit.now)  # noqa: E731

TABLE: list[tuple[AgentState, Act, AgentState]] = [
    (S.OFFLINE, login, S.AVAILABLE),
    (S.OFFLINE, login_unplugged, S.DEVICE_LOST),
    (S.AVAILABLE, login, S.AVAILABLE),
    (S.AVAILABLE, logout, S.OFFLINE),
    (S.AVAILABLE, chosen(S.BUSY), S.BUSY),
    (S.AVAILABLE, chosen(S.BREAK), S.BREAK),
    (S.AVAILABLE, device(False), S.DEVICE_LOST),
    (S.AVAILABLE, engage, S.TALKING),
    (S.RESERVED, ringing, S.RINGING),
    (S.RESERVED, answered, S.TALKING),
    (S.RESERVED, withdraw, S.AVAILABLE),
    (S.RESERVED, chosen(S.BREAK), S.RESERVED),
    (S.RESERVED, device(False), S.RESERVED),
    (S.RESERVED, logout, S.OFFLINE),
    (S.RESERVED, engage, S.TALKING),
    (S.RESERVED, failed(R.UNAVAILABLE), S.DEVICE_LOST),
    (S.RESERVED, failed(R.FAILED), S.NOT_ANSWERING),
    (S.RINGING, answered, S.TALKING),
    (S.RINGING, withdraw, S.AVAILABLE),
    (S.RINGING, failed(R.CALLER_GONE), S.AVAILABLE),
    (S.RINGING, failed(R.NO_ANSWER), S.NOT_ANSWERING),
    (S.RINGING, failed(R.REJECTED), S.NOT_ANSWERING),
    (S.RINGING, failed(R.BUSY), S.NOT_ANSWERING),
    (S.RINGING, failed(R.LEASE_EXPIRED), S.NOT_ANSWERING),
    (S.RINGING, logout, S.OFFLINE),
    (S.RINGING, engage, S.TALKING),
    (S.TALKING, released, S.WRAP_UP),
    (S.TALKING, released_straight, S.AVAILABLE),
    (S.TALKING, logout, S.TALKING),
    (S.TALKING, login, S.TALKING),
    (S.TALKING, chosen(S.BREAK), S.TALKING),
    (S.TALKING, device(False), S.TALKING),
    (S.WRAP_UP, finish, S.AVAILABLE),
    (S.WRAP_UP, extend, S.WRAP_UP),
    (S.WRAP_UP, chosen(S.AVAILABLE), S.AVAILABLE),
    (S.WRAP_UP, chosen(S.BREAK), S.BREAK),
    (S.WRAP_UP, logout, S.OFFLINE),
    (S.WRAP_UP, engage, S.TALKING),
    (S.WRAP_UP, device(False), S.WRAP_UP),
    (S.BUSY, chosen(S.AVAILABLE), S.AVAILABLE),
    (S.BUSY, chosen(S.BREAK), S.BREAK),
    (S.BUSY, chosen(S.BUSY), S.BUSY),
    (S.BUSY, engage, S.TALKING),
    (S.BUSY, device(False), S.DEVICE_LOST),
    (S.BUSY, logout, S.OFFLINE),
    (S.BREAK, chosen(S.AVAILABLE), S.AVAILABLE),
    (S.BREAK, chosen(S.BUSY), S.BUSY),
    (S.BREAK, engage, S.TALKING),
    (S.BREAK, device(False), S.BREAK),
    (S.BREAK, logout, S.OFFLINE),
    (S.NOT_ANSWERING, chosen(S.AVAILABLE), S.AVAILABLE),
    (S.NOT_ANSWERING, chosen(S.BREAK), S.BREAK),
    (S.NOT_ANSWERING, engage, S.TALKING),
    (S.NOT_ANSWERING, device(False), S.DEVICE_LOST),
    (S.NOT_ANSWERING, logout, S.OFFLINE),
    (S.DEVICE_LOST, device(True), S.AVAILABLE),
    (S.DEVICE_LOST, login, S.AVAILABLE),
    (S.DEVICE_LOST, chosen(S.BUSY), S.DEVICE_LOST),
    (S.DEVICE_LOST, chosen(S.BREAK), S.BREAK),
    (S.DEVICE_LOST, engage, S.TALKING),
    (S.DEVICE_LOST, logout, S.OFFLINE),
]
REFUSED: list[tuple[AgentState, Act]] = [
    *((state, finish) for state in AgentState if state is not S.WRAP_UP),
    *((state, extend) for state in AgentState if state is not S.WRAP_UP),
    *((state, released) for state in AgentState if state is not S.TALKING),
    (S.OFFLINE, logout),
    (S.OFFLINE, engage),
    *((S.OFFLINE, chosen(state)) for state in CHOSEN),
    (S.RINGING, ringing),
    (S.TALKING, engage),
]


@pytest.mark.parametrize(("before", "fact", "after"), TABLE)
def test_transition(before: AgentState, fact: Act, after: AgentState) -> None:
    kit = Kit("a1", queues=(queue(wrap_up=15.0),))
    make(kit, before)
    kit.log.clear()
    fact(kit)
    assert kit.state("a1") is after
    kit.poll()
    changes = only(AgentChanged, kit.log)
    if before is not after:
        assert after in TRANSITIONS[before]
        assert (changes[0].previous, changes[0].state) == (before, after)


@pytest.mark.parametrize(("state", "fact"), REFUSED)
def test_refused(state: AgentState, fact: Act) -> None:
    kit = Kit("a1", queues=(queue(wrap_up=15.0),))
    make(kit, state)
    before = kit.acd.export_state(kit.now)
    with pytest.raises(NotPossible, match=r"\w"):
        fact(kit)
    assert kit.acd.export_state(kit.now) == before


@pytest.mark.parametrize("state", [state for state in AgentState if state not in CHOSEN])
def test_states_that_nobody_can_ask_for(state: AgentState) -> None:
    with pytest.raises(NotPossible, match="choose available, busy or break"):
        Kit("a1").acd.set_state("a1", state, Kit().now)


def test_every_state_can_be_left_and_reached() -> None:
    assert set(TRANSITIONS) == set(AgentState)
    assert set().union(*TRANSITIONS.values()) == set(AgentState)
    assert all(S.OFFLINE in targets for state, targets in TRANSITIONS.items() if state is not S.OFFLINE)


def test_unknown_agents() -> None:
    acd, now = Kit("a1").acd, Kit().now
    for fact in (
        lambda: acd.login("nobody", "d", now),
        lambda: acd.logout("nobody", now),
        lambda: acd.set_state("nobody", S.BUSY, now),
        lambda: acd.engage("nobody", "c", None, now),
        lambda: acd.released("nobody", "c", now),
        lambda: acd.finish_wrap_up("nobody", now),
        lambda: acd.explain_agent("nobody", now),
    ):
        with pytest.raises(Unknown, match="'nobody'"):
            fact()


class TestDevices:
    def test_a_device_has_one_agent(self) -> None:
        kit = Kit("a1", "a2")
        with pytest.raises(NotPossible, match="in use by agent 'a1'"):
            kit.acd.login("a2", "phone-a1", kit.now)
        kit.acd.logout("a1", kit.now)
        kit.acd.login("a2", "phone-a1", kit.now)
        assert kit.acd.agent_on("phone-a1") == "a2"
        assert kit.acd.agent_on("phone-a2") is None

    def test_an_agent_moves_to_another_device_but_not_in_a_call(self) -> None:
        kit = Kit("a1")
        kit.acd.login("a1", "laptop", kit.now)
        offer = kit.call("c1")
        assert offer is not None
        assert offer.device == "laptop"
        for _ in ("rung", "talking"):
            with pytest.raises(NotPossible, match="in a call on device 'laptop'"):
                kit.acd.login("a1", "phone-a1", kit.now)
            if kit.acd.offers:
                kit.answer(offer)
        kit.acd.login("a1", "laptop", kit.now)

    def test_back_to_the_state_before(self) -> None:
        kit = Kit("a1")
        kit.acd.set_state("a1", S.BUSY, kit.now, "papers")
        device(False)(kit)
        device(True)(kit)
        changes = only(AgentChanged, kit.poll())
        assert [(change.state, change.reason) for change in changes][-2:] == [
            (S.DEVICE_LOST, "device_lost"),
            (S.BUSY, "papers"),
        ]

    def test_a_phone_lost_in_a_call_shows_afterwards(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=10.0),))
        kit.talk("c1")
        device(False)(kit)
        kit.acd.released("a1", "c1", kit.now)
        kit.pass_(10)
        assert kit.state("a1") is S.DEVICE_LOST

    def test_facts_about_devices_of_nobody(self) -> None:
        kit = Kit("a1")
        kit.acd.device_changed("lobby", online=True, busy=True, now=kit.now)
        assert kit.poll() == ()


class TestWhatIsAskedForLater:
    @pytest.mark.parametrize("wish", [S.BUSY, S.BREAK])
    def test_after_the_call_and_its_wrap_up(self, wish: AgentState) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=10.0),))
        kit.talk("c1")
        kit.acd.set_state("a1", wish, kit.now, "lunch")
        kit.acd.released("a1", "c1", kit.now)
        assert kit.state("a1") is S.WRAP_UP
        kit.pass_(10)
        assert kit.state("a1") is wish
        assert only(AgentChanged, kit.log)[-1].reason == "lunch"

    def test_after_an_offer_that_fails(self) -> None:
        kit = Kit("a1")
        offer = kit.call("c1")
        kit.acd.set_state("a1", S.BREAK, kit.now)
        kit.fail(offer, R.NO_ANSWER)
        assert kit.state("a1") is S.BREAK

    def test_logout_after_the_call_without_wrap_up(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=10.0),))
        kit.talk("c1")
        kit.acd.logout("a1", kit.now)
        assert kit.acd.agent_on("phone-a1") == "a1"
        kit.acd.released("a1", "c1", kit.now)
        assert kit.state("a1") is S.OFFLINE
        assert kit.acd.agent_on("phone-a1") is None

    @pytest.mark.parametrize("change_of_mind", [login, chosen(S.AVAILABLE)])
    def test_a_planned_logout_can_be_taken_back(self, change_of_mind: Act) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=0.0),))
        kit.talk("c1")
        kit.acd.logout("a1", kit.now)
        change_of_mind(kit)
        kit.acd.released("a1", "c1", kit.now)
        assert kit.state("a1") is S.AVAILABLE

    def test_logout_while_rung_gives_the_caller_to_the_next(self) -> None:
        kit = Kit("a1", "a2")
        offer = kit.call("c1")
        assert offer is not None
        kit.acd.logout("a1", kit.now)
        decisions = kit.poll()
        assert only(OfferWithdrawn, decisions) == [OfferWithdrawn(offer.offer, "c1", "a1", R.WITHDRAWN)]
        assert [(each.item, each.agent) for each in only(Offer, decisions)] == [("c1", "a2")]

    def test_a_new_login_starts_afresh(self) -> None:
        kit = Kit("a1")
        kit.acd.set_state("a1", S.BREAK, kit.now)
        kit.acd.logout("a1", kit.now)
        kit.acd.login("a1", "phone-a1", kit.now)
        assert kit.state("a1") is S.AVAILABLE


class TestWrapUp:
    def test_ends_by_itself(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=15.0),))
        kit.talk("c1")
        kit.acd.released("a1", "c1", kit.now)
        change = only(AgentChanged, kit.poll())[-1]
        assert (change.item, change.queue) == ("c1", "q")
        assert change.until_utc == kit.now.utc + 15.0
        kit.pass_(14.9)
        assert kit.state("a1") is S.WRAP_UP
        kit.pass_(0.1)
        assert kit.state("a1") is S.AVAILABLE

    def test_extended(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=15.0),))
        kit.talk("c1")
        kit.acd.released("a1", "c1", kit.now)
        kit.acd.extend_wrap_up("a1", 10, kit.now)
        kit.pass_(24.9)
        assert kit.state("a1") is S.WRAP_UP
        kit.pass_(0.1)
        assert kit.state("a1") is S.AVAILABLE

    @pytest.mark.parametrize("seconds", [0.0, -1.0, float("inf"), float("nan")])
    def test_extended_by_nonsense(self, seconds: float) -> None:
        kit = Kit("a1")
        kit.talk("c1")
        kit.acd.released("a1", "c1", kit.now)
        with pytest.raises(NotPossible, match="above 0"):
            kit.acd.extend_wrap_up("a1", seconds, kit.now)

    def test_none_for_an_own_call(self) -> None:
        kit = Kit("a1")
        kit.acd.engage("a1", "own", None, kit.now)
        kit.acd.released("a1", "own", kit.now)
        assert kit.state("a1") is S.AVAILABLE

    def test_of_the_queue_of_a_transferred_call(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(wrap_up=7.0),))
        kit.talk("c1")
        kit.acd.engage("a2", "c1", "q", kit.now)
        kit.acd.released("a2", "c1", kit.now)
        kit.pass_(6.9)
        assert kit.state("a2") is S.WRAP_UP
        kit.pass_(0.1)
        assert kit.state("a2") is S.AVAILABLE
        assert kit.state("a1") is S.TALKING


def test_changes_are_reported_once_and_in_order() -> None:
    kit = Kit("a1", queues=(queue(wrap_up=5.0),))
    kit.log.clear()
    kit.pass_(9)
    kit.talk("c1")
    kit.pass_(30)
    kit.acd.released("a1", "c1", kit.now)
    kit.pass_(5)
    seen = [(change.previous, change.state, change.previous_seconds) for change in only(AgentChanged, kit.log)]
    assert seen == [
        (S.AVAILABLE, S.RESERVED, 10.0),
        (S.RESERVED, S.RINGING, 0.0),
        (S.RINGING, S.TALKING, 0.0),
        (S.TALKING, S.WRAP_UP, 30.0),
        (S.WRAP_UP, S.AVAILABLE, 5.0),
    ]
    assert kit.poll() == ()
