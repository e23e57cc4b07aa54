"""What a flow may refer to, as it stands in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.documents.models import DocumentTypeRow, DocumentTypeVersion
from crm.prompts.models import Prompt
from crm.routing import holidays
from crm.routing.models import Flow, FlowVersion, Hours, Queue
from crm.routing.settings import company_day, value
from crm.voicemails.models import Mailbox
from telephony.ivr.findings import FlowInvalid
from telephony.ivr.flow import Flow as ParsedFlow
from telephony.ivr.schema import parse_document
from telephony.ivr.validate import Known

QUERIES = frozenset({"ticket_status", "order_status", "customer", "staff", "article"})
"""Lookups that flows may use (server.lookups answers them)."""
HTTP_HOSTS = "http_hosts"
"""The key of the setting with the hosts that flows may ask."""


async def known(session: AsyncSession) -> Known:
    """A queue's mailbox is there with the queue."""
    prompts = {
        prompt.id: frozenset({*prompt.current, *(lang for lang, text in prompt.texts.items() if text)})
        for prompt in await session.scalars(select(Prompt))
    }
    today = await company_day(session)
    calendars = list(await session.scalars(select(Hours)))
    queues = frozenset(await session.scalars(select(Queue.id)))
    return Known(
        queues=queues,
        mailboxes=queues | frozenset(await session.scalars(select(Mailbox.id))),
        hours=frozenset(row.id for row in calendars),
        queries=QUERIES,
        flows=await published(session),
        hosts=frozenset(host["host"].lower() for host in (await value(session, HTTP_HOSTS)).get("hosts", ())),
        prompts=prompts,
        documents=await _documents(session),
        old_hours=old_hours(calendars, today),
    )


async def _documents(session: AsyncSession) -> dict[str, frozenset[str]]:
    """Published types that take new documents, with the fields of their forms."""
    here = DocumentTypeVersion.code == DocumentTypeRow.code, DocumentTypeVersion.version == DocumentTypeRow.version
    query = select(DocumentTypeVersion).join(DocumentTypeRow, and_(*here)).where(DocumentTypeRow.active)
    return {
        row.code: frozenset(
            field["code"]
            for section in row.document.get("form", {}).get("sections", ())
            for field in section.get("fields", ())
        )
        for row in await session.scalars(query)
    }


def old_hours(calendars: list[Hours], today: date) -> Mapping[str, str]:
    """Calendars with statutory holidays that have none for a year that begins within the warning time."""
    found = {}
    for row in calendars:
        missing = holidays.missing_years(row.country, [day["date"] for day in row.special], today)
        if missing:
            found[row.id] = str(missing[0])
    return found


def needs_of(flow: ParsedFlow, role: str) -> set[str]:
    """Names of the things defined outside the flow that its nodes need (roles as in telephony.ivr.flow)."""
    return {name for node in flow.nodes.values() for kind, name, _ in node.needs() if kind == role}


async def published(session: AsyncSession) -> dict[str, ParsedFlow]:
    """Every published flow. One that an older release had published and that fits no more is left out."""
    rows = await session.scalars(
        select(FlowVersion).join(Flow, (Flow.id == FlowVersion.flow_id) & (Flow.version == FlowVersion.version))
    )
    found: dict[str, ParsedFlow] = {}
    for row in rows:
        try:
            found[row.flow_id] = parse_document(row.document, f"flow {row.flow_id}", version=row.version)
        except FlowInvalid:
            continue
    return found
