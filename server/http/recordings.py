"""Recordings: found, heard, downloaded, verified, kept, deleted."""

from __future__ import annotations

from aiohttp import web

from crm.audit.service import note
from crm.base import utcnow
from crm.paging import Page
from crm.recordings.access import RecordingService
from crm.recordings.comments import CommentRow, CommentService, NewComment
from crm.recordings.holds import HoldEnd, HoldQuery, HoldRow, HoldService, NewHold
from crm.recordings.keeping import RetentionBody, RetentionEffect, checked, retention, retention_effect, set_retention
from crm.recordings.schemas import PartQuery, Reason, RecordingDetail, RecordingQuery, RecordingRow, Verified
from server.http.audio import play
from server.http.context import Request
from server.http.route import Routes
from server.recording_keeper import compare

routes = Routes("recordings")

DOWNLOAD = "recordings.download"


@routes("GET", "/recordings")
async def list_recordings(request: Request, query: RecordingQuery) -> Page[RecordingRow]:
    """Recordings of conversations, newest first; deleted ones as their tombstones."""
    async with request.web.db.read() as session:
        service = RecordingService(session, request.who, area_code=request.web.company.area_code)
        return await service.find(query)


@routes("GET", "/recordings/{id}")
async def get_recording(request: Request) -> RecordingDetail:
    """One recording with its waveform and the markers of its time line."""
    async with request.web.db.read() as session:
        return await RecordingService(session, request.who).get(request.path["id"])


@routes("GET", "/recordings/{id}/audio", media="audio/ogg")
async def get_recording_audio(request: Request, query: PartQuery) -> web.StreamResponse:
    """Listen (Ogg Opus; left: customer, right: agent). Range requests work. With `segment` only that part; an agent
    hears his own parts only. Audited once in a sitting."""
    async with request.web.db.read() as session:
        hearing = await RecordingService(session, request.who).hearing(request.path["id"], query.segment)
    return await play(request, hearing)


@routes("GET", "/recordings/{id}/download", media="audio/ogg")
async def download_recording(request: Request, query: PartQuery) -> web.StreamResponse:
    """Save as a file; a permission of its own, audited as such."""
    async with request.web.db.read() as session:
        hearing = await RecordingService(session, request.who, DOWNLOAD).hearing(request.path["id"], query.segment)
    return await play(request, hearing, download=True)


@routes("POST", "/recordings/{id}/verify")
async def verify_recording(request: Request) -> Verified:
    """Compare the file with the checksum that was taken when it was made."""
    recording = request.path["id"]
    async with request.web.db.read() as session:
        expected = await RecordingService(session, request.who, DOWNLOAD).checksum(recording)
    integrity, found = await compare(request.web.recordings, recording, expected)
    async with request.web.db.write() as session:
        if integrity != "unknown":
            await checked(session, recording, integrity)
        note(session, request.who, "recordings.verify", "recording", recording, {"integrity": integrity})
    return Verified(integrity=integrity, sha256=found)


@routes("POST", "/recordings/{id}/delete")
async def delete_recording(request: Request, body: Reason) -> None:
    """Delete by hand, with a reason; its tombstone and its call's record stay. 409 under a legal hold."""
    async with request.web.db.write() as session:
        await RecordingService(session, request.who, "recordings.delete").delete(request.path["id"], body.reason)
    request.web.wake_keeper()


@routes("GET", "/recordings/{id}/comments")
async def list_recording_comments(request: Request) -> list[CommentRow]:
    """What was noted at its moments, as far as one hears them."""
    async with request.web.db.read() as session:
        return await CommentService(session, request.who).find(request.path["id"])


@routes("POST", "/recordings/{id}/comments", status=201)
async def create_recording_comment(request: Request, body: NewComment) -> CommentRow:
    """Note something at a moment; the agent whose part it is reads it too."""
    async with request.web.db.write() as session:
        return await CommentService(session, request.who).create(request.path["id"], body)


@routes("DELETE", "/recordings/{id}/comments/{comment}")
async def delete_recording_comment(request: Request) -> None:
    """Take one's own comment back."""
    async with request.web.db.write() as session:
        await CommentService(session, request.who).remove(request.path["id"], request.path["comment"])


@routes("GET", "/recording-retention")
async def get_recording_retention(request: Request) -> RetentionBody:
    """How long recordings and voicemails are kept, in days; 0 is for ever."""
    async with request.web.db.read() as session:
        return await retention(session)


@routes("PUT", "/recording-retention")
async def put_recording_retention(request: Request, body: RetentionBody) -> RetentionBody:
    """Replace the rules; they count from the next run on (every few hours)."""
    async with request.web.db.write() as session:
        return await set_retention(session, request.who, body)


@routes("POST", "/recording-retention/effect")
async def try_recording_retention(request: Request, body: RetentionBody) -> RetentionEffect:
    """What the next run would delete by these rules. Nothing is changed."""
    async with request.web.db.read() as session:
        days = request.web.settings.recording_days
        return await retention_effect(session, body, default_days=days, now=utcnow())


@routes("GET", "/legal-holds")
async def list_legal_holds(request: Request, query: HoldQuery) -> Page[HoldRow]:
    """What is kept whatever its age, and what was; newest first."""
    async with request.web.db.read() as session:
        return await HoldService(session, request.who).find(query)


@routes("POST", "/legal-holds", status=201)
async def create_legal_hold(request: Request, body: NewHold) -> HoldRow:
    """Keep every recording of a call or of a customer until the hold is cleared."""
    async with request.web.db.write() as session:
        return await HoldService(session, request.who).put(body)


@routes("POST", "/legal-holds/{id}/clear")
async def clear_legal_hold(request: Request, body: HoldEnd) -> HoldRow:
    """End a legal hold, with a reason."""
    async with request.web.db.write() as session:
        return await HoldService(session, request.who).clear(request.path["id"], body.reason)
