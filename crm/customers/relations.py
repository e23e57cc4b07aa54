"""Customers who have to do with each other (关联客户)."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import new_id
from crm.customers.history import remember
from crm.customers.models import Customer, CustomerRelation
from crm.customers.parts import NewRelation, RelationRow
from crm.customers.repository import CustomerRepository
from crm.dictionaries.service import check
from crm.errors import Duplicate, Invalid, NotFound

DICTIONARY = "customer_relation"


async def relations_of(session: AsyncSession, who: Principal, customer_id: str) -> list[RelationRow]:
    """From both sides. Of customers whom the asker may not see there is no trace."""
    rows = list(
        await session.scalars(
            select(CustomerRelation)
            .where(or_(CustomerRelation.customer_id == customer_id, CustomerRelation.other_id == customer_id))
            .order_by(CustomerRelation.id)
        )
    )
    others = {row.other_id if row.customer_id == customer_id else row.customer_id for row in rows}
    names = await CustomerRepository(session, who).names(others)
    numbers = {
        row.id: row.number
        for row in await session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(names)))
    }
    shown = []
    for row in rows:
        outgoing = row.customer_id == customer_id
        other = row.other_id if outgoing else row.customer_id
        if other in names:
            shown.append(
                RelationRow(
                    id=row.id,
                    customer_id=other,
                    customer_number=numbers[other],
                    customer_name=names[other],
                    relation=row.relation,
                    note=row.note,
                    direction="outgoing" if outgoing else "incoming",
                )
            )
    return shown


async def relate(session: AsyncSession, who: Principal, customer_id: str, new: NewRelation) -> list[RelationRow]:
    """The customer is the asker's to change, the other one his to see."""
    await CustomerRepository(session, who, "customers.write").get(customer_id)
    await CustomerRepository(session, who).get(new.customer_id)
    await check(session, DICTIONARY, new.relation, "relation")
    if new.customer_id == customer_id:
        raise Invalid("a customer is not related to himself", field="customer_id", message_zh="不能关联客户自身")
    there = select(CustomerRelation.id).where(
        CustomerRelation.relation == new.relation,
        or_(
            (CustomerRelation.customer_id == customer_id) & (CustomerRelation.other_id == new.customer_id),
            (CustomerRelation.customer_id == new.customer_id) & (CustomerRelation.other_id == customer_id),
        ),
    )
    if await session.scalar(there) is not None:
        raise Duplicate("they are related so already", field="relation", message_zh="该关联已存在")
    session.add(
        CustomerRelation(
            id=new_id(), customer_id=customer_id, other_id=new.customer_id, relation=new.relation, note=new.note
        )
    )
    await session.flush()
    remember(session, who, customer_id, "relate", {"relation": [None, [new.relation, new.customer_id]]})
    return await relations_of(session, who, customer_id)


async def unrelate(session: AsyncSession, who: Principal, customer_id: str, relation_id: str) -> None:
    """From either side."""
    await CustomerRepository(session, who, "customers.write").get(customer_id)
    row = await session.get(CustomerRelation, relation_id)
    if row is None or customer_id not in {row.customer_id, row.other_id}:
        raise NotFound(f"the customer has no relation {relation_id}")
    await session.delete(row)
    remember(session, who, customer_id, "unrelate", {"relation": [[row.relation, row.other_id], None]})
