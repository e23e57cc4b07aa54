"""Who is affected by a change of a setting, or by its end; asked before it is saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.dictionaries.models import Dictionary, DictionaryEntry
from crm.errors import Forbidden, NotFound
from crm.impact import people, telephone, words
from crm.impact.counting import Asked, Live
from crm.impact.schemas import Affected, Impact
from crm.organisation.models import Position, Unit
from crm.outlets.models import Outlet
from crm.outside.models import ListedNumber
from crm.roles.models import RoleRecord
from crm.routing.models import Device, Entry, Hours, PauseReason, Queue, Skill, Trunk
from crm.users.models import User
from crm.voicemails.models import Mailbox
from crm.workstations.models import Workstation

Count = Callable[[Asked], Awaitable[list[Affected]]]

KINDS: Mapping[str, tuple[str, Any, Count]] = {
    "users": ("users.read", User, people.of_user),
    "units": ("units.manage", Unit, people.of_unit),
    "positions": ("positions.manage", Position, people.of_position),
    "roles": ("users.read", RoleRecord, people.of_role),
    "queues": ("queues.read", Queue, telephone.of_queue),
    "skills": ("queues.read", Skill, people.of_skill),
    "pause-reasons": ("pauses.manage", PauseReason, people.of_pause),
    "hours": ("hours.manage", Hours, telephone.of_hours),
    "entries": ("entries.manage", Entry, telephone.of_entry),
    "trunks": ("trunks.manage", Trunk, telephone.of_trunk),
    "workstations": ("devices.manage", Workstation, telephone.of_workstation),
    "devices": ("devices.manage", Device, telephone.of_device),
    "mailboxes": ("mailboxes.read", Mailbox, telephone.of_mailbox),
    "outlets": ("outlets.read", Outlet, people.of_outlet),
    "number-lists": ("lists.manage", ListedNumber, words.of_listed),
    "dictionaries": ("dictionaries.manage", Dictionary, words.of_dictionary),
    "dictionary-entries": ("dictionaries.manage", DictionaryEntry, words.of_dictionary_entry),
}
"""As its address is called → the function that shows such things, their table, and who counts."""


async def impact(session: AsyncSession, who: Principal, kind: str, thing: str, live: Live) -> Impact:
    """Raises NotFound for what is not there or lies outside the asker's reach, Forbidden when he may not see the
    kind."""
    if kind not in KINDS:
        raise NotFound(f"there are no {kind}")
    function, model, count = KINDS[kind]
    if not who.may(function):
        raise Forbidden
    if await session.scalar(select(model).where(*_key(model, thing), _reach(who, function, model))) is None:
        raise NotFound(f"there is no {thing} among the {kind}")
    found = await count(Asked(session, thing, live))
    return Impact(affected=[one for one in found if one.count])


def _key(model: Any, thing: str) -> list[ColumnElement[bool]]:
    """`a:b` for a key of two columns."""
    columns = model.__table__.primary_key.columns
    parts = thing.split(":", len(columns) - 1) if len(columns) > 1 else [thing]
    if len(parts) != len(columns):
        raise NotFound(f"{thing} is no id")
    return [column == part for column, part in zip(columns, parts, strict=True)]


def _reach(who: Principal, function: str, model: Any) -> ColumnElement[bool]:
    own: dict[Any, ColumnElement[bool]] = {
        User: User.id == who.user,
        Mailbox: Mailbox.user_id == who.user,
        Outlet: Outlet.unit_id == who.unit,
    }
    if model not in own:
        return true()
    return visible(who, function, unit=model.unit_id, own=own[model])
