"""Customers."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.customers.schemas import CustomerChange, CustomerQuery, CustomerRow, NewCustomer, TimelineItem
from crm.customers.service import CustomerService
from crm.customers.timeline import timeline
from crm.paging import Page, PageQuery
from server.http.context import Request
from server.http.route import Routes

routes = Routes("customers")


@routes("GET", "/customers")
async def list_customers(request: Request, query: CustomerQuery) -> Page[CustomerRow]:
    """Customers, the latest contact first."""
    async with request.web.db.read() as session:
        return await _service(request, session).find(query)


@routes("POST", "/customers", status=201)
async def create_customer(request: Request, body: NewCustomer) -> CustomerRow:
    """Enter a customer."""
    async with request.web.db.write() as session:
        return await _service(request, session).create(body)


@routes("GET", "/customers/{id}")
async def get_customer(request: Request) -> CustomerRow:
    """One customer."""
    async with request.web.db.read() as session:
        return await _service(request, session).get(request.path["id"])


@routes("PATCH", "/customers/{id}")
async def change_customer(request: Request, body: CustomerChange) -> CustomerRow:
    """Change a customer; a provisional one that gets a name is provisional no more."""
    async with request.web.db.write() as session:
        return await _service(request, session).update(request.path["id"], body)


@routes("GET", "/customers/{id}/timeline")
async def get_customer_timeline(request: Request, query: PageQuery) -> Page[TimelineItem]:
    """Everything that happened with a customer, newest first."""
    async with request.web.db.read() as session:
        return await timeline(session, request.who, request.path["id"], query)


def _service(request: Request, session: AsyncSession) -> CustomerService:
    return CustomerService(session, request.who, area_code=request.web.company.area_code)
