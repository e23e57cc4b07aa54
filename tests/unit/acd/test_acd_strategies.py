"""Who is chosen by each strategy, with which skills, and who is served first."""

from __future__ import annotations

from acd_kit import NAME, Kit, agent, only, overflows, queue

from telephony.acd.model import AgentState, Announce, Offer, OfferResult, PauseOver
from telephony.config_model import OverflowRule, PauseReason, QueueMembership, RelaxStep, SkillDemand, StickyPolicy

S = AgentState
TV = SkillDemand("tv", 60, (RelaxStep(30.0, 20), RelaxStep(60.0)))


def codes(why) -> list[str]:
    return [reason["code"] for reason in why["reasons"]]


def serve(kit: Kit, ident: str, seconds: float = 10.0, in_queue: str = "q") -> str:
    """A caller is answered at once and talks for so long. Returns who answered."""
    offer = kit.talk(ident, in_queue)
    kit.pass_(seconds)
    kit.acd.released(offer.agent, ident, kit.now, wrap_up=False)
    kit.poll()
    return offer.agent


class TestStrategies:
    def test_round_robin_begins_after_the_last_one_served(self) -> None:
        kit = Kit("a1", "a2", "a3", queues=(queue(strategy="round_robin"),))
        assert [serve(kit, f"c{n}") for n in range(7)] == ["a1", "a2", "a3", "a1", "a2", "a3", "a1"]

    def test_who_is_busy_at_his_turn_has_missed_it(self) -> None:
        kit = Kit("a1", "a2", "a3", queues=(queue(strategy="round_robin"),))
        assert serve(kit, "c1") == "a1"
        kit.acd.set_state("a2", S.BREAK, kit.now)
        assert serve(kit, "c2") == "a3"
        kit.acd.set_state("a2", S.AVAILABLE, kit.now)
        assert serve(kit, "c3") == "a1"

    def test_the_turn_survives_a_restart(self) -> None:
        kit = Kit("a1", "a2", "a3", queues=(queue(strategy="round_robin"),))
        assert [serve(kit, f"c{n}") for n in range(2)] == ["a1", "a2"]
        kit.restart()
        assert serve(kit, "c3") == "a3"

    def test_fewest_calls_until_the_day_is_over(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(strategy="fewest_calls"),))
        kit.acd.new_day("2026-11-26")
        for n in range(3):
            kit.acd.engage("a1", f"own{n}", None, kit.now)
            kit.acd.released("a1", f"own{n}", kit.now)
        assert [serve(kit, f"c{n}") for n in range(3)] == ["a2", "a2", "a2"]
        kit.restart()
        kit.acd.new_day("2026-11-26")
        assert kit.acd.agents["a1"].calls_today == 3
        kit.acd.new_day("2026-11-27")
        assert kit.acd.agents["a1"].calls_today == 0

    def test_least_talk(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(strategy="least_talk"),))
        assert [serve(kit, f"c{n}", seconds) for n, seconds in enumerate((100.0, 10.0, 10.0, 10.0))] == [
            "a1",
            "a2",
            "a2",
            "a2",
        ]

    def test_fixed_order_goes_by_position_then_number(self) -> None:
        staff = [agent("a1"), agent("a2"), agent("a3")]
        positions = {"a1": 2, "a2": 1, "a3": 1}
        staff = [
            type(each)(each.id, each.number, each.name, (QueueMembership("q", 0, positions[each.id]),))
            for each in staff
        ]
        kit = Kit(*staff, queues=(queue(strategy="fixed_order"),))
        assert [kit.rings(f"c{n}") for n in range(3)] == ["a2", "a3", "a1"]

    def test_best_skill_is_the_highest_level_of_what_is_needed(self) -> None:
        kit = Kit(
            agent("a1", "q", skills={"tv": 70, "radio": 100}),
            agent("a2", "q", skills={"tv": 90}),
            queues=(queue(strategy="best_skill", demand=(SkillDemand("tv", 50),)),),
        )
        offer = kit.call("c1")
        assert offer
        assert (offer.agent, offer.why["needs"]) == ("a2", {"tv": [50, 90]})
        assert "offered_best_skill" in codes(kit.acd.explain_item("c1", kit.now))


