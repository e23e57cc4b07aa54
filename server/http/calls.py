"""Call records and their recordings."""

from __future__ import annotations

from aiohttp import web

from crm.calls.schemas import CallDetail, CallForm, CallQuery, CallRow, NewLink, WrapUp
from crm.calls.service import CallService
from crm.paging import Page
from crm.recordings.access import RecordingService
from server.http.audio import play
from server.http.context import Request
from server.http.route import Routes

routes = Routes("calls")


@routes("GET", "/calls")
async def list_calls(request: Request, query: CallQuery) -> Page[CallRow]:
    """Call records, newest first."""
    async with request.web.db.read() as session:
        return await CallService(session, request.who, area_code=request.web.company.area_code).find(query)


@routes("GET", "/calls/{id}")
async def get_call(request: Request) -> CallDetail:
    """One call with segments, recordings and timeline."""
    async with request.web.db.read() as session:
        return await CallService(session, request.who).get(request.path["id"])


@routes("PATCH", "/calls/{id}")
async def wrap_up_call(request: Request, body: WrapUp) -> CallDetail:
    """Disposition, note and ticket of a call (话后小结)."""
    async with request.web.db.write() as session:
        service = CallService(session, request.who, area_code=request.web.company.area_code)
        return await service.wrap_up(request.path["id"], body)


@routes("GET", "/calls/{id}/form")
async def get_call_form(request: Request) -> CallForm:
    """The wrap-up form of the call's queue, with what was filled in."""
    async with request.web.db.read() as session:
        return await CallService(session, request.who).form(request.path["id"])


@routes("POST", "/calls/{id}/links", status=201)
async def link_call(request: Request, body: NewLink) -> CallDetail:
    """The call was about this record."""
    async with request.web.db.write() as session:
        return await CallService(session, request.who).link(request.path["id"], body)


@routes("DELETE", "/calls/{id}/links/{kind}/{subject}")
async def unlink_call(request: Request) -> CallDetail:
    """It was not about that."""
    path = request.path
    async with request.web.db.write() as session:
        return await CallService(session, request.who).unlink(path["id"], path["kind"], path["subject"])


@routes("GET", "/calls/{id}/recording", media="audio/ogg")
async def get_call_recording(request: Request) -> web.StreamResponse:
    """The recording (Ogg Opus; left: customer, right: agent), or the asker's part of it. Range requests work. 404 until
    it is playable. Audited once in a sitting."""
    async with request.web.db.read() as session:
        hearing = await RecordingService(session, request.who).of_call(request.path["id"])
    return await play(request, hearing)
