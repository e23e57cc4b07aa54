"""Who is told what happens to a document."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from crm.documents import people
from crm.documents.context import Work, subject_kind
from crm.documents.engine.model import DocumentType, Task
from crm.documents.models import Document, DocumentStep, DocumentWatcher
from crm.documents.superiors import superior
from crm.messages.service import tell

POOL = 50
"""A task that waits in a larger pool is told to nobody: it stands in everybody's list."""


class Notices:
    def __init__(self, work: Work, document: Document, kind: DocumentType) -> None:
        self._work = work
        self._document = document
        self._kind = kind

    async def task(self, step: DocumentStep, task: Task) -> None:
        """Somebody has something new to do."""
        users = await self.handlers(step)
        await self._tell(users if len(users) <= POOL else [], "task", f"待办：{task.name.zh}", f"To do: {task.name.en}")

    async def deadline(self, step: DocumentStep, task: Task, *, passed: bool) -> None:
        """A step is nearly due, or overdue: handler and superior."""
        users, above = await self.handlers(step), await self.superiors(step)
        words = ("已超时", "overdue") if passed else ("即将到期", "due soon")
        await self._tell(
            [*users, *above],
            "deadline" if passed else "task_due",
            f"{task.name.zh}{words[0]}",
            f"{task.name.en} {words[1]}",
            once=f"{step.id}:{'due' if passed else 'warn'}:{step.due_at.isoformat() if step.due_at else ''}",
        )

    async def verb(self, kind: str, steps: Iterable[DocumentStep], zh: str, en: str) -> None:
        """Who handles these steps is told: urged, supervised, returned…"""
        users = [user for step in steps for user in await self.handlers(step)]
        await self._tell(users, kind, zh, en)

    async def watchers(self, zh: str, en: str, *, kind: str = "watched") -> None:
        query = select(DocumentWatcher.user_id).where(DocumentWatcher.document_id == self._document.id)
        await self._tell(list(await self._work.session.scalars(query)), kind, zh, en)

    async def users(self, users: Iterable[str], kind: str, zh: str, en: str) -> None:
        await self._tell(list(users), kind, zh, en)

    async def handlers(self, step: DocumentStep) -> list[str]:
        """Its handler, or everybody in its pool."""
        if step.handler_id is not None:
            return [step.handler_id]
        await self._work.session.refresh(step, ["pool"])
        return [user.id for user in await people.members(self._work.session, [(p.kind, p.ref) for p in step.pool])]

    async def superiors(self, step: DocumentStep) -> list[str]:
        """Who is above its handler; of a step that waits in a pool above the first of those in it."""
        users = (await self.handlers(step))[:1]
        above = [await superior(self._work.session, user) for user in users]
        return [user for user in above if user is not None]

    async def _tell(self, users: list[str], kind: str, zh: str, en: str, *, once: str | None = None) -> None:
        """Whoever does it himself needs no message."""
        others = [user for user in users if user != self._work.who.user]
        if not others:
            return
        document = self._document
        await tell(
            self._work.session,
            others,
            kind,
            title_zh=f"{document.number} {zh}：{document.title}",
            title_en=f"{document.number} {en}: {document.title}",
            subject_kind=subject_kind(document.family),
            subject_id=document.id,
            once=once,
        )
