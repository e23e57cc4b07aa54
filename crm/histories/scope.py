"""Who may see which rows of the histories: everybody his own, and those of the units that his function reaches
(for calls and visits see crm/calls/scope.py)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from crm.access import Principal, visible
from crm.calls.models import AgentState, Call
from crm.calls.scope import calls_seen, people_of, served_by
from crm.histories.models import AgentCallRow, IvrVisitRow, QueueVisitRow
from crm.organisation.models import ROOT
from crm.routing.models import Queue
from crm.users.models import User

READ = "histories.read"
_User, _Queue, _Call = aliased(User), aliased(Queue), aliased(Call)
"""Of their own, so that a query that reads these tables besides does not become one with its condition."""


def unit_of_agent(agent: Any) -> ColumnElement[str]:
    """The unit of the agent in a column."""
    return select(_User.unit_id).where(_User.id == agent).scalar_subquery()


def unit_of_queue(queue: Any) -> ColumnElement[str]:
    """The unit of the queue in a column; the root's when the queue is gone."""
    return func.coalesce(select(_Queue.unit_id).where(_Queue.id == queue).scalar_subquery(), ROOT)


def visits(who: Principal, function: str = READ) -> ColumnElement[bool]:
    """Of a queue all or none, as live: else its figures would be those of a part."""
    row = QueueVisitRow
    own: ColumnElement[bool] = row.agent_id == who.user
    if who.grant(function).wide:
        own = own | row.queue.in_(served_by(who, function))
    return visible(who, function, unit=unit_of_queue(row.queue), own=own)


def parts(who: Principal, function: str = READ) -> ColumnElement[bool]:
    return visible(who, function, unit=unit_of_agent(AgentCallRow.agent_id), own=AgentCallRow.agent_id == who.user)


def states(who: Principal, function: str = READ) -> ColumnElement[bool]:
    return visible(who, function, unit=unit_of_agent(AgentState.agent_id), own=AgentState.agent_id == who.user)


def steps(who: Principal, function: str = "histories.ivr") -> ColumnElement[bool]:
    unit = select(_Call.unit_id).where(_Call.id == IvrVisitRow.call_id).scalar_subquery()
    agent = AgentCallRow.agent_id
    theirs = agent == who.user
    if who.grant(function).wide:
        theirs = theirs | agent.in_(people_of(who, function))
    mine = IvrVisitRow.call_id.in_(select(AgentCallRow.call_id).where(theirs))
    return visible(who, function, unit=unit, own=mine)


def calls(who: Principal, function: str = READ) -> ColumnElement[bool]:
    return calls_seen(who, function)
