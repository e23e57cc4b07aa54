"""The company's units and positions."""

from __future__ import annotations

from crm.organisation.positions import PositionService
from crm.organisation.schemas import NewPosition, NewUnit, PositionChange, PositionRow, UnitChange, UnitRow
from crm.organisation.service import UnitService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("organisation")


@routes("GET", "/units")
async def list_units(request: Request) -> list[UnitRow]:
    """The company's units, parents before children."""
    async with request.web.db.read() as session:
        return await UnitService(session, request.who).find()


@routes("GET", "/units/{id}")
async def get_unit(request: Request) -> UnitRow:
    """One unit."""
    async with request.web.db.read() as session:
        return await UnitService(session, request.who).get(request.path["id"])


@routes("POST", "/units", status=201)
async def create_unit(request: Request, body: NewUnit) -> UnitRow:
    """Make a unit below another."""
    async with request.web.db.write() as session:
        return await UnitService(session, request.who).create(body)


@routes("PATCH", "/units/{id}")
async def change_unit(request: Request, body: UnitChange) -> UnitRow:
    """Rename, move with everything below, close, or change otherwise; who sees what follows at once."""
    async with request.web.db.write() as session:
        row = await UnitService(session, request.who).update(request.path["id"], body)
        if body.parent_id is not None:
            await request.web.configuration.publish(session)
    request.web.hub.recheck()
    return row


@routes("DELETE", "/units/{id}")
async def delete_unit(request: Request) -> None:
    """Remove a unit that nothing belongs to."""
    async with request.web.db.write() as session:
        await UnitService(session, request.who).delete(request.path["id"])


@routes("GET", "/positions")
async def list_positions(request: Request) -> list[PositionRow]:
    """Positions, the highest first."""
    async with request.web.db.read() as session:
        return await PositionService(session, request.who).find()


@routes("POST", "/positions", status=201)
async def create_position(request: Request, body: NewPosition) -> PositionRow:
    """Make a position."""
    async with request.web.db.write() as session:
        return await PositionService(session, request.who).create(body)


@routes("PATCH", "/positions/{id}")
async def change_position(request: Request, body: PositionChange) -> PositionRow:
    """Change a position."""
    async with request.web.db.write() as session:
        return await PositionService(session, request.who).update(request.path["id"], body)


@routes("DELETE", "/positions/{id}")
async def delete_position(request: Request) -> None:
    """Remove a position that nobody holds."""
    async with request.web.db.write() as session:
        await PositionService(session, request.who).delete(request.path["id"])
