"""The tables that the core's configuration snapshot is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Setting(Base):
    """Company-wide values by key: `company`, `pronunciation`, `notices`, `config_version`."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, Any]]


class Hours(Base):
    """`week`: seven lists of [start, end] (Monday first). `special`: list of {date, name, intervals}. `country` (ISO
    3166): whose statutory holidays it keeps; empty: none."""

    __tablename__ = "hours"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[dict[str, str]]
    week: Mapped[list[Any]]
    special: Mapped[list[Any]] = mapped_column(default=list)
    country: Mapped[str] = mapped_column(String(2), default="")


class Queue(Base):
    """Durations in seconds; see telephony.config_model.Queue for the meaning of each."""

    __tablename__ = "queues"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    name: Mapped[dict[str, str]]
    strategy: Mapped[str] = mapped_column(String(20), default="longest_idle")
    priority: Mapped[int] = mapped_column(default=0)
    ring_timeout: Mapped[float] = mapped_column(default=20.0)
    wrap_up: Mapped[float] = mapped_column(default=15.0)
    max_wait: Mapped[float] = mapped_column(default=600.0)
    max_length: Mapped[int] = mapped_column(default=100)
    announce_every: Mapped[float] = mapped_column(default=30.0)
    music: Mapped[str] = mapped_column(String(40), default="default")
    sticky_enabled: Mapped[bool] = mapped_column(default=True)
    sticky_lookback_days: Mapped[int] = mapped_column(default=30)
    sticky_patience: Mapped[float] = mapped_column(default=15.0)
    overflow_action: Mapped[str] = mapped_column(String(12), default="voicemail")
    overflow_target: Mapped[str] = mapped_column(String(64), default="")
    service_level_seconds: Mapped[float] = mapped_column(default=20.0)
    no_answer_penalty: Mapped[float] = mapped_column(default=10.0)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Everything else: crm/routing/queue_options.py."""


class QueueMember(Base):
    """An agent serves a queue. Lower `preference` is his more important queue."""

    __tablename__ = "queue_members"

    queue_id: Mapped[str] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    preference: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    """His place in the order of the strategy `fixed_order`."""


class Skill(Base):
    """What agents can do at a level and queues ask for."""

    __tablename__ = "skills"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[dict[str, str]]


class AgentSkill(Base):
    """`level`: 0 to 100."""

    __tablename__ = "agent_skills"

    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[str] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True, index=True)
    level: Mapped[int]


class PauseReason(Base):
    """Why an agent takes no queue calls. `limit` in seconds, or none."""

    __tablename__ = "pause_reasons"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(String(8))
    paid: Mapped[bool]
    limit: Mapped[float | None]
    position: Mapped[int] = mapped_column(default=0)


class Device(Base):
    """A SIP phone with an account of its own (kind `phone`). Browser endpoints are made per log-in."""

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(12), default="phone")
    name: Mapped[str] = mapped_column(String(64), default="")
    secret: Mapped[str] = mapped_column(String(64))


class Trunk(Base):
    __tablename__ = "trunks"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    host: Mapped[str] = mapped_column(String(255))
    match: Mapped[list[Any]] = mapped_column(default=list)
    user: Mapped[str] = mapped_column(String(64), default="")
    secret: Mapped[str] = mapped_column(String(64), default="")
    register: Mapped[bool] = mapped_column(default=False)
    area_code: Mapped[str] = mapped_column(String(8), default="")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """crm.routing.trunk_schemas.TrunkOptions."""


class Entry(Base):
    """A dialled number and its flow; see telephony.config_model.Entry for the spellings of `number`."""

    __tablename__ = "entries"

    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    flow_id: Mapped[str] = mapped_column(ForeignKey("flows.id"))
    name: Mapped[dict[str, str]]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """crm.routing.schemas.EntryOptions."""


class Flow(Base):
    __tablename__ = "flows"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int]
    """The published version."""


class FlowVersion(Base):
    """Versions are never changed: publishing adds one."""

    __tablename__ = "flow_versions"

    flow_id: Mapped[str] = mapped_column(ForeignKey("flows.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)
    comment: Mapped[str] = mapped_column(String(300), default="")


class FlowDraft(Base):
    """What is being worked on; may be wrong. `base_version`: the one that was published when it was kept (0: none)."""

    __tablename__ = "flow_drafts"

    flow_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document: Mapped[dict[str, Any]]
    base_version: Mapped[int] = mapped_column(default=0)
    comment: Mapped[str] = mapped_column(String(300), default="")
    updated_at: Mapped[datetime]
    updated_by: Mapped[str | None] = mapped_column(ID)
