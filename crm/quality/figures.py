"""Figures of published assessments, and conversations drawn to be listened to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, load_only

from crm.access import Principal, visible
from crm.calls.models import Call, CallSegment
from crm.calls.scope import calls_seen
from crm.paging import matching, within
from crm.quality.models import Assessment
from crm.quality.sampling import draw
from crm.quality.schemas import CriterionFigures, Drawn, Figures, FiguresQuery, Sample, SampleQuery
from crm.quality.scorecards import criteria_of, open_scorecard, scorecard_of
from crm.quality.scoring import by_criterion
from crm.quality.sight import WRITE, seen
from crm.recordings.models import Recording
from crm.users.models import User

LOOKED_AT = 5_000
"""Conversations that a sample is drawn from at most, the newest."""
KEYS: Mapping[str, InstrumentedAttribute[str] | InstrumentedAttribute[str | None]] = {
    "agent": Assessment.agent_id,
    "queue": Assessment.queue,
    "scorecard": Assessment.scorecard_id,
    "assessor": Assessment.assessor_id,
}


async def figures(session: AsyncSession, who: Principal, asked: FiguresQuery) -> list[Figures]:
    """A row for each agent, queue, scorecard or assessor, of what the asker sees."""
    key = KEYS[asked.by]
    counted = load_only(key, Assessment.percent, Assessment.passed, Assessment.fatal, Assessment.appealed_at)
    found: dict[str, list[Assessment]] = defaultdict(list)
    for row in await session.scalars(_published(who, asked).options(counted)):
        found[str(getattr(row, key.key) or "")].append(row)
    return [_figures(key, rows) for key, rows in sorted(found.items())]


async def criteria_figures(
    session: AsyncSession, who: Principal, scorecard_id: str, asked: FiguresQuery
) -> list[CriterionFigures]:
    """Where points are lost, by the criteria of the scorecard's newest version."""
    scorecard = await scorecard_of(session, scorecard_id)
    criteria = await criteria_of(session, scorecard.id, scorecard.criteria)
    query = _published(who, asked).where(Assessment.scorecard_id == scorecard.id).options(load_only(Assessment.answers))
    return by_criterion(criteria, [row.answers for row in await session.scalars(query)])


async def sample(session: AsyncSession, who: Principal, asked: SampleQuery) -> Sample:
    """Conversations that the asker may hear and score, drawn by lot of those nobody has scored. Invalid for a scorecard
    that is not in use."""
    scorecard = await open_scorecard(session, asked.scorecard)
    scored = exists().where(
        Assessment.recording_id == Recording.id,
        Assessment.agent_id == CallSegment.agent_id,
        Assessment.scorecard_id == scorecard.id,
        Assessment.calibration_id.is_(None),
    )
    query = (
        select(
            Recording.id,
            Call.id,
            User.id,
            func.min(CallSegment.queue),
            func.min(CallSegment.started_at),
            func.sum(CallSegment.seconds),
        )
        .join(Call, Call.id == Recording.call_id)
        .join(CallSegment, CallSegment.call_id == Call.id)
        .join(User, User.id == CallSegment.agent_id)
        .where(
            Recording.kind == "call",
            Recording.state == "playable",
            calls_seen(who, "recordings.read"),
            visible(who, WRITE, unit=User.unit_id, own=User.id == (who.user or "")),
            User.id != (who.user or ""),
            ~scored,
        )
        .group_by(Recording.id, Call.id, User.id)
        .having(func.sum(CallSegment.seconds) >= asked.min_seconds)
        .order_by(func.min(CallSegment.started_at).desc(), Recording.id)
        .limit(LOOKED_AT + 1)
    )
    if asked.queue is not None:
        query = query.where(CallSegment.queue == asked.queue)
    query = within(query, Recording.started_at, asked)
    rows = list(await session.execute(query))
    parts = [
        Drawn(recording_id=recording, call_id=call, agent_id=agent, queue=queue, talked_at=at, seconds=seconds)
        for recording, call, agent, queue, at, seconds in rows[:LOOKED_AT]
    ]
    return Sample(
        items=draw(parts, asked.per_agent, asked.seed),
        candidates=len(parts),
        agents=len({part.agent_id for part in parts}),
        cut=len(rows) > LOOKED_AT,
    )


def _published(who: Principal, asked: FiguresQuery) -> Select[Assessment]:
    query = select(Assessment).where(
        seen(who), Assessment.calibration_id.is_(None), Assessment.published_at.is_not(None)
    )
    query = matching(
        query,
        (Assessment.scorecard_id, asked.scorecard),
        (Assessment.queue, asked.queue),
        (Assessment.agent_id, asked.agent),
    )
    return within(query, Assessment.published_at, asked)


def _figures(key: str, rows: list[Assessment]) -> Figures:
    scored = [row for row in rows if row.percent is not None]
    passed = sum(bool(row.passed) for row in scored)
    return Figures(
        key=key,
        assessed=len(rows),
        scored=len(scored),
        mean=round(sum(row.percent or 0.0 for row in scored) / len(scored), 1) if scored else None,
        passed=passed,
        pass_rate=round(100 * passed / len(scored), 1) if scored else None,
        fatal=sum(bool(row.fatal) for row in rows),
        appealed=sum(row.appealed_at is not None for row in rows),
    )
