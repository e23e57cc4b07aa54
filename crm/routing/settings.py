"""Company-wide values kept in the database: the company itself, pronunciation, wording of notices, the version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.counters import next_number
from crm.errors import Invalid
from crm.routing.models import Setting
from crm.routing.schemas import CompanyBody

COMPANY = "company"
_UNNAMED = CompanyBody.model_validate({"name": {"zh": "热线", "en": "Hotline"}})


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What services need to know of the company."""

    zone: ZoneInfo
    area_code: str
    name_zh: str
    name_en: str


async def value(session: AsyncSession, key: str) -> dict[str, Any]:
    row = await session.get(Setting, key)
    return dict(row.value) if row is not None else {}


async def put(session: AsyncSession, key: str, new: dict[str, Any]) -> None:
    await session.merge(Setting(key=key, value=new))


async def company(session: AsyncSession) -> CompanyBody:
    stored = await value(session, COMPANY)
    return CompanyBody.model_validate(stored) if stored else _UNNAMED


async def set_company(session: AsyncSession, who: Principal, new: CompanyBody) -> CompanyBody:
    if new.zone not in available_timezones():
        raise Invalid(f"{new.zone} is no time zone; write one like Asia/Shanghai", field="zone")
    await put(session, COMPANY, new.model_dump(mode="json"))
    note(session, who, "company.update", "company", COMPANY, new.model_dump(mode="json"))
    return new


async def facts(session: AsyncSession) -> CompanyFacts:
    stored = await company(session)
    return CompanyFacts(ZoneInfo(stored.zone), stored.area_code, stored.name.zh, stored.name.en)


async def company_day(session: AsyncSession) -> date:
    """In the company's zone."""
    return utcnow().astimezone((await facts(session)).zone).date()


async def next_version(session: AsyncSession) -> int:
    """A new version of the configuration; every change makes one."""
    return await next_number(session, "config_version")
