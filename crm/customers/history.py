"""The history of each customer's record: who changed what, from what, to what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.customers.models import CustomerChange
from crm.customers.parts import ChangeRow
from crm.customers.repository import CustomerRepository
from crm.paging import Page, PageQuery, fetch_page, page_of


def remember(
    session: AsyncSession, who: Principal, customer_id: str, action: str, changes: Mapping[str, Any] | None = None
) -> None:
    """An entry in the customer's history, and one in the audit log: the latter can never be changed, so it names what
    was changed and holds no personal data."""
    changes = dict(changes or {})
    session.add(
        CustomerChange(
            id=new_id(),
            customer_id=customer_id,
            action=action,
            changes=changes,
            created_by=who.user,
            created_at=utcnow(),
        )
    )
    note(session, who, f"customers.{action}", "customer", customer_id, {"changed": sorted(changes)})


async def history(session: AsyncSession, who: Principal, customer_id: str, asked: PageQuery) -> Page[ChangeRow]:
    """Newest first. NotFound when the customer is not the asker's to see."""
    await CustomerRepository(session, who).get(customer_id)
    query = select(CustomerChange).where(CustomerChange.customer_id == customer_id)
    rows, total = await fetch_page(session, query.order_by(CustomerChange.id.desc()), asked)
    return page_of(asked, rows, total, ChangeRow.model_validate)
