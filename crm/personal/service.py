"""Personal settings: read, changed, and asked for by who sends messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Invalid
from crm.personal.models import UserSettings
from crm.personal.schemas import MessageSettings, PersonalSettings, SettingsChange
from crm.users.models import User

_BY_NAME = ("hot_keys", "pages")


async def personal_settings(session: AsyncSession, who: Principal) -> PersonalSettings:
    user = await session.get_one(User, who.user)
    row = await session.get(UserSettings, user.id)
    return _read(row.options if row is not None else {}, user)


async def change_settings(session: AsyncSession, who: Principal, change: SettingsChange) -> PersonalSettings:
    """Raises Invalid when the whole would not be valid (keys twice, too much)."""
    user = await session.get_one(User, who.user)
    row = await session.get(UserSettings, user.id)
    options = dict(row.options) if row is not None else {}
    given = change.model_dump(exclude_unset=True, exclude_none=False)
    for name, value in given.items():
        if value is None:
            raise Invalid(f"{name} cannot be empty", field=name)
        if name in _BY_NAME:
            merged = {**options.get(name, {}), **value}
            options[name] = {key: each for key, each in merged.items() if each is not None}
        elif name == "language":
            user.language = value
        else:
            options[name] = value
    try:
        PersonalSettings.model_validate({**options, "language": user.language})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise Invalid(str(first["msg"]), field=".".join(str(part) for part in first["loc"])) from error
    if row is None:
        session.add(UserSettings(user_id=user.id, options=options))
    else:
        row.options = options
    note(session, who, "auth.change_settings", "user", user.id, {"changed": sorted(given)})
    await session.flush()
    return _read(options, user)


async def message_settings(session: AsyncSession, users: Sequence[str]) -> Mapping[str, MessageSettings]:
    """What each of `users` wants to hear of."""
    query = select(UserSettings.user_id, UserSettings.options).where(UserSettings.user_id.in_(users))
    chosen = {row.user_id: row.options for row in await session.execute(query)}
    return {user: _messages(chosen.get(user, {})) for user in users}


def _messages(options: Mapping[str, Any]) -> MessageSettings:
    """As stored; what a later version knows and this one does not is passed over."""
    try:
        return MessageSettings.model_validate(options.get("messages") or {})
    except ValidationError:
        return MessageSettings()


def _read(options: Mapping[str, Any], user: User) -> PersonalSettings:
    try:
        return PersonalSettings.model_validate({**options, "language": user.language})
    except ValidationError:
        return PersonalSettings.model_validate({"language": user.language})
