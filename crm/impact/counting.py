"""Counts with a few names, and what goes on now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.impact.schemas import Affected
from crm.text import BothLanguages
from crm.users.models import User

NAMED = 5


@dataclass(frozen=True, slots=True)
class Live:
    """What the telephone does now. `waiting`: queue → callers; `agents`: user → his view (telephony.domain_events);
    `talking`: those who are in a call."""

    waiting: Mapping[str, int] = field(default_factory=dict)
    agents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    talking: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a thing's id, and where to look."""

    session: AsyncSession
    id: str
    live: Live


def named(what: str, names: Iterable[BothLanguages]) -> Affected:
    found = list(names)
    return Affected(what=what, count=len(found), names=found[:NAMED])


def counted(what: str, count: int) -> Affected:
    return Affected(what=what, count=count)


def plain(text: str) -> BothLanguages:
    """A name that is the same in both languages."""
    return BothLanguages.model_construct(zh=text, en=text)


def both(name: Mapping[str, Any], otherwise: str) -> BothLanguages:
    """Of a row's `{zh, en}`; a row of an older release may lack one of them."""
    zh, en = str(name.get("zh") or ""), str(name.get("en") or "")
    return BothLanguages.model_construct(zh=zh or en or otherwise, en=en or zh or otherwise)


def person(user: User) -> BothLanguages:
    return plain(f"{user.number} {user.name}" if user.number else user.name)


async def people(asked: Asked, what: str, query: Select[User]) -> Affected:
    """Users who can log in, by their numbers, the first few with their names."""
    active = query.where(User.disabled.is_(False))
    count = await asked.session.scalar(select(func.count()).select_from(active.subquery()))
    first = await asked.session.scalars(active.order_by(User.number.is_(None), User.number, User.name).limit(NAMED))
    return Affected(what=what, count=int(count or 0), names=[person(user) for user in first])


async def rows(asked: Asked, what: str, query: Select[Any]) -> Affected:
    """How many rows a query finds, without their names."""
    return counted(what, int(await asked.session.scalar(select(func.count()).select_from(query.subquery())) or 0))
