"""The company that the runtime's tests work in, and short ways to do things there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role, system
from crm.documents.context import Work
from crm.documents.jobs import Jobs, due_jobs
from crm.documents.schemas import Act, DocumentDetail, DocumentQuery, NewDocument
from crm.documents.service import DocumentService
from crm.documents.types import DocumentTypeService
from crm.documents.verbs import Verbs
from crm.messages.models import BoxMessage
from crm.roles.models import UserRole
from crm.routing.models import Queue
from crm.users.models import User
from server.database import Database

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
USERS = {
    "chief": ("supervisor", "root", "900"),
    "boss": ("supervisor", "north", "901"),
    "wang": ("agent", "north", "1001"),
    "li": ("agent", "north", "1002"),
    "zhao": ("agent", "south", "1003"),
    "audit": ("quality", "root", None),
    "admin": ("administrator", "root", None),
}
PATHS = {"root": "/root/"}
"""Of units that are not right below the root."""


async def populate(database: Database) -> Office:
    """People and a queue."""
    async with database.write() as session:
        for name, (role, unit, number) in USERS.items():
            user = User(id=name, number=number, username=name, name=name, password_hash="", role=role, unit_id=unit)
            user.created_at = NOON
            session.add(user)
            await session.flush()
            session.add(UserRole(user_id=name, role_id=role))
        session.add(Queue(id="service", unit_id="root", name={"zh": "人工", "en": "service"}))
    return Office(database)


def who(name: str) -> Principal:
    role, unit, _ = USERS[name]
    path = PATHS.get(unit, f"/root/{unit}/")
    return Principal(name, Role(role), unit, path, username=name)


def work(session: AsyncSession, name: str | None, at: datetime = NOON) -> Work:
    return Work(session, who(name) if name else system(), ZONE, now=at)


class Office:
    """Everything that people do to documents, each in a transaction of its own."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now = NOON

    async def publish(self, raw: dict[str, Any]) -> None:
        async with self.db.write() as session:
            await DocumentTypeService(session, system()).publish(raw)

    async def create(self, name: str, **new: Any) -> DocumentDetail:
        body = NewDocument.model_validate({"type": "sample", "title": "一件事", **new})
        async with self.db.write() as session:
            return await DocumentService(work(session, name, self.now)).create(body)

    async def act(self, name: str, document: DocumentDetail, outcome: str, **more: Any) -> DocumentDetail:
        body = Act.model_validate({"outcome": outcome, **more})
        async with self.db.write() as session:
            return await DocumentService(work(session, name, self.now)).act(document.id, body)

    async def get(self, name: str, document: DocumentDetail) -> DocumentDetail:
        async with self.db.read() as session:
            return await DocumentService(work(session, name, self.now)).get(document.id)

    async def find(self, name: str, **asked: Any) -> list[str]:
        query = DocumentQuery.model_validate(asked)
        async with self.db.read() as session:
            page = await DocumentService(work(session, name, self.now)).find(query)
        return [row.title for row in page.items]

    @asynccontextmanager
    async def verbs(self, name: str) -> AsyncIterator[Verbs]:
        async with self.db.write() as session:
            yield Verbs(work(session, name, self.now))

    @asynccontextmanager
    async def service(self, name: str) -> AsyncIterator[DocumentService]:
        async with self.db.write() as session:
            yield DocumentService(work(session, name, self.now))


async def tick(office: Office, minutes: float) -> list[str]:
    """So much after noon: everything due is done; → the kinds of jobs that were."""
    office.now = NOON + timedelta(minutes=minutes)
    async with office.db.read() as session:
        due = await due_jobs(session, office.now)
    done = []
    for job in due:
        async with office.db.write() as session:
            if await Jobs(session, ZONE, now=office.now).run(job.id):
                done.append(job.kind)
    return done


async def told(office: Office, kind: str) -> list[str]:
    """Who has got messages of this kind."""
    async with office.db.read() as session:
        rows = await session.scalars(select(BoxMessage.user_id).where(BoxMessage.kind == kind).order_by(BoxMessage.id))
        return list(rows)


def here(document: DocumentDetail) -> list[str]:
    """The nodes where somebody has something to do."""
    return [step.node for step in document.steps if step.state == "active"]


def step_at(document: DocumentDetail, node: str) -> str:
    return next(step.id for step in document.steps if step.state == "active" and step.node == node)
