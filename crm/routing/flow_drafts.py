"""Flows being worked on: kept, also with errors; compared; tried; then published."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.drafts import seen_by_editor
from crm.errors import Conflict, Invalid, NotFound
from crm.routing.flow_known import known
from crm.routing.flow_schemas import FlowBody, FlowCheck, FlowDiff, FlowDraftBody, FlowDraftRow, PublishBody
from crm.routing.flows import FlowService, finding_row
from crm.routing.models import Flow, FlowDraft
from crm.routing.schemas import FlowPublished
from telephony.ivr.findings import Finding, FlowInvalid
from telephony.ivr.loader import Lines, read_text
from telephony.ivr.schema import parse_document
from telephony.ivr.validate import Known, check


def raw_document(body: FlowBody, source: str) -> tuple[dict[str, Any], Lines]:
    """What was sent, unchecked. Raises Invalid, or FlowInvalid for what is no YAML mapping."""
    if (body.document is None) == (body.yaml is None):
        raise Invalid("send either document or yaml", field="document")
    return read_text(body.yaml, source) if body.yaml is not None else (body.document or {}, {})


def findings_of(document: Mapping[str, Any], source: str, there: Known, lines: Lines | None = None) -> list[Finding]:
    """Everything wrong with a document, whatever it is."""
    try:
        return check(parse_document(document, source, lines=lines), there)
    except FlowInvalid as error:
        return list(error.findings)


class FlowDrafts:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._flows = FlowService(session, who)

    async def check(self, body: FlowBody) -> FlowCheck:
        """Findings of a flow that is kept nowhere."""
        document, lines = raw_document(body, "flow")
        return _check(findings_of(document, "flow", await known(self._session), lines))

    async def get(self, flow_id: str) -> FlowDraftRow:
        draft = await self.draft(flow_id)
        return await self._row(draft, None)

    async def draft(self, flow_id: str) -> FlowDraft:
        draft = await self._session.get(FlowDraft, flow_id)
        if draft is None:
            raise NotFound(f"flow {flow_id} has no draft")
        return draft

    async def put(self, flow_id: str, body: FlowDraftBody) -> FlowDraftRow:
        """Keep a draft. Raises Conflict for an editor that has not seen what somebody else did to it."""
        document, lines = raw_document(body, f"draft of {flow_id}")
        if document.get("flow") != flow_id:
            raise Invalid(f"the document says flow: {document.get('flow')}, not {flow_id}", field="flow")
        flow = await self._session.get(Flow, flow_id)
        base = flow.version if flow is not None else 0
        if body.base is not None:
            before = await self._session.get(FlowDraft, flow_id)
            kept = (before.updated_by, before.updated_at) if before is not None else None
            seen_by_editor(kept, body.since, self._who.user)
            base = before.base_version if before is not None else body.base
        draft = await self._session.merge(
            FlowDraft(
                flow_id=flow_id,
                document=document,
                base_version=base,
                comment=body.comment,
                updated_at=utcnow(),
                updated_by=self._who.user,
            )
        )
        await self._session.flush()
        note(self._session, self._who, "flows.draft", "flow", flow_id, {"comment": body.comment})
        return await self._row(draft, lines)

    async def delete(self, flow_id: str) -> None:
        await self._session.delete(await self.draft(flow_id))
        note(self._session, self._who, "flows.draft_deleted", "flow", flow_id)

    async def publish(self, flow_id: str, body: PublishBody) -> FlowPublished:
        """Put the draft in force and drop it. Raises Conflict when another version was published since it was kept."""
        draft = await self.draft(flow_id)
        flow = await self._session.get(Flow, flow_id)
        version = flow.version if flow is not None else 0
        if version != draft.base_version and not body.overwrite:
            raise Conflict(f"version {version} was published since the draft was kept: compare them, then overwrite")
        comment = draft.comment if body.comment is None else body.comment
        done = await self._flows.publish(parse_document(draft.document, f"draft of {flow_id}"), comment)
        await self._session.delete(draft)
        await self._session.flush()
        return done

    async def diff(self, flow_id: str, old: int, new: int | None) -> FlowDiff:
        """What is different between two versions (0: the draft; None: the published one)."""
        before, old_name = await self._document(flow_id, old)
        after, new_name = await self._document(flow_id, new)
        lines = difflib.unified_diff(_lines(before), _lines(after), f"{flow_id} {old_name}", f"{flow_id} {new_name}")
        was, is_now = dict(before.get("nodes") or {}), dict(after.get("nodes") or {})
        return FlowDiff(
            from_version=old_name,
            to_version=new_name,
            added=sorted(is_now.keys() - was.keys()),
            removed=sorted(was.keys() - is_now.keys()),
            changed=sorted(name for name in was.keys() & is_now.keys() if was[name] != is_now[name]),
            unified="".join(lines),
        )

    async def _document(self, flow_id: str, version: int | None) -> tuple[dict[str, Any], int]:
        if version == 0:
            return (await self.draft(flow_id)).document, 0
        row = await self._flows.version(flow_id, version)
        return row.document, row.version

    async def _row(self, draft: FlowDraft, lines: Lines | None) -> FlowDraftRow:
        source = f"draft of {draft.flow_id}"
        checked = _check(findings_of(draft.document, source, await known(self._session), lines))
        return FlowDraftRow(
            id=draft.flow_id,
            document=draft.document,
            base_version=draft.base_version,
            comment=draft.comment,
            updated_at=draft.updated_at,
            updated_by=draft.updated_by,
            valid=checked.valid,
            findings=checked.findings,
        )


def as_yaml(document: Mapping[str, Any]) -> str:
    """A document as YAML text, which imports as the same document."""
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=120)


def _lines(document: Mapping[str, Any]) -> list[str]:
    return as_yaml(document).splitlines(keepends=True)


def _check(findings: list[Finding]) -> FlowCheck:
    return FlowCheck(
        valid=not any(finding.severity == "error" for finding in findings),
        findings=[finding_row(finding) for finding in findings],
    )
