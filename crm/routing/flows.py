"""Flows: checked against what exists, then published as a new version. Versions are never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.errors import Duplicate, Invalid, NotFound
from crm.routing.models import Flow, FlowVersion, Hours, Queue
from crm.routing.schemas import FlowBody, FlowFinding, FlowPublished, FlowRow
from telephony.ivr.findings import Finding, FlowInvalid
from telephony.ivr.flow import Flow as ParsedFlow
from telephony.ivr.loader import load_text
from telephony.ivr.schema import document, parse_document
from telephony.ivr.validate import Known, check

QUERIES = frozenset({"ticket_status"})
"""Lookups that flows may use."""


async def known(session: AsyncSession) -> Known:
    return Known(
        queues=frozenset(await session.scalars(select(Queue.id))),
        hours=frozenset(await session.scalars(select(Hours.id))),
        queries=QUERIES,
    )


def parse(body: FlowBody, source: str) -> ParsedFlow:
    """Raises FlowInvalid, or Invalid unless exactly one of `document` and `yaml` is given."""
    if (body.document is None) == (body.yaml is None):
        raise Invalid("send either document or yaml", field="document")
    if body.yaml is not None:
        return load_text(body.yaml, source)
    return parse_document(body.document or {}, source)


class FlowService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def all(self) -> list[FlowRow]:
        return [_row(flow, version) for flow, version in await self._session.execute(self._published())]

    async def get(self, flow_id: str) -> FlowRow:
        found = (await self._session.execute(self._published().where(Flow.id == flow_id))).first()
        if found is None:
            raise NotFound(f"there is no flow {flow_id}")
        flow, version = found
        row = _row(flow, version)
        row.document = version.document
        return row

    async def create(self, body: FlowBody) -> FlowPublished:
        parsed = parse(body, "flow")
        if await self._session.get(Flow, parsed.flow) is not None:
            raise Duplicate(f"there is already a flow {parsed.flow}", field="flow")
        return await self._publish(parsed)

    async def replace(self, flow_id: str, body: FlowBody) -> FlowPublished:
        parsed = parse(body, f"flow {flow_id}")
        if parsed.flow != flow_id:
            raise Invalid(f"the document says flow: {parsed.flow}, not {flow_id}", field="flow")
        await self.get(flow_id)
        return await self._publish(parsed)

    async def _publish(self, parsed: ParsedFlow) -> FlowPublished:
        """Raises FlowInvalid with every error; warnings come back with the published flow."""
        findings = check(parsed, await known(self._session))
        wrong = [finding for finding in findings if finding.severity == "error"]
        if wrong:
            raise FlowInvalid(wrong)
        flow = await self._session.get(Flow, parsed.flow, with_for_update=True)
        if flow is None:
            flow = Flow(id=parsed.flow, version=0)
            self._session.add(flow)
        flow.version += 1
        await self._session.flush()
        version = FlowVersion(
            flow_id=flow.id,
            version=flow.version,
            document=document(parsed),
            created_at=utcnow(),
            created_by=self._who.user,
        )
        self._session.add(version)
        await self._session.flush()
        note(self._session, self._who, "flows.publish", "flow", flow.id, {"version": flow.version})
        row = _row(flow, version)
        row.document = version.document
        return FlowPublished(**row.model_dump(), warnings=[finding_row(finding) for finding in findings])

    @staticmethod
    def _published() -> Any:
        return (
            select(Flow, FlowVersion)
            .join(FlowVersion, (FlowVersion.flow_id == Flow.id) & (FlowVersion.version == Flow.version))
            .order_by(Flow.id)
        )


def finding_row(finding: Finding) -> FlowFinding:
    return FlowFinding(
        severity=finding.severity,
        node=finding.node,
        line=finding.line,
        message_en=finding.message("en"),
        message_zh=finding.message("zh"),
    )


def _row(flow: Flow, version: FlowVersion) -> FlowRow:
    return FlowRow(
        id=flow.id,
        name=dict(version.document.get("name", {})),
        version=flow.version,
        published_at=version.created_at,
    )
