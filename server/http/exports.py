"""Lists as files, all pages: read and sent piece by piece, under audit."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.exports import answers, cells, documents, figures, lists, records
from crm.exports.lists import Reader
from crm.exports.schemas import (
    CallbackExportQuery,
    CallExportQuery,
    CallListExportQuery,
    ContactExportQuery,
    CustomerExportQuery,
    DocumentExportQuery,
    FiguresExportQuery,
    MessageExportQuery,
    OutboxExportQuery,
    RatingExportQuery,
    RecordingExportQuery,
    TicketExportQuery,
    VisitExportQuery,
    VoicemailExportQuery,
)
from crm.exports.tables import MEDIA, CsvTable, ExcelTable, Value
from crm.masking import veil, veiled
from server.http.attachments import disposition
from server.http.context import Request
from server.http.route import Routes

routes = Routes("exports")

Rows = Callable[[AsyncSession, Principal, Any, Reader], AsyncIterator[list[list[Value]]]]
_CHUNK = 1 << 18


@routes("GET", "/exports/customers", media=tuple(MEDIA.values()))
async def export_customers(request: Request, query: CustomerExportQuery) -> web.StreamResponse:
    """Customers as a table that the import takes again."""
    return await _send(request, lists.CUSTOMERS, query, lists.customers)


@routes("GET", "/exports/calls", media=tuple(MEDIA.values()))
async def export_calls(request: Request, query: CallExportQuery) -> web.StreamResponse:
    """Call records as a table, newest first."""
    return await _send(request, lists.CALLS, query, lists.calls)


@routes("GET", "/exports/tickets", media=tuple(MEDIA.values()))
async def export_tickets(request: Request, query: TicketExportQuery) -> web.StreamResponse:
    """Tickets as a table, newest first."""
    return await _send(request, lists.TICKETS, query, lists.tickets)


@routes("GET", "/exports/documents", media=tuple(MEDIA.values()))
async def export_documents(request: Request, query: DocumentExportQuery) -> web.StreamResponse:
    """Documents as a table, sorted as the list is; with `type` also what its form holds."""
    return await _table(request, documents.KIND, query, documents.DocumentTable(request.who, query, _reader(request)))


@routes("GET", "/exports/recordings", media=tuple(MEDIA.values()))
async def export_recordings(request: Request, query: RecordingExportQuery) -> web.StreamResponse:
    """The list of recordings as a table, newest first; without audio."""
    return await _records(request, cells.RECORDINGS, query, records.recordings)


@routes("GET", "/exports/voicemails", media=tuple(MEDIA.values()))
async def export_voicemails(request: Request, query: VoicemailExportQuery) -> web.StreamResponse:
    """The list of voicemails as a table, newest first; without audio."""
    return await _records(request, cells.VOICEMAILS, query, records.voicemails)


@routes("GET", "/exports/callbacks", media=tuple(MEDIA.values()))
async def export_callbacks(request: Request, query: CallbackExportQuery) -> web.StreamResponse:
    """Callbacks as a table, in the order of the list."""
    return await _records(request, cells.CALLBACKS, query, records.callbacks)


@routes("GET", "/exports/outbox", media=tuple(MEDIA.values()))
async def export_outbox(request: Request, query: OutboxExportQuery) -> web.StreamResponse:
    """Text messages and e-mails as a table, newest first."""
    return await _records(request, cells.OUTBOX, query, records.outbox)


@routes("GET", "/exports/call-list", media=tuple(MEDIA.values()))
async def export_call_list(request: Request, query: CallListExportQuery) -> web.StreamResponse:
    """The numbers of a call list as a table, with agents and results."""
    return await _records(request, cells.CALL_LISTS, query, records.call_list)


@routes("GET", "/exports/contacts", media=tuple(MEDIA.values()))
async def export_contacts(request: Request, query: ContactExportQuery) -> web.StreamResponse:
    """Contacts as a table, by name: the company's and one's own."""
    return await _records(request, cells.CONTACTS, query, records.contacts)


@routes("GET", "/exports/visits", media=tuple(MEDIA.values()))
async def export_visits(request: Request, query: VisitExportQuery) -> web.StreamResponse:
    """Visits as a table, in the order of the list; with `questionnaire` or `batch` also what was answered."""
    return await _table(request, cells.VISITS, query, answers.VisitTable(request.who, query, _reader(request)))


@routes("GET", "/exports/questionnaire-figures", media=tuple(MEDIA.values()))
async def export_questionnaire_figures(request: Request, query: FiguresExportQuery) -> web.StreamResponse:
    """The figures of a questionnaire as a table: visits by state, shares, answers to each question, agents."""
    return await _send(request, figures.FIGURES, query, figures.figures, figures.headings(_reader(request)))


@routes("GET", "/exports/ratings", media=tuple(MEDIA.values()))
async def export_ratings(request: Request, query: RatingExportQuery) -> web.StreamResponse:
    """Answers of customers to the survey as a table, newest first."""
    return await _records(request, cells.RATINGS, query, answers.ratings)


@routes("GET", "/exports/messages", media=tuple(MEDIA.values()))
async def export_messages(request: Request, query: MessageExportQuery) -> web.StreamResponse:
    """One's own messages as a table, newest first."""
    return await _records(request, cells.MESSAGES, query, records.messages)


