"""Which documents somebody sees, in SQL; and which steps are his."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select, true, union
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, units_of, visible
from crm.documents.models import Document, DocumentPool, DocumentReader, DocumentStep, DocumentWatcher
from crm.messages.subjects import sees
from crm.roles.models import UserRole
from crm.users.models import User

READ, WRITE, MANAGE = "documents.read", "documents.write", "documents.manage"
FEW = 2_000
"""Documents, and steps, that are gathered rather than looked for."""


def roles_of(who: Principal) -> Any:
    """SELECT of the ids of his roles."""
    return select(UserRole.role_id).where(UserRole.user_id == who.user)


def in_pool(who: Principal) -> ColumnElement[bool]:
    """Of DocumentStep: it waits in a pool that he is in."""
    refs: list[tuple[str, Any]] = [("user", [who.user or ""]), ("role", roles_of(who)), ("unit", [who.unit])]
    held = select(User.position_id + "@" + User.unit_id).where(User.id == who.user, User.position_id.is_not(None))
    refs.append(("position", held))
    mine = or_(*(and_(DocumentPool.kind == kind, DocumentPool.ref.in_(names)) for kind, names in refs))
    return exists(select(DocumentPool.step_id).where(DocumentPool.step_id == DocumentStep.id, mine))


def to_do(who: Principal) -> ColumnElement[bool]:
    """Of DocumentStep: active, and his to do."""
    if who.user is None:
        return false()
    waiting = and_(DocumentStep.handler_id.is_(None), in_pool(who))
    return and_(DocumentStep.state == "active", or_(DocumentStep.handler_id == who.user, waiting))


def own(who: Principal) -> ColumnElement[bool]:
    """Documents that he entered, handles, handled, may claim or watches. Asked row by row (EXISTS): one document
    is looked up without gathering all of his."""
    if who.user is None:
        return false()
    step = exists(
        select(DocumentStep.id).where(
            DocumentStep.document_id == Document.id,
            or_(DocumentStep.handler_id == who.user, DocumentStep.done_by == who.user, to_do(who)),
        )
    )
    watched = exists(
        select(DocumentWatcher.user_id).where(
            DocumentWatcher.document_id == Document.id, DocumentWatcher.user_id == who.user
        )
    )
    return or_(Document.created_by == who.user, Document.assignee_id == who.user, step, watched)


def seen(who: Principal, function: str = READ) -> ColumnElement[bool]:
    """The documents on which he has `function`: those of the units that it reaches, which may also be units that have
    a step to do, and his own. A confidential one is seen by who entered or handles it and by the roles that its type
    names, whatever his scope. What is cheap to ask stands first."""
    if not (who.trusted or who.may(function)):
        return false()
    mine = own(who)
    theirs = exists(
        select(DocumentStep.id).where(
            DocumentStep.document_id == Document.id,
            DocumentStep.unit_id.is_not(None),
            visible(who, function, unit=DocumentStep.unit_id, own=false()),
        )
    )
    within = or_(visible(who, function, unit=Document.unit_id, own=false()), mine, theirs)
    return and_(within, secret(who, mine))


async def listed(session: AsyncSession, who: Principal, function: str = READ) -> ColumnElement[bool]:
    """The same for lists. Of whoever sees few among many they are gathered first, by their indexes: else the list would
    be read to its end in search of his, and each of the others asked about."""
    if who.user is None or not who.may(function) or not await _sees_few(session, who, function):
        return seen(who, function)
    return and_(Document.id.in_(_gathered(who, function)), seen(who, function))


async def _sees_few(session: AsyncSession, who: Principal, function: str) -> bool:
    """Besides his own. So few that gathering them costs less than passing over others."""
    if who.everywhere(function):
        return False
    if not who.grant(function).wide:
        return True
    for column in (Document.unit_id, DocumentStep.unit_id):
        some = select(literal(1)).where(column.in_(units_of(who, function))).limit(FEW + 1)
        if (await session.scalar(select(func.count()).select_from(some.subquery())) or 0) > FEW:
            return False
    return True


def _gathered(who: Principal, function: str) -> Any:
    """SELECT of the ids of those that he sees by his unit, and of those that `own` is true of."""
    step = select(DocumentStep.document_id)
    waiting = DocumentStep.state == "active", DocumentStep.handler_id.is_(None), in_pool(who)
    parts = [
        select(Document.id).where(Document.created_by == who.user),
        select(Document.id).where(Document.assignee_id == who.user),
        step.where(DocumentStep.handler_id == who.user),
        step.where(DocumentStep.done_by == who.user),
        step.where(*waiting),
        select(DocumentWatcher.document_id).where(DocumentWatcher.user_id == who.user),
    ]
    if who.grant(function).wide:
        units = units_of(who, function)
        parts += [select(Document.id).where(Document.unit_id.in_(units)), step.where(DocumentStep.unit_id.in_(units))]
    return union(*parts)


def secret(who: Principal, mine: ColumnElement[bool]) -> ColumnElement[bool]:
    """Not confidential, or his to know."""
    if who.trusted:
        return true()
    reader = exists(
        select(DocumentReader.role).where(
            DocumentReader.document_id == Document.id, DocumentReader.role.in_(roles_of(who))
        )
    )
    return or_(Document.confidential.is_(False), mine, reader)


@sees("document")
async def sees_document(session: AsyncSession, who: Principal, document_id: str) -> bool:
    return await session.scalar(select(Document.id).where(Document.id == document_id, seen(who))) is not None


@sees("ticket")
async def _sees_ticket(session: AsyncSession, who: Principal, ticket_id: str) -> bool:
    return await sees_document(session, who, ticket_id)
