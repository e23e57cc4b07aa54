"""The histories (T15) beside the states of agents: agents' parts in calls, queue visits, and stays in menu nodes.

Rows are made from the facts of a call's record when it ends (crm.kpis.fold) and never change. Durations in seconds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class QueueVisitRow(Base):
    """See crm.kpis.facts.QueueVisit."""

    __tablename__ = "queue_visits"
    __table_args__ = (
        Index("ix_queue_visits_queue_left_at", "queue", "left_at"),
        Index("ix_queue_visits_agent_id_left_at", "agent_id", "left_at"),
        Index("ix_queue_visits_left_at", "left_at"),
    )

    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    visit: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    queue: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(64))
    priority: Mapped[int]
    preferred_id: Mapped[str | None] = mapped_column(ID)
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime]
    wait_seconds: Mapped[float]
    result: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(64))
    agent_id: Mapped[str | None] = mapped_column(ID)
    sticky: Mapped[bool]
    offers: Mapped[int]


class AgentCallRow(Base):
    """See crm.kpis.facts.AgentCall. `last`: the agent's last part in this call, which his wrap-up belongs to."""

    __tablename__ = "agent_calls"
    __table_args__ = (
        Index("ix_agent_calls_agent_id_ended_at", "agent_id", "ended_at"),
        Index("ix_agent_calls_queue_ended_at", "queue", "ended_at"),
        Index("ix_agent_calls_ended_at", "ended_at"),
    )

    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agent_id: Mapped[str] = mapped_column(ID)
    device: Mapped[str | None] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime]
    ring_seconds: Mapped[float]
    talk_seconds: Mapped[float]
    hold_seconds: Mapped[float]
    ended_by: Mapped[str] = mapped_column(String(12))
    last: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(12))


class IvrVisitRow(Base):
    """See crm.kpis.facts.IvrVisit."""

    __tablename__ = "ivr_visits"
    __table_args__ = (
        Index("ix_ivr_visits_flow_node_left_at", "flow", "node", "left_at"),
        Index("ix_ivr_visits_left_at", "left_at"),
    )

    call_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    flow: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    node: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime]
    seconds: Mapped[float]
    result: Mapped[str] = mapped_column(String(64))
    exit: Mapped[str] = mapped_column(String(12))
