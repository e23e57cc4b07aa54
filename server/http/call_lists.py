"""Call lists: numbers to be called by agents. Numbers come in by `POST /imports?kind=call_list&list_id=`."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.call_lists.schemas import (
    AllocateBody,
    Allocated,
    ItemQuery,
    ItemRow,
    ListBody,
    ListChange,
    ListRow,
    MyItemsQuery,
    NewItem,
    ReleaseBody,
    Released,
    ResultBody,
)
from crm.call_lists.service import CallListService
from crm.paging import Page, PageQuery
from server.http.context import Request
from server.http.route import Routes

routes = Routes("call-lists")


@routes("GET", "/call-lists")
async def list_call_lists(request: Request, query: PageQuery) -> Page[ListRow]:
    """Call lists with how far they are, newest first."""
    async with request.web.db.read() as session:
        return await _service(request, session).find(query)


@routes("POST", "/call-lists", status=201)
async def create_call_list(request: Request, body: ListBody) -> ListRow:
    """Make an empty list."""
    async with request.web.db.write() as session:
        return await _service(request, session).create(body)


@routes("GET", "/call-lists/{id}")
async def get_call_list(request: Request) -> ListRow:
    """One list."""
    async with request.web.db.read() as session:
        return await _service(request, session).show(request.path["id"])


@routes("PATCH", "/call-lists/{id}")
async def change_call_list(request: Request, body: ListChange) -> ListRow:
    """Rename, close or open a list."""
    async with request.web.db.write() as session:
        return await _service(request, session).change(request.path["id"], body)


@routes("DELETE", "/call-lists/{id}")
async def delete_call_list(request: Request) -> None:
    """Delete a list with its numbers and results."""
    async with request.web.db.write() as session:
        await _service(request, session).delete(request.path["id"])


@routes("GET", "/call-lists/{id}/items")
async def list_call_list_items(request: Request, query: ItemQuery) -> Page[ItemRow]:
    """The numbers of a list with their agents and results."""
    async with request.web.db.read() as session:
        return await _service(request, session).items(request.path["id"], query)


@routes("POST", "/call-lists/{id}/items", status=201)
async def add_call_list_item(request: Request, body: NewItem) -> ItemRow:
    """Add a number by hand."""
    async with request.web.db.write() as session:
        return await _service(request, session).add(request.path["id"], body)


@routes("DELETE", "/call-lists/{id}/items/{item}")
async def remove_call_list_item(request: Request) -> None:
    """Take a number out."""
    async with request.web.db.write() as session:
        await _service(request, session).remove(request.path["id"], request.path["item"])


@routes("POST", "/call-lists/{id}/release")
async def release_call_list_items(request: Request, body: ReleaseBody) -> Released:
    """Take numbers back from their agents; those with a result stay theirs."""
    async with request.web.db.write() as session:
        return await _service(request, session).release(request.path["id"], body)


@routes("POST", "/call-lists/{id}/allocate")
async def allocate_call_list(request: Request, body: AllocateBody) -> Allocated:
    """Share numbers out to agents: evenly, to who looks after the customer, or by hand."""
    async with request.web.db.write() as session:
        return await _service(request, session).allocate(request.path["id"], body)


@routes("GET", "/my-call-list")
async def list_my_call_list_items(request: Request, query: MyItemsQuery) -> Page[ItemRow]:
    """The numbers that the asker is to call."""
    async with request.web.db.read() as session:
        return await _service(request, session).mine(query)


@routes("PUT", "/my-call-list/{item}/result")
async def record_call_list_result(request: Request, body: ResultBody) -> ItemRow:
    """What came of a call."""
    async with request.web.db.write() as session:
        return await _service(request, session).record(request.path["item"], body)


def _service(request: Request, session: AsyncSession) -> CallListService:
    return CallListService(session, request.who, area_code=request.web.company.area_code)
