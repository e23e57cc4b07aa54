"""Flows: checked against what exists, then published as a new version. Versions are never changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.errors import Duplicate, Invalid, NotFound
from crm.routing.flow_known import known
from crm.routing.flow_schemas import FlowBody, FlowVersionDetail, FlowVersionRow, RollbackBody
from crm.routing.models import Flow, FlowDraft, FlowVersion
from crm.routing.schemas import FlowFinding, FlowPublished, FlowRow
from telephony.ivr import flows as between
from telephony.ivr.findings import Finding, FlowInvalid
from telephony.ivr.flow import Flow as ParsedFlow
from telephony.ivr.graph import with_called
from telephony.ivr.loader import load_text
from telephony.ivr.schema import document, parse_document
from telephony.ivr.validate import Known, check


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
        drafts = set(await self._session.scalars(select(FlowDraft.flow_id)))
        rows = await self._session.execute(self._published())
        return [_row(flow, version, draft=flow.id in drafts) for flow, version in rows]

    async def get(self, flow_id: str) -> FlowRow:
        found = (await self._session.execute(self._published().where(Flow.id == flow_id))).first()
        if found is None:
            raise NotFound(f"there is no flow {flow_id}")
        flow, version = found
        row = _row(flow, version, draft=await self._session.get(FlowDraft, flow_id) is not None)
        row.document = version.document
        return row

    async def versions(self, flow_id: str) -> list[FlowVersionRow]:
        """Newest first."""
        flow = await self._flow(flow_id)
        rows = await self._session.scalars(
            select(FlowVersion).where(FlowVersion.flow_id == flow_id).order_by(FlowVersion.version.desc())
        )
        return [FlowVersionRow(**_version(row, flow)) for row in rows]

    async def version(self, flow_id: str, version: int | None) -> FlowVersionDetail:
        """One version with its document; the published one when none is named."""
        flow = await self._flow(flow_id)
        row = await self._session.get(FlowVersion, (flow_id, version or flow.version))
        if row is None:
            raise NotFound(f"flow {flow_id} has no version {version}")
        return FlowVersionDetail(id=flow_id, document=row.document, **_version(row, flow))

    async def create(self, body: FlowBody) -> FlowPublished:
        parsed = parse(body, "flow")
        if await self._session.get(Flow, parsed.flow) is not None:
            raise Duplicate(f"there is already a flow {parsed.flow}", field="flow")
        return await self.publish(parsed, body.comment)

    async def replace(self, flow_id: str, body: FlowBody) -> FlowPublished:
        parsed = parse(body, f"flow {flow_id}")
        if parsed.flow != flow_id:
            raise Invalid(f"the document says flow: {parsed.flow}, not {flow_id}", field="flow")
        await self._flow(flow_id)
        return await self.publish(parsed, body.comment)

    async def rollback(self, flow_id: str, body: RollbackBody) -> FlowPublished:
        """Publish an old version anew. Raises FlowInvalid when what it refers to is there no more."""
        old = await self.version(flow_id, body.version)
        parsed = parse_document(old.document, f"flow {flow_id} version {old.version}")
        return await self.publish(parsed, body.comment or f"← {old.version}", of=old.version)

    async def publish(self, parsed: ParsedFlow, comment: str, *, of: int | None = None) -> FlowPublished:
        """Raises FlowInvalid with every error, those of flows that call this one included; warnings come back with the
        published flow."""
        there = await known(self._session)
        findings = check(parsed, there)
        wrong = [finding for finding in findings if finding.severity == "error"]
        wrong += _broken_callers(parsed, there)
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
            comment=comment,
        )
        self._session.add(version)
        await self._session.flush()
        details = {"version": flow.version, "comment": comment} | ({"rolled_back_to": of} if of is not None else {})
        note(self._session, self._who, "flows.publish", "flow", flow.id, details)
        row = _row(flow, version, draft=False)
        row.document = version.document
        return FlowPublished(**row.model_dump(), warnings=[finding_row(finding) for finding in findings])

    async def _flow(self, flow_id: str) -> Flow:
        flow = await self._session.get(Flow, flow_id)
        if flow is None:
            raise NotFound(f"there is no flow {flow_id}")
        return flow

    @staticmethod
    def _published() -> Any:
        return (
            select(Flow, FlowVersion)
            .join(FlowVersion, (FlowVersion.flow_id == Flow.id) & (FlowVersion.version == Flow.version))
            .order_by(Flow.id)
        )


def _broken_callers(parsed: ParsedFlow, there: Known) -> list[Finding]:
    """What would be wrong with the published flows that lead to this one if it were published."""
    flows = {**(there.flows or {}), parsed.flow: parsed}
    return [
        finding
        for name, flow in flows.items()
        if name != parsed.flow and parsed.flow in with_called(flow, flows)
        for finding in between.findings(flow, flows)
        if finding.severity == "error"
    ]


def finding_row(finding: Finding) -> FlowFinding:
    return FlowFinding(
        severity=finding.severity,
        node=finding.node,
        line=finding.line,
        message_en=finding.message("en"),
        message_zh=finding.message("zh"),
    )


def _row(flow: Flow, version: FlowVersion, *, draft: bool) -> FlowRow:
    return FlowRow(
        id=flow.id,
        name=dict(version.document.get("name", {})),
        version=flow.version,
        published_at=version.created_at,
        published_by=version.created_by,
        comment=version.comment,
        draft=draft,
    )


def _version(row: FlowVersion, flow: Flow) -> dict[str, Any]:
    return {
        "version": row.version,
        "published": row.version == flow.version,
        "comment": row.comment,
        "created_at": row.created_at,
        "created_by": row.created_by,
    }
