"""Service outlets."""

from __future__ import annotations

from crm.outlets.schemas import NearestQuery, NearestRow, NewOutlet, OutletChange, OutletQuery, OutletRow
from crm.outlets.service import OutletService
from crm.paging import Page
from server.http.context import Request
from server.http.route import Routes

routes = Routes("outlets")


@routes("GET", "/outlets")
async def list_outlets(request: Request, query: OutletQuery) -> Page[OutletRow]:
    """Outlets by their numbers."""
    async with request.web.db.read() as session:
        return await OutletService(session, request.who).find(query)


@routes("POST", "/outlets", status=201)
async def create_outlet(request: Request, body: NewOutlet) -> OutletRow:
    """Set up an outlet."""
    async with request.web.db.write() as session:
        return await OutletService(session, request.who).create(body)


@routes("GET", "/outlet-search")
async def find_nearest_outlets(request: Request, query: NearestQuery) -> list[NearestRow]:
    """Who serves a region or a point, the best first, with the reason."""
    async with request.web.db.read() as session:
        return await OutletService(session, request.who).nearest(query)


@routes("GET", "/outlets/{id}")
async def get_outlet(request: Request) -> OutletRow:
    """One outlet."""
    async with request.web.db.read() as session:
        return await OutletService(session, request.who).get(request.path["id"])


@routes("PATCH", "/outlets/{id}")
async def change_outlet(request: Request, body: OutletChange) -> OutletRow:
    """Change an outlet; a paused one gets no new work."""
    async with request.web.db.write() as session:
        return await OutletService(session, request.who).update(request.path["id"], body)


@routes("DELETE", "/outlets/{id}")
async def delete_outlet(request: Request) -> None:
    """Remove an outlet that was entered by mistake."""
    async with request.web.db.write() as session:
        await OutletService(session, request.who).delete(request.path["id"])
