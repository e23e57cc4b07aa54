"""Ratings, their report, and the page behind a customer's link."""

from __future__ import annotations

from crm.paging import Page
from crm.surveys.schemas import LinkAnswers, LinkSurvey, RatingQuery, RatingRow, ReportQuery, ReportRow
from crm.surveys.service import SurveyService, answer_link, by_link, company_names
from server.http.context import Request
from server.http.route import Routes

routes = Routes("surveys")


@routes("GET", "/surveys/ratings")
async def list_ratings(request: Request, query: RatingQuery) -> Page[RatingRow]:
    """Answers of customers, newest first."""
    async with request.web.db.read() as session:
        return await SurveyService(session, request.who).ratings(query)


@routes("GET", "/surveys/report")
async def survey_report(request: Request, query: ReportQuery) -> list[ReportRow]:
    """Score, 满意率 and 参评率 per agent or queue."""
    async with request.web.db.read() as session:
        return await SurveyService(session, request.who).report(query)


@routes("GET", "/survey/{token}")
async def open_survey_link(request: Request) -> LinkSurvey:
    """The questions behind a customer's link; no log-in."""
    async with request.web.db.read() as session:
        return await by_link(session, request.path["token"], company_names(request.web.company))


@routes("POST", "/survey/{token}")
async def answer_survey_link(request: Request, body: LinkAnswers) -> None:
    """Answer by a customer's link, once; no log-in."""
    async with request.web.db.write() as session:
        await answer_link(session, request.path["token"], body)
