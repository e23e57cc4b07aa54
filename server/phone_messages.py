"""Voicemail heard by telephone: the lists, the files and the changes that core asks for (telephony/incall/messages.py).

Each query names who hears by his 工号, which core has had proved; his rights are looked up each time, and everything is
audited as on the page, with `phone` for the address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import NotFound
from crm.masking import veiled
from crm.phones import local
from crm.routing.settings import CompanyFacts
from crm.users.models import User
from crm.users.principals import principal_of
from crm.voicemails.models import Voicemail
from crm.voicemails.service import VoicemailChange, VoicemailService
from crm.voicemails.telephone import own_messages
from recordings.errors import RecordingError
from server.database import Database
from server.http.sittings import Sittings
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

Answer = Mapping[str, Any]
Params = Mapping[str, Any]

ADDRESS = "phone"
HANDLE = "voicemails.handle"
DELETE = "voicemails.delete"
REASON = "电话收听时删除 deleted by telephone"


class Copies(Protocol):
    """What is needed of recordings.Recordings."""

    async def for_phone(self, recording: str) -> str: ...
    async def phone_over(self, path: str) -> None: ...
    async def remove_phone_copies(self) -> None: ...


class PhoneMessages:
    """`wake_mail` and `wake_keeper` follow up on what was heard and on what was deleted."""

    def __init__(
        self,
        db: Database,
        recordings: Copies,
        company: Callable[[], CompanyFacts],
        wake_mail: Callable[[], None],
        wake_keeper: Callable[[], None],
    ) -> None:
        self._db = db
        self._recordings = recordings
        self._company = company
        self._wake_mail = wake_mail
        self._wake_keeper = wake_keeper
        self._sittings = Sittings()

    def queries(self) -> dict[str, Callable[[Params], Awaitable[Answer]]]:
        return {
            "voicemail.list": self.list,
            "voicemail.open": self.open,
            "voicemail.close": self.close,
            "voicemail.heard": self.heard,
            "voicemail.new": self.new,
            "voicemail.delete": self.delete,
            "voicemail.number": self.number,
        }

    async def list(self, params: Params) -> Answer:
        """`{staff}` → `{found, fresh, heard, handle, delete, messages:[{id, at, number, heard}]}`, new ones first.
        `at` is in the company's zone; `number` as it is dialled here, "" for who may not see numbers. `handle` and
        `delete`: whether he may."""
        async with self._db.read() as session:
            who = await _principal(session, params)
            if who is None:
                return {"found": False}
            fresh, heard = await own_messages(session, who)
        return {
            "found": True,
            "fresh": len(fresh),
            "heard": len(heard),
            "handle": who.may(HANDLE),
            "delete": who.may(DELETE),
            "messages": [self._row(row, hide=veiled(who)) for row in (*fresh, *heard)],
        }

    def _row(self, row: Voicemail, *, hide: bool) -> dict[str, Any]:
        at = row.left_at.astimezone(self._company().zone)
        return {
            "id": row.id,
            "at": at.replace(tzinfo=None, microsecond=0).isoformat(),
            "number": "" if hide else local(row.from_number),
            "heard": row.heard_at is not None,
        }

    async def open(self, params: Params) -> Answer:
        """`{staff, id}` → `{found, file}`: a copy for the switch, below the recordings and without extension; "" when
        the message cannot be played (yet). `found` false: it has been deleted, or is not his any more."""
        async with self._db.read() as session:
            who = await _principal(session, params)
            service = None if who is None else VoicemailService(session, who)
            if who is None or service is None or not await service.exists(str(params.get("id"))):
                return {"found": False}
            try:
                recording = await service.recording(str(params.get("id")))
            except NotFound:
                return {"found": True, "file": ""}
        sitting = (str(who.user), ADDRESS, "voicemails.listen", recording.id)
        if self._sittings.begins(*sitting):
            async with self._db.write() as session:
                note(session, who, "voicemails.listen", "voicemail", recording.id, {"call": recording.call_id})
        try:
            return {"found": True, "file": await self._recordings.for_phone(recording.id)}
        except RecordingError as error:
            log.warning("voicemail.not_playable", voicemail=recording.id, reason=str(error))
            return {"found": True, "file": ""}

    async def close(self, params: Params) -> Answer:
        """`{file}`: nobody plays this copy any more."""
        await self._recordings.phone_over(str(params.get("file")))
        return {}

    async def remove_old(self) -> None:
        """Copies of hearings whose end nobody told."""
        await self._recordings.remove_phone_copies()

    async def heard(self, params: Params) -> Answer:
        """`{staff, id}` → `{done}`: it has been heard to its end, or long enough for whom it was meant."""
        return await self._mark(params, heard=True)

    async def new(self, params: Params) -> Answer:
        """`{staff, id}` → `{done}`: it counts as not heard."""
        return await self._mark(params, heard=False)

    async def _mark(self, params: Params, *, heard: bool) -> Answer:
        async def mark(service: VoicemailService, voicemail: str) -> None:
            await service.change(voicemail, VoicemailChange.model_validate({"heard": heard}))

        done = await self._do(params, HANDLE, mark)
        self._wake_mail()
        return {"done": done}

    async def delete(self, params: Params) -> Answer:
        """`{staff, id}` → `{done}`. Not under a legal hold."""

        async def delete(service: VoicemailService, voicemail: str) -> None:
            await service.delete(voicemail, REASON)

        done = await self._do(params, DELETE, delete)
        self._wake_keeper()
        self._wake_mail()
        return {"done": done}

    async def number(self, params: Params) -> Answer:
        """`{staff, id}` → `{number}` to be called back; "" when that is not his to do."""
        found: list[str] = []

        async def look(service: VoicemailService, voicemail: str) -> None:
            found.append(await service.number(voicemail))

        await self._do(params, HANDLE, look)
        return {"number": found[0] if found else ""}

    async def _do(self, params: Params, function: str, act: Callable[[VoicemailService, str], Awaitable[None]]) -> bool:
        """Whether it was done: he may, the message is still there, and nothing stands against it."""
        try:
            async with self._db.write() as session:
                who = await _principal(session, params)
                if who is None or not who.may(function):
                    return False
                await act(VoicemailService(session, who, function), str(params.get("id")))
        except HotlineError as error:
            log.info("voicemail.refused", function=function, voicemail=params.get("id"), reason=str(error))
            return False
        return True


async def _principal(session: AsyncSession, params: Params) -> Principal | None:
    """Who hears; None when he is gone, or may hear none."""
    query = select(User).where(User.number == str(params.get("staff") or ""), User.disabled.is_(False))
    user: User | None = await session.scalar(query)
    if user is None:
        return None
    who = await principal_of(session, user, address=ADDRESS)
    return who if who.may("voicemails.read") else None
