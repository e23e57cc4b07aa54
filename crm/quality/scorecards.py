"""Scorecards: made, changed, opened and closed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Invalid, NotFound
from crm.fields.check import check_definitions
from crm.quality.models import Assessment, Scorecard, ScorecardVersion
from crm.quality.schemas import (
    Criterion,
    NewScorecard,
    ScorecardChange,
    ScorecardDetail,
    ScorecardOptions,
    ScorecardRow,
)
from crm.quality.scoring import check_criteria
from crm.quality.sight import seen
from crm.questionnaires.revising import revise


class ScorecardService:
    """Whoever may see assessments sees scorecards: they are the company's."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self) -> list[ScorecardRow]:
        rows = list(await self._session.scalars(select(Scorecard).order_by(Scorecard.created_at.desc())))
        used = await self._used()
        return [_row(row, used.get(row.id, 0)) for row in rows]

    async def get(self, scorecard_id: str) -> ScorecardDetail:
        row = await scorecard_of(self._session, scorecard_id)
        used = await self._used()
        criteria = await criteria_of(self._session, row.id, row.criteria)
        return ScorecardDetail(**_row(row, used.get(row.id, 0)).model_dump(), criteria=criteria)

    async def create(self, new: NewScorecard, ident: str | None = None) -> ScorecardDetail:
        """`ident`: the id that it has elsewhere, which nothing has here."""
        _check(new.criteria)
        now = utcnow()
        row = Scorecard(
            id=ident or new_id(),
            name=new.name.model_dump(),
            options=new.options.model_dump(),
            created_by=self._who.user,
            created_at=now,
            updated_at=now,
        )
        self._session.add(row)
        await self._session.flush()
        self._version(row, new.criteria)
        note(self._session, self._who, "scorecards.create", "scorecard", row.id, {"name": row.name})
        await self._session.flush()
        return await self.get(row.id)

    async def update(self, scorecard_id: str, change: ScorecardChange) -> ScorecardDetail:
        """Conflict when it was changed meanwhile. What is closed takes no new assessments, and may be opened again."""
        row = await scorecard_of(self._session, scorecard_id)
        given = revise(row, change, called="评分表")
        if change.criteria is not None:
            _check(change.criteria)
            row.criteria += 1
            self._version(row, change.criteria)
        note(self._session, self._who, "scorecards.update", "scorecard", row.id, {"changed": given})
        await self._session.flush()
        return await self.get(row.id)

    async def _used(self) -> dict[str, int]:
        query = (
            select(Assessment.scorecard_id, func.count())
            .where(seen(self._who), Assessment.calibration_id.is_(None))
            .group_by(Assessment.scorecard_id)
        )
        return {row[0]: row[1] for row in await self._session.execute(query)}

    def _version(self, row: Scorecard, criteria: list[Criterion]) -> None:
        self._session.add(
            ScorecardVersion(
                scorecard_id=row.id,
                number=row.criteria,
                criteria=[one.model_dump(mode="json", exclude_defaults=True) for one in criteria],
                created_at=utcnow(),
            )
        )


async def scorecard_of(session: AsyncSession, scorecard_id: str) -> Scorecard:
    row = await session.get(Scorecard, scorecard_id)
    if row is None:
        raise NotFound(f"there is no scorecard {scorecard_id}")
    return row


async def open_scorecard(session: AsyncSession, scorecard_id: str) -> Scorecard:
    """One that conversations may be scored with. Invalid with field="scorecard" for another."""
    row = await session.get(Scorecard, scorecard_id)
    if row is None or row.state != "active":
        raise Invalid("this scorecard is not in use", field="scorecard", message_zh="该评分表未启用")
    return row


async def criteria_of(session: AsyncSession, scorecard_id: str, number: int) -> list[Criterion]:
    row = await session.get_one(ScorecardVersion, (scorecard_id, number))
    return [Criterion.model_validate(raw) for raw in row.criteria]


def _check(criteria: list[Criterion]) -> None:
    check_definitions([one.field for one in criteria], place="criteria")
    check_criteria(criteria)


def _row(row: Scorecard, assessments: int) -> ScorecardRow:
    return ScorecardRow.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "state": row.state,
            "criteria_version": row.criteria,
            "options": ScorecardOptions.model_validate(row.options),
            "assessments": assessments,
            "updated_at": row.updated_at,
            "version": row.version,
        }
    )
