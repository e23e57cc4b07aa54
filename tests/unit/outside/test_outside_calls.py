"""Calls to the outside on the fake switch: the next trunk within the call, limits, caps, refusals, transfers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from telephony.console import Console
from telephony.events import Cause
from telephony.switch.fake import Behaviour, answers, busy, manual, no_answer
from tests.unit.outside.outside_kit import MOBILE, NOON, T1, T2, FakeCore, config, core

CONGESTED = Behaviour(rings_after=None, rejects_after=0.1, cause=Cause.CONGESTION)
SILENT = manual()


@pytest.mark.parametrize(
    ("first", "result"),
    [
        (CONGESTED, "congestion"),
        (Behaviour(rings_after=None, rejects_after=0.1, cause=Cause.UNAVAILABLE), "unavailable"),
        (Behaviour(rings_after=None, rejects_after=0.1, cause=Cause.FAILED), "failed"),
        (SILENT, "silent"),
    ],
)
def test_the_second_trunk_carries_what_the_first_cannot(tmp_path: Path, first: Behaviour, result: str) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", first)
        c.dial(MOBILE)
        await c.seconds(20)
        (call,) = c.engine.calls.values()
        agent = next(peer for peer in c.switch.peers.values() if peer.device == "8001")
        customer = c.switch.peers[call.leg]
        customer.say("hello")
        assert agent.hears() == {"hello"}
        agent.hang_up()
        await c.seconds(5)

    c = core(tmp_path, config(), play)
    assert [(each.trunk, each.number, each.caller) for each in c.outside()] == [
        ("t1", MOBILE, "01062881234"),
        ("t2", MOBILE, "02166668888"),
    ]
    assert [(item["trunk"], item["result"], item["next"]) for item in c.said("call.trunk_result")] == [
        ("t1", result, True),
        ("t2", "answered", False),
    ]
    (ended,) = c.said("call.ended")
    assert ended["cdr"]["outcome"] == "answered"
    kinds = [item["type"] for item in ended["cdr"]["timeline"]]
    assert kinds.count("call.trunk_tried") == 2
    assert not c.engine.calls
    assert not c.switch.peers
    assert [view["in_use"] for view in c.usage["trunks"]] == [0, 0]


def test_the_agent_hears_music_while_the_next_trunk_is_tried(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", CONGESTED)
        c.switch.behave("@t2", no_answer())
        c.dial(MOBILE)
        await c.seconds(3)
        agent = next(peer for peer in c.switch.peers.values() if peer.device == "8001")
        assert agent.hears() == {"music:default"}
        agent.hang_up()
        await c.seconds(5)

    c = core(tmp_path, config(), play)
    assert len(c.said("call.ended")) == 1
    assert c.said("call.trunk_result")[-1]["result"] == "cancelled"
    assert not c.switch.peers


@pytest.mark.parametrize("end", [busy(), Behaviour(rejects_after=1.0), no_answer()])
def test_what_the_called_one_decides_is_final(tmp_path: Path, end: Behaviour) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", end)
        c.dial(MOBILE)
        await c.seconds(40)

    c = core(tmp_path, config(), play)
    assert [each.trunk for each in c.outside()] == ["t1"]
    assert [item["next"] for item in c.said("call.trunk_result")] == [False]
    assert len(c.said("call.ended")) == 1


def test_all_trunks_fail_and_the_call_ends_once(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", CONGESTED)
        c.switch.behave("@t2", CONGESTED)
        c.dial(MOBILE)
        await c.seconds(10)

    c = core(tmp_path, config(), play)
    assert [item["next"] for item in c.said("call.trunk_result")] == [True, False]
    (ended,) = c.said("call.ended")
    assert (ended["cdr"]["outcome"], ended["cdr"]["cause"]) == ("rejected", "congestion")
    assert not c.engine.calls


def test_an_agent_who_gives_up_between_two_trunks_leaves_nothing(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", CONGESTED)
        c.dial(MOBILE)
        for _ in range(60):
            await c.seconds(0.05)
            if len(c.outside()) == 2:
                break
        next(peer for peer in c.switch.peers.values() if peer.device == "8001").hang_up()
        await c.seconds(10)

    c = core(tmp_path, config(), play)
    assert len(c.outside()) == 2
    assert not c.switch.peers
    assert not c.engine.calls
    assert len(c.said("call.ended")) == 1


def test_a_trunk_that_is_full_is_passed_over_and_a_second_call_refused(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.dial(MOBILE)
        await c.seconds(5)
        phone = c.switch.arrive(MOBILE, "8002", entry="device", device="8002")
        await c.seconds(0.5)
        assert any(heard.startswith("media:") for heard in phone.hears())  # why
        assert not phone.up
        await c.seconds(5)
        assert phone.ended is Cause.REJECTED
        for peer in list(c.switch.peers.values()):
            peer.hang_up()
        await c.seconds(5)
        c.dial(MOBILE)
        await c.seconds(5)

    c = core(tmp_path, config(T1 | {"channels": 1}), play)
    (refusal,) = c.said("outbound.refused")
    assert (refusal["code"], refusal["agent"], refusal["device"]) == ("outbound.trunks_busy", "a2", "8002")
    assert len(c.outside()) == 2


def test_an_international_number_is_refused_while_a_call_runs(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        caller = c.switch.arrive("1001", "13800138000")
        await c.seconds(15)
        call = next(iter(c.engine.calls.values()))
        with pytest.raises(Exception, match="international"):
            c.controller.conversation.transfer(call, "number", "0085212345678")
        await c.seconds(1)
        assert call.party is not None
        assert call.party.agent in {"a1", "a2"}
        caller.hang_up()
        await c.seconds(5)

    c = core(tmp_path, config(), play)
    assert [item["code"] for item in c.said("outbound.refused")] == ["outbound.international"]
    assert not c.outside()


def test_a_transfer_to_a_number_goes_over_to_the_next_trunk_and_shows_our_number(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", CONGESTED)
        caller = c.switch.arrive("1001", "13800138000")
        await c.seconds(15)
        call = next(iter(c.engine.calls.values()))
        c.controller.conversation.transfer(call, "number", MOBILE)
        await c.seconds(5)
        assert call.party is not None
        c.switch.peers[call.party.leg].say("here")
        assert caller.hears() == {"here"}
        caller.hang_up()
        await c.seconds(5)

    c = core(tmp_path, config(), play)
    assert [(each.trunk, each.caller) for each in c.outside()] == [("t1", "01062881234"), ("t2", "02166668888")]
    assert [item["kind"] for item in c.said("call.trunk_tried")] == ["transfer", "transfer"]
    (ended,) = c.said("call.ended")
    assert [segment["number"] for segment in ended["cdr"]["segments"]] == [None, MOBILE]


def test_a_phone_that_hangs_up_while_it_hears_why(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        phone = c.switch.arrive("0085212345678", "8002", entry="device", device="8002")
        await c.seconds(0.2)
        phone.hang_up()
        await c.seconds(5)

    c = core(tmp_path, config(), play)
    assert len(c.said("call.ended")) == 1
    assert not c.engine.calls


def rated(**guard: Any) -> dict[str, Any]:
    rates = [{"prefix": "1", "price": "0.30", "interval": 60}]
    return config(T1, outbound={"rates": rates, "guards": [{"scope": "company"} | guard]})


def test_a_call_costs_what_its_started_minutes_cost_and_the_cap_ends_it(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.dial(MOBILE)
        await c.seconds(200)
        assert not c.engine.calls
        assert c.refusal(MOBILE) == "outbound.cost_cap"
        assert c.dial("110")

    c = core(tmp_path, rated(cost_per_day="0.80"), play)
    (cost,) = c.said("call.cost")
    assert cost["cost"] == "0.60"
    assert cost["seconds"] == pytest.approx(120, abs=0.5)
    assert c.usage["spent"]["agent:a1"] == "0.60"


def test_a_call_ends_at_its_longest(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.dial(MOBILE)
        await c.seconds(60)

    c = core(tmp_path, rated(max_seconds=20), play)
    (ended,) = c.said("call.ended")
    assert ended["cdr"]["talk_seconds"] == pytest.approx(20, abs=0.5)
    assert ended["cdr"]["ended_by"] == "system"


def test_a_restart_forgets_neither_the_line_nor_its_limit(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.dial(MOBILE)
        await c.seconds(30)
        news = [item for item in c.bus.heard if item.n]
        state = c.engine.outside.router.counters.export()
        c.switch.drop()
        c.engine.abandon()
        c.build(c.raw)
        c.engine.outside.router.counters.restore(state)
        c.recovery.restore(news)
        await c.switch.start(c.controller.on_event)
        await c.seconds(1)
        assert c.engine.outside.view()[0]["in_use"] == 1
        await c.seconds(70)

    c = core(tmp_path, rated(max_seconds=90), play)
    (ended,) = c.said("call.ended")
    assert ended["cdr"]["talk_seconds"] == pytest.approx(90, abs=2)
    assert c.usage["spent"]["company"] == "0.60"


def test_a_trunk_that_is_down_is_skipped_and_tried_again_when_it_is_back(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.trunk("t1", reachable=False)
        c.dial(MOBILE)
        await c.seconds(5)
        c.controller.hang_up(next(iter(c.engine.calls.values())), "agent")
        await c.seconds(5)
        c.switch.trunk("t1", reachable=True)
        c.dial(MOBILE)
        await c.seconds(5)

    c = core(tmp_path, config(T1, T2), play)
    assert [each.trunk for each in c.outside()] == ["t2", "t1"]
    assert [(item["trunk"], item["up"]) for item in c.said("trunk.state")] == [("t1", False), ("t1", True)]


def test_a_registering_trunk_is_down_until_it_is_registered(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.trunk("t1", "unregistered")
        assert c.refusal(MOBILE) == "outbound.trunks_down"
        assert c.dial("120")
        await c.seconds(5)
        c.controller.hang_up(next(iter(c.engine.calls.values())), "agent")
        await c.seconds(5)
        c.switch.trunk("t1", "registered")
        c.dial(MOBILE)
        await c.seconds(5)

    c = core(tmp_path, config(T1 | {"register": True, "user": "u", "secret": "s"}), play)
    assert [each.number for each in c.outside()] == ["120", MOBILE]


def test_calls_that_come_in_use_channels_too(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        caller = c.switch.arrive("1000", "13800138000", trunk="t1")
        await c.seconds(1)
        assert c.engine.outside.view()[0]["in_use"] == 1
        assert c.refusal(MOBILE) == "outbound.trunks_busy"
        caller.hang_up()
        await c.seconds(4)
        assert c.engine.outside.view()[0]["in_use"] == 0

    core(tmp_path, config(T1 | {"channels": 1}), play)


def test_answers_that_come_late_are_given_up_properly(tmp_path: Path) -> None:
    """The first trunk wakes up when it has just been given up: its leg is gone, the second one's call goes on."""

    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", Behaviour(rings_after=None, answers_after=2.0))
        c.switch.behave("@t2", answers(1.0))
        c.dial(MOBILE)
        await c.seconds(10)
        (call,) = c.engine.calls.values()
        assert c.switch.peers[call.leg].up
        assert len(c.switch.peers) == 2
        c.controller.hang_up(call, "agent")
        await c.seconds(5)

    c = core(tmp_path, config(T1 | {"setup_seconds": 1.95}, T2), play)
    assert len(c.said("call.ended")) == 1
    assert not c.switch.peers


