"""The state survives the process: everything goes on where it was, on another monotonic clock."""

from __future__ import annotations

import pytest
from acd_kit import UTC, Kit, agent, only, overflows, positions, queue

from telephony.acd.engine import Acd
from telephony.acd.model import AgentState, Offer, OfferResult, OfferWithdrawn, Overflowed
from telephony.clock import Now
from telephony.errors import NotPossible

S = AgentState


def test_callers_keep_their_place_and_their_wait() -> None:
    kit = Kit(queues=(queue(max_wait=100.0),))
    for n, priority in enumerate((0, 0, 1)):
        kit.call(f"c{n}", priority=priority, caller="+8613912345678", data={"language": "en"})
        kit.pass_(10)
    kit.restart(seconds=20)
    assert kit.waiting() == ["c2", "c0", "c1"]
    waited = {item["id"]: item["waited"] for item in kit.acd.snapshot(kit.now)["items"]}
    assert waited == {"c0": 50.0, "c1": 40.0, "c2": 30.0}
    assert kit.acd.items["c0"].item.data == {"language": "en"}
    assert overflows(kit.pass_(49.9)) == []
    assert overflows(kit.pass_(0.1)) == [("c0", "max_wait")]


def test_agents_stay_logged_in_where_they_were() -> None:
    kit = Kit("a1", "a2", "a3", "a4", "a5")
    kit.acd.set_state("a1", S.BREAK, kit.now, "lunch")
    kit.acd.device_changed("phone-a2", online=False, busy=False, now=kit.now)
    kit.acd.logout("a3", kit.now)
    kit.talk("c1")
    kit.acd.logout("a4", kit.now)
    before = kit.acd.snapshot(kit.now)["agents"]
    kit.poll()
    kit.restart()
    assert kit.acd.snapshot(kit.now)["agents"] == before
    kit.acd.released("a4", "c1", kit.now)
    assert kit.state("a4") is S.OFFLINE


def test_wrap_up_ends_when_it_would_have() -> None:
    kit = Kit("a1", queues=(queue(wrap_up=30.0),))
    kit.talk("c1")
    kit.acd.released("a1", "c1", kit.now)
    kit.pass_(10)
    kit.restart(seconds=5)
    kit.pass_(14.9)
    assert kit.state("a1") is S.WRAP_UP
    kit.pass_(0.1)
    assert kit.state("a1") is S.AVAILABLE


def test_what_came_due_during_the_restart_is_due_at_once() -> None:
    kit = Kit("a1", queues=(queue(max_wait=30.0, wrap_up=10.0),))
    kit.talk("c0")
    kit.acd.released("a1", "c0", kit.now)
    kit.acd.set_state("a1", S.BREAK, kit.now)
    kit.call("c1")
    kit.restart(seconds=60)
    assert overflows(kit.poll()) == [("c1", "max_wait")]


def test_a_lease_can_be_answered_after_the_restart() -> None:
    kit = Kit("a1")
    offer = kit.call("c1")
    assert offer is not None
    kit.acd.ringing(offer.offer, kit.now)
    kit.poll()
    kit.restart()
    kit.acd.answered(offer.offer, kit.now)
    assert kit.state("a1") is S.TALKING
    assert kit.waiting() == []


def test_or_runs_out() -> None:
    kit = Kit("a1")
    offer = kit.call("c1")
    assert offer is not None
    kit.restart(seconds=3)
    assert only(OfferWithdrawn, kit.pass_(21.9)) == []
    assert only(OfferWithdrawn, kit.pass_(0.1)) == [OfferWithdrawn(offer.offer, "c1", "a1", OfferResult.LEASE_EXPIRED)]


def test_offers_are_numbered_on() -> None:
    kit = Kit("a1", "a2")
    kit.call("c1")
    kit.restart()
    offer = kit.call("c2")
    assert offer is not None
    assert offer.offer == "o2"
    kit.acd.withdraw("c1", kit.now)
    with pytest.raises(NotPossible, match="'o1' is over"):
        kit.acd.answered("o1", kit.now)


def test_longest_idle_goes_on() -> None:
    kit = Kit("a1", "a2", "a3")
    kit.talk("c1")
    kit.acd.released("a1", "c1", kit.now, wrap_up=False)
    kit.pass_(5)
    kit.restart(seconds=3)
    assert [kit.rings(f"d{n}") for n in range(3)] == ["a2", "a3", "a1"]


