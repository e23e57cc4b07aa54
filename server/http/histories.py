"""The four histories (坐席通话, 坐席状态, 队列, IVR): pages with a summary line, and CSV."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.audit.service import note
from crm.histories import queries, scope
from crm.histories.export import CsvRows, Style
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
from crm.histories.service import HistoryService
from crm.masking import veiled
from server.http.context import Request
from server.http.route import Routes

routes = Routes("histories")

CHUNK = 500
"""Rows of a CSV file that are read and sent together."""
EXPORT = "histories.export"
HIDDEN = frozenset({"agent_id", "preferred_id", "previous", "previous_seconds"})


@routes("GET", "/histories/agent-calls")
async def list_agent_calls(request: Request, query: AgentCallsQuery) -> History[AgentCallView, AgentCallsSummary]:
    """坐席通话历史: agents' parts in calls, rung in vain included; newest first."""
    async with request.web.db.read() as session:
        return await _service(request, session).agent_calls(query)


@routes("GET", "/histories/agent-states")
async def list_agent_states(request: Request, query: AgentStatesQuery) -> History[AgentStateView, AgentStatesSummary]:
    """坐席状态历史: every change of an agent's state; newest first."""
    async with request.web.db.read() as session:
        return await _service(request, session).agent_states(query)


@routes("GET", "/histories/queue-visits")
async def list_queue_visits(request: Request, query: QueueVisitsQuery) -> History[QueueVisitView, QueueVisitsSummary]:
    """队列历史: every stay in a queue with its result; newest first."""
    async with request.web.db.read() as session:
        return await _service(request, session).queue_visits(query)


@routes("GET", "/histories/ivr-visits")
async def list_ivr_visits(request: Request, query: IvrVisitsQuery) -> History[IvrVisitView, IvrVisitsSummary]:
    """IVR记录: every stay in a menu node; newest call first, its steps in order."""
    async with request.web.db.read() as session:
        return await _service(request, session).ivr_visits(query)


@routes("GET", "/histories/agent-calls.csv", media="text/csv")
async def export_agent_calls(request: Request, query: AgentCallsQuery) -> web.StreamResponse:
    """The same as CSV, all pages."""
    found = queries.agent_calls(request.who, query, request.web.company.area_code)
    return await _csv(request, "agent-calls", found.where(scope.parts(request.who, EXPORT)), AgentCallView)


@routes("GET", "/histories/agent-states.csv", media="text/csv")
async def export_agent_states(request: Request, query: AgentStatesQuery) -> web.StreamResponse:
    """The same as CSV, all pages."""
    found = queries.agent_states(request.who, query).where(scope.states(request.who, EXPORT))
    return await _csv(request, "agent-states", found, AgentStateView)


@routes("GET", "/histories/queue-visits.csv", media="text/csv")
async def export_queue_visits(request: Request, query: QueueVisitsQuery) -> web.StreamResponse:
    """The same as CSV, all pages."""
    found = queries.queue_visits(request.who, query, request.web.company.area_code)
    return await _csv(request, "queue-visits", found.where(scope.visits(request.who, EXPORT)), QueueVisitView)


@routes("GET", "/histories/ivr-visits.csv", media="text/csv")
async def export_ivr_visits(request: Request, query: IvrVisitsQuery) -> web.StreamResponse:
    """The same as CSV, all pages."""
    found = queries.ivr_visits(request.who, query).where(scope.steps(request.who, EXPORT))
    return await _csv(request, "ivr-visits", found, IvrVisitView)


def _service(request: Request, session: AsyncSession) -> HistoryService:
    return HistoryService(session, request.who, area_code=request.web.company.area_code)


async def _csv(request: Request, name: str, found: Found, view: type[BaseModel]) -> web.StreamResponse:
    """Read and send piece by piece, however many rows there are; the export is in the audit log."""
    parts = request.web
    async with parts.db.write() as session:
        note(session, request.who, "histories.export", "history", name, dict(request.http.query))
    columns = [column for column in view.model_fields if column not in HIDDEN]
    language = request.me.language
    queues = parts.hub.state.names.queues
    style = Style(
        language, parts.company.zone, lambda queue: queues.get(queue, {}).get(language, queue), veiled(request.who)
    )
    rows = CsvRows(columns, style)
    answer = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}.csv"',
        }
    )
    async with parts.db.read() as session:
        stream = await session.stream(found.execution_options(yield_per=CHUNK))
        await answer.prepare(request.http)
        await answer.write(rows.head())
        async for chunk in stream.mappings().partitions(CHUNK):
            await answer.write(rows.rows(chunk))
    await answer.write_eof()
    return answer
