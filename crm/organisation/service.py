"""Units: created, changed, moved with everything below them, removed when nothing refers to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id
from crm.documents.usage import refuse_named
from crm.errors import Conflict, Forbidden, InUse, Invalid, NotFound
from crm.organisation.models import Unit
from crm.organisation.schemas import NewUnit, UnitChange, UnitRow
from crm.organisation.usage import usage
from crm.users.models import User

MANAGE = "units.manage"
LONGEST_PATH = 512


class UnitService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self) -> list[UnitRow]:
        """All of them, parents before children."""
        rows = list(await self._session.scalars(select(Unit)))
        counted = await self._session.execute(
            select(User.unit_id, func.count()).where(User.disabled.is_(False)).group_by(User.unit_id)
        )
        people = {row[0]: row[1] for row in counted}
        places = {row.id: (row.place, row.name_zh) for row in rows}
        rows.sort(key=lambda row: [places[unit] for unit in row.path.strip("/").split("/")])
        shown = [UnitRow.model_validate(row) for row in rows]
        for row in shown:
            row.users = people.get(row.id, 0)
        return shown

    async def get(self, unit_id: str) -> UnitRow:
        row = UnitRow.model_validate(await self._get(unit_id))
        row.users = int(
            await self._session.scalar(
                select(func.count()).select_from(User).where(User.unit_id == unit_id, User.disabled.is_(False))
            )
            or 0
        )
        return row

    async def create(self, new: NewUnit, ident: str | None = None) -> UnitRow:
        """Forbidden below a unit that the asker does not manage. `ident`: the id that it has elsewhere, which nothing
        has here."""
        parent = await self._parent(new.parent_id)
        await self._check_head(new.head_id)
        unit_id = ident or new_id()
        path = self._path(parent, unit_id)
        fields = new.model_dump(mode="json")
        self._session.add(Unit(id=unit_id, path=path, **fields))
        note(self._session, self._who, "units.create", "unit", unit_id, fields)
        await self._session.flush()
        return await self.get(unit_id)

    async def update(self, unit_id: str, change: UnitChange) -> UnitRow:
        """Raises Conflict when it was changed since `version`, Invalid for a move below itself."""
        unit = await self._managed(unit_id)
        if change.version is not None and change.version != unit.version:
            raise Conflict
        given = change.model_dump(exclude_unset=True, exclude={"version"}, mode="json")
        for name, value in given.items():
            if value is None and name != "head_id":
                raise Invalid(f"{name} cannot be empty", field=name)
        if "head_id" in given:
            await self._check_head(given["head_id"])
        changes = {name: [getattr(unit, name), value] for name, value in given.items() if getattr(unit, name) != value}
        if "parent_id" in changes:
            await self._move(unit, changes["parent_id"][1])
        for name, (_, value) in changes.items():
            setattr(unit, name, value)
        if changes:
            unit.version += 1
            note(self._session, self._who, "units.update", "unit", unit.id, changes)
        await self._session.flush()
        return await self.get(unit_id)

    async def delete(self, unit_id: str) -> None:
        """Raises InUse while anything belongs to it, or a document type names it: it can be closed instead."""
        unit = await self._managed(unit_id)
        if unit.parent_id is None:
            raise Forbidden("the company itself cannot be removed", message_zh="总部不能删除")
        used = await usage(self._session, unit_id)
        if used:
            what = ", ".join(f"{table} {count}" for table, count in sorted(used.items()))
            raise InUse(
                f"this unit is in use ({what}): move them away, or close it",
                message_zh=f"该单位仍在使用（{what}）：请先移走，或将其停用",
            )
        await refuse_named(self._session, "unit", unit_id)
        await self._session.delete(unit)
        details = {"name_zh": unit.name_zh, "name_en": unit.name_en, "parent_id": unit.parent_id}
        note(self._session, self._who, "units.delete", "unit", unit_id, details)
        await self._session.flush()

    async def _move(self, unit: Unit, parent_id: str) -> None:
        """Rewrites the paths of the unit and of all below it. Moves wait for each other, so that none makes a ring."""
        await self._session.execute(select(Unit.id).where(Unit.parent_id.is_(None)).with_for_update())
        await self._session.refresh(unit)
        if unit.parent_id is None:
            raise Forbidden("the company itself cannot be moved", message_zh="总部不能移动")
        parent = await self._parent(parent_id)
        await self._session.refresh(parent)
        old = unit.path
        if parent.path.startswith(old):
            raise Invalid("a unit cannot come below itself", field="parent_id", message_zh="不能移动到自己的下级")
        below = list(await self._session.scalars(select(Unit).where(Unit.path.startswith(old, autoescape=True))))
        new = self._path(parent, unit.id)
        if any(len(new) + len(row.path) - len(old) > LONGEST_PATH for row in below):
            raise Invalid("the tree becomes too deep", field="parent_id", message_zh="组织层级过深")
        await self._session.execute(
            update(Unit)
            .where(Unit.path.startswith(old, autoescape=True))
            .values(path=literal(new) + func.substr(Unit.path, len(old) + 1, type_=String))
            .execution_options(synchronize_session=False)
        )
        for row in below:
            await self._session.refresh(row)

    async def _get(self, unit_id: str) -> Unit:
        row: Unit | None = await self._session.get(Unit, unit_id)
        if row is None:
            raise NotFound(f"there is no unit {unit_id}", message_zh="没有这个单位")
        return row

    async def _managed(self, unit_id: str) -> Unit:
        unit = await self._get(unit_id)
        if not self._who.reaches(MANAGE, unit.path):
            raise Forbidden("this unit is not yours to manage", message_zh="该单位不在您的管理范围内")
        return unit

    async def _parent(self, unit_id: str) -> Unit:
        parent = await self._session.get(Unit, unit_id)
        if parent is None:
            raise Invalid(f"there is no unit {unit_id}", field="parent_id", message_zh="没有这个上级单位")
        if not self._who.reaches(MANAGE, parent.path):
            raise Forbidden(
                "the unit above is not yours to manage", field="parent_id", message_zh="上级单位不在您的管理范围内"
            )
        return parent

    @staticmethod
    def _path(parent: Unit, unit_id: str) -> str:
        path = f"{parent.path}{unit_id}/"
        if len(path) > LONGEST_PATH:
            raise Invalid("the tree becomes too deep", field="parent_id", message_zh="组织层级过深")
        return path

    async def _check_head(self, user_id: str | None) -> None:
        if user_id is None:
            return
        user: Any = await self._session.get(User, user_id)
        if user is None or user.disabled:
            raise Invalid(f"there is no user {user_id}", field="head_id", message_zh="没有这个用户")
