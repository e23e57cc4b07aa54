"""Where the company's recorded prompts lie, and how one recorded by phone gets there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import InUse, NotFound
from crm.prompts.service import PromptService
from crm.users.models import User
from crm.users.principals import principal_of
from server.database import Database
from server.prompts.sounds import sounds_root
from server.prompts.uploads import BadAudio, store
from telephony.ivr.drafts import DRAFTS
from telephony.ivr.speech.keys import LIBRARY

log = structlog.get_logger(__name__)

_DRAFT = re.compile(rf"{DRAFTS}/[0-9A-Z]{{26}}")
_LANGUAGES = frozenset({"zh", "en"})
DRAFT_DAYS = 1.0

Publish = Callable[[AsyncSession], Awaitable[None]]
"""Puts what the transaction has changed in force (ConfigurationPublisher.publish)."""


def library_folder(home: Path) -> Path:
    return sounds_root(home) / LIBRARY


class PhoneRecordings:
    """Publishes what was recorded on a call (the flow node `record`)."""

    def __init__(self, db: Database, recordings: Path, home: Path, publish: Publish) -> None:
        self._db = db
        self._recordings = recordings
        self._folder = library_folder(home)
        self._publish = publish

    async def publish(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """`{prompt, language, recording, staff}` → `{published, …}`. `staff`: the 工号 that the caller has proved to be
        his; of somebody who may record prompts."""
        path, language = str(params.get("recording")), str(params.get("language"))
        if not _DRAFT.fullmatch(path) or language not in _LANGUAGES:
            return {"published": False, "reason": "no such recording"}
        draft = self._recordings / f"{path}.wav"
        async with self._db.read() as session:
            user = await self._staff(session, str(params.get("staff") or ""))
        if user is None:
            log.warning("prompt.not_permitted", staff=params.get("staff"))
            return {"published": False, "reason": "not permitted"}
        try:
            stored = await asyncio.to_thread(store, draft, self._folder)
        except (BadAudio, OSError) as error:
            log.warning("prompt.not_usable", reason=str(error))
            return {"published": False, "reason": str(error)}
        try:
            async with self._db.write() as session:
                service = PromptService(session, await principal_of(session, user, address="phone"))
                prompt = await service.by_name_or_number(str(params.get("prompt") or ""))
                if prompt is None:
                    return {"published": False, "reason": "no such prompt"}
                await service.add(
                    prompt,
                    language,
                    file=stored.file,
                    seconds=stored.seconds,
                    level=stored.level,
                    source="phone",
                )
                await self._publish(session)
        except (NotFound, InUse) as error:
            return {"published": False, "reason": str(error)}
        draft.unlink(missing_ok=True)
        return {"published": True, "prompt": prompt}

    async def _staff(self, session: AsyncSession, number: str) -> User | None:
        query = select(User).where(User.number == number, User.disabled.is_(False))
        found: User | None = await session.scalar(query)
        if found is None or not (await principal_of(session, found)).may("prompts.record"):
            return None
        return found

    async def remove_old(self, now: float) -> None:
        """Drafts that nobody published."""
        await asyncio.to_thread(self._remove_old, now - DRAFT_DAYS * 86400)

    def _remove_old(self, before: float) -> None:
        for file in (self._recordings / DRAFTS).glob("*.wav"):
            if file.stat().st_mtime < before:
                file.unlink(missing_ok=True)
