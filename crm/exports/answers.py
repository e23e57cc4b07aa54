"""What customers said, as tables: visits, with one questionnaire also each question's answer; ratings of calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.exports.cells import RATINGS, UNTOLD, VISITS, Cells, field_cell, headings
from crm.exports.lists import CHUNK, Reader
from crm.exports.schemas import RatingExportQuery, VisitExportQuery
from crm.exports.tables import Value
from crm.fields.definitions import FieldDefinition
from crm.fields.references import with_dictionaries
from crm.questionnaires.service import versions_of
from crm.surveys.service import SurveyService
from crm.visits.models import Visit, VisitBatch
from crm.visits.service import VisitService


class VisitTable:
    """The columns are known once the questions are read: those of the questionnaire that is asked for, or of the
    batch's. Each visit is told by the version that it was asked with; the headings are those of the newest."""

    def __init__(self, who: Principal, asked: VisitExportQuery, reader: Reader) -> None:
        self._who = who
        self._asked = asked
        self._reader = reader
        self._asks: Mapping[int, Mapping[str, FieldDefinition]] = {}
        self._columns: Sequence[FieldDefinition] = ()

    async def titles(self, session: AsyncSession) -> list[str]:
        """Headings; reads the questions."""
        questionnaire = self._asked.questionnaire
        if questionnaire is None and self._asked.batch is not None:
            batch = await session.get(VisitBatch, self._asked.batch)
            questionnaire = batch.questionnaire_id if batch is not None else None
        if questionnaire is not None:
            await self._read(session, questionnaire)
        own = headings(VISITS, self._reader)
        return own + [field.label.en if self._reader.english else field.label.zh for field in self._columns]

    async def rows(self, session: AsyncSession) -> AsyncIterator[list[list[Value]]]:
        """Piece by piece, in the order of the list."""
        cells = await Cells.make(session, VISITS, self._reader)
        service = VisitService(session, self._who, zone=self._reader.zone, function=VISITS)
        async for piece in service.pieces(self._asked, CHUNK):
            yield [
                cells.row(shown, questionnaire=cells.words(shown.questionnaire)) + self._answers(row, cells)
                for row, shown in piece
            ]

    async def _read(self, session: AsyncSession, questionnaire: str) -> None:
        asks: dict[int, Mapping[str, FieldDefinition]] = {}
        columns: dict[str, FieldDefinition] = {}
        for number, questions in (await versions_of(session, questionnaire)).items():
            fields = [question.field for question in questions if question.field.kind not in UNTOLD]
            asks[number] = {field.code: field for field in await with_dictionaries(session, fields)}
            columns = {**asks[number], **columns}
        newest = next(iter(asks.values()), {})
        self._columns = [*newest.values(), *(field for code, field in columns.items() if code not in newest)]
        self._asks = asks

    def _answers(self, row: Visit, cells: Cells) -> list[Value]:
        asked = self._asks.get(row.questions, {})
        return [
            field_cell(asked.get(field.code, field), row.answers.get(field.code), cells.names, self._reader)
            for field in self._columns
        ]


async def ratings(
    session: AsyncSession, who: Principal, asked: RatingExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """Questions and answers in words, as the survey is published now."""
    cells = await Cells.make(session, RATINGS, reader)
    async for piece in SurveyService(session, who, RATINGS).pieces(asked, CHUNK):
        yield [
            cells.row(
                row,
                question=cells.words(row.title) if row.title else row.question,
                answer=cells.words(row.meaning) if row.meaning else "",
            )
            for row in piece
        ]
