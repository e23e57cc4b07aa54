"""What the flow editor asks for: the kinds of nodes, the names that they may use, and whom a change touches."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import NotFound
from crm.routing.flow_known import known, needs_of, published
from crm.routing.models import Entry, Flow, FlowDraft
from telephony.ivr.kinds import Control, kinds


class FieldShapeRow(BaseModel):
    """One field of a kind of node: telephony.ivr.kinds.FieldShape."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    control: Control
    required: bool
    default: bool | float | str | list[str] | None
    role: str
    choices: list[str]
    pattern: str
    key: str
    minimum: float | None
    maximum: float | None
    whole: bool


class KindShapeRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: str
    ends: bool
    fields: list[FieldShapeRow]


class NewFlowDraft(BaseModel):
    """A draft of a flow that was never published."""

    id: str
    name: dict[str, str]
    updated_at: datetime
    updated_by: str | None


class FlowKinds(BaseModel):
    """`names`: role of a field → what exists under that role now."""

    kinds: list[KindShapeRow]
    names: dict[str, list[str]]


class FlowUses(BaseModel):
    """Who notices when a flow changes: the numbers that callers dial for it, and the flows that lead to it."""

    entries: list[str]
    flows: list[str]


async def flow_kinds(session: AsyncSession) -> FlowKinds:
    there = await known(session)
    names = {
        "queue": there.queues,
        "mailbox": there.mailboxes,
        "hours": there.hours,
        "query": there.queries,
        "flow": there.flows,
        "prompt": there.prompts,
        "document_type": there.documents,
    }
    return FlowKinds(
        kinds=[KindShapeRow.model_validate(shape) for shape in kinds()],
        names={role: sorted(found or ()) for role, found in names.items()},
    )


async def flow_uses(session: AsyncSession, flow_id: str) -> FlowUses:
    """Raises NotFound when there is neither such a flow nor a draft of it."""
    if await session.get(Flow, flow_id) is None and await session.get(FlowDraft, flow_id) is None:
        raise NotFound(f"there is no flow {flow_id}")
    entries = await session.scalars(select(Entry.number).where(Entry.flow_id == flow_id).order_by(Entry.number))
    callers = [other for other, flow in (await published(session)).items() if flow_id in needs_of(flow, "flow")]
    return FlowUses(entries=list(entries), flows=sorted(callers))


async def new_drafts(session: AsyncSession) -> list[NewFlowDraft]:
    """Drafts beside which no version is published, latest first."""
    rows = await session.scalars(
        select(FlowDraft).where(FlowDraft.flow_id.not_in(select(Flow.id))).order_by(FlowDraft.updated_at.desc())
    )
    return [
        NewFlowDraft(id=row.flow_id, name=_name(row), updated_at=row.updated_at, updated_by=row.updated_by)
        for row in rows
    ]


def _name(draft: FlowDraft) -> dict[str, str]:
    """A draft may hold anything."""
    given = draft.document.get("name")
    return {key: str(text) for key, text in given.items()} if isinstance(given, dict) else {}
