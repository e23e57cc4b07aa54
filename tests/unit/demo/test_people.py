"""Who plays, what they intend, where they are, what is reported."""

import asyncio
import json
from pathlib import Path

import pytest

from server.demo.customers import as_dialled
from server.demo.guide import Guide, Place
from server.demo.people import Customer, read, wait_for
from server.demo.persona import Dice, plan_customer, plan_manner
from server.demo.statistics import Statistics
from telephony.errors import ConfigError

FILE = {
    "version": 1,
    "entries": ["1000"],
    "agents": [
        {"user": f"u{n}", "username": f"a{n}", "password": "geheim", "number": f"10{n}", "name": "李娜",
         "device": f"80{n}", "secret": "s3cret"} for n in range(12)
    ],
    "supervisor": {"username": "boss", "password": "geheim"},
    "customers": [{"number": "+8613800138000", "name": "王小明", "language": "zh"}],
    "dispositions": ["resolved"],
    "break_reasons": ["meal"],
}  # fmt: skip


def test_two_thirds_of_the_agents_are_simulated_and_secrets_stay_hidden(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    path.write_text(json.dumps(FILE))
    people = read(path)
    assert [agent.device for agent in people.simulated] == [f"80{n}" for n in range(8)]
    assert "geheim" not in repr(people)
    assert "s3cret" not in repr(people)


async def test_a_missing_or_wrong_file_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    with pytest.raises(ConfigError, match=r"demo\.json: missing"):
        await wait_for(path, 0.1)
    path.write_text(json.dumps(FILE | {"entries": []}))
    with pytest.raises(ConfigError, match=r"entries: .*at least 1"):
        await wait_for(path, 0.1)


def test_the_same_seed_gives_the_same_people() -> None:
    customers = [Customer(number=f"+861380013800{n}", name="王") for n in range(10)]
    plans = [[plan_customer(Dice(seed), customers, busy=frozenset()) for _ in range(3)] for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    assert plan_manner(Dice(5)) == plan_manner(Dice(5))


def test_nobody_calls_twice_at_the_same_time_and_moods_are_human() -> None:
    customers = [Customer(number="+8613800138000", name="王"), Customer(number="+8613800138001", name="李")]
    dice = Dice(1)
    plans = [plan_customer(dice, customers, busy=frozenset({"+8613800138000"})) for _ in range(400)]
    assert all(plan.number != "+8613800138000" for plan in plans)
    assert 200 < sum(plan.number == "+8613800138001" for plan in plans) < 360
    assert {plan.intent for plan in plans} >= {"repair", "shop", "service", "ticket", "complaint", "lost"}
    manners = [plan_manner(dice) for _ in range(500)]
    assert all(1 <= manner.after <= 6 for manner in manners)
    assert 0 < sum(manner.answers == "ignore" for manner in manners) < 50
    assert 20 < sum(manner.hold > 0 for manner in manners) < 120


def test_calls_arrive_at_the_rate() -> None:
    dice = Dice(3)
    assert sum(dice.pause(60) for _ in range(5000)) / 5000 == pytest.approx(1.0, rel=0.1)


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("+8613800138000", "13800138000"),
        ("+861062345678", "01062345678"),
        ("+14155550123", "0014155550123"),
        ("10086", "10086"),
    ],
)
def test_numbers_are_presented_as_a_carrier_does(number: str, dialled: str) -> None:
    assert as_dialled(number) == dialled


def live(call: str, number: str, stage: str, node: str | None = None) -> dict[str, object]:
    return {"call": call, "from_number": number, "stage": stage, "node": node, "agent": None}


async def test_the_guide_knows_where_each_caller_is() -> None:
    guide = Guide()
    guide.on_frame("snapshot", {"calls": [live("c1", "+8613800138000", "ivr", "menu")]})
    assert guide.trusted
    assert guide.place("13800138000") == Place("ivr", "menu")
    waiting = asyncio.create_task(guide.wait("13800138000", lambda place: place == Place("queue"), 5))
    await asyncio.sleep(0)
    guide.on_frame("call.live", live("c1", "+8613800138000", "queue"))
    assert await waiting
    assert not await guide.wait("13800138000", lambda place: place is None, 0.01)
    guide.on_frame("call.ended", {"call": "c1"})
    assert guide.place("13800138000") is None
    guide.on_frame("call.ended", {"call": "unknown"})


async def test_a_new_snapshot_forgets_calls_that_are_gone() -> None:
    guide = Guide()
    guide.on_frame("snapshot", {"calls": [live("c1", "+8613800138000", "talking")]})
    guide.on_frame("snapshot", {"calls": []})
    assert guide.place("+8613800138000") is None


def test_the_line_of_statistics_says_what_happened() -> None:
    statistics = Statistics(started=3, live=1)
    statistics.fates["talked"] += 2
    statistics.rang(0.02)
    statistics.rang(None)
    line = statistics.line(2, 8)
    assert "3 calls, 1 live, 2 ended (talked 2)" in line
    assert "screen-pop before ring 1/2 (median 20 ms before)" in line
