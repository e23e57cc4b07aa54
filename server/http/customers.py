"""Customers: found, entered, changed, removed."""

from __future__ import annotations

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.call_lists.models import CallListItem
from crm.customers.definitions import CustomerFieldsBody, CustomerFieldSet, get_fields, put_fields
from crm.customers.erasure import EraseBody, Erased, erase
from crm.customers.history import history
from crm.customers.parts import ChangeRow, NewRelation, ProductBody, ProductRow, RelationRow
from crm.customers.products import add_product, change_product, products_of, remove_product
from crm.customers.relations import relate, relations_of, unrelate
from crm.customers.removal import BatchBody, BatchResult, remove, remove_many
from crm.customers.schemas import (
    CustomerChange,
    CustomerDetail,
    CustomerQuery,
    CustomerRow,
    NewCustomer,
    TimelineItem,
    TimelineQuery,
)
from crm.customers.service import CustomerService
from crm.customers.statistics import Statistics, StatisticsQuery, statistics
from crm.customers.timeline import timeline
from crm.imports.forgetting import forget_files
from crm.paging import Page, PageQuery
from server.http.context import Request
from server.http.once import once
from server.http.route import Routes

routes = Routes("customers")


@routes("GET", "/customers")
async def list_customers(request: Request, query: CustomerQuery) -> Page[CustomerRow]:
    """Customers, the latest contact first."""
    async with request.web.db.read() as session:
        return await _service(request, session).find(query)


@routes("POST", "/customers", status=201)
async def create_customer(request: Request, body: NewCustomer) -> CustomerDetail:
    """Enter a customer. Sent twice with the same header `Idempotency-Key`, he is entered once."""
    async with request.web.db.write() as session:
        service = _service(request, session)
        return await once(request, session, lambda: service.create(body), service.get, "customer", body)


@routes("GET", "/customers/statistics")
async def get_customer_statistics(request: Request, query: StatisticsQuery) -> Statistics:
    """How customers are distributed by one property, and over time."""
    company = request.web.company
    async with request.web.db.read() as session:
        return await statistics(session, request.who, query, zone=company.zone, area_code=company.area_code)


@routes("POST", "/customers/delete")
async def delete_customers(request: Request, body: BatchBody) -> BatchResult:
    """Remove several customers; each that something refers to stays, with the reason."""
    async with request.web.db.write() as session:
        return await remove_many(session, request.who, body.ids)


@routes("GET", "/customers/{id}")
async def get_customer(request: Request) -> CustomerDetail:
    """One customer with addresses, products and relations."""
    async with request.web.db.read() as session:
        return await _service(request, session).get(request.path["id"])


@routes("PATCH", "/customers/{id}")
async def change_customer(request: Request, body: CustomerChange) -> CustomerDetail:
    """Change a customer; a provisional one that gets a name is provisional no more."""
    async with request.web.db.write() as session:
        return await _service(request, session).update(request.path["id"], body)


@routes("DELETE", "/customers/{id}")
async def delete_customer(request: Request) -> None:
    """Remove a customer to whom nothing refers."""
    async with request.web.db.write() as session:
        await remove(session, request.who, request.path["id"])


@routes("POST", "/customers/{id}/erase")
async def erase_customer(request: Request, body: EraseBody) -> Erased:
    """Erase a customer's personal data on his request; statistics stay. It cannot be undone."""
    customer = request.path["id"]
    async with request.web.db.write() as session:
        listed = list(await session.scalars(select(CallListItem.id).where(CallListItem.customer_id == customer)))
        erased = await erase(session, request.who, customer, body.reason)
        imported = await forget_files(session, [customer, *listed])
    for name in imported:
        await asyncio.to_thread((request.web.settings.imports_dir / name).unlink, missing_ok=True)
    request.web.wake_keeper()
    return erased


@routes("GET", "/customers/{id}/history")
async def get_customer_history(request: Request, query: PageQuery) -> Page[ChangeRow]:
    """Every change of a customer's record, newest first."""
    async with request.web.db.read() as session:
        return await history(session, request.who, request.path["id"], query)


@routes("GET", "/customers/{id}/timeline")
async def get_customer_timeline(request: Request, query: TimelineQuery) -> Page[TimelineItem]:
    """Everything that happened with a customer, newest first."""
    async with request.web.db.read() as session:
        return await timeline(session, request.who, request.path["id"], query)


@routes("GET", "/customers/{id}/products")
async def list_customer_products(request: Request) -> list[ProductRow]:
    """What the customer owns, the newest purchase first."""
    async with request.web.db.read() as session:
        await _service(request, session).get(request.path["id"])
        return await products_of(session, request.path["id"])


@routes("POST", "/customers/{id}/products", status=201)
async def add_customer_product(request: Request, body: ProductBody) -> ProductRow:
    """Note down a product that the customer owns."""
    async with request.web.db.write() as session:
        return await add_product(session, request.who, request.path["id"], body)


@routes("PATCH", "/customers/{id}/products/{product}")
async def change_customer_product(request: Request, body: ProductBody) -> ProductRow:
    """Change a product that the customer owns."""
    async with request.web.db.write() as session:
        return await change_product(session, request.who, request.path["id"], request.path["product"], body)


@routes("DELETE", "/customers/{id}/products/{product}")
async def delete_customer_product(request: Request) -> None:
    """Remove a product that no document refers to."""
    async with request.web.db.write() as session:
        await remove_product(session, request.who, request.path["id"], request.path["product"])


@routes("GET", "/customers/{id}/relations")
async def list_customer_relations(request: Request) -> list[RelationRow]:
    """Customers who have to do with this one."""
    async with request.web.db.read() as session:
        await _service(request, session).get(request.path["id"])
        return await relations_of(session, request.who, request.path["id"])


@routes("POST", "/customers/{id}/relations", status=201)
async def add_customer_relation(request: Request, body: NewRelation) -> list[RelationRow]:
    """Relate two customers; both show it."""
    async with request.web.db.write() as session:
        return await relate(session, request.who, request.path["id"], body)


@routes("DELETE", "/customers/{id}/relations/{relation}")
async def delete_customer_relation(request: Request) -> None:
    """End a relation, from either side."""
    async with request.web.db.write() as session:
        await unrelate(session, request.who, request.path["id"], request.path["relation"])


@routes("GET", "/customer-fields")
async def get_customer_fields(request: Request) -> CustomerFieldSet:
    """Administrators' fields of customers in order, dictionaries' entries as their options."""
    async with request.web.db.read() as session:
        return await get_fields(session)


@routes("PUT", "/customer-fields")
async def put_customer_fields(request: Request, body: CustomerFieldsBody) -> CustomerFieldSet:
    """Replace all fields of customers; 422 with the place of what can never work."""
    async with request.web.db.write() as session:
        return await put_fields(session, request.who, body)


def _service(request: Request, session: AsyncSession) -> CustomerService:
    return CustomerService(session, request.who, area_code=request.web.company.area_code)
