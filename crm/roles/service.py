"""Roles: made, copied, changed, removed. Whoever changes one grants nothing that he has not himself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.documents.usage import refuse_named
from crm.errors import Conflict, Duplicate, Forbidden, InUse, Invalid, NotFound
from crm.organisation.models import Unit
from crm.roles.functions import FUNCTIONS, NOUNS, shipped
from crm.roles.granting import Whose, beyond, named
from crm.roles.grants import Grant, Role, Scope
from crm.roles.models import RoleRecord, UserRole
from crm.roles.repository import effective
from crm.roles.schemas import FunctionRow, GrantBody, NewRole, RoleChange, RoleRow
from crm.text import BothLanguages
from crm.users.models import User


def functions() -> list[FunctionRow]:
    """The catalogue, by noun."""
    return [
        FunctionRow(
            code=function.code,
            noun=function.noun,
            noun_name=BothLanguages(zh=NOUNS[function.noun][0], en=NOUNS[function.noun][1]),
            name=BothLanguages(zh=function.zh, en=function.en),
            rows=function.rows,
            scopes=list(function.scopes),
        )
        for function in FUNCTIONS.values()
    ]


async def check_grantable(session: AsyncSession, who: Principal, several: list[Whose], *, field: str) -> None:
    """Forbidden when any of them would reach what `who` does not."""
    wanted = named(whose.grants for whose in several)
    units = await session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(wanted)))
    paths = {row.id: row.path for row in units}
    too_much = sorted({code for whose in several for code in beyond(who, whose, paths)})
    if too_much:
        shown = ", ".join(too_much[:10])
        raise Forbidden(
            f"that goes beyond your own rights: {shown}", field=field, message_zh=f"超出了您自己的权限：{shown}"
        )


class RoleService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self) -> list[RoleRow]:
        """Built-in ones first."""
        counted = await self._session.execute(select(UserRole.role_id, func.count()).group_by(UserRole.role_id))
        people = {row[0]: row[1] for row in counted}
        rows = await self._session.scalars(
            select(RoleRecord).order_by(RoleRecord.built_in.desc(), RoleRecord.name_zh, RoleRecord.id)
        )
        return [_row(row, people.get(row.id, 0)) for row in rows]

    async def get(self, role_id: str) -> RoleRow:
        return _row(await self._get(role_id), await self._users(role_id))

    async def portable(self) -> dict[str, dict[str, Any]]:
        """Id → name, base and grants of every role but the administrator's; of a built-in role the grants that differ
        from what it is shipped with."""
        query = select(RoleRecord).order_by(RoleRecord.built_in.desc(), RoleRecord.name_zh, RoleRecord.id)
        return {
            row.id: {
                "name": {"zh": row.name_zh, "en": row.name_en},
                "base": row.base,
                "grants": {code: row.grants[code] for code in sorted(row.grants)},
            }
            for row in await self._session.scalars(query)
            if row.id != Role.ADMINISTRATOR
        }

    async def create(self, new: NewRole, ident: str | None = None) -> RoleRow:
        """Raises Duplicate for a name that is taken, Forbidden for what the asker has not himself. `ident`: the id
        that it has elsewhere, which nothing has here."""
        await self._check_name(new.name.zh, None)
        document: dict[str, Any] = {}
        if new.copy_of is not None:
            other = await self._get(new.copy_of, field="copy_of")
            document = {code: _body(given).model_dump(mode="json") for code, given in _effective(other).items()}
        await self._lay_over(document, new.grants)
        document = {code: given for code, given in document.items() if given["scope"] != Scope.NONE}
        row = RoleRecord(
            id=ident or new_id(),
            name_zh=new.name.zh,
            name_en=new.name.en,
            base=new.base,
            built_in=False,
            grants=document,
            updated_at=utcnow(),
        )
        await self._check(row, [self._who.unit_path])
        self._session.add(row)
        note(self._session, self._who, "roles.create", "role", row.id, new.model_dump(mode="json"))
        await self._session.flush()
        return _row(row, 0)

    async def update(self, role_id: str, change: RoleChange) -> RoleRow:
        """Raises Conflict when it was changed since `version`, Forbidden for the administrator's role."""
        row = await self._get(role_id)
        if change.version is not None and change.version != row.version:
            raise Conflict
        if role_id == Role.ADMINISTRATOR and (change.grants or change.reset):
            raise Forbidden("administrators have every function", message_zh="管理员拥有全部功能，不能修改")
        before = _effective(row)
        if change.name is not None:
            await self._check_name(change.name.zh, row.id)
            row.name_zh, row.name_en = change.name.zh, change.name.en
        document: dict[str, Any] = {} if change.reset else dict(row.grants)
        await self._lay_over(document, change.grants)
        row.grants = _differences(row.id, document) if row.built_in else _had(document)
        row.updated_at = utcnow()
        holders = await self._session.scalars(
            select(Unit.path)
            .join(User, User.unit_id == Unit.id)
            .join(UserRole, UserRole.user_id == User.id)
            .where(UserRole.role_id == role_id)
            .distinct()
        )
        await self._check(row, [self._who.unit_path, *holders], known=before)
        after = _effective(row)
        changes = {
            code: [_shown(before.get(code)), _shown(after.get(code))]
            for code in sorted(before.keys() | after.keys())
            if before.get(code) != after.get(code)
        }
        details = change.model_dump(mode="json", exclude_unset=True, exclude={"grants"}) | {"grants": changes}
        note(self._session, self._who, "roles.update", "role", row.id, details)
        await self._session.flush()
        return await self.get(role_id)

    async def delete(self, role_id: str) -> None:
        """Raises Forbidden for a built-in role, InUse while somebody has it or a document type names it."""
        row = await self._get(role_id)
        if row.built_in:
            raise Forbidden("a built-in role cannot be removed", message_zh="内置角色不能删除")
        if count := await self._users(role_id):
            raise InUse(f"{count} users have this role", message_zh=f"仍有 {count} 名用户使用该角色")
        await refuse_named(self._session, "role", role_id)
        await self._session.delete(row)
        note(self._session, self._who, "roles.delete", "role", role_id, {"name_zh": row.name_zh})
        await self._session.flush()

    async def _check(self, row: RoleRecord, paths: list[str], known: Mapping[str, Grant] | None = None) -> None:
        """What is new in the role must lie within the asker's own rights, wherever its holders are."""
        fresh = {code: given for code, given in _effective(row).items() if (known or {}).get(code) != given}
        several = [Whose(path, fresh) for path in paths]
        await check_grantable(self._session, self._who, several, field="grants")

    async def _lay_over(self, document: dict[str, Any], grants: Mapping[str, GrantBody]) -> None:
        wanted = {unit for body in grants.values() for unit in body.units}
        known = set(await self._session.scalars(select(Unit.id).where(Unit.id.in_(wanted))))
        for code, body in grants.items():
            function = FUNCTIONS.get(code)
            if function is None:
                raise Invalid(f"there is no function {code}", field=f"grants.{code}", message_zh=f"没有功能 {code}")
            if body.scope not in function.scopes:
                allowed = ", ".join(function.scopes)
                raise Invalid(
                    f"{code} takes {allowed}", field=f"grants.{code}.scope", message_zh=f"该功能的范围只能是 {allowed}"
                )
            for unit in body.units:
                if unit not in known:
                    raise Invalid(f"there is no unit {unit}", field=f"grants.{code}.units", message_zh="没有这个单位")
            document[code] = body.model_dump(mode="json", exclude_defaults=True)

    async def _get(self, role_id: str, *, field: str = "") -> RoleRecord:
        row: RoleRecord | None = await self._session.get(RoleRecord, role_id)
        if row is None and field:
            raise Invalid(f"there is no role {role_id}", field=field, message_zh="没有这个角色")
        if row is None:
            raise NotFound(f"there is no role {role_id}", message_zh="没有这个角色")
        return row

    async def _users(self, role_id: str) -> int:
        count = await self._session.scalar(
            select(func.count()).select_from(UserRole).where(UserRole.role_id == role_id)
        )
        return int(count or 0)

    async def _check_name(self, chinese: str, but: str | None) -> None:
        found = await self._session.scalar(select(RoleRecord.id).where(RoleRecord.name_zh == chinese))
        if found not in {None, but}:
            raise Duplicate(f"there is a role {chinese} already", field="name", message_zh="已有同名角色")


