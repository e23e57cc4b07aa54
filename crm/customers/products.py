"""Products that customers own (客户产品): a serial number or bar code finds the customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import new_id, utcnow
from crm.customers.history import remember
from crm.customers.models import CustomerProduct
from crm.customers.parts import ProductBody, ProductRow
from crm.customers.repository import CustomerRepository
from crm.errors import InUse, Invalid, NotFound
from crm.fields.models import FieldValue
from crm.masking import unveiled
from crm.routing.settings import company_day

MOST = 200
TEXTS = ("serial", "barcode", "model", "name", "note")


async def products_of(session: AsyncSession, customer_id: str, today: date | None = None) -> list[ProductRow]:
    """Newest purchase first. The caller has checked that the customer may be seen."""
    rows = await session.scalars(
        select(CustomerProduct)
        .where(CustomerProduct.customer_id == customer_id)
        .order_by(CustomerProduct.bought_on.desc().nulls_last(), CustomerProduct.id.desc())
    )
    day = today or await company_day(session)
    return [_shown(row, day) for row in rows]


async def products_by_customer(session: AsyncSession, customers: Sequence[str]) -> dict[str, list[CustomerProduct]]:
    """Of many at once, in the order in which they were entered."""
    found: dict[str, list[CustomerProduct]] = {}
    query = select(CustomerProduct).where(CustomerProduct.customer_id.in_(customers)).order_by(CustomerProduct.id)
    for row in await session.scalars(query):
        found.setdefault(row.customer_id, []).append(row)
    return found


async def add_product(session: AsyncSession, who: Principal, customer_id: str, body: ProductBody) -> ProductRow:
    await CustomerRepository(session, who, "customers.write").get(customer_id)
    if len(await products_of(session, customer_id)) >= MOST:
        raise Invalid(
            f"a customer has at most {MOST} products", field="serial", message_zh=f"每个客户最多 {MOST} 件产品"
        )
    row = CustomerProduct(id=new_id(), customer_id=customer_id, created_at=utcnow(), **dict.fromkeys(TEXTS, ""))
    _assign(row, body)
    _check(row)
    session.add(row)
    await session.flush()
    remember(session, who, customer_id, "product.create", {"product": [None, _said(row)]})
    return _shown(row, await company_day(session))


async def change_product(
    session: AsyncSession, who: Principal, customer_id: str, product_id: str, body: ProductBody
) -> ProductRow:
    row = await _get(session, who, customer_id, product_id)
    before = _said(row)
    shown = [getattr(row, name) for name in TEXTS]
    given = {name: unveiled(who, one, shown, name) for name, one in body.model_dump(exclude_unset=True).items()}
    _assign(row, ProductBody.model_validate(given))
    _check(row)
    await session.flush()
    remember(session, who, customer_id, "product.update", {"product": [before, _said(row)]})
    return _shown(row, await company_day(session))


async def remove_product(session: AsyncSession, who: Principal, customer_id: str, product_id: str) -> None:
    """InUse while a record's field refers to it."""
    row = await _get(session, who, customer_id, product_id)
    if await session.scalar(select(FieldValue.owner_id).where(FieldValue.text == product_id).limit(1)):
        raise InUse("a document refers to this product", message_zh="已有单据引用该产品，不能删除")
    await session.delete(row)
    remember(session, who, customer_id, "product.delete", {"product": [_said(row), None]})


async def _get(session: AsyncSession, who: Principal, customer_id: str, product_id: str) -> CustomerProduct:
    await CustomerRepository(session, who, "customers.write").get(customer_id)
    row = await session.get(CustomerProduct, product_id)
    if row is None or row.customer_id != customer_id:
        raise NotFound(f"the customer has no product {product_id}")
    return row


def _assign(row: CustomerProduct, body: ProductBody) -> None:
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(row, name, (value or "").strip() if name in TEXTS else value)


def _check(row: CustomerProduct) -> None:
    if not (row.serial or row.barcode or row.model or row.name):
        raise Invalid(
            "say its serial number, bar code, model or name",
            field="serial",
            message_zh="请填写序列号、条码、型号或名称之一",
        )
    if row.bought_on and row.warranty_until and row.warranty_until < row.bought_on:
        raise Invalid("is before it was bought", field="warranty_until", message_zh="保修截止日早于购买日")


def _said(row: CustomerProduct) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in TEXTS}
    dates = {name: getattr(row, name).isoformat() for name in ("bought_on", "warranty_until") if getattr(row, name)}
    return {name: value for name, value in (said | dates).items() if value}


def _shown(row: CustomerProduct, today: date) -> ProductRow:
    shown = ProductRow.model_validate(row)
    shown.in_warranty = None if row.warranty_until is None else today <= row.warranty_until
    return shown
