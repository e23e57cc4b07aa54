"""The company, its units, the directory of colleagues, and the audit log."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import web
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from crm.audit.service import AuditQuery, AuditRow, entries, every_entry, note
from crm.exports.tables import MEDIA, CsvTable
from crm.paging import Page
from crm.routing import settings
from crm.routing.models import Flow, FlowVersion, Queue
from crm.routing.schemas import CompanyBody
from crm.text import BothLanguages
from crm.users.models import User
from server.http.attachments import disposition
from server.http.context import Request
from server.http.route import Routes

routes = Routes("administration")


class Colleague(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    number: str | None
    name: str


class QueueName(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    name: BothLanguages


class FlowName(BaseModel):
    id: str
    name: BothLanguages


class Directory(BaseModel):
    """Names for the ids in calls, tickets and live views, and the targets of transfers."""

    users: list[Colleague]
    queues: list[QueueName]
    flows: list[FlowName]


@routes("GET", "/directory")
async def directory(request: Request) -> Directory:
    """Colleagues, queues and flows by id."""
    async with request.web.db.read() as session:
        users = await session.scalars(select(User).order_by(User.number, User.name))
        queues = await session.scalars(select(Queue).order_by(Queue.id))
        flows = await session.execute(
            select(Flow.id, FlowVersion.document)
            .join(FlowVersion, (FlowVersion.flow_id == Flow.id) & (FlowVersion.version == Flow.version))
            .order_by(Flow.id)
        )
        return Directory(
            users=[Colleague.model_validate(user) for user in users],
            queues=[QueueName.model_validate(queue) for queue in queues],
            flows=[FlowName(id=flow, name=_name(document, flow)) for flow, document in flows],
        )


def _name(document: dict[str, Any], flow: str) -> BothLanguages:
    name = document.get("name") or {}
    return BothLanguages(zh=name.get("zh") or name.get("en") or flow, en=name.get("en") or name.get("zh") or flow)


@routes("GET", "/company")
async def get_company(request: Request) -> CompanyBody:
    """The company's name, zone and area code."""
    async with request.web.db.read() as session:
        return await settings.company(session)


@routes("PUT", "/company")
async def put_company(request: Request, body: CompanyBody) -> CompanyBody:
    """Change the company."""
    async with request.web.db.write() as session:
        row = await settings.set_company(session, request.who, body)
        await request.web.configuration.publish(session)
        request.web.company = await settings.facts(session)
    return row


@routes("GET", "/audit")
async def list_audit(request: Request, query: AuditQuery) -> Page[AuditRow]:
    """Who did what to which record, from where; newest first."""
    async with request.web.db.read() as session:
        return await entries(session, request.who, query)


AUDIT_COLUMNS = ("id", "at", "user_id", "username", "address", "action", "kind", "subject", "details")


@routes("GET", "/audit.csv", media=MEDIA["csv"])
async def export_audit(request: Request, query: AuditQuery) -> web.StreamResponse:
    """The log as a table, all pages; that it was taken out is in the log itself."""
    async with request.web.db.write() as session:
        given = query.model_dump(mode="json", exclude_unset=True, exclude={"page", "page_size"}, by_alias=True)
        note(session, request.who, "audit.export", "audit", "", {"filter": given})
    answer = web.StreamResponse(headers={"Content-Type": MEDIA["csv"], "Content-Disposition": disposition("audit.csv")})
    await answer.prepare(request.http)
    table = CsvTable(AUDIT_COLUMNS)
    async with request.web.db.read() as session:
        async for piece in every_entry(session, request.who, query):
            table.add(_cells(row) for row in piece)
            await answer.write(table.take())
    await answer.write(table.take())
    await answer.write_eof()
    return answer


def _cells(row: AuditRow) -> list[str]:
    plain = row.model_dump(mode="json")
    return [str(plain[name] or "") for name in AUDIT_COLUMNS[:-1]] + [orjson.dumps(row.details).decode()]
