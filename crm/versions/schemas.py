"""Versions of settings as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import PeriodQuery
from crm.versions.differences import Difference


class SettingVersionsQuery(PeriodQuery):
    """`part` and `ident`: of one kind of settings, of one thing. `q`: a part of its id, its name or the user name."""

    part: str | None = None
    ident: str | None = None
    user: str | None = None
    change: Literal["created", "changed", "deleted"] | None = None
    q: str | None = Field(None, max_length=100)


class SettingVersionRow(BaseModel):
    """`number` counts from 1 for each thing; `latest`: so it is now. `fields`: what was changed, at the top. Without
    `user_id` it was shipped, or changed by an upgrade."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    part: str
    ident: str
    number: int
    latest: bool
    at: datetime
    user_id: str | None
    username: str
    change: Literal["created", "changed", "deleted"]
    name_zh: str
    name_en: str
    fields: list[str]


class SettingVersionBody(SettingVersionRow):
    """`data`: all of it, null where it was deleted. `made`: what this version changed; `since`: what has
    changed from it until now. `gone`: there is no such thing now."""

    data: dict[str, Any] | None
    gone: bool
    made: list[Difference]
    since: list[Difference]


class SettingRestoreBody(BaseModel):
    """`dry_run`: check and say what would change, and keep nothing."""

    model_config = ConfigDict(strict=True, extra="forbid")

    dry_run: bool = True


class RestoreResult(BaseModel):
    """`changed`: what becomes different, before → after. `left`: what stays other than in the version (what was added
    to a dictionary since stays; a password is never kept). `needs_secret`: what is off until its password or key has
    been entered, which no version holds (a trunk that registers, a webhook that was deleted, a gateway);
    `needs_audio`: prompts whose recording is gone."""

    dry_run: bool
    changed: list[Difference]
    left: list[Difference]
    needs_secret: list[str]
    needs_audio: list[str]
