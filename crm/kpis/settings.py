"""The company's thresholds for figures, kept with its other settings."""

from __future__ import annotations

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.kpis.measures import Policy
from crm.routing.models import Queue
from crm.routing.schemas import Strict
from crm.routing.settings import put, value

KEY = "kpis"


class KpiSettings(Strict):
    """`short_abandon_seconds`: who hangs up sooner is not counted as lost. `service_level_seconds` is for figures over
    several queues' worth of calls without a queue of their own; each queue has its own target.
    `repeat_hours`, `resolution_hours`: windows in which a number that calls again makes a repeat call."""

    short_abandon_seconds: float = Field(5.0, ge=0, le=60)
    service_level_seconds: float = Field(20.0, ge=1, le=600)
    repeat_hours: float = Field(24.0, gt=0, le=24 * 30)
    resolution_hours: float = Field(72.0, gt=0, le=24 * 30)


async def kpi_settings(session: AsyncSession) -> KpiSettings:
    return KpiSettings.model_validate(await value(session, KEY))


async def set_kpi_settings(session: AsyncSession, who: Principal, new: KpiSettings) -> KpiSettings:
    await put(session, KEY, new.model_dump())
    note(session, who, "kpis.settings", "settings", KEY, new.model_dump())
    return new


async def policy(session: AsyncSession) -> Policy:
    """The settings with the queues' own targets."""
    stored = await kpi_settings(session)
    targets = await session.execute(select(Queue.id, Queue.service_level_seconds))
    return Policy(
        service_level=stored.service_level_seconds,
        service_levels={row.id: row.service_level_seconds for row in targets},
        short_abandon=stored.short_abandon_seconds,
        repeat_hours=stored.repeat_hours,
        resolution_hours=stored.resolution_hours,
    )