async def _table(
    request: Request, kind: str, query: Any, table: documents.DocumentTable | answers.VisitTable
) -> web.StreamResponse:
    """A table that knows its headings once it has read what is asked in it."""
    async with request.web.db.read() as session:
        titles = await table.titles(session)
    return await _send(request, kind, query, lambda session, *_: table.rows(session), titles)


async def _records(request: Request, kind: str, query: Any, rows: Rows) -> web.StreamResponse:
    return await _send(request, kind, query, rows, cells.headings(kind, _reader(request)))


async def _send(
    request: Request, kind: str, query: Any, rows: Rows, titles: list[str] | None = None
) -> web.StreamResponse:
    """Who exports what is in the audit log before the first row leaves, and how many went when the last one has."""
    given = query.model_dump(mode="json", exclude_unset=True, exclude={"page", "page_size"})
    await _note(request, kind, {"filter": given})
    reader = _reader(request)
    answer = web.StreamResponse(
        headers={
            "Content-Type": MEDIA[query.format],
            "Content-Disposition": disposition(f"{kind.partition('.')[0]}.{query.format}"),
        }
    )
    sent, complete = 0, False
    try:
        async with request.web.db.read() as session:
            heads = titles or await lists.headings(session, kind, reader)
            pieces = rows(session, request.who, query, reader)
            if veiled(request.who):
                pieces = _veiled(pieces)
            write = _csv if query.format == "csv" else _excel
            async for count in write(request, answer, heads, pieces):
                sent += count
        complete = True
    finally:
        await _note(request, kind, {"filter": given, "rows": sent, "complete": complete})
    await answer.write_eof()
    return answer


async def _veiled(pieces: AsyncIterator[list[list[Value]]]) -> AsyncIterator[list[list[Value]]]:
    """Without whole phone numbers."""
    async for piece in pieces:
        yield veil(piece)


async def _csv(
    request: Request, answer: web.StreamResponse, titles: list[str], pieces: AsyncIterator[list[list[Value]]]
) -> AsyncIterator[int]:
    """What does not fit in the question shows when the first piece is read: nothing has been sent by then."""
    table = CsvTable(titles)
    async for piece in pieces:
        if not answer.prepared:
            await answer.prepare(request.http)
        table.add(piece)
        await answer.write(table.take())
        yield len(piece)
    if not answer.prepared:
        await answer.prepare(request.http)
    await answer.write(table.take())


async def _excel(
    request: Request, answer: web.StreamResponse, titles: list[str], pieces: AsyncIterator[list[list[Value]]]
) -> AsyncIterator[int]:
    """A workbook can be sent only when it is whole; until then it is on the disk."""
    with tempfile.TemporaryDirectory(prefix="hotline-export-") as folder:
        path = Path(folder) / "table.xlsx"
        book = ExcelTable(path, titles)
        try:
            async for piece in pieces:
                await asyncio.to_thread(book.add, piece)
                yield len(piece)
        finally:
            await asyncio.to_thread(book.close)
        await answer.prepare(request.http)
        with path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                await answer.write(chunk)


def _reader(request: Request) -> Reader:
    parts, language = request.web, request.me.language
    queues = {queue: names.get(language, queue) for queue, names in parts.hub.state.names.queues.items()}
    return Reader(language, parts.company.zone, queues, parts.company.area_code)


async def _note(request: Request, kind: str, details: dict[str, Any]) -> None:
    async with request.web.db.write() as session:
        note(session, request.who, kind, kind.partition(".")[0].removesuffix("s"), "", details)
