"""Contacts (通讯录): the company's, one's own, and the colleagues."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.contacts.schemas import ColleagueQuery, ColleagueRow, ContactChange, ContactQuery, ContactRow, NewContact
from crm.contacts.service import ContactService
from crm.many import BulkResults, Many, each
from crm.paging import Page
from server.http.context import Request
from server.http.errors import in_chinese
from server.http.route import Routes

routes = Routes("contacts")


@routes("GET", "/contacts")
async def list_contacts(request: Request, query: ContactQuery) -> Page[ContactRow]:
    """Shared contacts and one's own, by name."""
    async with request.web.db.read() as session:
        return await _service(request, session).find(query)


@routes("POST", "/contacts", status=201)
async def create_contact(request: Request, body: NewContact) -> ContactRow:
    """Enter a contact, for oneself or for everybody."""
    async with request.web.db.write() as session:
        return await _service(request, session).create(body)


@routes("POST", "/contacts/delete")
async def delete_contacts(request: Request, body: Many) -> BulkResults:
    """Remove many, each on its own: what is not one's to remove stays."""
    async with request.web.db.write() as session:
        return in_chinese(await each(session, body.ids, _service(request, session).delete))


@routes("GET", "/contacts/colleagues")
async def list_contact_colleagues(request: Request, query: ColleagueQuery) -> Page[ColleagueRow]:
    """Colleagues with 工号 and unit."""
    async with request.web.db.read() as session:
        return await _service(request, session).colleagues(query)


@routes("PATCH", "/contacts/{id}")
async def change_contact(request: Request, body: ContactChange) -> ContactRow:
    """Change a contact of one's own, or a shared one with the right to."""
    async with request.web.db.write() as session:
        return await _service(request, session).update(request.path["id"], body)


@routes("DELETE", "/contacts/{id}")
async def delete_contact(request: Request) -> None:
    """Remove a contact."""
    async with request.web.db.write() as session:
        await _service(request, session).delete(request.path["id"])


def _service(request: Request, session: AsyncSession) -> ContactService:
    return ContactService(session, request.who, area_code=request.web.company.area_code)
