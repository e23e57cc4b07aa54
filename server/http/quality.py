"""Quality (质检): scorecards, assessments and appeals, figures, samples, calibrations."""

from __future__ import annotations

from crm.paging import Page
from crm.quality.assessments import AssessmentService
from crm.quality.calibrations import CalibrationService
from crm.quality.figures import criteria_figures, figures, sample
from crm.quality.schemas import (
    Appeal,
    AppealDecision,
    AssessmentChange,
    AssessmentDetail,
    AssessmentQuery,
    AssessmentRow,
    CalibrationDetail,
    CalibrationQuery,
    CalibrationRow,
    Confirmation,
    CriterionFigures,
    Figures,
    FiguresQuery,
    NewAssessment,
    NewCalibration,
    NewScorecard,
    Sample,
    SampleQuery,
    ScorecardChange,
    ScorecardDetail,
    ScorecardRow,
)
from crm.quality.scorecards import ScorecardService
from server.http.context import Request
from server.http.route import Routes

routes = Routes("quality")


@routes("GET", "/scorecards")
async def list_scorecards(request: Request) -> list[ScorecardRow]:
    """All scorecards, newest first."""
    async with request.web.db.read() as session:
        return await ScorecardService(session, request.who).find()


@routes("POST", "/scorecards", status=201)
async def create_scorecard(request: Request, body: NewScorecard) -> ScorecardDetail:
    """Make a scorecard; it is a draft until it becomes active."""
    async with request.web.db.write() as session:
        return await ScorecardService(session, request.who).create(body)


@routes("GET", "/scorecards/{id}")
async def get_scorecard(request: Request) -> ScorecardDetail:
    """One scorecard with its newest criteria."""
    async with request.web.db.read() as session:
        return await ScorecardService(session, request.who).get(request.path["id"])


@routes("PATCH", "/scorecards/{id}")
async def change_scorecard(request: Request, body: ScorecardChange) -> ScorecardDetail:
    """Change it; assessments that were begun keep the criteria that they were begun with."""
    async with request.web.db.write() as session:
        return await ScorecardService(session, request.who).update(request.path["id"], body)


@routes("GET", "/scorecards/{id}/criteria")
async def scorecard_figures(request: Request, query: FiguresQuery) -> list[CriterionFigures]:
    """Where points are lost, criterion by criterion."""
    async with request.web.db.read() as session:
        return await criteria_figures(session, request.who, request.path["id"], query)


@routes("GET", "/assessments")
async def list_assessments(request: Request, query: AssessmentQuery) -> Page[AssessmentRow]:
    """Assessments, newest conversations first; with `mine=true` those about oneself."""
    async with request.web.db.read() as session:
        return await AssessmentService(session, request.who).find(query)


@routes("GET", "/assessments/figures")
async def assessment_figures(request: Request, query: FiguresQuery) -> list[Figures]:
    """How many, their mean and pass rate, by agent, queue, scorecard or assessor."""
    async with request.web.db.read() as session:
        return await figures(session, request.who, query)


@routes("GET", "/assessments/sample")
async def draw_sample(request: Request, query: SampleQuery) -> Sample:
    """Conversations to listen to, drawn by lot: the same number of each agent."""
    async with request.web.db.read() as session:
        return await sample(session, request.who, query)


@routes("POST", "/assessments", status=201)
async def create_assessment(request: Request, body: NewAssessment) -> AssessmentDetail:
    """Begin to score an agent's part in a recording."""
    async with request.web.db.write() as session:
        return await AssessmentService(session, request.who).create(body)


@routes("GET", "/assessments/{id}")
async def get_assessment(request: Request) -> AssessmentDetail:
    """One assessment with its criteria and answers."""
    async with request.web.db.read() as session:
        return await AssessmentService(session, request.who).get(request.path["id"])


@routes("PATCH", "/assessments/{id}")
async def change_assessment(request: Request, body: AssessmentChange) -> AssessmentDetail:
    """Fill a draft in, and publish it."""
    async with request.web.db.write() as session:
        return await AssessmentService(session, request.who).update(request.path["id"], body)


@routes("DELETE", "/assessments/{id}")
async def delete_assessment(request: Request) -> None:
    """Throw one's own draft away."""
    async with request.web.db.write() as session:
        await AssessmentService(session, request.who).remove(request.path["id"])


@routes("POST", "/assessments/{id}/confirm")
async def confirm_assessment(request: Request, body: Confirmation) -> AssessmentDetail:
    """The agent has seen it and agrees."""
    async with request.web.db.write() as session:
        return await AssessmentService(session, request.who).confirm(request.path["id"], body)


@routes("POST", "/assessments/{id}/appeal")
async def appeal_assessment(request: Request, body: Appeal) -> AssessmentDetail:
    """The agent disagrees, with a reason."""
    async with request.web.db.write() as session:
        return await AssessmentService(session, request.who).appeal(request.path["id"], body)


@routes("POST", "/assessments/{id}/decision")
async def decide_assessment(request: Request, body: AppealDecision) -> AssessmentDetail:
    """Answer an appeal."""
    async with request.web.db.write() as session:
        return await AssessmentService(session, request.who).decide(request.path["id"], body)


@routes("GET", "/calibrations")
async def list_calibrations(request: Request, query: CalibrationQuery) -> Page[CalibrationRow]:
    """Calibrations, newest first."""
    async with request.web.db.read() as session:
        return await CalibrationService(session, request.who).find(query)


@routes("POST", "/calibrations", status=201)
async def create_calibration(request: Request, body: NewCalibration) -> CalibrationDetail:
    """Let several assessors score the same conversation, each without seeing the others'."""
    async with request.web.db.write() as session:
        return await CalibrationService(session, request.who).create(body)


@routes("GET", "/calibrations/{id}")
async def get_calibration(request: Request) -> CalibrationDetail:
    """One calibration; its results once it is closed."""
    async with request.web.db.read() as session:
        return await CalibrationService(session, request.who).get(request.path["id"])


@routes("POST", "/calibrations/{id}/assessment")
async def begin_calibration(request: Request) -> AssessmentDetail:
    """One's own assessment in it, begun when it is not there yet."""
    async with request.web.db.write() as session:
        return await CalibrationService(session, request.who).begin(request.path["id"])


@routes("POST", "/calibrations/{id}/close")
async def close_calibration(request: Request) -> CalibrationDetail:
    """End it and show the results."""
    async with request.web.db.write() as session:
        return await CalibrationService(session, request.who).close(request.path["id"])


@routes("POST", "/calibrations/{id}/cancel")
async def cancel_calibration(request: Request) -> CalibrationDetail:
    """Call it off."""
    async with request.web.db.write() as session:
        return await CalibrationService(session, request.who).close(request.path["id"], cancel=True)