class TestSkills:
    def test_demand_relaxes_by_steps_while_the_caller_waits(self) -> None:
        kit = Kit(agent("a1", "q", skills={"tv": 30}), agent("a2", "q"), queues=(queue(demand=(TV,)),))
        assert kit.rings("c1") is None
        assert codes(kit.acd.explain_item("c1", kit.now))[:4] == ["waits", "next", "needs", "relaxes"]
        assert only(Offer, kit.pass_(29)) == []
        offers = only(Offer, kit.pass_(1))
        assert [offer.agent for offer in offers] == ["a1"]
        kit.fail(offers[0], OfferResult.REJECTED)
        kit.acd.logout("a1", kit.now)
        assert [offer.agent for offer in only(Offer, kit.pass_(30))] == ["a2"]

    def test_nobody_behind_waits_for_a_caller_whom_nobody_free_can_serve(self) -> None:
        kit = Kit("a1")
        assert kit.rings("hard", demand=(SkillDemand("tv", 1),)) is None
        assert kit.rings("easy") == "a1"
        assert "nobody_able" in codes(kit.acd.explain_item("hard", kit.now))

    def test_a_free_agent_without_the_skill_is_named(self) -> None:
        kit = Kit(
            agent("a1", "q"), agent("a2", "q", skills={"tv": 80}), queues=(queue(demand=(SkillDemand("tv", 60),)),)
        )
        kit.acd.set_state("a2", S.BREAK, kit.now)
        kit.call("c1")
        why = kit.acd.explain_item("c1", kit.now)
        assert "free_but_unable" in codes(why)
        assert "tv ≥ 60" in why["text"]["zh"]
        assert "agent_lacks" in codes(kit.acd.explain_agent("a1", kit.now))

    def test_the_sticky_agent_must_have_the_skill_as_well(self) -> None:
        kit = Kit(
            agent("a1", "q"), agent("a2", "q", skills={"tv": 80}), queues=(queue(demand=(SkillDemand("tv", 60),)),)
        )
        assert kit.rings("c1", preferred="a1", patience=60.0) == "a2"


class TestOrder:
    def test_category_and_ageing(self) -> None:
        kit = Kit("a1", queues=(queue(category_priority={"vip": 2}, ageing_seconds=10.0, max_wait=9e3),))
        kit.talk("c0")
        kit.call("plain")
        kit.pass_(5)
        kit.call("vip", category="vip")
        assert kit.waiting() == ["vip", "plain"]
        kit.pass_(500)
        late = kit.seconds
        kit.call("late-vip", category="vip")
        assert kit.waiting() == ["vip", "plain", "late-vip"]
        assert kit.seconds == late
        assert "aged" in codes(kit.acd.explain_item("plain", kit.now))

    def test_nobody_starves_under_ageing(self) -> None:
        """A VIP enters each time the agent is free: without ageing the other would wait for ever."""
        kit = Kit("a1", queues=(queue(category_priority={"vip": 5}, ageing_seconds=60.0, max_wait=9e3, wrap_up=0.0),))
        kit.talk("c0")
        kit.call("plain")
        served, talking = [], "c0"
        while "plain" not in served and len(served) < 30:
            kit.call(f"v{len(served)}", category="vip")
            kit.pass_(60)
            kit.acd.released("a1", talking, kit.now)
            offer = only(Offer, kit.poll())[0]
            kit.answer(offer)
            talking = offer.item
            served.append(talking)
        assert "plain" in served

    def test_a_freed_agent_helps_the_queue_that_is_worst_off(self) -> None:
        flexible = (queue("q", spare_flexible=True, wrap_up=0.0), queue("r", spare_flexible=True, wrap_up=0.0))
        kit = Kit("a1", queues=flexible)
        for name in ("q", "r"):
            kit.talk(f"first-{name}", name)
            kit.pass_(100)
            kit.acd.released("a1", f"first-{name}", kit.now)
        kit.talk("busy", "q")
        kit.call("old", "q")
        kit.pass_(1)
        for n in range(5):
            kit.call(f"r{n}", "r")
        kit.acd.released("a1", "busy", kit.now)
        assert [offer.item for offer in only(Offer, kit.poll())] == ["r0"]

    def test_the_agent_whom_other_queues_need_least_is_taken(self) -> None:
        flexible = tuple(queue(name, spare_flexible=True) for name in ("q", "r", "s"))
        kit = Kit(agent("a1", "q", "r"), agent("a2", "q", "s"), agent("a3", "s"), queues=flexible)
        assert kit.rings("c1", "q") == "a2"


