"""Voicemails."""

from __future__ import annotations

from aiohttp import web

from crm.many import BulkResults
from crm.paging import Page
from crm.recordings.schemas import Reason
from crm.tickets.schemas import TicketDetail
from crm.voicemails.service import (
    VoicemailChange,
    VoicemailQuery,
    VoicemailRow,
    VoicemailsChange,
    VoicemailService,
    VoicemailTicket,
)
from server.http.agent import Dialled
from server.http.audio import audio, heard
from server.http.context import Request
from server.http.errors import in_chinese
from server.http.route import Routes

routes = Routes("voicemails")

HANDLE = "voicemails.handle"


@routes("GET", "/voicemails")
async def list_voicemails(request: Request, query: VoicemailQuery) -> Page[VoicemailRow]:
    """Voicemails, newest first."""
    async with request.web.db.read() as session:
        return await VoicemailService(session, request.who).find(query)


@routes("PATCH", "/voicemails/{id}")
async def change_voicemail(request: Request, body: VoicemailChange) -> VoicemailRow:
    """Mark as heard or not heard; assign to a user."""
    async with request.web.db.write() as session:
        row = await VoicemailService(session, request.who, HANDLE).change(request.path["id"], body)
    request.web.wake_mail()
    return row


@routes("POST", "/voicemails/bulk")
async def change_voicemails(request: Request, body: VoicemailsChange) -> BulkResults:
    """The same change of many, each on its own: what cannot be changed keeps the others from nothing."""
    async with request.web.db.write() as session:
        results = await VoicemailService(session, request.who, HANDLE).change_many(body)
    request.web.wake_mail()
    return in_chinese(results)


@routes("GET", "/voicemails/{id}/audio", media="audio/ogg")
async def get_voicemail_audio(request: Request) -> web.StreamResponse:
    """The message (Ogg Opus). Range requests work. 404 until it is playable. Audited once in a sitting."""
    async with request.web.db.read() as session:
        recording = await VoicemailService(session, request.who).recording(request.path["id"])
    await heard(request, "voicemails.listen", "voicemail", recording.id, {"call": recording.call_id})
    return await audio(request, recording.id)


@routes("POST", "/voicemails/{id}/ticket")
async def voicemail_to_ticket(request: Request, body: VoicemailTicket) -> TicketDetail:
    """Make a ticket of the message. Asked again, the same ticket comes back."""
    async with request.web.db.write() as session:
        service = VoicemailService(session, request.who, HANDLE)
        return await service.ticket(request.path["id"], body, zone=request.web.company.zone)


@routes("POST", "/voicemails/{id}/call-back")
async def call_back_voicemail(request: Request) -> Dialled:
    """Ring the asker's phone, then whoever left the message."""
    async with request.web.db.write() as session:
        number = await VoicemailService(session, request.who, HANDLE).number(request.path["id"])
    answer = await request.web.core.request("call.dial", {"agent": request.who.user, "number": number})
    return Dialled(call=answer["call"])


@routes("POST", "/voicemails/{id}/delete")
async def delete_voicemail(request: Request, body: Reason) -> None:
    """Delete with a reason; its tombstone stays (`?deleted=true`). 409 under a legal hold."""
    async with request.web.db.write() as session:
        await VoicemailService(session, request.who, "voicemails.delete").delete(request.path["id"], body.reason)
    request.web.wake_keeper()
    request.web.wake_mail()
