"""Questionnaires (调查问卷), batches of visits, visits (回访) and their figures."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from crm.paging import Page
from crm.questionnaires.schemas import NewQuestionnaire, QuestionnaireChange, QuestionnaireDetail, QuestionnaireRow
from crm.questionnaires.service import QuestionnaireService
from crm.visits.candidates import PROPERTIES
from crm.visits.planning import Planning
from crm.visits.schemas import (
    Assigned,
    Assignment,
    BatchQuery,
    BatchRow,
    Explained,
    NewBatch,
    Properties,
    Result,
    SampleTry,
    Statistics,
    StatisticsQuery,
    VisitDetail,
    VisitQuery,
    VisitRow,
)
from crm.visits.service import VisitService
from server.http.context import Request
from server.http.once import once
from server.http.route import Routes

routes = Routes("visits")


@routes("GET", "/questionnaires")
async def list_questionnaires(request: Request) -> list[QuestionnaireRow]:
    """All questionnaires, newest first."""
    async with request.web.db.read() as session:
        return await QuestionnaireService(session, request.who).find()


@routes("POST", "/questionnaires", status=201)
async def create_questionnaire(request: Request, body: NewQuestionnaire) -> QuestionnaireDetail:
    """Make a questionnaire; it is a draft until it becomes active."""
    async with request.web.db.write() as session:
        return await QuestionnaireService(session, request.who).create(body)


@routes("GET", "/questionnaires/{id}")
async def get_questionnaire(request: Request) -> QuestionnaireDetail:
    """One questionnaire with its newest questions."""
    async with request.web.db.read() as session:
        return await QuestionnaireService(session, request.who).get(request.path["id"])


@routes("PATCH", "/questionnaires/{id}")
async def change_questionnaire(request: Request, body: QuestionnaireChange) -> QuestionnaireDetail:
    """Change it; visits that are open keep the questions that they began with."""
    async with request.web.db.write() as session:
        return await QuestionnaireService(session, request.who).update(request.path["id"], body)


@routes("GET", "/questionnaires/{id}/statistics")
async def questionnaire_statistics(request: Request, query: StatisticsQuery) -> Statistics:
    """Figures of its visits, as far as one sees them."""
    async with request.web.db.read() as session:
        return await _visits(request, session).statistics(request.path["id"], query)


@routes("GET", "/visit-batches")
async def list_visit_batches(request: Request, query: BatchQuery) -> Page[BatchRow]:
    """Batches, newest first, with how far they are."""
    async with request.web.db.read() as session:
        return await Planning(session, request.who).find(query)


@routes("GET", "/visit-batches/properties")
async def list_sampling_properties(request: Request) -> Properties:
    """What the conditions of a rule may look at."""
    del request
    return PROPERTIES


@routes("POST", "/visit-batches/try")
async def try_sampling(request: Request, body: SampleTry) -> Explained:
    """Whom a rule would choose: how many, and why not the others. Nothing is made."""
    async with request.web.db.read() as session:
        return (await Planning(session, request.who).draw(body.rule)).explained


@routes("POST", "/visit-batches", status=201)
async def create_visit_batch(request: Request, body: NewBatch) -> BatchRow:
    """Sample by a rule and share the visits out; the agents are told. `Idempotency-Key` against double clicks."""
    async with request.web.db.read() as session:
        sample = await Planning(session, request.who).draw(body.rule)
    async with request.web.db.write() as session:
        planning = Planning(session, request.who)
        return await once(request, session, lambda: planning.create(body, sample), planning.get, "visit batch", body)


@routes("GET", "/visit-batches/{id}")
async def get_visit_batch(request: Request) -> BatchRow:
    """One batch: its rule, how it came about, how far it is."""
    async with request.web.db.read() as session:
        return await Planning(session, request.who).get(request.path["id"])


@routes("POST", "/visit-batches/{id}/cancel")
async def cancel_visit_batch(request: Request) -> BatchRow:
    """Call its open visits off."""
    async with request.web.db.write() as session:
        return await Planning(session, request.who).cancel(request.path["id"])


@routes("GET", "/visits")
async def list_visits(request: Request, query: VisitQuery) -> Page[VisitRow]:
    """Visits; with `mine=true&state=open` one's own to make."""
    async with request.web.db.read() as session:
        return await _visits(request, session).find(query)


@routes("POST", "/visits/assign")
async def assign_visits(request: Request, body: Assignment) -> Assigned:
    """Give open visits to somebody."""
    async with request.web.db.write() as session:
        return Assigned(assigned=await Planning(session, request.who).assign(body))


@routes("GET", "/visits/{id}")
async def get_visit(request: Request) -> VisitDetail:
    """One visit with its questions and answers."""
    async with request.web.db.read() as session:
        return await _visits(request, session).get(request.path["id"])


@routes("POST", "/visits/{id}/result")
async def record_visit(request: Request, body: Result) -> VisitDetail:
    """Record the result, at once; a visit may certify the ticket that it is about."""
    async with request.web.db.write() as session:
        return await _visits(request, session).record(request.path["id"], body)


def _visits(request: Request, session: AsyncSession) -> VisitService:
    return VisitService(session, request.who, zone=request.web.company.zone)
