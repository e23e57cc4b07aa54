"""Simulated customers and agents against phones of the test: no switch, real packets."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.demo.agents import SimulatedAgent
from server.demo.api import ApiError, Login
from server.demo.customers import SimulatedCustomer
from server.demo.guide import Guide
from server.demo.people import Agent
from server.demo.persona import CustomerPlan, Dice, Manner
from server.demo.statistics import Statistics
from server.demo.ua import IncomingCall, UserAgent, tone
from server.demo.voices import Voices

NUMBER = "+8613800138000"


class Quiet(Voices):
    """Short sounds instead of sentences."""

    def of(self, role: str, language: str, speaker: int) -> list[Any]:
        return [tone(440 if role == "customer" else 900, 0.3)]


@pytest.fixture
async def phones() -> AsyncIterator[tuple[UserAgent, UserAgent]]:
    one, two = UserAgent(), UserAgent()
    await one.start()
    await two.start()
    yield one, two
    await one.stop()
    await two.stop()


def plan(**changes: Any) -> CustomerPlan:
    values: dict[str, Any] = {
        "number": NUMBER, "name": "王小明", "language": "zh", "intent": "repair",
        "keys": {"welcome": "1", "menu": "3", "heating": "1"}, "leave_at": frozenset(), "blind": "131",
        "listening": (0.01, 0.02), "patience": 5.0, "talk": 0.5, "message": 0.5, "hangs_up_first": True, "voice": 1,
    }  # fmt: skip
    return CustomerPlan(**(values | changes))


class Office:
    """The other end of a customer's call, and the news about it."""

    def __init__(self, phone: UserAgent) -> None:
        self.guide = Guide()
        self.calls: asyncio.Queue[IncomingCall] = asyncio.Queue()
        self.host, self.port = phone.address
        phone.on_incoming = self._take

    async def _take(self, call: IncomingCall) -> None:
        await call.answer()
        await self.calls.put(call)

    def say(self, stage: str, node: str | None = None) -> None:
        self.guide.on_frame(
            "call.live", {"call": "c1", "from_number": NUMBER, "stage": stage, "node": node, "agent": None}
        )

    def customer(self, phone: UserAgent, chosen: CustomerPlan) -> "asyncio.Task[str]":
        customer = SimulatedCustomer(
            chosen, phone, f"sip:1000@{self.host}:{self.port}", guide=self.guide, voices=Quiet(Path()), dice=Dice(1)
        )
        return asyncio.create_task(customer.run())


async def test_a_customer_finds_his_way_and_talks(phones: tuple[UserAgent, UserAgent]) -> None:
    office = Office(phones[1])
    task = office.customer(phones[0], plan())
    call = await asyncio.wait_for(office.calls.get(), 5)
    assert (call.caller_number, call.caller_name) == ("13800138000", "王小明")
    for count, node in enumerate(["welcome", "menu", "heating"], 1):
        office.say("ivr", node)
        await call.wait_digits(count)
    assert call.digits == "131"
    office.say("queue")
    office.say("talking")
    await call.wait_tone(440)
    assert await asyncio.wait_for(task, 10) == "talked"
    assert (await call.wait_ended(5)).by == "remote"


async def test_a_customer_gives_up_waiting(phones: tuple[UserAgent, UserAgent]) -> None:
    office = Office(phones[1])
    task = office.customer(phones[0], plan(patience=0.3))
    call = await asyncio.wait_for(office.calls.get(), 5)
    office.say("queue")
    assert await asyncio.wait_for(task, 5) == "gave_up"
    await call.wait_ended(5)


async def test_a_customer_leaves_where_he_has_heard_enough(phones: tuple[UserAgent, UserAgent]) -> None:
    office = Office(phones[1])
    task = office.customer(phones[0], plan(leave_at=frozenset({"menu"}), keys={}))
    await asyncio.wait_for(office.calls.get(), 5)
    office.say("ivr", "menu")
    assert await asyncio.wait_for(task, 5) == "menus_only"


