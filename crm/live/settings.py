"""Rules of supervision and limits of alarms: one document per company, edited by administrators."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role
from crm.audit.service import note
from crm.errors import Forbidden
from crm.routing.settings import put, value

KEY = "live"


class Function(StrEnum):
    """What a supervisor may be allowed to do (administrators may do all of it)."""

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"
    TAKE_OVER = "take_over"
    HANG_UP = "hang_up"
    MOVE = "move"
    STATE = "state"
    MESSAGE = "message"

    @property
    def permission(self) -> str:
        """The function in the catalogue of roles."""
        return f"live.{self.value}"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SupervisionRules(_Part):
    """`functions`: what supervisors may do in their units. `tell_agents`: an agent is told that a supervisor hears him,
    live and in the timeline of his calls."""

    functions: list[Function] = Field(default_factory=lambda: list(Function), max_length=len(Function))
    tell_agents: bool = False


class AlarmLimits(_Part):
    """When an alarm is raised. Percent of the disk that is free; counts that wait; load per processor."""

    disk_low_percent: float = Field(default=15.0, ge=0, le=100)
    disk_critical_percent: float = Field(default=5.0, ge=0, le=100)
    journal_waiting: int = Field(default=20_000, ge=100, le=10_000_000)
    recordings_waiting: int = Field(default=500, ge=1, le=1_000_000)
    recordings_failed: int = Field(default=3, ge=1, le=10_000)
    load_per_processor: float = Field(default=4.0, gt=0, le=100)


class LiveSettings(_Part):
    supervision: SupervisionRules = SupervisionRules()
    alarms: AlarmLimits = AlarmLimits()


async def live_settings(session: AsyncSession) -> LiveSettings:
    return LiveSettings.model_validate(await value(session, KEY))


async def set_live_settings(session: AsyncSession, who: Principal, new: LiveSettings) -> LiveSettings:
    document = new.model_dump(mode="json")
    await put(session, KEY, document)
    note(session, who, "live.settings", "company", KEY, document)
    return new


async def require(session: AsyncSession, who: Principal, function: Function) -> None:
    """Forbidden when his roles lack the function, or the company does not let supervisors use it."""
    if not who.may(function.permission):
        raise Forbidden(f"your roles lack {function.permission}", message_zh="您的角色没有此监控功能")
    if who.role is Role.ADMINISTRATOR:
        return
    rules = (await live_settings(session)).supervision
    if function not in rules.functions:
        raise Forbidden(
            f"the company does not let supervisors use {function.value}", message_zh="公司未向班长开放此监控功能"
        )