class TestRules:
    def test_the_first_rule_that_holds(self) -> None:
        rules = (
            OverflowRule("no_agents", "callback", over=20.0),
            OverflowRule("max_wait", "queue", "r", over=60.0),
            OverflowRule("max_wait", "voicemail", "box"),
        )
        kit = Kit("a1", queues=(queue(overflow=rules, max_wait=300.0), queue("r")))
        kit.talk("c0")
        kit.call("c1")
        left = kit.pass_(60)
        assert overflows(left) == [("c1", "max_wait")]
        kit.call("c2")
        kit.acd.released("a1", "c0", kit.now, wrap_up=False)
        kit.acd.logout("a1", kit.now)
        assert overflows(kit.pass_(19)) == []
        assert overflows(kit.pass_(1)) == [("c2", "no_agents")]

    def test_closed_is_for_those_who_enter(self) -> None:
        kit = Kit("a1", queues=(queue(overflow=(OverflowRule("closed", "message", text=NAME),)),))
        kit.talk("c0")
        kit.call("waiting")
        kit.acd.set_open("q", False)
        assert overflows(kit.poll()) == []
        kit.acd.enqueue(type(kit.acd.items["waiting"].item)("late", "q", kit.now.mono, kit.now.utc), kit.now)
        (left,) = [each for each in kit.poll() if overflows((each,))]
        assert (left.reason, left.action, left.text) == ("closed", "message", NAME)

    def test_a_long_expected_wait_on_entry(self) -> None:
        kit = Kit("a1", queues=(queue(overflow=(OverflowRule("estimate", "callback", over=150.0),), wrap_up=0.0),))
        serve(kit, "c0", 100.0)
        kit.talk("c1")
        kit.call("c2")
        kit.call("c3")
        assert overflows(tuple(kit.log)) == [("c3", "estimate")]


def test_the_estimate_follows_the_pace_of_the_line() -> None:
    """Two agents share their time with another queue of the same load: twice as long as they alone would need."""
    kit = Kit(
        "a1",
        "a2",
        queues=(queue("q", wrap_up=0.0, announce_every=5.0, max_wait=9e3), queue("r", wrap_up=0.0, max_wait=9e3)),
    )
    talking = {kit.talk("x1", "q").agent: "x1", kit.talk("x2", "r").agent: "x2"}
    for n in range(60):
        kit.call(f"q{n}", "q")
        kit.call(f"r{n}", "r")
    for _ in range(15):
        for who in ("a1", "a2"):
            kit.pass_(50)
            kit.acd.released(who, talking[who], kit.now)
            talking[who] = kit.answer(only(Offer, kit.poll())[0]).item
    expected = only(Announce, kit.pass_(10))[-1].estimate
    line = len(kit.acd.queues["q"].line)
    assert expected is not None
    assert 0.7 < expected / (line * 100.0) < 1.4


class TestStates:
    def test_a_pause_over_time_is_said_once(self) -> None:
        kit = Kit("a1")
        reasons = (PauseReason("meal", NAME, limit=60.0, paid=False),)
        kit.acd.configure(kit.queues, kit.agents, kit.now, reasons)
        kit.acd.set_state("a1", S.BREAK, kit.now, "meal")
        assert only(PauseOver, kit.pass_(59)) == []
        (over,) = only(PauseOver, kit.pass_(100))
        assert (over.agent, over.reason, over.limit) == ("a1", "meal", 60.0)
        view = kit.acd.snapshot(kit.now)["agents"][0]
        assert (view["state"], view["over_limit"], view["paid"]) == ("break", True, False)

    def test_wrap_up_has_a_longest_time(self) -> None:
        import pytest

        from telephony.errors import NotPossible

        kit = Kit("a1", queues=(queue(wrap_up=10.0, wrap_up_max=30.0),))
        kit.acd.released(kit.talk("c1").agent, "c1", kit.now)
        kit.acd.extend_wrap_up("a1", 100.0, kit.now)
        with pytest.raises(NotPossible, match="30 s at most"):
            kit.acd.extend_wrap_up("a1", 1.0, kit.now)
        kit.pass_(29)
        assert kit.state("a1") is S.WRAP_UP
        kit.pass_(1)
        assert kit.state("a1") is S.AVAILABLE

    def test_a_caller_may_wait_for_an_agent_who_is_away(self) -> None:
        kit = Kit("a1", "a2", queues=(queue(sticky=StickyPolicy(away="wait", busy="skip")),))
        kit.acd.set_state("a1", S.BREAK, kit.now)
        assert kit.rings("fan", preferred="a1", patience=20.0) is None
        kit.acd.withdraw("fan", kit.now)
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)
        kit.acd.engage("a1", "own", None, kit.now)
        assert kit.rings("fan2", preferred="a1", patience=20.0) == "a2"
