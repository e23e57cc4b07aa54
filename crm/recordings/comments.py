"""Comments at moments of recordings: whoever hears the moment reads them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Invalid, NotFound
from crm.recordings.access import NEAR, RecordingService
from crm.recordings.models import RecordingComment
from crm.recordings.schemas import RecordingDetail

COMMENT = "recordings.comment"


class NewComment(BaseModel):
    """`at`: seconds from the beginning of the recording."""

    model_config = ConfigDict(extra="forbid")

    at: float = Field(ge=0, le=86_400)
    text: str = Field(min_length=1, max_length=1000)


class CommentRow(BaseModel):
    """`own`: the asker wrote it and may take it back."""

    id: str
    at: float
    text: str
    author_id: str | None
    created_at: datetime
    own: bool


class CommentService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self, recording_id: str) -> list[CommentRow]:
        """In the order of their moments, of what the asker hears."""
        heard = await RecordingService(self._session, self._who).get(recording_id)
        rows = await self._session.scalars(
            select(RecordingComment)
            .where(RecordingComment.recording_id == heard.id)
            .order_by(RecordingComment.at, RecordingComment.id)
        )
        return [self._row(row) for row in rows if _hears(heard, row.at)]

    async def create(self, recording_id: str, new: NewComment) -> CommentRow:
        """Invalid with field="at" for a moment that the asker does not hear."""
        heard = await RecordingService(self._session, self._who, COMMENT).get(recording_id)
        if not _hears(heard, new.at):
            raise Invalid("you hear nothing at this moment", field="at", message_zh="该时刻不在可收听的录音内")
        row = RecordingComment(
            id=new_id(),
            recording_id=heard.id,
            at=round(new.at, 2),
            text=new.text,
            author_id=self._who.user,
            created_at=utcnow(),
        )
        self._session.add(row)
        note(self._session, self._who, "recordings.comment", "recording", heard.id, {"at": row.at})
        await self._session.flush()
        return self._row(row)

    async def remove(self, recording_id: str, comment_id: str) -> None:
        """One's own."""
        row = await self._session.scalar(
            select(RecordingComment).where(
                RecordingComment.id == comment_id,
                RecordingComment.recording_id == recording_id,
                RecordingComment.author_id == (self._who.user or ""),
            )
        )
        if row is None:
            raise NotFound(f"there is no comment {comment_id}")
        await self._session.delete(row)
        note(self._session, self._who, "recordings.uncomment", "recording", recording_id, {"at": row.at})

    def _row(self, row: RecordingComment) -> CommentRow:
        return CommentRow(
            id=row.id,
            at=row.at,
            text=row.text,
            author_id=row.author_id,
            created_at=row.created_at,
            own=row.author_id == self._who.user,
        )


def _hears(heard: RecordingDetail, at: float) -> bool:
    if heard.whole:
        return at <= (heard.seconds or 0.0) + NEAR
    return any(part.start - NEAR <= at <= part.end + NEAR for part in heard.parts)
