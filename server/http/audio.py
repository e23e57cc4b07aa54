"""Recordings as answers: whole or by ranges, sealed or not; and the audit of who listens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from crm.audit.service import note
from crm.errors import NotFound
from crm.recordings.access import Hearing
from recordings.audio import SEALED
from recordings.errors import RecordingError
from server.http.context import Request

BLOCK = 256 * 1024


async def heard(request: Request, action: str, kind: str, subject: str, details: Mapping[str, Any]) -> None:
    """Audit a listen or a download, once in a sitting, before the first byte goes out."""
    who = request.who
    key = (who.user or "", who.session or who.address, action, subject, str(details.get("segment") or ""))
    if not request.web.sittings.begins(*key):
        return
    try:
        async with request.web.db.write() as session:
            note(session, who, action, kind, subject, {**details, "range": request.http.headers.get("Range", "")[:60]})
    except BaseException:
        request.web.sittings.forget(*key)
        raise


async def play(request: Request, hearing: Hearing, *, download: bool = False) -> web.StreamResponse:
    """A recording or its permitted part, audited."""
    recording = hearing.recording
    details = {"call": recording.call_id, "segment": hearing.segment}
    await heard(request, "recordings.download" if download else "recordings.listen", "recording", recording.id, details)
    name = recording.id
    if hearing.start is not None and hearing.end is not None:
        try:
            name = await request.web.recordings.cut(recording.id, hearing.start, hearing.end)
        except RecordingError as error:
            raise NotFound(f"the audio file cannot be read: {error}") from error
    filename = recording.id if hearing.segment is None else f"{recording.id}-{hearing.segment}"
    return await audio(request, name, filename=filename, download=download)


async def audio(request: Request, recording: str, *, filename: str = "", download: bool = False) -> web.StreamResponse:
    path = request.web.recordings.path_of(recording)
    if path is None or not path.is_file():
        raise NotFound("the audio file is not there (any more)")
    kind = "attachment" if download else "inline"
    headers = {
        "Content-Type": "audio/ogg",
        "Content-Disposition": f'{kind}; filename="{filename or recording}.ogg"',
        # Each listen is asked for again, so that who may not hear it any more does not, and who does is in the audit.
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
    }
    if path.suffix != SEALED:
        return web.FileResponse(path, headers=headers)
    return await _opened(request, recording, headers)


async def _opened(request: Request, recording: str, headers: dict[str, str]) -> web.StreamResponse:
    """A sealed recording, opened while it is sent."""
    files = request.web.recordings
    try:
        size = await files.size(recording)
    except RecordingError as error:
        raise NotFound(f"the audio file cannot be opened: {error}") from error
    if size is None:
        raise NotFound("the audio file is not there (any more)")
    status, start, end = _range(request.http, size)
    if status == 416:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = end - start
    await response.prepare(request.http)
    while start < end and request.http.method != "HEAD":
        block = await files.read(recording, start, min(BLOCK, end - start))
        if not block:
            break
        await response.write(block)
        start += len(block)
    await response.write_eof()
    return response


def _range(http: web.Request, size: int) -> tuple[int, int, int]:
    """Status, first byte and the byte behind the last one, for the range that is asked for."""
    try:
        asked = http.http_range
    except ValueError:
        return 416, 0, 0
    if asked.start is None and asked.stop is None:
        return 200, 0, size
    first = asked.start or 0
    start = max(0, size + first) if first < 0 else first
    end = size if asked.stop is None else min(asked.stop, size)
    return (206, start, end) if start < end else (416, 0, 0)
