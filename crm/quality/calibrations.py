"""Calibrations (校准): several assessors score the same conversation, blind; then they look how far they are apart."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Invalid, NotFound
from crm.messages.service import tell
from crm.organisation.models import Unit
from crm.paging import Page, page_of
from crm.quality.assessments import AssessmentService, begun
from crm.quality.models import Assessment, Calibration, Scorecard
from crm.quality.schemas import (
    Agreement,
    AssessmentDetail,
    CalibrationDetail,
    CalibrationQuery,
    CalibrationRow,
    NewCalibration,
    Scored,
)
from crm.quality.scorecards import criteria_of, open_scorecard
from crm.quality.scoring import compare
from crm.quality.sight import WRITE, about_me, calibrations_seen, hearable
from crm.users.models import User
from crm.users.principals import principals_of
from telephony.errors import NotPossible

MOST = 500
"""Calibrations that are looked through for a list."""


class CalibrationService:
    """Whoever scores the units' agents sees their calibrations; a participant those that he takes part in."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self, asked: CalibrationQuery) -> Page[CalibrationRow]:
        """Newest first, of the newest MOST."""
        query = (
            select(Calibration, calibrations_seen(self._who))
            .where(~about_me(self._who))
            .order_by(Calibration.id.desc())
            .limit(MOST)
        )
        if asked.state is not None:
            query = query.where(Calibration.state == asked.state)
        rows = [row for row, wide in await self._session.execute(query) if wide or self._joins(row)]
        first = (asked.page - 1) * asked.page_size
        shown = rows[first : first + asked.page_size]
        names, done = await self._names(shown), await self._done([row.id for row in shown])
        return page_of(asked, shown, len(rows), lambda row: _row(row, names[row.scorecard_id], done.get(row.id, [])))

    async def get(self, calibration_id: str) -> CalibrationDetail:
        row, may_close = await self._get(calibration_id)
        names, done = await self._names([row]), await self._done([row.id])
        criteria = await criteria_of(self._session, row.scorecard_id, row.criteria)
        own = select(Assessment.id).where(Assessment.calibration_id == row.id, Assessment.assessor_id == self._who.user)
        reference: float | None = None
        results: list[Scored] = []
        agreement: list[Agreement] = []
        within: float | None = None
        if row.state == "closed":
            made = await self._session.scalars(
                select(Assessment).where(Assessment.calibration_id == row.id, Assessment.state != "draft")
            )
            given = {one.assessor_id: (one.answers, one.remark) for one in made}
            reference, results, agreement, within = compare(criteria, given, row.reference_id)
        return CalibrationDetail(
            **_row(row, names[row.scorecard_id], done.get(row.id, [])).model_dump(),
            criteria=criteria,
            mine=await self._session.scalar(own),
            may_close=may_close,
            reference=reference,
            results=results,
            agreement=agreement,
            within=within,
        )

    async def create(self, new: NewCalibration) -> CalibrationDetail:
        scorecard = await open_scorecard(self._session, new.scorecard)
        heard, agent = await hearable(self._session, self._who, new.recording, new.agent)
        people = list(dict.fromkeys(new.participants))
        await self._check_people(people, new, agent)
        first = next(part for part in heard.parts if part.agent_id == agent.id)
        row = Calibration(
            id=new_id(),
            name=new.name,
            scorecard_id=scorecard.id,
            criteria=scorecard.criteria,
            recording_id=heard.id,
            call_id=heard.call_id or "",
            talked_at=heard.started_at,
            queue=first.queue,
            agent_id=agent.id,
            unit_id=agent.unit_id,
            participants=people,
            reference_id=new.reference,
            due_at=new.due_at,
            created_by=self._who.user,
            created_at=utcnow(),
        )
        self._session.add(row)
        await self._session.flush()
        note(self._session, self._who, "calibrations.create", "calibration", row.id, {"participants": people})
        await tell(
            self._session,
            [one for one in people if one != self._who.user],
            "quality",
            title_zh=f"请参加质检校准：{new.name}",
            title_en=f"Please take part in a calibration: {new.name}",
            subject_kind="calibration",
            subject_id=row.id,
        )
        await self._session.flush()
        return await self.get(row.id)

    async def begin(self, calibration_id: str) -> AssessmentDetail:
        """The participant's own assessment; a draft is begun the first time. NotPossible when it is over."""
        row, _ = await self._get(calibration_id)
        if not self._joins(row):
            raise NotPossible("you do not take part in it", message_zh="您不是该校准的参加人")
        service = AssessmentService(self._session, self._who)
        found = await self._session.scalar(
            select(Assessment.id).where(Assessment.calibration_id == row.id, Assessment.assessor_id == self._who.user)
        )
        if found is not None:
            return await service.get(found)
        if row.state != "open":
            raise NotPossible("this calibration is over", message_zh="该校准已结束")
        heard, agent = await hearable(self._session, self._who, row.recording_id, row.agent_id)
        made = begun(self._who, row.scorecard_id, row.criteria, heard, agent.id, row.unit_id, row.id)
        self._session.add(made)
        await self._session.flush()
        return await service.get(made.id)

    async def close(self, calibration_id: str, *, cancel: bool = False) -> CalibrationDetail:
        """End it; from then on the participants see each other's scores, unless it was cancelled. At least two must
        have finished. What was begun and not published is thrown away."""
        row, may_close = await self._get(calibration_id)
        if not may_close:
            raise NotPossible("you cannot end this calibration", message_zh="您无权结束该校准")
        if row.state != "open":
            raise NotPossible("this calibration is over", message_zh="该校准已结束")
        made = list(await self._session.scalars(select(Assessment).where(Assessment.calibration_id == row.id)))
        if not cancel and sum(one.state != "draft" for one in made) < 2:
            raise NotPossible("fewer than two have finished", message_zh="至少要有两人完成评分")
        for one in made:
            if one.state == "draft":
                await self._session.delete(one)
        row.state, row.closed_at, row.closed_by = "cancelled" if cancel else "closed", utcnow(), self._who.user
        note(self._session, self._who, f"calibrations.{row.state}", "calibration", row.id, {})
        await self._session.flush()
        if not cancel:
            await tell(
                self._session,
                [one for one in row.participants if one != self._who.user],
                "quality",
                title_zh=f"质检校准有结果了：{row.name}",
                title_en=f"A calibration has its results: {row.name}",
                subject_kind="calibration",
                subject_id=row.id,
            )
        return await self.get(row.id)

    # inside

    def _joins(self, row: Calibration) -> bool:
        return self._who.user in row.participants

    async def _get(self, calibration_id: str) -> tuple[Calibration, bool]:
        """The calibration, and whether the asker may end it (whoever made it or scores the unit's agents)."""
        found = (
            await self._session.execute(
                select(Calibration, calibrations_seen(self._who)).where(
                    Calibration.id == calibration_id, ~about_me(self._who)
                )
            )
        ).one_or_none()
        if found is None or not (found[1] or self._joins(found[0])):
            raise NotFound(f"there is no calibration {calibration_id}")
        return found[0], bool(found[1])

    async def _check_people(self, people: Sequence[str], new: NewCalibration, agent: User) -> None:
        """Invalid for participants who could not hear and score this conversation, and for a reference beside them."""
        if len(people) < 2:
            raise Invalid("two people at least", field="participants", message_zh="至少需要两名参加人")
        if new.reference is not None and new.reference not in people:
            raise Invalid("the reference takes part", field="reference", message_zh="基准人须是参加人之一")
        users = list(
            await self._session.scalars(select(User).where(or_(*(User.id == one for one in people)), ~User.disabled))
        )
        path = await self._session.scalar(select(Unit.path).where(Unit.id == agent.unit_id)) or ""
        able = {
            who.user
            for who in await principals_of(self._session, users)
            if who.reaches(WRITE, path) and who.reaches("recordings.read", path)
        }
        for at, one in enumerate(people):
            if one not in able:
                raise Invalid(
                    "this user may not hear and score this agent's conversations",
                    field=f"participants.{at}",
                    message_zh="该用户无权收听并评定该坐席的通话",
                )
            if one == new.agent:
                raise Invalid("nobody scores himself", field=f"participants.{at}", message_zh="不能给自己评分")

    async def _names(self, rows: Sequence[Calibration]) -> dict[str, dict[str, str]]:
        found = await self._session.execute(
            select(Scorecard.id, Scorecard.name).where(Scorecard.id.in_({row.scorecard_id for row in rows}))
        )
        return {row[0]: row[1] for row in found}

    async def _done(self, ids: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        query = select(Assessment.calibration_id, Assessment.assessor_id).where(
            Assessment.calibration_id.in_(ids), Assessment.state != "draft"
        )
        for calibration, assessor in await self._session.execute(query):
            found.setdefault(calibration or "", []).append(assessor)
        return found


def _row(row: Calibration, scorecard: dict[str, str], done: list[str]) -> CalibrationRow:
    columns = {name: getattr(row, name) for name in CalibrationRow.model_fields if name not in {"scorecard", "done"}}
    return CalibrationRow.model_validate({**columns, "scorecard": scorecard, "done": sorted(done)})
