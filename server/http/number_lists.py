"""Black, white and do-not-call lists."""

from __future__ import annotations

from aiohttp import web

from crm.outside.list_imports import ListImportRow, ListImports, Undone
from crm.outside.lists import (
    ExportQuery,
    ImportBody,
    Imported,
    ListedChange,
    ListedQuery,
    ListedRow,
    NewListed,
    NumberLists,
)
from crm.paging import Page, PageQuery
from server.http.context import Request
from server.http.route import Routes

routes = Routes("number-lists")


@routes("GET", "/number-lists")
async def list_listed_numbers(request: Request, query: ListedQuery) -> Page[ListedRow]:
    """Listed numbers, newest first."""
    async with request.web.db.read() as session:
        return await NumberLists(session, request.who, request.web.company.area_code).find(query)


@routes("POST", "/number-lists", status=201)
async def add_listed_number(request: Request, body: NewListed) -> ListedRow:
    """Put a number, prefix or pattern on a list; in force at once."""
    async with request.web.db.write() as session:
        row = await NumberLists(session, request.who, request.web.company.area_code).add(body)
        await request.web.configuration.publish(session)
    return row


@routes("PATCH", "/number-lists/{id}")
async def change_listed_number(request: Request, body: ListedChange) -> ListedRow:
    """Change the action, the reason or the expiry."""
    async with request.web.db.write() as session:
        lists = NumberLists(session, request.who, request.web.company.area_code)
        row = await lists.change(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/number-lists/{id}")
async def remove_listed_number(request: Request) -> None:
    """Take a number off its list."""
    async with request.web.db.write() as session:
        await NumberLists(session, request.who, request.web.company.area_code).remove(request.path["id"])
        await request.web.configuration.publish(session)


@routes("POST", "/number-lists/import")
async def import_number_lists(request: Request, body: ImportBody) -> Imported:
    """Take in a CSV file; bad rows are named by their line, good ones kept."""
    async with request.web.db.write() as session:
        done = await NumberLists(session, request.who, request.web.company.area_code).load(body)
        await request.web.configuration.publish(session)
    return done


@routes("GET", "/number-lists/imports")
async def list_number_list_imports(request: Request, query: PageQuery) -> Page[ListImportRow]:
    """Files that were taken in during the last 30 days, newest first."""
    async with request.web.db.read() as session:
        return await ListImports(session, request.who).find(query)


@routes("POST", "/number-lists/imports/{id}/undo")
async def undo_number_list_import(request: Request) -> Undone:
    """Make the lists as they were before this file; what was changed by somebody since stays. Within 30 days."""
    async with request.web.db.write() as session:
        done = await ListImports(session, request.who).undo(request.path["id"])
        await request.web.configuration.publish(session)
    return done


@routes("GET", "/number-lists/export", media="text/csv")
async def export_number_lists(request: Request, query: ExportQuery) -> web.StreamResponse:
    """The lists as a CSV file, as the import takes it (with a mark that spreadsheets know UTF-8 by)."""
    async with request.web.db.write() as session:  # an export is audited
        text = await NumberLists(session, request.who, request.web.company.area_code).dump(query)
    headers = {"Content-Disposition": 'attachment; filename="number-lists.csv"'}
    return web.Response(text="\ufeff" + text, content_type="text/csv", charset="utf-8", headers=headers)
