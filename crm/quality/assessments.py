"""Assessments: begun on a recording, published to the agent, confirmed or appealed, decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Conflict, NotFound
from crm.messages.service import tell
from crm.paging import Page, fetch_page, matching, within
from crm.quality.models import Assessment, Scorecard
from crm.quality.schemas import (
    Appeal,
    AppealDecision,
    AssessmentChange,
    AssessmentDetail,
    AssessmentQuery,
    AssessmentRow,
    Confirmation,
    NewAssessment,
    ScorecardOptions,
)
from crm.quality.scorecards import criteria_of, open_scorecard, scorecard_of
from crm.quality.scoring import outcome
from crm.quality.sight import WRITE, hearable, seen
from crm.questionnaires.scoring import take
from crm.recordings.schemas import RecordingDetail
from telephony.errors import NotPossible


class AssessmentService:
    """What was made about conversations (see crm.quality.sight)."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._decidable = visible(who, WRITE, unit=Assessment.unit_id, own=Assessment.assessor_id == who.user)

    async def find(self, asked: AssessmentQuery) -> Page[AssessmentRow]:
        """Newest conversations first. What belongs to calibrations is not here."""
        query = (
            select(Assessment)
            .where(seen(self._who), Assessment.calibration_id.is_(None))
            .order_by(Assessment.talked_at.desc(), Assessment.id)
        )
        query = matching(
            query,
            (Assessment.agent_id, asked.agent),
            (Assessment.assessor_id, asked.assessor),
            (Assessment.scorecard_id, asked.scorecard),
            (Assessment.queue, asked.queue),
            (Assessment.state, asked.state),
            (Assessment.passed, asked.passed),
            (Assessment.recording_id, asked.recording),
            (Assessment.agent_id, self._who.user if asked.mine else None),
            (Assessment.assessor_id, self._who.user if asked.by_me else None),
        )
        query = within(query, Assessment.talked_at, asked)
        rows, total = await fetch_page(self._session, query, asked)
        names = await self._names(rows)
        items = [row_of(row, names[row.scorecard_id]) for row in rows]
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def get(self, assessment_id: str) -> AssessmentDetail:
        row = await self._session.scalar(select(Assessment).where(Assessment.id == assessment_id, seen(self._who)))
        if row is None:
            raise NotFound(f"there is no assessment {assessment_id}")
        scorecard = await scorecard_of(self._session, row.scorecard_id)
        until = _appeal_until(row, ScorecardOptions.model_validate(scorecard.options))
        return AssessmentDetail(
            **row_of(row, scorecard.name).model_dump(),
            criteria=await criteria_of(self._session, row.scorecard_id, row.criteria),
            answers=row.answers,
            remark=row.remark,
            appeal=row.appeal,
            appealed_at=row.appealed_at,
            appeal_until=until,
            reply=row.reply,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            calibration_id=row.calibration_id,
            may=await self._may(row, until),
        )

    async def create(self, new: NewAssessment) -> AssessmentDetail:
        """Begin one. NotPossible when somebody has scored this agent's part with this scorecard already."""
        scorecard = await open_scorecard(self._session, new.scorecard)
        heard, agent = await hearable(self._session, self._who, new.recording, new.agent)
        row = begun(self._who, scorecard.id, scorecard.criteria, heard, agent.id, agent.unit_id)
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError as error:
            raise NotPossible(
                "this conversation was scored with this scorecard already", message_zh="该通话已用此评分表评过分"
            ) from error
        note(self._session, self._who, "assessments.create", "assessment", row.id, {"recording": row.recording_id})
        await self._session.flush()
        return await self.get(row.id)

    async def update(self, assessment_id: str, change: AssessmentChange) -> AssessmentDetail:
        """Fill a draft in, and publish it. Invalid with field="answers.CODE"."""
        row = await self._mine(assessment_id, change.version)
        if row.state != "draft":
            raise NotPossible("this assessment is published", message_zh="该评分已发布，不能修改")
        await self._score(row, change.answers, partial=not change.publish)
        row.remark, row.updated_at = change.remark, utcnow()
        if change.publish:
            row.state, row.published_at = "published", row.updated_at
            details = {"percent": row.percent, "fatal": row.fatal, "agent": row.agent_id}
            note(self._session, self._who, "assessments.publish", "assessment", row.id, details)
            await self._session.flush()
            if row.calibration_id is None:
                await self._tell(row, row.agent_id, "有一通电话的质检结果", "A call of yours was assessed")
        await self._session.flush()
        return await self.get(row.id)

    async def remove(self, assessment_id: str) -> None:
        """Throw a draft away."""
        row = await self._mine(assessment_id)
        if row.state != "draft" or row.calibration_id is not None:
            raise NotPossible("only one's own draft can be thrown away", message_zh="只能删除自己的草稿")
        await self._session.delete(row)
        note(self._session, self._who, "assessments.delete", "assessment", row.id, {"recording": row.recording_id})

    async def confirm(self, assessment_id: str, given: Confirmation) -> AssessmentDetail:
        """The agent has seen it and agrees."""
        row = await self._about_me(assessment_id, given.version)
        row.state, row.updated_at = "confirmed", utcnow()
        note(self._session, self._who, "assessments.confirm", "assessment", row.id, {})
        await self._session.flush()
        return await self.get(row.id)

    async def appeal(self, assessment_id: str, given: Appeal) -> AssessmentDetail:
        """The agent disagrees, with a reason; the assessor is told. NotPossible when the time for it is over."""
        row = await self._about_me(assessment_id, given.version)
        options = ScorecardOptions.model_validate((await scorecard_of(self._session, row.scorecard_id)).options)
        until = _appeal_until(row, options)
        if until is None or utcnow() > until:
            raise NotPossible("the time for an appeal is over", message_zh="已超过申诉期限")
        row.state, row.appeal, row.appealed_at = "appealed", given.reason, utcnow()
        row.updated_at = row.appealed_at
        note(self._session, self._who, "assessments.appeal", "assessment", row.id, {"reason": given.reason})
        await self._session.flush()
        await self._tell(row, row.assessor_id, "质检结果有申诉", "An assessment was appealed")
        return await self.get(row.id)

    async def decide(self, assessment_id: str, given: AppealDecision) -> AssessmentDetail:
        """Answer an appeal: the score stands, or other answers count. The agent is told."""
        row = await self._session.scalar(
            select(Assessment).where(Assessment.id == assessment_id, seen(self._who), self._decidable).with_for_update()
        )
        if row is None or row.agent_id == self._who.user:
            raise NotFound(f"there is no assessment {assessment_id}")
        if row.version != given.version:
            raise Conflict
        if row.state != "appealed":
            raise NotPossible("nobody has appealed against it", message_zh="该评分没有待处理的申诉")
        before = row.percent
        if given.answers is not None:
            await self._score(row, given.answers, partial=False)
        row.state, row.reply, row.decided_at, row.decided_by = "decided", given.reply, utcnow(), self._who.user
        row.updated_at = row.decided_at
        details = {"before": before, "percent": row.percent, "reply": given.reply}
        note(self._session, self._who, "assessments.decide", "assessment", row.id, details)
        await self._session.flush()
        await self._tell(row, row.agent_id, "质检申诉已处理", "Your appeal was decided")
        return await self.get(row.id)

    # inside

    async def _mine(self, assessment_id: str, version: int | None = None) -> Assessment:
        return await self._locked(assessment_id, version, Assessment.assessor_id == (self._who.user or ""))

    async def _about_me(self, assessment_id: str, version: int) -> Assessment:
        row = await self._locked(assessment_id, version, Assessment.agent_id == (self._who.user or ""))
        if row.state != "published":
            raise NotPossible("it was answered already", message_zh="该质检结果已确认或已申诉")
        return row

    async def _locked(self, assessment_id: str, version: int | None, condition: Any) -> Assessment:
        row = await self._session.scalar(
            select(Assessment).where(Assessment.id == assessment_id, seen(self._who), condition).with_for_update()
        )
        if row is None:
            raise NotFound(f"there is no assessment {assessment_id}")
        if version is not None and row.version != version:
            raise Conflict
        return row

    async def _score(self, row: Assessment, answers: Mapping[str, Any], *, partial: bool) -> None:
        criteria = await criteria_of(self._session, row.scorecard_id, row.criteria)
        row.answers = take(criteria, answers, partial=partial)
        found = outcome(criteria, row.answers)
        row.points, row.most, row.percent, row.fatal = found.points, found.most, found.percent, list(found.fatal)
        options = ScorecardOptions.model_validate((await scorecard_of(self._session, row.scorecard_id)).options)
        row.passed = None if found.percent is None else found.percent >= options.pass_mark

    async def _may(self, row: Assessment, until: datetime | None) -> list[Any]:
        if row.state == "draft":
            return ["edit"] if row.assessor_id == self._who.user else []
        if row.agent_id == self._who.user:
            if row.state != "published":
                return []
            return ["confirm", "appeal"] if until is not None and utcnow() <= until else ["confirm"]
        if row.state != "appealed":
            return []
        found = await self._session.scalar(select(Assessment.id).where(Assessment.id == row.id, self._decidable))
        return ["decide"] if found is not None else []

    async def _names(self, rows: Sequence[Assessment]) -> dict[str, dict[str, str]]:
        found = await self._session.execute(
            select(Scorecard.id, Scorecard.name).where(Scorecard.id.in_({row.scorecard_id for row in rows}))
        )
        return {row[0]: row[1] for row in found}

    async def _tell(self, row: Assessment, user: str, zh: str, en: str) -> None:
        await tell(
            self._session,
            [user],
            "quality",
            title_zh=zh,
            title_en=en,
            subject_kind="assessment",
            subject_id=row.id,
        )