async def test_without_news_the_customer_presses_the_usual_keys(
    phones: tuple[UserAgent, UserAgent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.demo.customers._NEWS", 0.05)
    monkeypatch.setattr("server.demo.customers._BLIND_LISTENING", 0.05)
    office = Office(phones[1])
    task = office.customer(phones[0], plan(patience=0.2, talk=0.2))
    call = await asyncio.wait_for(office.calls.get(), 5)
    assert await call.wait_digits(3) == "131"
    await call.wait_tone(440)
    await asyncio.wait_for(task, 10)


async def test_a_cancelled_customer_hangs_up(phones: tuple[UserAgent, UserAgent]) -> None:
    office = Office(phones[1])
    task = office.customer(phones[0], plan())
    call = await asyncio.wait_for(office.calls.get(), 5)
    task.cancel()
    await call.wait_ended(5)
    with pytest.raises(asyncio.CancelledError):
        await task


class Desk:
    """Stands in for the API: notes what the agent asks for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.event = asyncio.Event()
        self.refuse: ApiError | None = None

    async def request(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        self.asked.append((method, path, body))
        self.event.set()
        if self.refuse is not None:
            raise self.refuse
        return {"state": {"state": "available"}}


MANNER = {
    "answers": "answer", "after": 0.05, "talk": 0.3, "hold": 0.0, "hold_by_phone": True, "wrap_up": 0.01,
    "break_after": 0.0,
}  # fmt: skip


def agent(
    phone: UserAgent, desk: Desk, monkeypatch: pytest.MonkeyPatch, **manner: Any
) -> tuple[SimulatedAgent, Statistics]:
    monkeypatch.setattr("server.demo.agents.plan_manner", lambda dice: Manner(**(MANNER | manner)))
    person = Agent(
        login=Login("a1", "p"), number="1001", name="李娜", device="8001", secret="s"
    )  # fmt: skip
    statistics = Statistics()
    simulated = SimulatedAgent(
        person, desk, phone, "127.0.0.1:1", voices=Quiet(Path()), dice=Dice(1), statistics=statistics,
        dispositions=("resolved",), break_reasons=("meal",),
    )  # type: ignore[arg-type]  # fmt: skip
    phone.on_incoming = simulated.ring
    return simulated, statistics


POP = {"agent": "u1", "pop": "p1", "call": "c1", "language": "en", "number": NUMBER}


async def test_an_agent_answers_talks_hangs_up_and_writes_it_down(
    phones: tuple[UserAgent, UserAgent], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    simulated, statistics = agent(phones[1], desk, monkeypatch)
    host, port = phones[1].address
    simulated._on_frame("snapshot", {"me": {"agent": "u1", "state": "available"}})
    simulated._on_frame("screen_pop", POP)
    call = await phones[0].call(f"sip:8001@{host}:{port}")
    await call.wait_answered(5)
    await call.wait_tone(900)
    assert (await call.wait_ended(10)).by == "remote"
    simulated._on_frame("agent.state", {"agent": "u1", "state": "wrap_up"})
    while len(desk.asked) < 2:
        desk.event.clear()
        await asyncio.wait_for(desk.event.wait(), 5)
    assert desk.asked[0][:2] == ("PATCH", "/calls/c1")
    assert desk.asked[0][2]["disposition"] == "resolved"
    assert desk.asked[1] == ("POST", "/agent/wrap-up", {"action": "finish"})
    assert (statistics.rings, statistics.popped, statistics.answered, statistics.notes) == (1, 1, 1, 1)
    assert 0 <= statistics.leads[0] < 5


@pytest.mark.parametrize(("answers", "status"), [("refuse", 486), ("ignore", 487)])
async def test_an_agent_may_not_answer(
    phones: tuple[UserAgent, UserAgent], monkeypatch: pytest.MonkeyPatch, answers: str, status: int
) -> None:
    _, statistics = agent(phones[1], Desk(), monkeypatch, answers=answers)
    host, port = phones[1].address
    call = await phones[0].call(f"sip:8001@{host}:{port}")
    await call.wait_ringing(5)
    if answers == "ignore":
        await call.hangup()
    assert (await call.wait_ended(5)).status == status
    assert (statistics.rings, statistics.popped, statistics.answered) == (1, 0, 0)


@pytest.mark.parametrize("by_phone", [True, False])
async def test_an_agent_holds(
    phones: tuple[UserAgent, UserAgent], monkeypatch: pytest.MonkeyPatch, by_phone: bool
) -> None:
    desk = Desk()
    agent(phones[1], desk, monkeypatch, hold=0.2, hold_by_phone=by_phone)
    host, port = phones[1].address
    call = await phones[0].call(f"sip:8001@{host}:{port}")
    await call.wait_answered(5)
    held = call.held_by_remote
    unwatch = call._stream.watch(lambda: None)
    while call.state.value == "answered" and not held:
        await asyncio.sleep(0.02)
        held = call.held_by_remote
    unwatch()
    await call.wait_ended(10)
    assert held is by_phone
    assert [asked[2] for asked in desk.asked] == ([] if by_phone else [{"held": True}, {"held": False}])


async def test_a_refusing_api_is_counted_and_told(
    phones: tuple[UserAgent, UserAgent], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    simulated, statistics = agent(phones[1], desk, monkeypatch)
    simulated._on_frame("snapshot", {"me": {"agent": "u1", "state": "available"}})
    desk.refuse = ApiError(409, "not_possible", "not in wrap-up")
    simulated._on_frame("agent.state", {"agent": "u1", "state": "wrap_up"})
    await asyncio.wait_for(desk.event.wait(), 5)
    while not statistics.errors:
        await asyncio.sleep(0)
    assert statistics.errors["wrap-up"] == 1
