"""Workstations: entered and changed by administrators, recognised by the token of their browser."""

from __future__ import annotations

import hashlib
import secrets

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Duplicate, Invalid, NotFound
from crm.routing.models import Device
from crm.workstations.models import Workstation


class NewWorkstation(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    extension: str = Field(min_length=1, max_length=40)


class WorkstationChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=64)
    extension: str | None = Field(None, min_length=1, max_length=40)


class WorkstationRow(BaseModel):
    id: str
    name: str
    extension: str


class WorkstationToken(WorkstationRow):
    """`token` is shown this once: the workstation's browser keeps it."""

    token: str


class WorkstationService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def all(self) -> list[WorkstationRow]:
        return [_row(each) for each in await self._session.scalars(select(Workstation).order_by(Workstation.name))]

    async def create(self, new: NewWorkstation) -> WorkstationToken:
        """Raises Invalid for an unknown extension, Duplicate for one that another workstation has."""
        await self._check(new.extension, None)
        token = secrets.token_urlsafe(24)
        row = Workstation(
            id=new_id(),
            unit_id=self._who.unit,
            name=new.name,
            device_id=new.extension,
            token_hash=hashed(token),
            created_at=utcnow(),
        )
        self._session.add(row)
        note(self._session, self._who, "workstations.create", "workstation", row.id, new.model_dump())
        await self._session.flush()
        return WorkstationToken(**_row(row).model_dump(), token=token)

    async def update(self, ident: str, change: WorkstationChange) -> WorkstationRow:
        row = await self._get(ident)
        if change.extension is not None:
            await self._check(change.extension, row.id)
            row.device_id = change.extension
        row.name = change.name or row.name
        note(self._session, self._who, "workstations.update", "workstation", row.id, change.model_dump())
        await self._session.flush()
        return _row(row)

    async def renew(self, ident: str) -> WorkstationToken:
        """A new token; the old one is worth nothing from here."""
        row = await self._get(ident)
        token = secrets.token_urlsafe(24)
        row.token_hash = hashed(token)
        note(self._session, self._who, "workstations.token", "workstation", row.id, {})
        await self._session.flush()
        return WorkstationToken(**_row(row).model_dump(), token=token)

    async def delete(self, ident: str) -> None:
        row = await self._get(ident)
        await self._session.delete(row)
        note(self._session, self._who, "workstations.delete", "workstation", ident, {})

    async def _get(self, ident: str) -> Workstation:
        row = await self._session.get(Workstation, ident)
        if row is None:
            raise NotFound(f"there is no workstation {ident}")
        return row

    async def _check(self, extension: str, own: str | None) -> None:
        if await self._session.get(Device, extension) is None:
            raise Invalid(f"there is no extension {extension}", field="extension")
        holder = await self._session.scalar(select(Workstation).where(Workstation.device_id == extension))
        if holder is not None and holder.id != own:
            raise Duplicate(f"extension {extension} belongs to workstation {holder.name}", field="extension")


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def extension_of(session: AsyncSession, token: str) -> str:
    """The extension of the workstation whose browser holds this token. Raises Invalid."""
    found = await session.scalar(select(Workstation.device_id).where(Workstation.token_hash == hashed(token)))
    if found is None:
        raise Invalid("this browser is bound to no workstation: an administrator binds it anew", field="workstation")
    return str(found)


def _row(row: Workstation) -> WorkstationRow:
    return WorkstationRow(id=row.id, name=row.name, extension=row.device_id)
