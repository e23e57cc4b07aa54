"""The statements behind the four histories: what they select, filter and sum. Scope and filters are part of each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from crm.access import Principal
from crm.calls.models import AgentState, Call
from crm.calls.repository import like_number
from crm.histories import scope
from crm.histories.models import AgentCallRow, IvrVisitRow, QueueVisitRow
from crm.histories.schemas import AgentCallsQuery, AgentQuery, AgentStatesQuery, IvrVisitsQuery, QueueVisitsQuery
from crm.kpis.measures import HELPING
from crm.masking import veiled
from crm.paging import within
from crm.users.models import User

Found = Select[*tuple[Any, ...]]
ANSWERED = AgentCallRow.result == "answered"
RUNG = ("answered", "not_connected")

WRAP_UP: ColumnElement[float] = case(
    (
        AgentCallRow.last,
        func.coalesce(
            select(func.sum(AgentState.seconds))
            .where(
                AgentState.call_id == AgentCallRow.call_id,
                AgentState.agent_id == AgentCallRow.agent_id,
                AgentState.state == "wrap_up",
            )
            .scalar_subquery(),
            0.0,
        ),
    ),
    else_=0.0,
)
"""Seconds of wrap-up after an agent's last part in a call."""


def agent_calls(who: Principal, asked: AgentCallsQuery, area_code: str) -> Found:
    row = AgentCallRow
    query = (
        select(*_columns(row, "last"), *_who(), WRAP_UP.label("wrap_up_seconds"))
        .outerjoin(User, User.id == row.agent_id)
        .where(scope.parts(who))
        .order_by(row.ended_at.desc(), row.call_id.desc(), row.part.desc())
    )
    query = within(_of_agent(query, row.agent_id, row.call_id, row.queue, asked), row.ended_at, asked)
    query = _equal(query, (row.direction, asked.direction), (row.result, asked.result))
    if asked.number:
        query = query.where(like_number(row.number, asked.number, area_code, veiled=veiled(who)))
    if asked.answered is not None:
        query = query.where(ANSWERED if asked.answered else ~ANSWERED)
    return query


def agent_states(who: Principal, asked: AgentStatesQuery) -> Found:
    row = AgentState
    query = (
        select(*_columns(row, "previous", "previous_seconds"), *_who())
        .outerjoin(User, User.id == row.agent_id)
        .where(scope.states(who))
        .order_by(row.since.desc(), row.agent_id)
    )
    query = within(_of_agent(query, row.agent_id, row.call_id, row.queue, asked), row.since, asked)
    return _equal(query, (row.state, asked.state), (row.reason, asked.reason))


def queue_visits(who: Principal, asked: QueueVisitsQuery, area_code: str) -> Found:
    row = QueueVisitRow
    query = (
        select(*_columns(row), *_who())
        .outerjoin(User, User.id == row.agent_id)
        .where(scope.visits(who))
        .order_by(row.left_at.desc(), row.call_id.desc(), row.visit.desc())
    )
    query = within(_of_agent(query, row.agent_id, row.call_id, row.queue, asked), row.left_at, asked)
    if asked.number:
        query = query.where(like_number(row.number, asked.number, area_code, veiled=veiled(who)))
    return _equal(query, (row.result, asked.result))


def ivr_visits(who: Principal, asked: IvrVisitsQuery) -> Found:
    """Newest call first, the steps of a call in order."""
    row = IvrVisitRow
    query = (
        select(*_columns(row), Call.from_number.label("number"), Call.entry.label("channel"))
        .outerjoin(Call, Call.id == row.call_id)
        .where(scope.steps(who))
        .order_by(row.call_id.desc(), row.step)
    )
    query = within(query, row.left_at, asked)
    return _equal(
        query,
        (row.call_id, asked.call),
        (row.flow, asked.flow),
        (row.node, asked.node),
        (row.kind, asked.kind),
        (row.result, asked.result),
        (row.exit, asked.exit),
    )


def sums_of_agent_calls(found: Found) -> Found:
    """One row: the measures (crm.kpis.measures) of the parts found, in seconds where they are milliseconds there."""
    part = found.order_by(None).subquery()
    handling = part.c.kind.not_in(HELPING)
    answered = (part.c.result == "answered") & handling
    rung = handling & (part.c.kind != "dial") & (part.c.direction != "internal")

    def total(value: Any, *conditions: Any) -> Any:
        chosen = case((_all(conditions), value), else_=0)
        return func.coalesce(func.sum(chosen), 0)

    return select(
        func.count().label("parts"),
        total(1, answered).label("handled"),
        total(1, rung).label("rung"),
        total(part.c.ring_seconds, rung).label("ring"),
        total(part.c.ring_seconds, rung, part.c.result.in_(RUNG)).label("answered_ring"),
        total(part.c.talk_seconds, answered).label("talk"),
        total(part.c.hold_seconds, answered).label("hold"),
        total(part.c.wrap_up_seconds).label("wrap_up"),
        total(1, part.c.wrap_up_seconds > 0).label("wrap_ups"),
    ).select_from(part)


def sums_by(found: Found, column: str, value: str | None = None) -> Found:
    """Per value of `column`: how many rows, and the sum of `value`."""
    rows = found.order_by(None).subquery()
    total = func.coalesce(func.sum(rows.c[value]), 0.0) if value is not None else literal(0.0)
    return select(rows.c[column].label("name"), func.count().label("rows"), total.label("total")).group_by(
        rows.c[column]
    )


def calls_in(found: Found) -> Found:
    """How many calls the rows found belong to."""
    rows = found.order_by(None).subquery()
    return select(func.count(func.distinct(rows.c.call_id)))


def _columns(model: Any, *hidden: str) -> list[Any]:
    return [column for column in model.__table__.columns if column.name not in hidden]


def _who() -> tuple[Any, Any]:
    return User.number.label("agent_number"), User.name.label("agent_name")


def _all(conditions: tuple[Any, ...]) -> Any:
    found: Any = literal(1) == 1
    for condition in conditions:
        found &= condition
    return found


def _of_agent(query: Found, agent: Any, call: Any, queue: Any, asked: AgentQuery) -> Found:
    if asked.agent_number is not None:
        query = query.where(agent.in_(select(User.id).where(User.number == asked.agent_number)))
    return _equal(query, (agent, asked.agent), (call, asked.call), (queue, asked.queue))


def _equal(query: Found, *pairs: tuple[Any, Any]) -> Found:
    for column, value in pairs:
        if value is not None:
            query = query.where(column == value)
    return query
