"""Lists of what happened, as tables: recordings, voicemails, callbacks, numbers of call lists, messages that left the
house, contacts, messages of one's own box. The rows are those of the list, in words of the reader's language."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.call_lists.service import CallListService
from crm.callbacks.service import CallbackService
from crm.contacts.schemas import ContactRow
from crm.contacts.service import ContactService
from crm.exports.cells import (
    CALL_LISTS,
    CALLBACKS,
    CONTACTS,
    MESSAGES,
    OUTBOX,
    RECORDINGS,
    VOICEMAILS,
    Cells,
)
from crm.exports.lists import CHUNK, Reader
from crm.exports.schemas import (
    CallbackExportQuery,
    CallListExportQuery,
    ContactExportQuery,
    MessageExportQuery,
    OutboxExportQuery,
    RecordingExportQuery,
    VoicemailExportQuery,
)
from crm.exports.tables import Value
from crm.messages.box import MessageBox
from crm.messages.kinds import KINDS
from crm.outbox.service import OutboxService
from crm.phones import local
from crm.recordings.access import RecordingService
from crm.voicemails.service import VoicemailService


async def recordings(
    session: AsyncSession, who: Principal, asked: RecordingExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """What there is of each, not the audio: as far as he may hear it."""
    service = RecordingService(session, who, RECORDINGS, area_code=reader.area_code)
    cells = await Cells.make(session, RECORDINGS, reader)
    async for piece in service.pieces(asked, CHUNK):
        yield [
            cells.row(row, agents="、".join(dict.fromkeys(cells.name(part.agent_id) for part in row.parts)))
            for row in piece
        ]


async def voicemails(
    session: AsyncSession, who: Principal, asked: VoicemailExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    cells = await Cells.make(session, VOICEMAILS, reader)
    async for piece in VoicemailService(session, who, VOICEMAILS).pieces(asked, CHUNK):
        yield [cells.row(row, box=reader.queues.get(row.box, row.box)) for row in piece]


async def callbacks(
    session: AsyncSession, who: Principal, asked: CallbackExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    cells = await Cells.make(session, CALLBACKS, reader)
    async for piece in CallbackService(session, who, CALLBACKS).pieces(asked, CHUNK):
        yield [cells.row(row, why=row.message if reader.english else row.message_zh) for row in piece]


async def outbox(
    session: AsyncSession, who: Principal, asked: OutboxExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """Messages as the outbox shows them: what nobody may read in it stays hidden."""
    cells = await Cells.make(session, OUTBOX, reader)
    async for piece in OutboxService(session, who).pieces(asked, CHUNK, OUTBOX):
        yield [cells.row(row, recipient=local(row.recipient)) for row in piece]


async def call_list(
    session: AsyncSession, who: Principal, asked: CallListExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """The numbers of one list. Raises NotFound for a list that is not his to export."""
    cells = await Cells.make(session, CALL_LISTS, reader)
    service = CallListService(session, who, area_code=reader.area_code, function=CALL_LISTS)
    async for piece in service.pieces(asked.list_id, asked, CHUNK):
        yield [cells.row(row) for row in piece]


async def contacts(
    session: AsyncSession, who: Principal, asked: ContactExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    cells = await Cells.make(session, CONTACTS, reader)
    async for piece in ContactService(session, who, area_code=reader.area_code).pieces(asked, CHUNK):
        yield [cells.row(row, numbers=_numbers(row)) for row in piece]


async def messages(
    session: AsyncSession, who: Principal, asked: MessageExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """His own box: nobody exports another one's."""
    cells = await Cells.make(session, MESSAGES, reader)
    kinds = {code: kind.en if reader.english else kind.zh for code, kind in KINDS.items()}
    async for piece in MessageBox(session, who).pieces(asked, CHUNK):
        yield [
            cells.row(
                row,
                kind=kinds.get(row.kind, row.kind),
                title=cells.words(row.title),
                subject_kind=row.subject.kind if row.subject else "",
                subject_id=row.subject.id if row.subject else "",
            )
            for row in piece
        ]


def _numbers(row: ContactRow) -> str:
    return "、".join(one.number if one.kind == "extension" else local(one.number) for one in row.numbers)