def test_patience_and_announcements_go_on() -> None:
    kit = Kit("a1", "a2", queues=(queue(announce_every=20.0),))
    kit.talk("c0")
    kit.call("fan", preferred="a1", patience=30.0)
    kit.pass_(4)
    kit.restart(seconds=1)
    assert positions(kit.pass_(18)) == [("fan", 0)]
    assert [offer.agent for offer in only(Offer, kit.pass_(7))] == ["a2"]


def test_who_no_longer_waited_for_one_agent_does_not_start_again() -> None:
    kit = Kit("a1", "a2")
    kit.talk("c0")
    kit.acd.set_state("a2", S.BREAK, kit.now)
    kit.call("fan", preferred="a1", patience=60.0)
    kit.acd.set_state("a1", S.BREAK, kit.now)
    kit.acd.set_state("a1", S.AVAILABLE, kit.now)
    kit.restart()
    kit.acd.set_state("a2", S.AVAILABLE, kit.now)
    assert [offer.agent for offer in only(Offer, kit.poll())] == ["a2"]


def test_estimates_go_on() -> None:
    kit = Kit("a1", queues=(queue(wrap_up=0.0),))
    kit.talk("c1")
    kit.pass_(100)
    kit.acd.released("a1", "c1", kit.now)
    kit.restart()
    assert kit.acd.queues["q"].estimate(0) == 100.0


def test_a_clock_set_back_meanwhile_counts_as_no_time() -> None:
    kit = Kit("a1")
    kit.call("c1")
    saved = kit.acd.export_state(kit.now)
    acd, now = Acd(), Now(9.0, UTC - 3600)
    acd.configure(kit.queues, kit.agents, now)
    acd.restore(saved, now)
    assert acd.next_deadline() is not None
    assert acd.snapshot(now)["items"][0]["waited"] == 0.0


class TestConfigurationChangedMeanwhile:
    def test_agent_gone(self) -> None:
        kit = Kit("a1", "a2")
        kit.call("c1")
        kit.agents = (agent("a2", "q"),)
        kit.restart()
        assert [offer.agent for offer in only(Offer, kit.poll())] == ["a2"]

    def test_queue_gone(self) -> None:
        kit = Kit("a1", queues=(queue("q"), queue("r")))
        kit.call("c1", "q")
        kit.queues = (queue("r"),)
        kit.restart()
        assert kit.state("a1") is S.AVAILABLE
        assert only(Overflowed, kit.poll()) == [Overflowed("c1", "q", "queue_removed", "voicemail", "")]
        assert kit.rings("c2", "r") == "a1"


def test_refuses_what_it_cannot_read() -> None:
    kit = Kit("a1")
    kit.call("c1")
    saved = kit.acd.export_state(kit.now)
    with pytest.raises(NotPossible, match="fresh"):
        kit.acd.restore(saved, kit.now)
    with pytest.raises(NotPossible, match="format 99"):
        Acd().restore({**saved, "format": 99}, kit.now)


@pytest.mark.parametrize(
    "damage",
    [{"utc": "yesterday"}, {"agents": [{"id": "a1"}]}, {"items": None}, {"offers": [{}]}, {"handling": 3}],
)
def test_a_damaged_state_is_refused_whole(damage: dict[str, object]) -> None:
    kit = Kit("a1")
    kit.talk("c1")
    kit.call("c2")
    fresh = Acd()
    fresh.configure(kit.queues, kit.agents, kit.now)
    before = fresh.export_state(kit.now)
    with pytest.raises(NotPossible, match="damaged"):
        fresh.restore({**kit.acd.export_state(kit.now), **damage}, kit.now)
    assert fresh.export_state(kit.now) == before
    assert fresh.on_device == {}


def test_another_start_makes_other_offers() -> None:
    kit = Kit("a1", "a2")
    first = kit.call("c1")
    assert first is not None
    saved = kit.acd.export_state(kit.now)
    acd = Acd("second-")
    acd.configure(kit.queues, kit.agents, kit.now)
    acd.restore(saved, kit.now)
    kit.acd = acd
    second = kit.call("c2")
    assert second is not None
    assert (first.offer, second.offer) == ("o1", "second-2")
    acd.answered("o1", kit.now)
