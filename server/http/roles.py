"""Roles, the catalogue of functions, and the menu that follows from them."""

from __future__ import annotations

from crm.menu.service import MenuBody, MenuEntry, MenuRoom, arrange, arranged, menu_of, rooms
from crm.roles.schemas import FunctionRow, NewRole, RoleChange, RoleRow
from crm.roles.service import RoleService, functions
from server.http.context import Request
from server.http.route import Routes

routes = Routes("roles")


@routes("GET", "/functions")
async def list_functions(request: Request) -> list[FunctionRow]:
    """What can be permitted, and how far."""
    del request
    return functions()


@routes("GET", "/roles")
async def list_roles(request: Request) -> list[RoleRow]:
    """Roles with what they grant, built-in ones first."""
    async with request.web.db.read() as session:
        return await RoleService(session, request.who).find()


@routes("GET", "/roles/{id}")
async def get_role(request: Request) -> RoleRow:
    """One role."""
    async with request.web.db.read() as session:
        return await RoleService(session, request.who).get(request.path["id"])


@routes("POST", "/roles", status=201)
async def create_role(request: Request, body: NewRole) -> RoleRow:
    """Make a role, from nothing or as a copy."""
    async with request.web.db.write() as session:
        return await RoleService(session, request.who).create(body)


@routes("PATCH", "/roles/{id}")
async def change_role(request: Request, body: RoleChange) -> RoleRow:
    """Change what a role grants; it holds at once for everybody who has it."""
    async with request.web.db.write() as session:
        row = await RoleService(session, request.who).update(request.path["id"], body)
    request.web.hub.recheck()
    return row


@routes("DELETE", "/roles/{id}")
async def delete_role(request: Request) -> None:
    """Remove a role that nobody has."""
    async with request.web.db.write() as session:
        await RoleService(session, request.who).delete(request.path["id"])


@routes("GET", "/menu")
async def own_menu(request: Request) -> list[MenuEntry]:
    """The asker's menu: what he may open, as the company arranges it."""
    async with request.web.db.read() as session:
        return await menu_of(session, request.who, agent=request.me.number is not None)


@routes("GET", "/menu/arrangement")
async def get_menu_arrangement(request: Request) -> MenuBody:
    """The whole menu, with what is hidden."""
    async with request.web.db.read() as session:
        return await arranged(session)


@routes("GET", "/menu/rooms")
async def list_menu_rooms(request: Request) -> list[MenuRoom]:
    """The product's own entries as they are shipped, whoever may open them."""
    del request
    return rooms()


@routes("PUT", "/menu/arrangement")
async def put_menu_arrangement(request: Request, body: MenuBody) -> MenuBody:
    """Arrange it: order, groups, labels, what is hidden, links to other systems."""
    async with request.web.db.write() as session:
        return await arrange(session, request.who, body)
