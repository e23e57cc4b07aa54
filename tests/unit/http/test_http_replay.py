"""What the board showed: the facts of a period, as far as one watches live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from web_kit import Browser

from crm.calls.models import AgentState, Call
from crm.histories.models import AgentCallRow, QueueVisitRow
from server.http.context import Web

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def asked(begins: float, ends: float) -> dict[str, str]:
    return {"from": at(begins).isoformat(), "to": at(ends).isoformat()}


async def lived_through(parts: Web, agent: str) -> None:
    """A caller waits from 10 to 40, is served until 100; the agent is free, rung, talks."""
    async with parts.db.write() as session:
        session.add(
            Call(
                id="c1", unit_id="root", direction="inbound", from_number="+8613800138000", to_number="1000",
                started_at=at(0), outcome="answered", talk_seconds=60.0, timeline=[],
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            QueueVisitRow(
                call_id="c1", visit=1, queue="service", number="+8613800138000", priority=0, entered_at=at(10),
                left_at=at(40), wait_seconds=30.0, result="answered", detail="", agent_id=agent, sticky=False, offers=1,
            )
        )  # fmt: skip
        session.add(
            AgentCallRow(
                call_id="c1", part=1, agent_id=agent, device=None, direction="inbound", number="+8613800138000",
                queue="service", result="answered", started_at=at(35), answered_at=at(40), ended_at=at(100),
                ring_seconds=5.0, talk_seconds=60.0, hold_seconds=0.0, ended_by="caller", last=True, kind="talk",
            )
        )  # fmt: skip
        states: list[tuple[float, str, float | None]] = [
            (0, "available", 35),
            (35, "ringing", 40),
            (40, "talking", None),
        ]
        for since, state, until in states:
            session.add(
                AgentState(
                    agent_id=agent, since=at(since), state=state, ended_at=None if until is None else at(until),
                    seconds=None if until is None else until - since,
                )
            )  # fmt: skip


async def test_what_overlaps_the_period_is_told(parts: Web, wang: Browser, boss: Browser) -> None:
    await lived_through(parts, wang.user["id"])

    async def found(begins: float, ends: float) -> dict[str, list[Any]]:
        body = await boss.get("/live/replay", **asked(begins, ends))
        return {
            "waits": [one["call"] for one in body["waits"]],
            "talks": [one["call"] for one in body["talks"]],
            "states": [one["state"] for one in body["states"]],
        }

    assert await found(0, 3600) == {"waits": ["c1"], "talks": ["c1"], "states": ["available", "ringing", "talking"]}
    assert await found(-100, 5) == {"waits": [], "talks": [], "states": ["available"]}
    assert await found(60, 90) == {"waits": [], "talks": ["c1"], "states": ["talking"]}
    (wait,) = (await boss.get("/live/replay", **asked(0, 60)))["waits"]
    assert (wait["queue"], wait["result"], wait["agent"]) == ("service", "answered", wang.user["id"])
    await wang.send("GET", "/live/replay?from=2026-03-02T12:00:00&to=2026-03-02T13:00:00", status=403)


async def test_a_period_that_makes_no_board_is_refused(boss: Browser) -> None:
    for begins, ends in ((10, 0), (0, 0), (0, 4 * 3600 + 1)):
        answer = await boss.ask("GET", "/live/replay", params=asked(begins, ends))
        assert (answer.status, (await answer.json())["error"]["field"]) == (422, "to")
