"""Voicemails."""

from __future__ import annotations

from aiohttp import web

from crm.paging import Page
from crm.voicemails.service import VoicemailChange, VoicemailQuery, VoicemailRow, VoicemailService
from server.http.calls import audio
from server.http.context import Request
from server.http.route import Routes

routes = Routes("voicemails")


@routes("GET", "/voicemails")
async def list_voicemails(request: Request, query: VoicemailQuery) -> Page[VoicemailRow]:
    """Voicemails, newest first."""
    async with request.web.db.read() as session:
        return await VoicemailService(session, request.who).find(query)


@routes("PATCH", "/voicemails/{id}")
async def mark_voicemail(request: Request, body: VoicemailChange) -> VoicemailRow:
    """Mark as heard or not heard."""
    async with request.web.db.write() as session:
        return await VoicemailService(session, request.who).mark(request.path["id"], heard=body.heard)


@routes("GET", "/voicemails/{id}/audio", media="audio/ogg")
async def get_voicemail_audio(request: Request) -> web.StreamResponse:
    """The message (Ogg Opus). Range requests work. 404 until it is playable."""
    async with request.web.db.read() as session:
        recording = await VoicemailService(session, request.who).recording(request.path["id"])
    return audio(request, recording.id)