def begun(
    who: Principal,
    scorecard: str,
    criteria: int,
    heard: RecordingDetail,
    agent: str,
    unit: str,
    calibration: str | None = None,
) -> Assessment:
    """A draft of the asker's, of this agent's first part in the recording."""
    now = utcnow()
    part = next(part for part in heard.parts if part.agent_id == agent)
    own = f":{calibration}:{who.user}" if calibration else ""
    return Assessment(
        id=new_id(),
        slot=f"{heard.id}:{agent}:{scorecard}{own}",
        scorecard_id=scorecard,
        criteria=criteria,
        calibration_id=calibration,
        recording_id=heard.id,
        call_id=heard.call_id or "",
        talked_at=heard.started_at + timedelta(seconds=part.start),
        queue=part.queue,
        agent_id=agent,
        unit_id=unit,
        assessor_id=who.user,
        answers={},
        fatal=[],
        created_at=now,
        updated_at=now,
    )


def row_of(row: Assessment, scorecard: Mapping[str, str]) -> AssessmentRow:
    columns = {name: getattr(row, name) for name in AssessmentRow.model_fields if name != "scorecard"}
    return AssessmentRow.model_validate({**columns, "scorecard": scorecard})


def _appeal_until(row: Assessment, options: ScorecardOptions) -> datetime | None:
    return None if row.published_at is None else row.published_at + timedelta(days=options.appeal_days)
