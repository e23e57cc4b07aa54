"""Writing histories, in the transaction that stores the news they are made of. Storing twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from crm.base import instant, instant_or_none
from crm.calls import rows as made
from crm.calls.models import AgentState
from crm.histories.models import AgentCallRow, IvrVisitRow, QueueVisitRow
from crm.kpis.facts import AgentCall, IvrVisit, QueueVisit
from crm.kpis.fold import facts_of
from crm.statements import insert_new, insert_or_change
from telephony.domain_events import Envelope

Row = dict[str, Any]

_states: Any = AgentState.__table__
_open = select(_states.c.agent_id, _states.c.since, _states.c.state).where(
    _states.c.agent_id.in_(bindparam("agents", expanding=True)), _states.c.ended_at.is_(None)
)
_close = (
    update(_states)
    .where(
        _states.c.agent_id == bindparam("of_agent"),
        _states.c.since == bindparam("of_since"),
        _states.c.state == bindparam("of_state"),
    )
    .values(ended_at=bindparam("ends"), seconds=bindparam("lasted"))
)


def store_calls(connection: Connection, records: Iterable[Mapping[str, Any]]) -> None:
    """The histories of calls that have ended, from their records."""
    parts: list[Row] = []
    visits: list[Row] = []
    steps: list[Row] = []
    for record in records:
        of_call: list[AgentCall] = []
        for fact in facts_of(record):
            match fact:
                case AgentCall():
                    of_call.append(fact)
                case QueueVisit():
                    visits.append(_visit(fact))
                case IvrVisit():
                    steps.append(_step(fact))
        last = {fact.agent: fact.part for fact in of_call if fact.answered is not None}
        parts += [_part(fact, last=last.get(fact.agent) == fact.part) for fact in of_call]
    for model, rows in ((AgentCallRow, parts), (QueueVisitRow, visits), (IvrVisitRow, steps)):
        insert_new(connection, model.__table__, rows)


def store_states(connection: Connection, news: Sequence[Envelope]) -> None:
    """Agents' states (news `agent.state` that were never stored, in order): each ends when the agent's next begins.
    Two rows of one key (agent, since, state) are states of no length in the same instant: the later one stays."""
    if not news:
        return
    first = {envelope.data["agent"]: instant(envelope.data["since"]) for envelope in reversed(news)}
    left = connection.execute(_open, {"agents": list(first)}).all()
    if left:
        ends = [(agent, since, state, _end(since, first[agent])) for agent, since, state in left]
        connection.execute(
            _close,
            [
                {"of_agent": agent, "of_since": since, "of_state": state, "ends": ended, "lasted": lasted}
                for agent, since, state, (ended, lasted) in ends
            ],
        )
    rows = [made.agent_state(envelope) | {"ended_at": None, "seconds": None} for envelope in news]
    before: dict[str, Row] = {}
    for row in rows:
        if (previous := before.get(row["agent_id"])) is not None:
            previous["ended_at"], previous["seconds"] = _end(previous["since"], row["since"])
        before[row["agent_id"]] = row
    insert_or_change(connection, _states, rows)


def _end(since: datetime, following: datetime) -> tuple[datetime, float]:
    ended = max(since, following)
    return ended, round((ended - since).total_seconds(), 3)


def _part(fact: AgentCall, *, last: bool) -> Row:
    return {
        "call_id": fact.call,
        "part": fact.part,
        "agent_id": fact.agent,
        "device": fact.device,
        "direction": fact.direction,
        "number": fact.number[:64],
        "queue": fact.queue,
        "result": fact.result[:20],
        "started_at": instant(fact.started),
        "answered_at": instant_or_none(fact.answered),
        "ended_at": instant(fact.ended),
        "ring_seconds": round(fact.ring, 3),
        "talk_seconds": round(fact.talk, 3),
        "hold_seconds": round(fact.hold, 3),
        "ended_by": fact.ended_by,
        "last": last,
        "kind": fact.kind,
    }


def _visit(fact: QueueVisit) -> Row:
    return {
        "call_id": fact.call,
        "visit": fact.visit,
        "queue": fact.queue,
        "number": fact.number[:64],
        "priority": fact.priority,
        "preferred_id": fact.preferred,
        "entered_at": instant(fact.entered),
        "left_at": instant(fact.left),
        "wait_seconds": round(fact.wait, 3),
        "result": fact.result[:20],
        "detail": fact.detail[:64],
        "agent_id": fact.agent,
        "sticky": fact.sticky,
        "offers": fact.offers,
    }


def _step(fact: IvrVisit) -> Row:
    return {
        "call_id": fact.call,
        "step": fact.step,
        "flow": fact.flow,
        "version": fact.version,
        "node": fact.node,
        "kind": fact.kind,
        "entered_at": instant(fact.entered),
        "left_at": instant(fact.left),
        "seconds": fact.seconds,
        "result": fact.result[:64],
        "exit": fact.exit,
    }
