"""Call records: one row per customer's journey, a segment per agent or outside party, and the agents' states."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.base import ID, Base


class Call(Base):
    """Written when the call starts, completed by its CDR (`ended_at` is NULL until then). Durations in seconds.

    `form`: the values of its queue's wrap-up form; `wrap_up_state`: done, missing (what is required), or "".
    `agent_id`, `queue` are the last ones; `unit_id` see crm/calls/units.py, who may see it crm/calls/scope.py."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_unit_id_started_at", "unit_id", "started_at"),
        Index("ix_calls_customer_id_started_at", "customer_id", "started_at"),
        Index("ix_calls_from_number_started_at", "from_number", "started_at"),
        Index("ix_calls_ended_at", "ended_at"),
        Index("ix_calls_ticket_id", "ticket_id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    direction: Mapped[str] = mapped_column(String(12))
    from_number: Mapped[str] = mapped_column(String(64))
    from_name: Mapped[str] = mapped_column(String(100), default="")
    to_number: Mapped[str] = mapped_column(String(64), index=True)
    entry: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    customer_id: Mapped[str | None] = mapped_column(ID)
    started_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(12), default="")
    cause: Mapped[str] = mapped_column(String(64), default="")
    outcome: Mapped[str] = mapped_column(String(20), default="")
    queue: Mapped[str | None] = mapped_column(String(64))
    agent_id: Mapped[str | None] = mapped_column(ID)
    ivr_seconds: Mapped[float] = mapped_column(default=0.0)
    wait_seconds: Mapped[float] = mapped_column(default=0.0)
    ring_seconds: Mapped[float] = mapped_column(default=0.0)
    talk_seconds: Mapped[float] = mapped_column(default=0.0)
    hold_seconds: Mapped[float] = mapped_column(default=0.0)
    voicemail: Mapped[str | None] = mapped_column(String(64))
    recovered: Mapped[bool] = mapped_column(default=False)
    disposition: Mapped[str] = mapped_column(String(64), default="")
    disposition_fields: Mapped[dict[str, str]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    ticket_id: Mapped[str | None] = mapped_column(ID)
    form: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    wrap_up_state: Mapped[str] = mapped_column(String(12), default="", server_default="", index=True)
    timeline: Mapped[list[Any]] = mapped_column(default=list, deferred=True)

    segments: Mapped[list[CallSegment]] = relationship(lazy="raise", order_by="CallSegment.segment")


class CallSegment(Base):
    """One party's talk in the call. Agents see the calls in which they have a segment. `kind`: talk (with the
    customer), consult (with the agent who has him), guest (with both), colleague (dialled in an internal call)."""

    __tablename__ = "call_segments"
    __table_args__ = (Index("ix_call_segments_agent_id_started_at", "agent_id", "started_at"),)

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    segment: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agent_id: Mapped[str | None] = mapped_column(ID)
    device: Mapped[str | None] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12), default="talk")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[float] = mapped_column(default=0.0)
    ended_by: Mapped[str] = mapped_column(String(12), default="")


class CallLink(Base):
    """A record that was touched in the call: `rank` 0 entered, 1 changed, 2 linked by hand (crm/calls/links.py).
    Several rows of one record are one link. The call's own row may be stored later than this one."""

    __tablename__ = "call_links"
    __table_args__ = (
        Index("ix_call_links_call_id", "call_id"),
        Index("ix_call_links_kind_subject_id", "kind", "subject_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    call_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    rank: Mapped[int]
    user_id: Mapped[str | None] = mapped_column(ID)
    at: Mapped[datetime]


class AgentState(Base):
    """History of agents' states: each row is a state entered at `since`, which lasted `seconds` until `ended_at` (both
    NULL while it goes on). `previous_seconds` is how long the one before lasted, `call_id` the call that it is
    about."""

    __tablename__ = "agent_states"
    __table_args__ = (
        Index("ix_agent_states_call_id", "call_id"),
        Index("ix_agent_states_ended_at", "ended_at"),
        Index("ix_agent_states_since", "since"),
    )

    agent_id: Mapped[str] = mapped_column(ID, primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(20), primary_key=True)
    reason: Mapped[str] = mapped_column(String(64), default="")
    previous: Mapped[str] = mapped_column(String(20), default="")
    previous_seconds: Mapped[float] = mapped_column(default=0.0)
    device: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(64))
    call_id: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]
    seconds: Mapped[float | None]


class NewsPosition(Base):
    """How far the core's news are stored; moved in the transaction that stores them. `epoch` names the core's journal:
    numbers of another journal mean nothing."""

    __tablename__ = "news_position"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(64))
    n: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class RejectedNews(Base):
    """News that could not be stored, kept as they came so that nothing is lost while the others go on."""

    __tablename__ = "news_rejected"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    type: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    error: Mapped[str] = mapped_column(Text)
