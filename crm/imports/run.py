"""An import on its way through a file: small transactions, each with its lines' results and its place in the file, so
that it can be cancelled between any two and goes on where it was after a crash."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import structlog
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.imports import states
from crm.imports.columns import check_mapping
from crm.imports.models import ImportJob, ImportRow
from crm.imports.problems import Problem
from crm.imports.schemas import ImportOptions
from crm.imports.tables import Layout, data
from crm.imports.target import Decision, Draft, Line, Target, Written

log = structlog.get_logger(__name__)

AT_A_TIME = 200
"""Lines of one transaction: some ten milliseconds, which nobody who waits for the database notices."""
LEASE = timedelta(seconds=30)
_REST = 0.5
"""Of the time that a transaction took: others come to their turn."""


class Stopped(Exception):
    """The import was cancelled."""


class Transactions(Protocol):
    """server.database.Database."""

    def read(self) -> AbstractAsyncContextManager[AsyncSession]: ...

    def write(self) -> AbstractAsyncContextManager[AsyncSession]: ...


class ImportRun:
    """One job's way, from where it is. `pause` sleeps (a test does not)."""

    def __init__(
        self,
        db: Transactions,
        job: ImportJob,
        who: Principal,
        target: Target,
        *,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._db = db
        self._job = job
        self._who = who
        self._target = target
        self._pause = pause
        self._options = ImportOptions.model_validate(job.options)
        self._seen: dict[str, int] = {}
        """Key → line, of this run: what a dry run cannot find in the database, and what lines are told of."""

    async def import_file(self, path: Path, layout: Layout) -> None:
        """Through to the end, or until it is cancelled. Raises what the file or the database raises."""
        places = check_mapping(self._options.mapping, self._target.columns)
        total = await asyncio.to_thread(lambda: sum(1 for _ in data(path, layout)))
        begun = {"state": states.RUNNING, "total": total, "started_at": self._job.started_at or utcnow()}
        await self._set((states.WAITING, states.RUNNING), **begun)
        try:
            async for drafts in self._pieces(self._lines(path, layout, places, self._job.position)):
                began = time.monotonic()
                await self._piece(drafts)
                await self._pause((time.monotonic() - began) * _REST)
        except Stopped:
            await self._finish(states.CANCELLED, "cancel", states.CANCELLING)
            return
        end, action = (states.CHECKED, "check") if self._job.dry_run else (states.DONE, "done")
        await self._finish(end, action, states.RUNNING, states.CANCELLING)

    def _lines(self, path: Path, layout: Layout, places: Any, after: int) -> Iterator[Line]:
        for number, row in data(path, layout):
            if number > after:
                cells = {code: [row[place] for place in where if place < len(row)] for code, where in places.items()}
                yield Line(number, cells)

    async def _pieces(self, lines: Iterator[Line]) -> AsyncIterator[list[Draft]]:
        """So many lines at a time, and no key twice among them: the second one is to find what the first has made."""
        piece: list[Draft] = []
        keys: set[str] = set()
        for line in lines:
            draft = self._target.read(line)
            own = set() if draft.bad else set(self._target.keys(draft))
            if len(piece) >= AT_A_TIME or own & keys:
                yield piece
                piece, keys = [], set()
            piece.append(draft)
            keys |= own
        if piece:
            yield piece

    async def _piece(self, drafts: Sequence[Draft]) -> None:
        try:
            await self._write(drafts)
        except IntegrityError:
            if len(drafts) == 1:
                drafts[0].problems.append(Problem("refused"))
                await self._write(drafts)
                return
            for draft in drafts:  # one of them collides with what somebody else has just entered
                await self._piece([draft])

    async def _write(self, drafts: Sequence[Draft]) -> None:
        async with self._db.write() as session:
            await self._still_wanted(session)
            good = [draft for draft in drafts if not draft.bad]
            decisions = await self._target.decide(session, good)
            decisions += [Decision(draft, "bad") for draft in drafts if draft.bad]
            self._among_themselves(decisions)
            written: dict[int, Written] = {}
            if not self._job.dry_run:
                wanted = [each for each in decisions if each.result in {"created", "updated"}]
                written = {each.line: each for each in await self._target.carry_out(session, wanted)}
            for decision in decisions:
                if decision.result == "updated" and not self._job.dry_run and decision.draft.line not in written:
                    decision.result = "skipped"
                    decision.found.append(Problem("unchanged"))
            rows = [self._row(each, written.get(each.draft.line)) for each in decisions]
            await session.execute(insert(ImportRow), rows)
            await self._count(session, decisions, max(draft.line for draft in drafts))
        for decision in decisions:
            if decision.result in {"created", "updated"}:
                for key in self._target.keys(decision.draft):
                    self._seen.setdefault(key, decision.draft.line)

    def _among_themselves(self, decisions: Sequence[Decision]) -> None:
        """Lines that repeat another one of the file, which a dry run has written nowhere."""
        for decision in decisions:
            if decision.result == "bad":
                continue
            earlier = next((self._seen[key] for key in self._target.keys(decision.draft) if key in self._seen), None)
            if earlier is None:
                continue
            if decision.result == "created" and self._options.duplicates != "create":
                decision.result = "skipped" if self._options.duplicates == "skip" else "updated"
            if decision.result == "skipped":
                decision.found = [p for p in decision.found if p.code != "exists"]
                decision.found.append(Problem("same_as_line", detail=str(earlier)))

    def _row(self, decision: Decision, written: Written | None) -> dict[str, Any]:
        return {
            "job_id": self._job.id,
            "line": decision.draft.line,
            "result": decision.result,
            "subject_id": written.subject if written else decision.subject,
            "version": written.version if written else None,
            "before": dict(written.before) if written and written.before is not None else None,
            "problems": [problem.stored() for problem in decision.problems],
            "warned": bool(decision.problems) and decision.result in {"created", "updated"},
            "undone": False,
            "kept": "",
        }

    async def _still_wanted(self, session: AsyncSession) -> None:
        """Raises Stopped when it was cancelled, also before its first line was read."""
        state = await session.scalar(select(ImportJob.state).where(ImportJob.id == self._job.id).with_for_update())
        if state != states.RUNNING:
            raise Stopped

    async def _count(self, session: AsyncSession, decisions: Sequence[Decision], line: int) -> None:
        counted = {"done": len(decisions)}
        for result in ("created", "updated", "skipped", "bad"):
            counted[result] = sum(each.result == result for each in decisions)
        counted["warned"] = sum(bool(each.problems) and each.result in {"created", "updated"} for each in decisions)
        values: dict[str, Any] = {name: getattr(ImportJob, name) + count for name, count in counted.items()}
        await session.execute(
            update(ImportJob)
            .where(ImportJob.id == self._job.id)
            .values(position=line, lease_until=utcnow() + LEASE, **values)
            .execution_options(synchronize_session=False)
        )

    async def undo(self) -> None:
        """Take back what was created and updated, the last line first; what has changed since stays and says so."""
        await self._set((states.UNDO_WAITING, states.UNDOING), state=states.UNDOING)
        while True:
            began = time.monotonic()
            async with self._db.write() as session:
                query = select(ImportRow).where(
                    ImportRow.job_id == self._job.id,
                    ImportRow.result.in_(["created", "updated"]),
                    ImportRow.undone.is_(False),
                    ImportRow.kept == "",
                )
                rows = list(await session.scalars(query.order_by(ImportRow.line.desc()).limit(AT_A_TIME)))
                if not rows:
                    break
                kept = await self._target.take_back(session, rows)
                for row in rows:
                    row.undone, row.kept = row.line not in kept, kept.get(row.line, "")
                values: dict[str, Any] = {
                    "undone": ImportJob.undone + len(rows) - len(kept),
                    "kept": ImportJob.kept + len(kept),
                    "lease_until": utcnow() + LEASE,
                }
                await session.execute(update(ImportJob).where(ImportJob.id == self._job.id).values(**values))
            await self._pause((time.monotonic() - began) * _REST)
        await self._finish(states.UNDONE, "undo", states.UNDOING)

    async def _set(self, before: Sequence[str], **values: Any) -> None:
        """Unless it is in another state: somebody has cancelled it meanwhile."""
        async with self._db.write() as session:
            wanted = update(ImportJob).where(ImportJob.id == self._job.id, ImportJob.state.in_(before))
            await session.execute(wanted.values(lease_until=utcnow() + LEASE, **values))

    async def _finish(self, state: str, action: str, *before: str) -> None:
        """Unless it is in another state than `before`: then it is over already."""
        async with self._db.write() as session:
            job = await session.get_one(ImportJob, self._job.id, with_for_update=True)
            job.lease_until = None
            if job.state not in before:
                return
            job.state, job.finished_at = state, utcnow()
            names = (
                "name",
                "kind",
                "dry_run",
                "total",
                "done",
                "created",
                "updated",
                "skipped",
                "bad",
                "undone",
                "kept",
            )
            note(
                session, self._who, f"imports.{action}", "import", job.id, {name: getattr(job, name) for name in names}
            )
        log.info("import.ended", job=self._job.id, state=state)
