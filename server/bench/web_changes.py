"""What happens in a busy call centre, as news: agents change, queues grow and shrink, calls pop up."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable

from server.bench.web_house import House
from telephony.domain_events import AgentStateChanged, CallEnded, CallLive, News, QueueFigures, ScreenPop

STATES = ("available", "ringing", "talking", "wrap_up", "busy")
QUEUES_SHARE = 0.3
"""Of all changes."""


def changes(place: House, seed: int) -> Callable[[], News]:
    """Makes one change after the other: an agent's state, or a queue's figures."""
    chance = random.Random(seed)  # noqa: S311 - a load that can be repeated
    state = dict.fromkeys(place.agents, "available")

    def one() -> News:
        now = time.time()
        if chance.random() < QUEUES_SHARE:
            waiting = chance.randrange(0, 20)
            return QueueFigures(
                queue=chance.choice(place.queues), waiting=waiting, oldest=now - waiting if waiting else None,
                available=chance.randrange(0, 10), talking=chance.randrange(0, 10), wrap_up=1, logged_in=10, call=None,
            )  # fmt: skip
        agent = chance.choice(place.agents)
        before, after = state[agent], chance.choice(STATES)
        state[agent] = after
        return AgentStateChanged(
            agent=agent, state=after, previous=before, reason="", device="8001", queue=None, since=now,
            previous_seconds=1.0, call=None,
        )  # fmt: skip

    return one


def call_of(agent: str, queue: str, number: int, former: str | None = None) -> tuple[list[News], ScreenPop]:
    """A call that reaches an agent: the news that go before, among them the end of his `former` call, and its
    screen-pop, whose `pop` and `call` are `bench-NUMBER`."""
    now, call = time.time(), f"bench-{number}"
    caller = f"+8613{number % 1_000_000_000:09d}"
    live = CallLive(
        stage="ringing", since=now, started=now - 5, direction="inbound", from_number=caller, to_number="1000",
        customer=None, name="", queue=queue, agent=agent, node=None, extra={"ringing": [agent]}, call=call,
    )  # fmt: skip
    ringing = AgentStateChanged(
        agent=agent, state="ringing", previous="available", reason="", device="8001", queue=queue, since=now,
        previous_seconds=5.0, call=call,
    )  # fmt: skip
    pop = ScreenPop(
        pop=f"bench-{number}", agent=agent, queue=queue, number=caller, dialled="1000", language="zh", waited=5.0,
        sticky=False, customer=None, card={"known": False}, region={"zh": "北京", "en": "Beijing"},
        path=({"node": "menu", "kind": "menu", "result": "0"},), call=call,
    )  # fmt: skip
    ended = [] if former is None else [CallEnded(cdr={"agents": [agent], "queue": queue}, call=former)]
    return [*ended, live, ringing], pop


async def steadily(rate: float, seconds: float) -> AsyncIterator[int]:
    """0, 1, 2 … at a steady rate; those that come late follow at once."""
    begun = time.monotonic()
    for number in range(int(rate * seconds)):
        wait = begun + number / rate - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        yield number
