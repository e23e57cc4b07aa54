"""Imports of files: uploaded, looked at, tried, carried out, cancelled, taken back."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import NotFound
from crm.exports.tables import MEDIA, ExcelTable
from crm.imports.files import receive
from crm.imports.models import ImportJob
from crm.imports.report import write_report
from crm.imports.schemas import (
    ColumnRow,
    ImportOptions,
    JobQuery,
    JobRow,
    KindQuery,
    LayoutOptions,
    LineRow,
    MappingBody,
    MappingRow,
    Preview,
    ReportQuery,
    RowQuery,
    StartBody,
    UploadQuery,
)
from crm.imports.service import ImportService, column_row, layout_of, preview
from crm.imports.tables import heading, recognise
from crm.imports.targets import check_upload, columns_of
from crm.masking import veil_text, veiled
from crm.paging import Page
from server.http.attachments import disposition
from server.http.context import Request
from server.http.route import Routes

routes = Routes("imports")

CHUNK = 1 << 16
SLOWEST = 900.0
"""Seconds that an upload may take in all."""


@routes("POST", "/imports", status=201, upload="application/octet-stream")
async def upload_import(request: Request, query: UploadQuery) -> JobRow:
    """Upload a file to be imported (the body is the file): Excel, CSV or text."""
    async with request.web.db.read() as session:
        await check_upload(session, request.who, query)
    folder = request.web.settings.imports_dir
    async with asyncio.timeout(SLOWEST):
        name = await receive(folder, _chunks(request.http))
    try:
        await asyncio.to_thread(recognise, folder / name)
        async with request.web.db.write() as session:
            options = ImportOptions.model_validate({"list_id": query.list_id})
            return await _service(request, session).add(query.kind, query.name, name, options)
    except BaseException:
        (folder / name).unlink(missing_ok=True)
        raise


@routes("GET", "/imports")
async def list_imports(request: Request, query: JobQuery) -> Page[JobRow]:
    """Imports, newest first."""
    async with request.web.db.read() as session:
        return await _service(request, session).find(query)


@routes("GET", "/imports/columns")
async def list_import_columns(request: Request, query: KindQuery) -> list[ColumnRow]:
    """The columns that can be filled."""
    async with request.web.db.read() as session:
        return [column_row(column) for column in await columns_of(session, query.kind)]


@routes("GET", "/imports/template", media=MEDIA["xlsx"])
async def get_import_template(request: Request, query: KindQuery) -> web.StreamResponse:
    """An empty workbook with every column named in the asker's language."""
    async with request.web.db.read() as session:
        columns = await columns_of(session, query.kind)
    names = [column.en if request.me.language == "en" else column.zh for column in columns]

    def make(path: Path) -> bytes:
        ExcelTable(path, names).close()
        return path.read_bytes()

    with tempfile.TemporaryDirectory() as folder:
        body = await asyncio.to_thread(make, Path(folder) / "template.xlsx")
    headers = {"Content-Type": MEDIA["xlsx"], "Content-Disposition": disposition(f"{query.kind}.xlsx")}
    return web.Response(body=body, headers=headers)


@routes("GET", "/imports/{id}")
async def get_import(request: Request) -> JobRow:
    """One import, with how far it is."""
    async with request.web.db.read() as session:
        return JobRow.model_validate(await _service(request, session).get(request.path["id"]))


@routes("GET", "/imports/{id}/preview")
async def preview_import(request: Request, query: LayoutOptions) -> Preview:
    """The file's first lines and what its columns seem to be, read in the way that is given."""
    async with request.web.db.read() as session:
        service = _service(request, session)
        job = await service.get(request.path["id"])
        columns, saved = await columns_of(session, job.kind), await service.remembered(job.kind)
    return await asyncio.to_thread(preview, _path(request, job), query, columns, saved)


@routes("POST", "/imports/{id}/start")
async def start_import(request: Request, body: StartBody) -> JobRow:
    """Carry it out, or (`dry_run`) say line by line what would happen."""
    async with request.web.db.read() as session:
        job = await _service(request, session).get(request.path["id"])
        columns = await columns_of(session, job.kind)
    path = _path(request, job)
    names = await asyncio.to_thread(lambda: heading(path, layout_of(path, body)))
    async with request.web.db.write() as session:
        row = await _service(request, session).start(request.path["id"], body, columns, names)
    request.web.wake_imports()
    return row


@routes("POST", "/imports/{id}/cancel")
async def cancel_import(request: Request) -> JobRow:
    """Stop after the lines that are being written; what was imported stays and can be taken back."""
    async with request.web.db.write() as session:
        row = await _service(request, session).cancel(request.path["id"])
    request.web.wake_imports()
    return row


@routes("POST", "/imports/{id}/undo")
async def undo_import(request: Request) -> JobRow:
    """Take the whole import back; what has changed since, or is referred to, stays and is named."""
    async with request.web.db.write() as session:
        row = await _service(request, session).undo(request.path["id"])
    request.web.wake_imports()
    return row


@routes("GET", "/imports/{id}/lines")
async def list_import_lines(request: Request, query: RowQuery) -> Page[LineRow]:
    """What became of each line, with the reasons."""
    async with request.web.db.read() as session:
        return await _service(request, session).lines(request.path["id"], query)


@routes("GET", "/imports/{id}/report", media=tuple(MEDIA.values()))
async def get_import_report(request: Request, query: ReportQuery) -> web.StreamResponse:
    """The lines that need a look, with their cells and the reasons, as a file to mend and import again."""
    async with request.web.db.read() as session:
        service = _service(request, session)
        job = await service.get(request.path["id"])
        lines, columns = await service.wanting(job.id), await columns_of(session, job.kind)
    path, language, hide = _path(request, job), request.me.language, veiled(request.who)

    def make(out: Path) -> bytes:
        layout = layout_of(path, ImportOptions.model_validate(job.options))
        write_report(path, layout, lines, columns, language, out, veil_text if hide else None)
        return out.read_bytes()

    with tempfile.TemporaryDirectory() as folder:
        body = await asyncio.to_thread(make, Path(folder) / f"report.{query.format}")
    name = f"{Path(job.name).stem}-report.{query.format}"
    headers = {"Content-Type": MEDIA[query.format], "Content-Disposition": disposition(name)}
    return web.Response(body=body, headers=headers)


@routes("GET", "/import-mappings")
async def list_import_mappings(request: Request, query: KindQuery) -> list[MappingRow]:
    """Saved mappings of columns; their names are known in every later preview."""
    async with request.web.db.read() as session:
        return await _service(request, session).mappings(query.kind)


@routes("POST", "/import-mappings", status=201)
async def save_import_mapping(request: Request, body: MappingBody) -> MappingRow:
    """Save which columns of a kind of file are which of ours."""
    async with request.web.db.write() as session:
        columns = await columns_of(session, body.kind)
        return await _service(request, session).save_mapping(body, columns)


@routes("DELETE", "/import-mappings/{id}")
async def delete_import_mapping(request: Request) -> None:
    """Forget a saved mapping."""
    async with request.web.db.write() as session:
        await _service(request, session).drop_mapping(request.path["id"])


def _service(request: Request, session: AsyncSession) -> ImportService:
    return ImportService(session, request.who)


def _path(request: Request, job: ImportJob) -> Path:
    path = request.web.settings.imports_dir / job.file
    if not path.is_file():
        raise NotFound("the file is not there any more", message_zh="文件已被清除，请重新上传")
    return path


async def _chunks(http: web.Request) -> AsyncIterator[bytes]:
    async for chunk in http.content.iter_chunked(CHUNK):
        yield chunk
