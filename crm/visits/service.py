"""Visits: the agent's list, results recorded at once, tickets certified by them, figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import tzinfo
from typing import Any

import structlog
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from crm.access import Principal, system, visible
from crm.audit.service import note
from crm.base import utcnow
from crm.documents.certifying import certify, locked
from crm.documents.context import Work
from crm.documents.models import Document
from crm.documents.scope import seen
from crm.errors import Conflict, NotFound
from crm.paging import Page, fetch_page, matching, pieces, within
from crm.questionnaires.models import Questionnaire
from crm.questionnaires.schemas import Options
from crm.questionnaires.service import questions_of
from crm.tickets.process import Status
from crm.tickets.schemas import TicketChange
from crm.tickets.service import TicketService
from crm.visits.models import Visit, VisitBatch
from crm.visits.recording import record
from crm.visits.schemas import Result, Statistics, StatisticsQuery, VisitDetail, VisitQuery, VisitRow
from crm.visits.statistics import Outcome, statistics
from telephony.errors import HotlineError, NotPossible

log = structlog.get_logger(__name__)


class VisitService:
    """Agents see and make those that are theirs; planners those of their scope. `function`: what is to be done with
    those that are listed."""

    def __init__(self, session: AsyncSession, who: Principal, *, zone: tzinfo, function: str = "visits.read") -> None:
        self._session = session
        self._who = who
        self._zone = zone
        self._mine = Visit.assignee_id == who.user
        of_batch = Visit.batch_id.is_not(None)
        self._visible = and_(of_batch, visible(who, function, unit=Visit.unit_id, own=self._mine))
        self._doable = and_(of_batch, visible(who, "visits.write", unit=Visit.unit_id, own=self._mine))

    async def find(self, asked: VisitQuery) -> Page[VisitRow]:
        """What is due first comes first, then the oldest."""
        rows, total = await fetch_page(self._session, self._filtered(asked), asked)
        return Page(items=await self._named(rows), total=total, page=asked.page, page_size=asked.page_size)

    async def pieces(self, asked: VisitQuery, size: int) -> AsyncIterator[list[tuple[Visit, VisitRow]]]:
        """All that the filters find, `size` at a time: as they are stored, and as the list shows them."""
        async for rows in pieces(self._session, self._filtered(asked), size):
            yield list(zip(rows, await self._named(rows), strict=True))

    def _filtered(self, asked: VisitQuery) -> Select[Visit]:
        query = select(Visit).where(self._visible).order_by(Visit.due_at.asc().nulls_last(), Visit.id)
        query = matching(
            query,
            (Visit.batch_id, asked.batch),
            (Visit.questionnaire_id, asked.questionnaire),
            (Visit.state, asked.state),
            (Visit.assignee_id, asked.assignee),
            (Visit.customer_id, asked.customer),
            (Visit.ticket_id, asked.ticket),
        )
        if asked.mine:
            query = query.where(self._mine)
        if asked.overdue:
            query = query.where(Visit.state == "open", Visit.due_at < utcnow())
        return query

    async def get(self, visit_id: str) -> VisitDetail:
        row = await self._session.scalar(select(Visit).where(Visit.id == visit_id, self._visible))
        if row is None:
            raise NotFound(f"there is no visit {visit_id}")
        (shown,) = await self._named([row])
        title = None
        if row.ticket_id is not None:
            of_ticket = select(Document.title).where(Document.id == row.ticket_id, seen(self._who))
            title = await self._session.scalar(of_ticket)
        return VisitDetail(
            **shown.model_dump(),
            answers=row.answers,
            questions=await questions_of(self._session, row.questionnaire_id, row.questions),
            options=Options.model_validate((await self._questionnaire(row)).options),
            ticket_title=title or "",
        )

    async def record(self, visit_id: str, given: Result) -> VisitDetail:
        """Take the result in. Invalid with field="answers.CODE", Conflict when somebody was faster."""
        row = await self._session.scalar(select(Visit).where(Visit.id == visit_id, self._doable).with_for_update())
        if row is None:
            raise NotFound(f"there is no visit {visit_id}")
        if row.version != given.version:
            raise Conflict
        if row.state != "open":
            raise NotPossible("this visit is over", message_zh="该回访已结束")
        questions = await questions_of(self._session, row.questionnaire_id, row.questions)
        options = Options.model_validate((await self._questionnaire(row)).options)
        record(
            row,
            questions,
            options,
            outcome=given.outcome,
            answers=given.answers,
            note=given.note,
            who=self._who,
            now=utcnow(),
        )
        certified = ""
        if given.outcome == "done" and options.certify and row.satisfied is not None:
            certified = await self._certify(row, passed=row.satisfied)
        details = {"outcome": given.outcome, "score": row.score, "certified": certified}
        note(self._session, self._who, "visits.record", "visit", row.id, details)
        await self._session.flush()
        shown = await self.get(row.id)
        shown.certified = certified
        return shown

    async def statistics(self, questionnaire_id: str, asked: StatisticsQuery) -> Statistics:
        """Figures of the visits that the asker sees, and of what was asked at documents that he sees, by the newest
        version of the questions."""
        questionnaire = await self._session.get(Questionnaire, questionnaire_id)
        if questionnaire is None:
            raise NotFound(f"there is no questionnaire {questionnaire_id}")
        documents = select(Document.id).where(seen(self._who))
        at_document = and_(Visit.batch_id.is_(None), Visit.ticket_id.in_(documents))
        query = select(Visit).where(Visit.questionnaire_id == questionnaire_id, or_(self._visible, at_document))
        if asked.batch is not None:
            query = query.where(Visit.batch_id == asked.batch)
        query = within(query, Visit.created_at, asked)
        questions = await questions_of(self._session, questionnaire_id, questionnaire.questions)
        rows = await self._session.scalars(query)
        return statistics(
            questions,
            (Outcome(row.state, row.answers, row.score, row.most, row.satisfied, row.done_by) for row in rows),
        )

    async def _named(self, rows: Sequence[Visit]) -> list[VisitRow]:
        """The rows, with what their batches, questionnaires and tickets are called."""
        batches = await self._words(VisitBatch.id, VisitBatch.name, {row.batch_id for row in rows if row.batch_id})
        asked = await self._words(Questionnaire.id, Questionnaire.name, {row.questionnaire_id for row in rows})
        numbers = await self._words(Document.id, Document.number, {row.ticket_id for row in rows if row.ticket_id})
        own = VisitRow.model_fields.keys() - {"batch", "questionnaire", "ticket_number"}
        return [
            VisitRow(
                **{name: getattr(row, name) for name in own},
                batch=batches[row.batch_id or ""],
                questionnaire=asked[row.questionnaire_id],
                ticket_number=numbers.get(row.ticket_id or "", ""),
            )
            for row in rows
        ]

    async def _words(self, key: Mapped[str], what: Mapped[Any], ids: Collection[str]) -> dict[str, Any]:
        if not ids:
            return {}
        rows = await self._session.execute(select(key, what).where(key.in_(ids)))
        return {row[0]: row[1] for row in rows}

    async def _questionnaire(self, row: Visit) -> Questionnaire:
        return await self._session.get_one(Questionnaire, row.questionnaire_id)

    async def _certify(self, row: Visit, *, passed: bool) -> str:
        """The ticket is certified, or doubted; one that waits for its visit goes on: done, or back to be handled. What
        stands in the way is logged: the visit's result counts in any case."""
        if row.ticket_id is None or row.batch_id is None:
            return ""
        work = Work(self._session, system(row.unit_id), self._zone)
        tickets = TicketService(self._session, work.who, zone=self._zone)
        try:
            async with self._session.begin_nested():
                document = await locked(work, row.ticket_id)
                if document is None:
                    return ""
                batch = await self._session.get_one(VisitBatch, row.batch_id)
                await certify(work, document, batch.name, passed=passed)
                if document.status != Status.TO_VISIT.value:
                    return "certified" if passed else "doubted"
                ticket = await tickets.get(row.ticket_id)
                status = Status.DONE if passed else Status.HANDLING
                await tickets.update(
                    ticket.id, TicketChange.model_validate({"version": ticket.version, "status": status})
                )
        except HotlineError as error:
            log.warning("visits.not_certified", visit=row.id, ticket=row.ticket_id, reason=str(error))
            return "failed"
        return status.value