def _effective(row: RoleRecord) -> dict[str, Grant]:
    return effective(row.id, built_in=row.built_in, document=row.grants)


def _had(document: Mapping[str, Any]) -> dict[str, Any]:
    return {code: given for code, given in document.items() if given["scope"] != Scope.NONE}


def _differences(role: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a built-in role's document differs from what it is shipped with."""
    own = {code: _body(given).model_dump(mode="json", exclude_defaults=True) for code, given in shipped(role).items()}
    nothing = {"scope": Scope.NONE.value}
    return {code: given for code, given in document.items() if given != own.get(code, nothing)}


def _body(given: Grant) -> GrantBody:
    if given.units:
        return GrantBody(scope=Scope.UNITS, units=sorted(given.units))
    return GrantBody(scope=given.scope)


def _shown(given: Grant | None) -> dict[str, Any] | None:
    return None if given is None else _body(given).model_dump(mode="json", exclude_defaults=True)


def _row(row: RoleRecord, users: int) -> RoleRow:
    return RoleRow(
        id=row.id,
        name=BothLanguages(zh=row.name_zh, en=row.name_en),
        base=Role(row.base),
        built_in=row.built_in,
        changed=row.built_in and bool(row.grants),
        grants={code: _body(given) for code, given in sorted(_effective(row).items())},
        users=users,
        version=row.version,
        updated_at=row.updated_at,
    )
