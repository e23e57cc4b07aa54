"""Finding recordings, and what of each the asker may hear: an agent his own parts of a call, a supervisor the calls of
his units."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload, undefer

from crm.access import Principal
from crm.audit.service import note
from crm.calls.models import Call, CallSegment
from crm.calls.repository import party
from crm.calls.scope import calls_seen, taken_part
from crm.customers.repository import CustomerRepository
from crm.errors import Conflict, NotFound
from crm.masking import veiled
from crm.paging import Page, fetch_page, matching, pieces, within
from crm.recordings.keeping import bury, held
from crm.recordings.models import Recording
from crm.recordings.schemas import Marker, Part, RecordingDetail, RecordingQuery, RecordingRow
from crm.surveys.models import Rating
from crm.users.models import User

MARKED = frozenset(
    {
        "call.connected",
        "call.held",
        "call.consult",
        "call.transferred",
        "call.segment_ended",
        "recording.paused",
        "recording.resumed",
        "call.conference",
        "call.supervised",
    }
)
"""News that a player shows on the time line."""


NEAR = 0.5
"""Seconds by which what begins or ends a part may be beside it."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What may be played: all of the recording, or (`start`, `end`) seconds of it."""

    recording: Recording
    segment: int | None = None
    start: float | None = None
    end: float | None = None


