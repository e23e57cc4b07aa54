"""Whose files may be seen, and by whom: each kind of owner says how it is looked up with the asker's permissions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.models import Attachment
from crm.customers.repository import CustomerRepository
from crm.errors import Invalid, NotFound
from crm.knowledge.repository import ArticleRepository
from crm.tickets.repository import TicketRepository

See = Callable[[AsyncSession, Principal, str], Awaitable[object]]
"""Raises NotFound for a record that the asker may not see."""


async def _customer(session: AsyncSession, who: Principal, owner_id: str) -> object:
    return await CustomerRepository(session, who).get(owner_id)


async def _ticket(session: AsyncSession, who: Principal, owner_id: str) -> object:
    return await TicketRepository(session, who).get(owner_id)


async def _article(session: AsyncSession, who: Principal, owner_id: str) -> object:
    return await ArticleRepository(session, who).get(owner_id)


OWNERS: Mapping[str, See] = {"article": _article, "customer": _customer, "ticket": _ticket}


async def check_owner(session: AsyncSession, who: Principal, owner_kind: str, owner_id: str) -> None:
    """Raises Invalid for a kind that owns no files, NotFound for a record that `who` may not see."""
    see = OWNERS.get(owner_kind)
    if see is None:
        raise Invalid(f"{owner_kind} has no attachments; known: {', '.join(OWNERS)}", field="owner_kind")
    await see(session, who, owner_id)


async def check_seen(session: AsyncSession, who: Principal, row: Attachment) -> None:
    """Raises NotFound unless `who` may see the file: its owner, or before that his own upload."""
    if not row.owner_kind:
        if row.created_by != who.user:
            raise NotFound(f"there is no attachment {row.id}")
        return
    await check_owner(session, who, row.owner_kind, row.owner_id)
