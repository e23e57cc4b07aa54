"""Who sees which assessments: an agent what was published about him, an assessor what he made, wider scopes the
published ones of their units' agents. What belongs to a calibration is told by the calibration alone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.errors import Invalid, NotFound
from crm.messages.subjects import sees
from crm.quality.models import Assessment, Calibration
from crm.recordings.access import RecordingService
from crm.recordings.schemas import RecordingDetail
from crm.users.models import User

READ, WRITE, MANAGE = "quality.read", "quality.write", "quality.manage"


def seen(who: Principal) -> ColumnElement[bool]:
    """SQL condition on Assessment. Of a calibration everybody sees his own only."""
    made = Assessment.assessor_id == who.user
    told = and_(Assessment.state != "draft", Assessment.calibration_id.is_(None))
    about = Assessment.agent_id == who.user
    return or_(made, and_(told, visible(who, READ, unit=Assessment.unit_id, own=about)))


def calibrations_seen(who: Principal) -> ColumnElement[bool]:
    """SQL condition on Calibration: those of one's units, but not those about oneself. Participants: see `joined`."""
    return and_(visible(who, WRITE, unit=Calibration.unit_id, own=Calibration.created_by == who.user), ~about_me(who))


def about_me(who: Principal) -> ColumnElement[bool]:
    return Calibration.agent_id == (who.user or "")


async def hearable(session: AsyncSession, who: Principal, recording: str, agent: str) -> tuple[RecordingDetail, User]:
    """The recording, in which this agent speaks, and the agent: both within the asker's reach, and not himself."""
    try:
        heard = await RecordingService(session, who).get(recording)
    except NotFound as error:
        raise Invalid(f"there is no recording {recording}", field="recording", message_zh="没有这条录音") from error
    if heard.state != "playable":
        raise Invalid("this recording cannot be played", field="recording", message_zh="该录音无法播放")
    user = await session.scalar(
        select(User).where(User.id == agent, visible(who, WRITE, unit=User.unit_id, own=User.id == who.user))
    )
    if user is None or all(part.agent_id != agent for part in heard.parts):
        raise Invalid("this agent does not speak in it", field="agent", message_zh="该坐席不在此录音中")
    if user.id == who.user:
        raise Invalid("nobody scores himself", field="agent", message_zh="不能给自己评分")
    return heard, user


@sees("assessment")
async def _assessment(session: AsyncSession, who: Principal, assessment: str) -> bool:
    return await session.scalar(select(Assessment.id).where(Assessment.id == assessment, seen(who))) is not None


@sees("calibration")
async def _calibration(session: AsyncSession, who: Principal, calibration: str) -> bool:
    row = await session.get(Calibration, calibration)
    return row is not None and who.user in row.participants
