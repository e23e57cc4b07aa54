"""Attachments: uploaded by somebody, adopted by a record, seen by who may see that record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.files import Received
from crm.attachments.kinds import safe_name
from crm.attachments.models import Attachment
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Conflict, Forbidden, Invalid, NotFound

UNADOPTED_DAYS = 1
"""A file that no record has adopted for so long is removed."""
UNADOPTED_MOST = 100
"""So many files of one user may wait to be adopted."""
PER_OWNER = 200
AT_A_TIME = 500
"""Ids in one query."""


class AttachmentRow(BaseModel):
    """`family`: image, pdf, audio, office, zip or video; `media` its MIME type; `size` in bytes. `scanned`: looked at
    by a virus scanner."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    owner_kind: str
    owner_id: str
    name: str
    family: str
    media: str
    size: int
    sha256: str
    scanned: bool
    created_by: str | None
    created_at: datetime


class UploadQuery(BaseModel):
    """`name` is what the file is called at home. With an owner the file belongs to that record at once."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=300)
    owner_kind: str = Field("", max_length=32)
    owner_id: str = Field("", max_length=64)


class OwnerQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    owner_kind: str = Field(min_length=1, max_length=32)
    owner_id: str = Field(min_length=1, max_length=64)


async def add(session: AsyncSession, who: Principal, name: str, received: Received) -> AttachmentRow:
    """Note down a file that was received; it waits to be adopted. Raises Conflict when too many of his wait."""
    waiting = await session.scalar(
        select(func.count()).where(Attachment.created_by == who.user, Attachment.owner_kind == "")
    )
    if int(waiting or 0) >= UNADOPTED_MOST:
        raise Conflict(
            f"{UNADOPTED_MOST} files of yours belong to no record yet: attach or remove them first",
            message_zh=f"您有 {UNADOPTED_MOST} 个文件尚未关联到任何记录，请先关联或删除",
        )
    row = Attachment(
        id=new_id(),
        owner_kind="",
        owner_id="",
        file=received.file,
        name=safe_name(name, received.kind),
        family=received.kind.family,
        media=received.kind.media,
        size=received.size,
        sha256=received.sha256,
        scanned=received.scanned,
        created_by=who.user,
        created_at=utcnow(),
    )
    session.add(row)
    await session.flush()
    details = {"name": row.name, "size": row.size, "sha256": row.sha256}
    note(session, who, "attachments.upload", "attachment", row.id, details)
    return AttachmentRow.model_validate(row)


async def adopt(session: AsyncSession, who: Principal, ids: Sequence[str], owner_kind: str, owner_id: str) -> list[str]:
    """Files that `who` has uploaded become the record's, in the transaction that changes the record; → the names of
    those that were not so before. The caller has checked that `who` may change it. Adopting again changes nothing.
    Raises Invalid for a file that is not his to give."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    waiting = (Attachment.id.in_(wanted), Attachment.owner_kind == "", Attachment.created_by == who.user)
    names = list(await session.scalars(select(Attachment.name).where(*waiting).order_by(Attachment.id)))
    await session.execute(update(Attachment).where(*waiting).values(owner_kind=owner_kind, owner_id=owner_id))
    theirs = select(func.count()).where(Attachment.owner_kind == owner_kind, Attachment.owner_id == owner_id)
    if int(await session.scalar(theirs.where(Attachment.id.in_(wanted))) or 0) != len(wanted):
        raise Invalid("there is no such file of yours that waits to be attached", field="attachments")
    if int(await session.scalar(theirs) or 0) > PER_OWNER:
        raise Invalid(f"a record has at most {PER_OWNER} files", field="attachments")
    note(session, who, "attachments.adopt", owner_kind, owner_id, {"attachments": wanted})
    return names


async def of(session: AsyncSession, owner_kind: str, owner_id: str) -> list[AttachmentRow]:
    """A record's files, oldest first. The caller has checked that the record may be seen."""
    query = select(Attachment).where(Attachment.owner_kind == owner_kind, Attachment.owner_id == owner_id)
    return [AttachmentRow.model_validate(row) for row in await session.scalars(query.order_by(Attachment.id))]


async def get(session: AsyncSession, attachment_id: str) -> Attachment:
    """Whoever asks is to be checked against the owner (crm.attachments.owners)."""
    row = await session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound(f"there is no attachment {attachment_id}")
    return row


async def remove(session: AsyncSession, who: Principal, row: Attachment) -> None:
    """Take a file away; the schedule removes it from disk. Raises Forbidden unless `who` uploaded it."""
    if not who.trusted and row.created_by != who.user:
        raise Forbidden("only who uploaded a file may remove it", message_zh="只有上传者可以删除该附件")
    details = {"name": row.name, "owner_kind": row.owner_kind, "owner_id": row.owner_id, "sha256": row.sha256}
    note(session, who, "attachments.delete", "attachment", row.id, details)
    await session.delete(row)
    await session.flush()


async def release(session: AsyncSession, owners: Mapping[str, Sequence[str]]) -> int:
    """These records (kind → ids) are erased, and their files with them; how many. The schedule removes them
    from disk as orphans."""
    gone = 0
    for kind, ids in owners.items():
        for first in range(0, len(ids), AT_A_TIME):
            mine = Attachment.owner_kind == kind, Attachment.owner_id.in_(ids[first : first + AT_A_TIME])
            removed = await session.scalars(delete(Attachment).where(*mine).returning(Attachment.id))
            gone += len(removed.all())
    return gone


async def forget_unadopted(session: AsyncSession) -> int:
    """Give up files that no record has adopted in time; how many. They leave the disk as orphans."""
    before = utcnow() - timedelta(days=UNADOPTED_DAYS)
    gone = await session.scalars(
        delete(Attachment).where(Attachment.owner_kind == "", Attachment.created_at < before).returning(Attachment.id)
    )
    return len(gone.all())


async def orphans(session: AsyncSession, files: Sequence[str]) -> list[str]:
    """Those of `files` that no row knows."""
    known: set[str] = set()
    for first in range(0, len(files), AT_A_TIME):
        part = files[first : first + AT_A_TIME]
        known.update(await session.scalars(select(Attachment.file).where(Attachment.file.in_(part))))
    return [file for file in files if file not in known]
