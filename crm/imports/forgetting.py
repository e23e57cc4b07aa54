"""Files of imports that name somebody whose personal data are erased: they go before their time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.imports.models import ImportJob, ImportRow
from crm.imports.states import AT_WORK

_AT_A_TIME = 500


async def forget_files(session: AsyncSession, subjects: Sequence[str]) -> list[str]:
    """Names of the files, to be removed after the commit, in a line of which one of these records (customers, items of
    call lists) was found or made. What became of each line stays, and so does the way back. An import that is at work
    keeps its file, which goes in its time."""
    names: list[str] = []
    for start in range(0, len(subjects), _AT_A_TIME):
        named = select(ImportRow.job_id).where(ImportRow.subject_id.in_(subjects[start : start + _AT_A_TIME]))
        jobs = select(ImportJob).where(
            ImportJob.id.in_(named), ImportJob.file != "", ImportJob.state.not_in(sorted(AT_WORK))
        )
        for job in await session.scalars(jobs):
            names.append(job.file)
            job.file = ""
    await session.flush()
    return names
