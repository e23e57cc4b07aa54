"""Units, positions and roles. They keep their ids, by which outlets, mailboxes, document types and grants name them.
Who leads a unit is not in the document: people are not."""

from __future__ import annotations

from typing import Any

from crm.errors import Invalid
from crm.organisation.positions import PositionService
from crm.organisation.schemas import NewPosition, NewUnit, PositionChange, UnitChange
from crm.organisation.service import UnitService
from crm.portable.part import OneByOne, Raw, Things, body, fixed, own_id, portable
from crm.roles.grants import Role
from crm.roles.schemas import NewRole, RoleChange
from crm.roles.service import RoleService

_UNIT = ("parent_id", "name_zh", "name_en", "kind", "region", "phone", "place", "closed")


class Units(OneByOne):
    name = "units"
    function = "units.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        raws = [row.model_dump(mode="json") for row in await UnitService(self._session, self._who).find()]
        return {
            raw["id"]: {name: raw[name] for name in _UNIT if name != "parent_id" or raw[name] is not None}
            for raw in raws
        }

    async def take(self, news: Things, before: Things) -> None:
        """Parents first, however they are written."""
        waiting = dict(news)
        while waiting:
            ready = {ident: raw for ident, raw in waiting.items() if raw.get("parent_id") not in waiting}
            if not ready:
                first = next(iter(waiting))
                raise Invalid(
                    "these units lie below each other",
                    field=f"{self.name}/{first}.parent_id",
                    message_zh="这些单位互为上级",
                )
            await super().take(ready, before)
            waiting = {ident: raw for ident, raw in waiting.items() if ident not in ready}

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        units = UnitService(self._session, self._who)
        if before is not None:
            await units.update(ident, body(UnitChange, place, raw))
            return
        given = {name: value for name, value in raw.items() if name != "closed"}
        await units.create(body(NewUnit, place, given), own_id(ident))
        if "closed" in raw:
            await units.update(ident, body(UnitChange, place, {"closed": raw["closed"]}))


class Positions(OneByOne):
    name = "positions"
    function = "positions.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return portable(await PositionService(self._session, self._who).find(), NewPosition)

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        positions = PositionService(self._session, self._who)
        if before is None:
            await positions.create(body(NewPosition, place, raw), own_id(ident))
        else:
            await positions.update(ident, body(PositionChange, place, raw))


class Roles(OneByOne):
    """Of a built-in role `grants` are what differs from what it is shipped with. The administrator's cannot be changed,
    so it is not in the document."""

    name = "roles"
    function = "roles.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return await RoleService(self._session, self._who).portable()

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        """Nobody grants what he has not himself: the service sees to it."""
        if ident == Role.ADMINISTRATOR:
            raise Invalid("administrators have every function", message_zh="管理员拥有全部功能，不能修改")
        roles = RoleService(self._session, self._who)
        if before is None:
            await roles.create(body(NewRole, place, raw), own_id(ident))
            return
        given = fixed(raw, before, "base")
        if "grants" in given:
            given["reset"] = True
        await roles.update(ident, body(RoleChange, place, given))
