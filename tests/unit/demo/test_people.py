"""Who plays, what they intend, where they are, what is reported."""

import asyncio

import pytest

from server.demo.api import ApiError, Login
from server.demo.customers import as_dialled
from server.demo.guide import Guide, Place
from server.demo.people import Customer, customers_of, sample_company
from server.demo.persona import Dice, plan_customer, plan_manner
from server.demo.statistics import Statistics
from server.seed import read_config
from server.settings import SOURCE
from telephony.errors import ConfigError

CONFIG = {
    "password": "geheim",
    "entries": {"*": {}, "1000": {}},
    "agents": [{"number": str(1001 + n), "name": "李娜"} for n in range(12)],
    "extensions": {"first": 8001, "count": 12, "secret": "s3cret-{extension}"},
    "supervisors": [{"username": "supervisor"}],
    "dictionaries": {"disposition": {"solved": {}}, "break_reason": {"meal": {}}},
}


def test_two_thirds_of_the_agents_are_simulated_and_secrets_stay_hidden() -> None:
    company = sample_company(CONFIG)
    assert [agent.device for agent in company.simulated] == [str(8001 + n) for n in range(8)]
    assert company.agents[2].secret == "s3cret-8003"
    assert company.agents[2].login == Login("1003", "geheim")
    assert company.entries == ("1000",)
    assert "geheim" not in repr(company)
    assert "s3cret" not in repr(company)


def test_the_shipped_sample_company_can_be_played() -> None:
    company = sample_company(read_config(SOURCE, demo=True))
    assert len(company.simulated) == 8
    assert company.dispositions
    assert company.break_reasons


def test_a_wrong_configuration_is_named() -> None:
    with pytest.raises(ConfigError, match=r"company\.yaml: KeyError\('agents'\)"):
        sample_company({key: value for key, value in CONFIG.items() if key != "agents"})


class Api:
    """Stands in for the supervisor's API."""

    def __init__(self, pages: list[object]) -> None:
        self.pages = pages

    async def request(self, method: str, path: str) -> object:
        answer = self.pages.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"items": answer}


def row(number: str, *, provisional: bool = False) -> dict[str, object]:
    return {"phones": [{"number": number}], "name": "王", "language": None, "provisional": provisional}


async def test_customers_come_from_the_installation() -> None:
    api = Api(
        [[row(f"+86138001380{n:02}") for n in range(200)], [row("+8613900000000"), row("+861", provisional=True)]]
    )
    customers = await customers_of(api)
    assert len(customers) == 201
    assert customers[-1] == Customer("+8613900000000", "王", "zh")


async def test_another_installation_is_told_from_the_sample_company() -> None:
    with pytest.raises(ConfigError, match="empty HOTLINE_HOME"):
        await customers_of(Api([ApiError(401, "auth.wrong", "no")]))
    with pytest.raises(ApiError):
        await customers_of(Api([ApiError(500, "error", "no")]))


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
