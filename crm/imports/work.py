"""Which imports wait for a worker, who takes one, and one taken through to its end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, system
from crm.base import utcnow
from crm.errors import Forbidden, NotFound
from crm.imports import states
from crm.imports.models import ImportJob
from crm.imports.run import LEASE, ImportRun, Transactions
from crm.imports.schemas import ImportOptions
from crm.imports.service import ImportService, allow, failure, layout_of
from crm.imports.targets import target_of
from crm.messages.service import tell
from crm.messages.subjects import sees
from crm.routing.settings import facts
from crm.users.models import User
from crm.users.principals import principal_of
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

ATTEMPTS = 3
"""A worker that dies at the same import so often is not sent there again."""


async def claim(session: AsyncSession) -> ImportJob | None:
    """The oldest import that needs a worker and has none: the caller's for LEASE, and for as long as it is renewed."""
    now = utcnow()
    free = or_(ImportJob.lease_until.is_(None), ImportJob.lease_until < now)
    query = select(ImportJob).where(ImportJob.state.in_(states.AT_WORK), free).order_by(ImportJob.id).limit(1)
    job = await session.scalar(query.with_for_update(skip_locked=True))
    if job is None:
        return None
    if job.attempts >= ATTEMPTS:
        job.state, job.finished_at = states.FAILED, now
        job.error = failure(
            "the import ended unexpectedly several times; what it has done stays and can be taken back",
            "导入多次意外中断；已导入的部分保留，可以撤销",
        )
        return None
    job.attempts += 1
    job.lease_until = now + LEASE
    await session.flush()
    return job


async def work(db: Transactions, job_id: str, folder: Path) -> None:
    """Do what the import's state asks for. What fails is written at the import; nothing is raised for it."""
    async with db.read() as session:
        job = await session.get_one(ImportJob, job_id)
        area_code = (await facts(session)).area_code
    try:
        async with db.read() as session:
            undoing = job.state in {states.UNDO_WAITING, states.UNDOING}
            who = await (_taker_back if undoing else _asker)(session, job)
            target = await target_of(session, who, job, area_code)
        run = ImportRun(db, job, who, target)
        if undoing:
            await run.undo()
        else:
            path = folder / job.file
            await run.import_file(path, layout_of(path, ImportOptions.model_validate(job.options)))
    except (HotlineError, OSError) as error:
        log.warning("import.failed", job=job_id, error=str(error))
        chinese = error.details.get("message_zh", "") if isinstance(error, HotlineError) else ""
        await _failed(db, job_id, str(error), str(chinese) or "导入失败，已导入的部分保留，可以撤销")


async def _asker(session: AsyncSession, job: ImportJob) -> Principal:
    """Who started it, with the rights that he has now. Raises Forbidden when he is no longer here."""
    user = await session.get(User, job.created_by) if job.created_by else None
    if user is None or user.disabled:
        raise Forbidden("who started the import is no longer a user", message_zh="发起导入的用户已停用")
    who = await principal_of(session, user)
    allow(who, job.kind)
    return who


async def _taker_back(session: AsyncSession, job: ImportJob) -> Principal:
    """Who started it, and where he is no longer here the system: who asked for the undo stands in the audit log."""
    try:
        return await _asker(session, job)
    except Forbidden:
        return system(job.unit_id)


async def _failed(db: Transactions, job_id: str, english: str, chinese: str) -> None:
    async with db.write() as session:
        job = await session.get_one(ImportJob, job_id)
        job.state, job.error = states.FAILED, failure(english, chinese)
        job.finished_at, job.lease_until = utcnow(), None


async def announce(db: Transactions, job_id: str) -> ImportJob:
    """The import as it is now; if it took so long that whoever started it has gone on, it goes into his message box."""
    async with db.write() as session:
        job = await session.get_one(ImportJob, job_id)
        if job.created_by and _took_long(job.started_at, job.finished_at):
            await tell(
                session,
                [job.created_by],
                "import",
                title_zh=f"导入“{job.name[:80]}”已结束：新增{job.created}，更新{job.updated}，"
                f"跳过{job.skipped}，未导入{job.bad}",
                title_en=f"import of {job.name[:80]} has ended: {job.created} new, {job.updated} updated, "
                f"{job.skipped} skipped, {job.bad} not imported",
                subject_kind="import",
                subject_id=job.id,
                once=f"import:{job.id}:{job.state}",
            )
    return job


@sees("import")
async def _seen(session: AsyncSession, who: Principal, job_id: str) -> bool:
    try:
        await ImportService(session, who).get(job_id)
    except NotFound:
        return False
    return True


def _took_long(start: datetime | None, end: datetime | None) -> bool:
    return start is not None and end is not None and (end - start).total_seconds() > 10
