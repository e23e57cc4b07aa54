"""Who may see a file: who may see its owner. Kinds of owners register as subjects of messages do."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.models import Attachment
from crm.errors import Invalid, NotFound
from crm.messages.subjects import CHECKS


async def check_owner(session: AsyncSession, who: Principal, owner_kind: str, owner_id: str) -> None:
    """Raises Invalid for a kind of record that is not known, NotFound for a record that `who` may not see."""
    check = CHECKS.get(owner_kind)
    if check is None:
        raise Invalid(f"there are no records of kind {owner_kind}; known: {', '.join(CHECKS)}", field="owner_kind")
    if not await check(session, who, owner_id):
        raise NotFound(f"there is no {owner_kind} {owner_id}")


async def check_seen(session: AsyncSession, who: Principal, row: Attachment) -> None:
    """Raises NotFound unless `who` may see the file: its owner, or before that his own upload."""
    if not row.owner_kind:
        if row.created_by != who.user:
            raise NotFound(f"there is no attachment {row.id}")
        return
    try:
        await check_owner(session, who, row.owner_kind, row.owner_id)
    except NotFound as error:
        raise NotFound(f"there is no attachment {row.id}") from error  # without naming its owner
