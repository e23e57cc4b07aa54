"""Attachments: uploaded as they are, given out so that no browser runs them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

from aiohttp import web

from crm.attachments import owners, service
from crm.attachments.service import AttachmentRow, OwnerQuery, UploadQuery
from crm.audit.service import note
from crm.documents import files as _files  # noqa: F401 - registers who keeps the files of documents
from crm.errors import NotFound
from server.attachments import files_of
from server.http.context import Request
from server.http.route import Routes

routes = Routes("attachments")

CHUNK = 1 << 16
SLOWEST = 900.0
"""Seconds that an upload may take in all."""


@routes("POST", "/attachments", status=201, upload="application/octet-stream")
async def upload_attachment(request: Request, query: UploadQuery) -> AttachmentRow:
    """Upload a file (the body is the file). It belongs to the record named, which one must be allowed to change, or
    waits a day to be adopted by one."""
    if query.owner_kind:
        async with request.web.db.read() as session:
            await owners.check_kept(session, request.who, query.owner_kind, query.owner_id)
    files = files_of(request.web.settings)
    async with asyncio.timeout(SLOWEST):
        received = await files.receive(_chunks(request.http))
    try:
        async with request.web.db.write() as session:
            row = await service.add(session, request.who, query.name, received)
            if query.owner_kind:
                owner = (query.owner_kind, query.owner_id)
                await owners.check_kept(session, request.who, *owner)
                await service.adopt(session, request.who, [row.id], *owner)
                await owners.tell_owner(session, request.who, *owner, added=[row.name])
                row = row.model_copy(update={"owner_kind": query.owner_kind, "owner_id": query.owner_id})
    except BaseException:
        files.remove(received.file)
        raise
    return row


@routes("GET", "/attachments")
async def list_attachments(request: Request, query: OwnerQuery) -> list[AttachmentRow]:
    """The files of a record, oldest first."""
    async with request.web.db.read() as session:
        await owners.check_owner(session, request.who, query.owner_kind, query.owner_id)
        among = await owners.shown(session, request.who, query.owner_kind, query.owner_id)
        rows = await service.of(session, query.owner_kind, query.owner_id)
        return rows if among is None else [row for row in rows if row.id in among]


@routes("GET", "/attachments/{id}", media="application/octet-stream")
async def get_attachment(request: Request) -> web.StreamResponse:
    """The file, to be saved (never shown by the browser itself). Range requests work; audited once in a sitting."""
    async with request.web.db.read() as session:
        row = await service.get(session, request.path["id"])
        await owners.check_seen(session, request.who, row)
    path = files_of(request.web.settings).path_of(row.file)
    if not await asyncio.to_thread(path.is_file):
        raise NotFound("the file is not there (any more)")
    who = request.who
    key = (who.user or "", who.session or who.address, "attachments.download", row.id)
    if request.web.sittings.begins(*key):
        async with request.web.db.write() as session:
            details = {"name": row.name, "owner_kind": row.owner_kind, "owner_id": row.owner_id}
            note(session, who, "attachments.download", "attachment", row.id, details)
    headers = {
        "Content-Type": row.media,
        "Content-Disposition": disposition(row.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return web.FileResponse(path, headers=headers)


@routes("DELETE", "/attachments/{id}")
async def delete_attachment(request: Request) -> None:
    """Remove a file that one has uploaded oneself, from a record that one may change and that is not closed."""
    async with request.web.db.write() as session:
        row = await service.get(session, request.path["id"])
        await owners.check_seen(session, request.who, row)
        owner = (row.owner_kind, row.owner_id)
        if row.owner_kind:
            await owners.check_kept(session, request.who, *owner, removing=True)
        await service.remove(session, request.who, row)
        await owners.tell_owner(session, request.who, *owner, removed=[row.name])


def disposition(name: str) -> str:
    """RFC 6266: a plain name for old programs, the true one in UTF-8."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _chunks(http: web.Request) -> AsyncIterator[bytes]:
    async for chunk in http.content.iter_chunked(CHUNK):
        yield chunk