class RecordingService:
    """Conversations; messages are crm.voicemails' affair. `function`: what is to be done with
    them. `area_code` completes bare local numbers in a search."""

    def __init__(
        self, session: AsyncSession, who: Principal, function: str = "recordings.read", *, area_code: str = "010"
    ) -> None:
        self._session = session
        self._who = who
        self._area_code = area_code
        self._function = function
        self._visible = calls_seen(who, function)

    async def find(self, asked: RecordingQuery) -> Page[RecordingRow]:
        rows, total = await fetch_page(self._session, await self._filtered(asked), asked)
        items = await self._shown(rows)
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def pieces(self, asked: RecordingQuery, size: int) -> AsyncIterator[list[RecordingRow]]:
        """All that the filters find, `size` at a time."""
        async for rows in pieces(self._session, await self._filtered(asked), size):
            yield await self._shown(rows)

    async def get(self, recording_id: str) -> RecordingDetail:
        recording, call = await self._get(recording_id)
        (row,) = await self._shown([recording])
        peaks = recording.peaks if row.whole else None
        return RecordingDetail(**row.model_dump(), peaks=peaks, markers=self._markers(recording, call, row))

    async def hearing(self, recording_id: str, segment: int | None = None) -> Hearing:
        """What of it to play: one segment's part when asked for, else all of it, else the asker's first part. NotFound
        when it is not playable (yet, any more) or that part is not his."""
        recording, call = await self._get(recording_id)
        if recording.state != "playable":
            raise NotFound("this recording is not playable (yet, or any more)")
        parts = parts_of(recording, call)
        mine = self._mine(parts)
        if segment is None and len(mine) == len(parts):
            return Hearing(recording)
        part = next((item for item in mine if segment in (None, item.segment)), None)
        if part is None:
            raise NotFound("this part of the recording does not exist, or is not yours to hear")
        return Hearing(recording, part.segment, part.start, part.end)

    async def of_call(self, call_id: str) -> Hearing:
        """The call's first playable recording of which the asker may hear something."""
        rows = await self._session.scalars(
            select(Recording.id)
            .where(Recording.call_id == call_id, Recording.kind == "call", Recording.state == "playable")
            .order_by(Recording.started_at)
        )
        for recording in rows:
            try:
                return await self.hearing(recording)
            except NotFound:
                continue
        raise NotFound("this call has no playable recording (yet)")

    async def delete(self, recording_id: str, reason: str) -> None:
        """Set the tombstone by hand. Conflict under a legal hold or when it is gone already."""
        recording, _ = await self._get(recording_id)
        if recording.state not in {"playable", "failed"}:
            raise Conflict("only a finished recording can be deleted, once")
        if await self._session.scalar(select(Recording.id).where(Recording.id == recording.id, held())) is not None:
            raise Conflict("this recording is under legal hold")
        await bury(self._session, [recording], rule="by_hand", reason=reason, who=self._who)
        details = {"call": recording.call_id, "reason": reason, "sha256": recording.sha256}
        note(self._session, self._who, "recordings.delete", "recording", recording.id, details)
        await self._session.flush()

    async def checksum(self, recording_id: str) -> str:
        """What was computed when it was made; NotFound when it is not playable."""
        recording, _ = await self._get(recording_id)
        if recording.state != "playable":
            raise NotFound("this recording is not playable (yet, or any more)")
        return recording.sha256

    # inside

    async def _get(self, recording_id: str) -> tuple[Recording, Call]:
        found = (
            await self._session.execute(
                select(Recording, Call)
                .join(Call, Call.id == Recording.call_id)
                .where(Recording.id == recording_id, Recording.kind == "call", self._visible)
                .options(selectinload(Call.segments), undefer(Call.timeline))
            )
        ).first()
        if found is None:
            raise NotFound(f"there is no recording {recording_id}")
        return found[0], found[1]

    async def _filtered(self, asked: RecordingQuery) -> Select[Recording]:
        query = (
            select(Recording)
            .join(Call, Call.id == Recording.call_id)
            .where(Recording.kind == "call", self._visible)
            .order_by(Recording.started_at.desc(), Recording.id)
        )
        query = matching(
            query,
            (Call.queue, asked.queue),
            (Call.direction, asked.direction),
            (Call.customer_id, asked.customer),
            (Recording.call_id, asked.call),
            (Recording.integrity, asked.integrity),
        )
        if asked.agent is not None:
            user = await self._session.scalar(select(User.id).where(User.number == asked.agent))
            query = query.where(taken_part(user or asked.agent))
        if asked.number:
            query = query.where(party(asked.number, self._area_code, veiled=veiled(self._who)))
        if asked.state is not None:
            states = {"raw": ("expected", "raw"), "deleted": ("deleting", "deleted")}.get(asked.state, (asked.state,))
            query = query.where(Recording.state.in_(states))
        if asked.held is not None:
            query = query.where(held() if asked.held else ~held())
        if asked.rated is not None:
            rated = select(Rating.call_id).where(Rating.call_id == Recording.call_id).exists()
            query = query.where(rated if asked.rated else ~rated)
        for limit, condition in (
            (asked.min_seconds, Recording.seconds >= (asked.min_seconds or 0)),
            (asked.max_seconds, Recording.seconds <= (asked.max_seconds or 0)),
        ):
            if limit is not None:
                query = query.where(condition)
        return within(query, Recording.started_at, asked)

    def _mine(self, parts: Sequence[Part]) -> list[Part]:
        if self._who.grant(self._function).wide:
            return list(parts)
        return [part for part in parts if part.agent_id == self._who.user]

    async def _shown(self, rows: Sequence[Recording]) -> list[RecordingRow]:
        ids = [row.call_id for row in rows]
        calls = {
            call.id: call
            for call in await self._session.scalars(
                select(Call).where(Call.id.in_(ids)).options(selectinload(Call.segments))
            )
        }
        names = await CustomerRepository(self._session, self._who).names(
            {call.customer_id for call in calls.values() if call.customer_id}
        )
        kept = set(
            await self._session.scalars(select(Recording.id).where(Recording.id.in_([r.id for r in rows]), held()))
        )
        return [self._row(row, calls[row.call_id or ""], names, row.id in kept) for row in rows]

    def _row(self, row: Recording, call: Call, names: dict[str, str], kept: bool) -> RecordingRow:
        parts = parts_of(row, call)
        mine = self._mine(parts)
        return RecordingRow(
            id=row.id,
            call_id=row.call_id,
            state={"expected": "raw", "deleting": "deleted"}.get(row.state, row.state),
            started_at=row.started_at,
            seconds=row.seconds,
            channels=row.channels,
            direction=call.direction,
            from_number=call.from_number,
            to_number=call.to_number,
            queue=call.queue,
            agent_id=call.agent_id,
            customer_id=call.customer_id,
            customer_name=names.get(call.customer_id or "", ""),
            parts=mine,
            whole=len(mine) == len(parts),
            held=kept,
            size=row.size,
            sha256=row.sha256,
            sealed=bool(row.key_id),
            integrity=row.integrity,
            checked_at=row.checked_at,
            deleted_at=row.deleted_at,
            deleted_by=row.deleted_by,
            delete_rule=row.delete_rule,
            delete_reason=row.delete_reason,
        )

    @staticmethod
    def _markers(recording: Recording, call: Call, row: RecordingRow) -> list[Marker]:
        start = recording.started_at.timestamp()
        found = []
        for item in call.timeline:
            at = float(item["at"]) - start
            inside = row.whole or any(part.start - NEAR <= at <= part.end + NEAR for part in row.parts)
            if item["type"] in MARKED and -1 <= at <= (recording.seconds or 0) + 1 and inside:
                found.append(Marker(at=round(max(0.0, at), 3), type=item["type"], data=item["data"]))
        return found


def parts_of(recording: Recording, call: Call) -> list[Part]:
    """The segments of the call that this recording holds something of."""
    found = []
    length = recording.seconds or 0.0
    for segment in call.segments:
        start = (segment.started_at - recording.started_at).total_seconds()
        end = start + segment.seconds
        if segment.ended_at is not None:
            end = (segment.ended_at - recording.started_at).total_seconds()
        start, end = max(0.0, start), min(end, length)
        if end > start:
            found.append(_part(segment, start, end))
    return found


def _part(segment: CallSegment, start: float, end: float) -> Part:
    return Part(
        segment=segment.segment,
        agent_id=segment.agent_id,
        queue=segment.queue,
        start=round(start, 3),
        end=round(end, 3),
    )
