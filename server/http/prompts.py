"""The company's library of prompts."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from aiohttp import web

from crm.errors import Invalid, NotFound
from crm.prompts.schemas import (
    AudioQuery,
    LanguageQuery,
    MusicRow,
    NewPrompt,
    PromptChange,
    PromptDetail,
    PromptRow,
    RestoreBody,
    SpeakBody,
    UploadQuery,
)
from crm.prompts.service import PromptService
from crm.routing import settings
from crm.text import BothLanguages
from server.http.context import Request
from server.http.errors import TooLarge
from server.http.route import Routes
from server.prompts.espeak import find_voice
from server.prompts.library import library_folder
from server.prompts.preview import speak
from server.prompts.sounds import music_folders
from server.prompts.uploads import MAX_BYTES, store
from server.provision import tool
from telephony.ivr.speech.language import SpeechError
from telephony.music import OF_THE_SWITCH

routes = Routes("prompts")


@routes("GET", "/prompts")
async def list_prompts(request: Request) -> list[PromptRow]:
    """All prompts, with the flows that play them."""
    async with request.web.db.read() as session:
        return await PromptService(session, request.who).all()


@routes("GET", "/music")
async def list_music(request: Request) -> list[MusicRow]:
    """What a queue's `music` can be: recordings of the library, folders, and what is always there. A prompt goes before
    a folder of its name."""
    async with request.web.db.read() as session:
        prompts = await PromptService(session, request.who).music()
    rows = {folder: MusicRow(id=folder, name=BothLanguages(zh=folder, en=folder), kind="folder") for folder in
            await asyncio.to_thread(music_folders, request.web.settings.root)}  # fmt: skip
    rows |= {one.id: MusicRow(id=one.id, name=BothLanguages(**one.name), kind="prompt") for one in prompts}
    own = MusicRow(id="default", name=BothLanguages(zh="默认音乐", en="Standard music"), kind="own")
    return [own, *(rows[name] for name in sorted(rows) if name not in OF_THE_SWITCH)]


@routes("POST", "/prompts", status=201)
async def create_prompt(request: Request, body: NewPrompt) -> PromptDetail:
    """Make a prompt; it is spoken from its texts until it is recorded."""
    async with request.web.db.write() as session:
        row = await PromptService(session, request.who).create(body)
        await request.web.configuration.publish(session)
    return row


@routes("POST", "/prompts/speak", media="audio/wav")
async def speak_prompt(request: Request, body: SpeakBody) -> web.StreamResponse:
    """Speak a text with the voice that callers hear, the company's pronunciation applied; nothing is kept."""
    async with request.web.db.read() as session:
        pronunciation = await settings.value(session, "pronunciation")

    def spoken() -> bytes:
        espeak = tool("espeak-ng")
        return speak(body.text, body.language, find_voice(espeak.argv, espeak.env), pronunciation)

    try:
        wav = await asyncio.to_thread(spoken)
    except SpeechError as error:
        raise Invalid(
            f"the text cannot be spoken: {error}", field="text", message_zh="这段文字无法朗读，请检查括号与符号"
        ) from error
    return web.Response(body=wav, headers={"Content-Type": "audio/wav", "Cache-Control": "no-store"})


@routes("GET", "/prompts/{id}")
async def get_prompt(request: Request) -> PromptDetail:
    """One prompt with all versions of its recordings."""
    async with request.web.db.read() as session:
        return await PromptService(session, request.who).get(request.path["id"])


@routes("PATCH", "/prompts/{id}")
async def change_prompt(request: Request, body: PromptChange) -> PromptDetail:
    """Change name, number or texts."""
    async with request.web.db.write() as session:
        row = await PromptService(session, request.who).change(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("DELETE", "/prompts/{id}")
async def delete_prompt(request: Request) -> None:
    """Remove a prompt; 409 while a flow plays it."""
    async with request.web.db.write() as session:
        await PromptService(session, request.who).delete(request.path["id"])
        await request.web.configuration.publish(session)


@routes("POST", "/prompts/{id}/audio", status=201, upload="application/octet-stream")
async def record_prompt(request: Request, query: UploadQuery) -> PromptDetail:
    """Upload a recording (the body is the file): levelled, made ready for the telephone, in force at once."""
    async with request.web.db.read() as session:
        await PromptService(session, request.who).get(request.path["id"])
    with tempfile.TemporaryDirectory(prefix="hotline-upload-") as folder:
        file = Path(folder) / "upload"
        await _receive(request, file)
        stored = await asyncio.to_thread(store, file, library_folder(request.web.settings.root))
    async with request.web.db.write() as session:
        row = await PromptService(session, request.who).add(
            request.path["id"],
            query.language,
            file=stored.file,
            seconds=stored.seconds,
            level=stored.level,
            source=query.source,
            comment=query.comment,
        )
        await request.web.configuration.publish(session)
    return row


@routes("GET", "/prompts/{id}/audio", media="audio/wav")
async def get_prompt_audio(request: Request, query: AudioQuery) -> web.StreamResponse:
    """A recording as callers hear it. Range requests work."""
    async with request.web.db.read() as session:
        name = await PromptService(session, request.who).file(request.path["id"], query.language, query.version)
    path = library_folder(request.web.settings.root) / f"{name}.wav"
    if not path.is_file():
        raise NotFound("the audio file is not there (any more)")
    headers = {
        "Content-Type": "audio/wav",
        "Content-Disposition": f'inline; filename="{request.path["id"]}-{query.language}.wav"',
        "Cache-Control": "private, max-age=3600",
    }
    return web.FileResponse(path, headers=headers)


@routes("DELETE", "/prompts/{id}/audio")
async def unrecord_prompt(request: Request, query: LanguageQuery) -> PromptDetail:
    """Speak the text again in this language; the recordings stay to be restored."""
    async with request.web.db.write() as session:
        row = await PromptService(session, request.who).unrecord(request.path["id"], query.language)
        await request.web.configuration.publish(session)
    return row


@routes("POST", "/prompts/{id}/restore")
async def restore_prompt(request: Request, body: RestoreBody) -> PromptDetail:
    """Put an older recording in force again."""
    async with request.web.db.write() as session:
        row = await PromptService(session, request.who).restore(request.path["id"], body.language, body.version)
        await request.web.configuration.publish(session)
    return row


async def _receive(request: Request, file: Path) -> None:
    """The body into a file. Raises TooLarge."""
    size = 0
    with file.open("wb") as out:
        async for chunk in request.http.content.iter_chunked(1 << 16):
            size += len(chunk)
            if size > MAX_BYTES:
                raise TooLarge(f"the recording is larger than {MAX_BYTES // 1024 // 1024} MiB")
            out.write(chunk)
