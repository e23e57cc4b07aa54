"""The four histories: a page, and the summary line of everything found."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.histories import queries
from crm.histories.queries import Found
from crm.histories.schemas import (
    AgentCallsQuery,
    AgentCallsSummary,
    AgentCallView,
    AgentStatesQuery,
    AgentStatesSummary,
    AgentStateView,
    History,
    IvrVisitsQuery,
    IvrVisitsSummary,
    IvrVisitView,
    QueueVisitsQuery,
    QueueVisitsSummary,
    QueueVisitView,
)
from crm.kpis.catalogue import BY_ID
from crm.kpis.measures import TURNS, milliseconds
from crm.paging import PageQuery

View = TypeVar("View", bound=BaseModel)


class HistoryService:
    def __init__(self, session: AsyncSession, who: Principal, *, area_code: str = "010") -> None:
        self._session = session
        self._who = who
        self._area_code = area_code

    async def agent_calls(self, asked: AgentCallsQuery) -> History[AgentCallView, AgentCallsSummary]:
        found = queries.agent_calls(self._who, asked, self._area_code)
        sums = (await self._session.execute(queries.sums_of_agent_calls(found))).mappings().one()
        measures = {
            "handled": int(sums["handled"]),
            "rung": int(sums["rung"]),
            "wrap_ups": int(sums["wrap_ups"]),
            **{f"{name}_ms": milliseconds(sums[name]) for name in ("ring", "answered_ring", "talk", "hold", "wrap_up")},
        }
        names = ("talk_time", "mean_talk", "mean_hold", "mean_ring", "mean_wrap_up", "mean_work", "aht")
        values: dict[str, Any] = {name: BY_ID[name].value(measures) for name in names}
        summary = AgentCallsSummary(parts=sums["parts"], handled=measures["handled"], **values)
        return await self._history(found, asked, AgentCallView, sums["parts"], summary)

    async def agent_states(self, asked: AgentStatesQuery) -> History[AgentStateView, AgentStatesSummary]:
        found = queries.agent_states(self._who, asked)
        by_state = await self._sums(found, "state", "seconds")
        changes = sum(rows for rows, _ in by_state.values())
        summary = AgentStatesSummary(
            changes=changes, seconds={state: round(total, 3) for state, (_, total) in by_state.items()}
        )
        return await self._history(found, asked, AgentStateView, changes, summary)

    async def queue_visits(self, asked: QueueVisitsQuery) -> History[QueueVisitView, QueueVisitsSummary]:
        found = queries.queue_visits(self._who, asked, self._area_code)
        by_result = await self._sums(found, "result", "wait_seconds")
        waits = {result: sums for result, sums in by_result.items() if result not in TURNS}
        queued = sum(rows for rows, _ in waits.values())
        answered, abandoned = by_result.get("answered", (0, 0.0)), by_result.get("abandoned", (0, 0.0))
        measures = {
            "queued": queued,
            "wait_ms": milliseconds(sum(total for _, total in waits.values())),
            "answered": answered[0],
            "answered_wait_ms": milliseconds(answered[1]),
            "abandoned": abandoned[0],
            "abandoned_wait_ms": milliseconds(abandoned[1]),
        }
        values = {name: BY_ID[name].value(measures) for name in ("mean_wait", "asa", "mean_wait_abandoned")}
        results = {result: rows for result, (rows, _) in by_result.items()}
        summary = QueueVisitsSummary(queued=queued, results=results, **values)
        return await self._history(found, asked, QueueVisitView, sum(results.values()), summary)

    async def ivr_visits(self, asked: IvrVisitsQuery) -> History[IvrVisitView, IvrVisitsSummary]:
        found = queries.ivr_visits(self._who, asked)
        by_exit = await self._sums(found, "exit", "seconds")
        visits = sum(rows for rows, _ in by_exit.values())
        seconds = sum(total for _, total in by_exit.values())
        summary = IvrVisitsSummary(
            visits=visits,
            calls=await self._session.scalar(queries.calls_in(found)) or 0,
            mean_seconds=round(seconds / visits, 3) if visits else None,
            exits={name: rows for name, (rows, _) in by_exit.items() if name},
        )
        return await self._history(found, asked, IvrVisitView, visits, summary)

    async def _sums(self, found: Found, column: str, value: str) -> dict[str, tuple[int, float]]:
        rows = await self._session.execute(queries.sums_by(found, column, value))
        return {row.name: (int(row.rows), float(row.total)) for row in rows}

    async def _history(
        self, found: Found, asked: PageQuery, view: type[View], total: int, summary: Any
    ) -> History[Any, Any]:
        rows = await self._session.execute(found.limit(asked.page_size).offset((asked.page - 1) * asked.page_size))
        return History[Any, Any](
            items=[view.model_validate(row) for row in rows],
            total=total,
            page=asked.page,
            page_size=asked.page_size,
            summary=summary,
        )
