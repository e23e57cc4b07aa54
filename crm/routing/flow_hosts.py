"""The hosts that flows may ask over HTTP."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.routing.flow_known import HTTP_HOSTS
from crm.routing.flow_schemas import HttpHosts
from crm.routing.settings import put, value


async def http_hosts(session: AsyncSession) -> HttpHosts:
    return HttpHosts.model_validate(await value(session, HTTP_HOSTS))


async def set_http_hosts(session: AsyncSession, who: Principal, new: HttpHosts) -> HttpHosts:
    await put(session, HTTP_HOSTS, new.model_dump())
    note(session, who, "http_hosts.put", "setting", HTTP_HOSTS, new.model_dump())
    return new
