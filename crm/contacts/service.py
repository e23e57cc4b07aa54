"""Contacts: found, entered, changed; and the colleagues."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.contacts.models import Contact
from crm.contacts.schemas import (
    ColleagueQuery,
    ColleagueRow,
    ContactChange,
    ContactQuery,
    ContactRow,
    NewContact,
    Number,
)
from crm.errors import Forbidden, Invalid, NotFound
from crm.masking import LAST, SHORTEST, tells_digits, unveiled, veiled
from crm.organisation.models import Unit
from crm.paging import Page, fetch_page, pieces
from crm.phones import normalise
from crm.search.pinyin import spellings
from crm.text import contains
from crm.users.models import User

MANAGE = "contacts.manage"
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_DIGITS = re.compile(r"^[\d\s()+*#-]{2,}$")


class ContactService:
    """One's own contacts are nobody else's, whatever he is; shared ones are everybody's to see."""

    def __init__(self, session: AsyncSession, who: Principal, *, area_code: str = "010") -> None:
        self._session = session
        self._who = who
        self._area_code = area_code
        self._seen: ColumnElement[bool] = or_(Contact.owner_id.is_(None), Contact.owner_id == who.user)

    async def find(self, asked: ContactQuery) -> Page[ContactRow]:
        rows, total = await fetch_page(self._session, self._filtered(asked), asked)
        return Page(items=[self._row(row) for row in rows], total=total, page=asked.page, page_size=asked.page_size)

    async def pieces(self, asked: ContactQuery, size: int) -> AsyncIterator[list[ContactRow]]:
        """All that the filters find, `size` at a time."""
        async for rows in pieces(self._session, self._filtered(asked), size):
            yield [self._row(row) for row in rows]

    def _filtered(self, asked: ContactQuery) -> Select[Contact]:
        query = select(Contact).where(self._seen).order_by(Contact.name, Contact.id)
        if asked.shared is not None:
            query = query.where(Contact.owner_id.is_(None) if asked.shared else Contact.owner_id.is_not(None))
        if asked.group is not None:
            query = query.where(Contact.group == asked.group)
        if asked.q and asked.q.strip():
            query = query.where(*self._matching(asked.q))
        return query

    async def create(self, new: NewContact) -> ContactRow:
        if new.shared and not self._who.may(MANAGE):
            raise Forbidden("you may not enter shared contacts", message_zh="您无权维护公共通讯录")
        unveiled(self._who, [each.number for each in new.numbers], [], "numbers")
        now = utcnow()
        row = Contact(
            **new.model_dump(exclude={"shared", "numbers"}),
            id=new_id(),
            owner_id=None if new.shared else self._who.user,
            numbers=self._numbers(new.numbers),
            created_by=self._who.user,
            created_at=now,
            updated_at=now,
        )
        row.search = _searched(row)
        self._session.add(row)
        note(self._session, self._who, "contacts.create", "contact", row.id, {"shared": new.shared, "name": row.name})
        await self._session.flush()
        return self._row(row)

    async def update(self, contact_id: str, change: ContactChange) -> ContactRow:
        row = await self._get_to_edit(contact_id)
        shown = [row.name, row.company, row.title, row.note, row.numbers]
        given = {
            name: unveiled(self._who, value, shown, name)
            for name, value in change.model_dump(exclude_unset=True).items()
        }
        change = ContactChange.model_validate(given)
        for name, value in given.items():
            if value is None:
                raise Invalid(f"{name} cannot be null", field=name)
            setattr(row, name, self._numbers(change.numbers or []) if name == "numbers" else value)
        row.updated_at, row.search = utcnow(), _searched(row)
        note(self._session, self._who, "contacts.update", "contact", row.id, {"changed": sorted(given)})
        await self._session.flush()
        return self._row(row)

    async def delete(self, contact_id: str) -> None:
        row = await self._get_to_edit(contact_id)
        await self._session.delete(row)
        note(self._session, self._who, "contacts.delete", "contact", row.id, {"name": row.name})
        await self._session.flush()

    async def colleagues(self, asked: ColleagueQuery) -> Page[ColleagueRow]:
        """Everybody who can log in: names and 工号 are known to all."""
        query = select(User).where(User.disabled.is_(False)).order_by(User.name, User.id)
        if asked.unit is not None:
            unit = await self._session.get(Unit, asked.unit)
            path = unit.path if unit is not None else "?"
            below = select(Unit.id).where(Unit.path.startswith(path, autoescape=True))
            query = query.where(User.unit_id.in_(below))
        if asked.q and asked.q.strip():
            pattern = contains(asked.q.strip())
            query = query.where(or_(User.name.ilike(pattern, escape="\\"), User.number.like(pattern, escape="\\")))
        users, total = await fetch_page(self._session, query, asked)
        units = {unit.id: unit for unit in await self._session.scalars(select(Unit))}
        items = [
            ColleagueRow(
                id=user.id,
                name=user.name,
                number=user.number,
                unit_id=user.unit_id,
                unit_zh=units[user.unit_id].name_zh,
                unit_en=units[user.unit_id].name_en,
            )
            for user in users
        ]
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    def _numbers(self, given: list[Number]) -> list[dict[str, str]]:
        return [
            {
                "kind": each.kind,
                "number": each.number
                if each.kind == "extension"
                else normalise(each.number, area_code=self._area_code),
            }
            for each in given
        ]

    def _matching(self, q: str) -> list[ColumnElement[bool]]:
        """Whoever sees no phone numbers finds one by all of it or by its last four digits: each stands in a line of
        its own."""
        if not (veiled(self._who) and tells_digits(q)):
            return _matching(q)
        digits = re.sub(r"\D", "", q)
        end = digits if len(digits) == LAST else f"\n{normalise(q, area_code=self._area_code)}"
        if len(digits) != LAST and len(digits) < SHORTEST:
            return [false()]
        return [
            or_(Contact.search.contains(f"{end}\n", autoescape=True), Contact.search.endswith(end, autoescape=True))
        ]

    def _may_edit(self, row: Contact) -> bool:
        return self._who.may(MANAGE) if row.owner_id is None else row.owner_id == self._who.user

    async def _get_to_edit(self, contact_id: str) -> Contact:
        row = await self._session.scalar(select(Contact).where(Contact.id == contact_id, self._seen))
        if row is None:
            raise NotFound(f"there is no contact {contact_id}")
        if not self._may_edit(row):
            raise Forbidden("you may not change shared contacts", message_zh="您无权维护公共通讯录")
        return row

    def _row(self, row: Contact) -> ContactRow:
        names = ("id", "name", "company", "title", "group", "numbers", "email", "note", "updated_at")
        values = {name: getattr(row, name) for name in names}
        return ContactRow.model_validate(values | {"shared": row.owner_id is None, "may_edit": self._may_edit(row)})


def _matching(q: str) -> list[ColumnElement[bool]]:
    """Every word of `q` is in it; a number in any spelling."""
    if _DIGITS.match(q.strip()):
        return [Contact.search.like(contains(re.sub(r"\D", "", q).lstrip("0") or "0"), escape="\\")]
    return [Contact.search.like(contains(word), escape="\\") for word in q.lower().split()]


def _searched(row: Contact) -> str:
    spelt = {each for run in _CHINESE.findall(f"{row.name} {row.company}") for each in spellings(run)}
    pinyin = {each for each in spelt if not any(other != each and other.startswith(each) for other in spelt)}
    numbers = [each["number"] for each in row.numbers]
    parts = [row.name, row.company, row.title, row.group, row.email, row.note, *numbers, *sorted(pinyin)]
    return "\n".join(parts).lower()