def test_rules_are_tried_on_the_running_core(tmp_path: Path) -> None:
    tried: list[dict[str, Any]] = []

    async def play(c: FakeCore) -> None:
        wish = {"number": "0085212345678", "kind": "agent", "agent": "a1"}
        draft = {"guards": [{"scope": "company", "international": True, "hours": "calls"}]}
        asked = Console(c.controller, tmp_path, no_prompts).outside_check
        tried.append(dict(await asked(wish)))
        tried.append(dict(await asked(wish | {"rules": draft, "at": NOON.utc})))
        tried.append(dict(await asked(wish | {"rules": draft, "at": NOON.utc + 12 * 3600})))

    hours = {"id": "calls", "name": {"zh": "外呼", "en": "calls"}, "week": [[{"start": "09:00", "end": "18:00"}]] * 7}
    core(tmp_path, config(hours=[hours]), play)
    assert [(each["allowed"], each.get("code")) for each in tried] == [
        (False, "outbound.international"),
        (True, None),
        (False, "outbound.hours"),
    ]


async def no_prompts(_config: object) -> None:
    """Nothing to render."""


def test_an_agent_who_hangs_up_while_a_number_rings_has_his_record_at_once(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.switch.behave("@t1", no_answer())
        c.dial(MOBILE)
        await c.seconds(5)
        next(peer for peer in c.switch.peers.values() if peer.device == "8001").hang_up()
        await c.seconds(0.5)
        assert len(c.said("call.ended")) == 1
        await c.seconds(5)

    c = core(tmp_path, config(T1), play)
    (ended,) = c.said("call.ended")
    assert (ended["cdr"]["ended_by"], ended["cdr"]["outcome"]) == ("agent", "abandoned")
    assert not c.switch.peers
