"""The rules: who may dial what, over which trunks, under which number, until when, for how much."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.clock import Now
from telephony.configuration import load_snapshot
from telephony.errors import ConfigError
from telephony.outside.counters import Line
from telephony.outside.model import Kind, Plan, Tariff, Wish
from telephony.outside.router import FAILURES, REST_SECONDS, Router, callee_key, caller_key
from tests.unit.outside.outside_kit import MOBILE, NOON, T1, T2, agent, config, planned, refused, router

AWAY = "0085212345678"


def later(seconds: float) -> Now:
    return Now(NOON.mono + seconds, NOON.utc + seconds)


def busy_line(made: Router, leg: str, trunk: str, now: Now = NOON) -> None:
    made.counters.begun(leg, Line(trunk, ("company",), Tariff(Decimal(0), 60)), now)


def over(plan: Plan) -> list[str]:
    return [attempt.trunk for attempt in plan.attempts]


def test_trunks_in_the_order_of_their_preference() -> None:
    assert over(planned(router().plan(agent(), NOON))) == ["t1", "t2"]
    made = router(T1 | {"preference": 5}, T2)
    assert over(planned(made.plan(agent(), NOON))) == ["t2", "t1"]
    assert refused(Router(load_snapshot(config() | {"trunks": []}).outside).plan(agent(), NOON)) == "outbound.no_trunk"
    assert refused(router(T1 | {"enabled": False}).plan(agent(), NOON)) == "outbound.no_trunk"


def test_routes_by_the_longest_prefix() -> None:
    made = router(outbound={"routes": [{"prefix": "1", "trunks": ["t2", "t1"]}, {"prefix": "139", "trunks": ["t1"]}]})
    assert over(planned(made.plan(agent("13811112222"), NOON))) == ["t2", "t1"]
    assert over(planned(made.plan(agent("+8613911112222"), NOON))) == ["t1"]
    assert over(planned(made.plan(agent("02188881234"), NOON))) == ["t1", "t2"]


def test_caller_ids_campaign_before_agent_before_queue_and_only_where_they_belong() -> None:
    rules = {
        "caller_ids": {"queue:service": "01062885678", "agent:a1": "02166668888", "campaign:c": "01062881234"},
    }
    made = router(outbound=rules)
    shown = {attempt.trunk: attempt.caller_id for attempt in planned(made.plan(agent(), NOON)).attempts}
    assert shown == {"t1": "01062881234", "t2": "02166668888"}
    by_queue = planned(made.plan(Wish(MOBILE, Kind.QUEUE, queue="service"), NOON))
    assert by_queue.attempts[0].caller_id == "01062885678"
    wish = replace(agent(queue="service"), campaign="c")
    assert planned(made.plan(wish, NOON)).attempts[0].caller_id == "01062881234"
    nameless = router({"id": "t1", "name": "x", "host": "h"})
    assert planned(nameless.plan(agent(), NOON)).attempts[0].caller_id == ""
    with pytest.raises(ConfigError, match="is no number of"):
        router(outbound={"caller_ids": {"company": "01099999999"}})


@pytest.mark.parametrize("number", ["", "abc", "1", "+", "12345678901234567890", "138 0013 8000 x"])
def test_what_is_no_number(number: str) -> None:
    assert refused(router().plan(agent(number), NOON)) == "outbound.bad_number"


def test_international_and_premium_numbers_are_refused_until_somebody_permits_them() -> None:
    assert refused(router().plan(agent(AWAY), NOON)) == "outbound.international"
    assert refused(router().plan(agent("16899999"), NOON)) == "outbound.premium"
    assert refused(router().plan(agent("+88213300000"), NOON)) == "outbound.international"
    rules: dict[str, Any] = {"guards": [{"scope": "company", "international": True}]}
    assert planned(router(outbound=rules).plan(agent(AWAY), NOON))
    assert refused(router(outbound=rules).plan(agent("+88213300000"), NOON)) == "outbound.premium"
    rules = {"guards": [{"scope": "company", "allow": ["00852", "0", "1"]}]}
    assert planned(router(outbound=rules).plan(agent(AWAY), NOON))
    rules["guards"].append({"scope": "agent:a1", "deny": ["+85212"]})
    assert refused(router(outbound=rules).plan(agent(AWAY), NOON)) == "outbound.not_allowed"
    assert planned(router(outbound=rules).plan(Wish(AWAY, Kind.AGENT, "a2"), NOON))


@pytest.mark.parametrize(
    "number", ["+86009607771234", "8600960777123", "1795100960777123", "00960123", "０0960777１234"]
)
def test_a_foreign_number_behind_another_prefix_is_one(number: str) -> None:
    assert refused(router().plan(agent(number), NOON)) == "outbound.international"


@pytest.mark.parametrize("number", ["٠٠٩٦٠٧٧٧١٢٣٤", "１３９１１１１２２２２٤", "+٩٦٠٧٧٧١٢٣٤"])
def test_digits_of_other_scripts_are_no_number(number: str) -> None:
    assert refused(router().plan(agent(number), NOON)) == "outbound.bad_number"


def test_the_most_particular_guard_with_an_opinion_decides() -> None:
    rules = {
        "guards": [
            {"scope": "company", "international": False, "deny": ["139"]},
            {"scope": "role:agent", "international": True},
            {"scope": "agent:a2", "allow": ["139", "0"]},
        ]
    }
    made = router(outbound=rules)
    assert refused(made.plan(agent(MOBILE), NOON)) == "outbound.not_allowed"
    assert planned(made.plan(Wish(MOBILE, Kind.AGENT, "a2"), NOON))
    assert refused(made.plan(Wish("13800138000", Kind.AGENT, "a2"), NOON)) == "outbound.not_allowed"
    assert planned(made.plan(agent(AWAY), NOON))
    assert refused(made.plan(Wish(AWAY, Kind.IVR), NOON)) == "outbound.international"


def test_a_guard_of_a_trunk_leaves_that_trunk_out() -> None:
    rules = {"guards": [{"scope": "trunk:t1", "deny": ["139"]}, {"scope": "company", "international": True}]}
    made = router(outbound=rules)
    assert over(planned(made.plan(agent(), NOON))) == ["t2"]
    only = router(T1, outbound=rules)
    assert refused(only.plan(agent(), NOON)) == "outbound.not_allowed"


def test_hours() -> None:
    week = [[{"start": "09:00", "end": "12:00"}]] * 7
    hours = [{"id": "calls", "name": {"zh": "外呼", "en": "Calls"}, "week": week}]
    made = router(outbound={"guards": [{"scope": "kind:campaign", "hours": "calls"}]}, hours=hours)
    wish = Wish(MOBILE, Kind.CAMPAIGN, campaign="c")
    assert refused(made.plan(wish, NOON)) == "outbound.hours"  # 16:00 there
    assert planned(made.plan(wish, later(-5 * 3600)))
    assert planned(made.plan(agent(), NOON))


def test_velocity_of_callers_and_to_one_number() -> None:
    velocity = [{"count": 2, "seconds": 60}, {"count": 3, "seconds": 86400, "per": "callee"}]
    made = router(outbound={"guards": [{"scope": "company", "velocity": velocity}]})
    for seconds in (0, 10):
        made.counters.dialled((caller_key(agent()), callee_key("+8613911112222")), later(seconds))
    assert refused(made.plan(agent("13800138000"), later(20))) == "outbound.velocity"
    assert planned(made.plan(Wish(MOBILE, Kind.AGENT, "a2"), later(20)))
    assert planned(made.plan(agent("13800138000"), later(65)))
    made.counters.dialled(("agent:a2", callee_key("+8613911112222")), later(70))
    assert refused(made.plan(Wish(MOBILE, Kind.AGENT, "a2"), later(2000))) == "outbound.velocity"
    assert planned(made.plan(Wish(MOBILE, Kind.AGENT, "a2"), later(86400 + 5)))


def test_channels_calls_per_second_and_health() -> None:
    made = router(T1 | {"channels": 1}, T2 | {"calls_per_second": 2})
    busy_line(made, "a", "t1")
    assert over(planned(made.plan(agent(), NOON))) == ["t2"]
    busy_line(made, "b", "t2")
    busy_line(made, "c", "t2")
    assert refused(made.plan(agent(), NOON)) == "outbound.trunks_busy"
    assert over(planned(made.plan(agent(), later(1.5)))) == ["t2"]
    made.counters.ended("a", NOON, "day")
    assert over(planned(made.plan(agent(), NOON))) == ["t1"]
    made.trunk_changed("t1", up=False)
    made.trunk_changed("t2", up=False)
    assert refused(made.plan(agent(), later(5))) == "outbound.trunks_down"
    made.trunk_changed("t1", up=True)
    assert over(planned(made.plan(agent(), later(5)))) == ["t1"]


def test_a_trunk_that_fails_in_a_row_is_asked_last_for_a_while() -> None:
    made = router()
    for _ in range(FAILURES):
        made.attempt_failed("t1", NOON)
    assert over(planned(made.plan(agent(), NOON))) == ["t2", "t1"]
    assert over(planned(made.plan(agent(), later(REST_SECONDS + 1)))) == ["t1", "t2"]


@pytest.mark.parametrize("number", ["110", "119", "120", "122"])
def test_emergency_numbers_pass_everything(number: str) -> None:
    guards = [{"scope": "company", "deny": ["1", "0"], "cost_per_day": "0", "max_seconds": 1}]
    lists = [f"b,o,r,0,{number}"]
    made = router(T1 | {"channels": 1}, T2, outbound={"guards": guards}, lists=lists)
    busy_line(made, "a", "t1")
    made.trunk_changed("t2", up=False)
    plan = planned(made.plan(Wish(number, Kind.DEVICE, device="8001"), NOON))
    assert plan.emergency
    assert set(over(plan)) == {"t1", "t2"}
    assert plan.max_seconds is None
    off = router(outbound={"guards": guards, "emergency_always": False})
    assert refused(off.plan(agent(number), NOON)) == "outbound.not_allowed"


def test_lists() -> None:
    lists = [
        "b,o,r,0,+8613911112222",
        f"b,o,r,{int(NOON.utc) - 1},+8613900000000",
        "b,i,r,0,+8613700000000",
        "b,*,r,0,0108888*",
        "w,o,r,0,+861088881111",
        "w,*,r,0,+85212345678",
        "d,o,r,0,+8613600000000",
        "b,*,r,0,+861350000????",
    ]
    made = router(lists=lists)
    assert refused(made.plan(agent(MOBILE), NOON)) == "outbound.blacklisted"
    assert planned(made.plan(agent("13900000000"), NOON))
    assert planned(made.plan(agent("13700000000"), NOON))
    assert refused(made.plan(agent("010-88882222"), NOON)) == "outbound.blacklisted"
    assert refused(made.plan(agent("13500001234"), NOON)) == "outbound.blacklisted"
    assert planned(made.plan(agent("13500011234"), NOON))
    assert planned(made.plan(agent("010-88881111"), NOON))
    assert planned(made.plan(agent(AWAY), NOON))  # white passes the guards
    assert planned(made.plan(agent("13600000000"), NOON))
    for kind in (Kind.CALLBACK, Kind.CAMPAIGN):
        assert refused(made.plan(Wish("13600000000", kind), NOON)) == "outbound.do_not_call"
    assert made.may_call("13600000000", NOON) is not None
    assert made.may_call("13800138000", NOON) is None


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"guards": [{"scope": "mars"}]}, "no scope"),
        ({"guards": [{"scope": "agent"}]}, "no scope"),
        ({"guards": [{"scope": "company"}, {"scope": "company"}]}, "two guards"),
        ({"guards": [{"scope": "company", "hours": "never"}]}, "do not exist"),
        ({"guards": [{"scope": "company", "cost_per_day": "much"}]}, "no amount"),
        ({"rates": [{"prefix": "1", "price": "-1"}]}, "no amount"),
        ({"rates": [{"prefix": "1", "price": "NaN"}]}, "no amount"),
        ({"rates": [{"prefix": "1", "price": "1", "interval": 0}]}, "less than a second"),
        ({"routes": [{"prefix": "1", "trunks": ["t9"]}]}, "does not exist"),
    ],
)
def test_rules_that_are_refused(rules: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        router(outbound=rules)


# costs

prices = st.decimals("0.01", "5", places=2)


@settings(deadline=None)
@given(prices, st.integers(1, 120), st.floats(0.001, 5000))
def test_every_started_interval_costs(price: Decimal, interval: int, seconds: float) -> None:
    cost = Tariff(price, interval).cost(seconds)
    started = cost / price
    assert started == int(started)
    assert (started - 1) * interval <= seconds + 0.001
    assert started * interval >= seconds - 0.001


@settings(deadline=None)
@given(
    price=prices,
    interval=st.integers(6, 60),
    cap=st.decimals("0.05", "20", places=2),
    talks=st.lists(st.tuples(st.booleans(), st.floats(0.1, 1.0)), max_size=40),
)
def test_no_row_of_calls_costs_more_than_the_cap(
    price: Decimal, interval: int, cap: Decimal, talks: list[tuple[bool, float]]
) -> None:
    """Calls one after the other, each as long as it may be or shorter: what they cost never passes the cap."""
    rates = [{"prefix": "1", "price": str(price), "interval": interval}]
    made = router(outbound={"rates": rates, "guards": [{"scope": "role:agent", "cost_per_day": str(cap)}]})
    spent = Decimal(0)
    for count, (whole, share) in enumerate(talks):
        plan = made.plan(agent(), NOON)
        if not isinstance(plan, Plan):
            assert plan.code == "outbound.cost_cap"
            assert spent + price > cap
            break
        assert plan.max_seconds is not None
        seconds = plan.max_seconds if whole else plan.max_seconds * share
        leg = f"leg{count}"
        made.counters.begun(leg, Line("t1", plan.subjects, plan.tariff), NOON)
        made.counters.answered(leg, NOON)
        charge = made.counters.ended(leg, Now(NOON.mono + seconds, NOON.utc + seconds), made.tables.day(NOON.utc))
        assert charge is not None
        spent += charge.cost
    assert spent <= cap


def test_budgets_begin_anew_every_day_and_belong_to_their_scope() -> None:
    rates = [{"prefix": "1", "price": "1"}]
    made = router(outbound={"rates": rates, "guards": [{"scope": "role:agent", "cost_per_day": "1"}]})
    made.counters.begun("x", Line("t1", ("company", "agent:a1"), Tariff(Decimal(1), 60)), NOON)
    made.counters.answered("x", NOON)
    assert refused(made.plan(agent(), NOON)) == "outbound.cost_cap"  # while it runs
    made.counters.ended("x", later(5), made.tables.day(NOON.utc))
    assert refused(made.plan(agent(), later(10))) == "outbound.cost_cap"
    assert planned(made.plan(Wish(MOBILE, Kind.AGENT, "a2"), later(10)))
    assert planned(made.plan(agent(), later(86400)))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["fail1", "fail2", "down1", "down2", "up1", "up2", "line1", "line2", "free"]), max_size=30
    ),
    st.sampled_from([MOBILE, "62881234", "95588", "110", AWAY]),
)
def test_whatever_happened_an_answer_is_sound(facts: list[str], number: str) -> None:
    made = router(T1 | {"channels": 2}, T2 | {"channels": 3})
    lines: list[str] = []
    for place, fact in enumerate(facts):
        trunk = f"t{fact[-1]}"
        match fact[:-1]:
            case "fail":
                made.attempt_failed(trunk, NOON)
            case "down" | "up":
                made.trunk_changed(trunk, fact.startswith("up"))
            case "line":
                lines.append(f"l{place}")
                busy_line(made, lines[-1], trunk)
            case _:
                if lines:
                    made.counters.ended(lines.pop(), NOON, "day")
    answer = made.plan(agent(number), NOON)
    if isinstance(answer, Plan):
        trunks = over(answer)
        assert trunks
        assert len(set(trunks)) == len(trunks)
        if not answer.emergency:
            for trunk in trunks:
                assert made.why_not(made.tables.trunks[trunk], NOON) in {"", "resting"}
    else:
        assert refused(answer)
        assert number != "110"


def test_a_trial_of_other_rules_at_another_time_changes_nothing() -> None:
    made = router(outbound={"rates": [{"prefix": "1", "price": "1"}]})
    made.counters.begun("l1", Line("t1", ("company",), Tariff(Decimal(1), 60)), NOON)
    made.counters.answered("l1", NOON)
    made.counters.ended("l1", later(90), made.tables.day(NOON.utc))
    guard = {"scope": "company", "cost_per_day": "2"}
    other = router(outbound={"rates": [{"prefix": "1", "price": "1"}], "guards": [guard]}).tables
    assert refused(made.trial(other).plan(agent(), NOON)) == "outbound.cost_cap"
    tomorrow = Now(NOON.mono, NOON.utc + 86400)
    assert planned(made.trial(other).plan(agent(), tomorrow)).max_seconds == 120
    assert planned(made.plan(agent(), NOON)).max_seconds is None
    assert made.counters.totals(made.tables.day(NOON.utc)) == {"company": "2", "trunk:t1": "2"}
