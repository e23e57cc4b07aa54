"""The history of each customer's record: who changed what, from what, to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.customers.definitions import customer_fields
from crm.customers.models import CustomerChange
from crm.customers.naming import names_of
from crm.customers.parts import ChangeRow
from crm.customers.repository import CustomerRepository
from crm.customers.telling import tell_changed, tell_created
from crm.paging import Page, PageQuery, fetch_page, page_of

_MERGES = frozenset({"merge", "unmerge"})


def remember(
    session: AsyncSession,
    who: Principal,
    customer_id: str,
    action: str,
    changes: Mapping[str, Any] | None = None,
    *,
    named: bool = False,
) -> None:
    """An entry in the customer's history, and one in the audit log: the latter can never be changed, so it names what
    was changed and holds no personal data. Other systems are told, of merges by whoever merges. `named`: an unknown
    caller has become a customer by it."""
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
    if named or action == "create":
        tell_created(session, who, customer_id)
    elif action not in _MERGES:
        tell_changed(session, who, customer_id, changes)


async def history(session: AsyncSession, who: Principal, customer_id: str, asked: PageQuery) -> Page[ChangeRow]:
    """Newest first. NotFound when the customer is not the asker's to see."""
    await CustomerRepository(session, who).get(customer_id)
    query = select(CustomerChange).where(CustomerChange.customer_id == customer_id)
    rows, total = await fetch_page(session, query.order_by(CustomerChange.id.desc()), asked)
    page = page_of(asked, rows, total, ChangeRow.model_validate)
    kinds = {field.code: field.kind for field in await customer_fields(session)}
    told = {row.id: set(_told(row.changes, kinds)) for row in page.items}
    refs: dict[str, set[str]] = {}
    for kind, ident in set[tuple[str, str]]().union(*told.values()):
        refs.setdefault(kind, set()).add(ident)
    names = await names_of(session, who, refs)
    for row in page.items:
        keys = (f"{kind}:{ident}" for kind, ident in told[row.id])
        row.names = {key: names[key] for key in keys if key in names}
    return page


def _told(changes: Mapping[str, Any], kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(kind, id) of what own fields referred to, and of related customers. Imports and merges write own fields as
    one."""
    for name, pair in changes.items():
        if not isinstance(pair, list):
            continue
        for value in pair:
            if name == "relation" and isinstance(value, list):
                yield "customer", str(value[1])
            elif name == "fields" and isinstance(value, dict):
                yield from ((kinds[code], one) for code, one in value.items() if _is_id(kinds.get(code), one))
            elif name.startswith("fields.") and _is_id(kinds.get(code := name.removeprefix("fields.")), value):
                yield kinds[code], value


def _is_id(kind: str | None, value: Any) -> bool:
    return kind in {"unit", "customer", "product_owned"} and isinstance(value, str)
