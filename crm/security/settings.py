"""Rules of the log-in: one document per company, edited by administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Invalid
from crm.organisation.models import Unit
from crm.roles.grants import Role
from crm.roles.models import RoleRecord
from crm.routing.settings import put, value
from crm.sessions.service import Limits
from crm.text import BothLanguages

KEY = "security"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class PasswordRules(_Part):
    """`kinds`: of how many kinds of characters a password must be (small and capital letters, digits, others).
    `without_name`: it may not hold the user name or the 工号."""

    min_length: int = Field(default=8, ge=8, le=64)
    kinds: int = Field(default=1, ge=1, le=4)
    without_name: bool = True


class SessionRules(_Part):
    """When a log-in ends: without use, and in any case. null: as the installation's settings say."""

    idle_minutes: int | None = Field(default=None, ge=5, le=10_080)
    total_hours: int | None = Field(default=None, ge=1, le=720)


class LockRules(_Part):
    """`user_failures` in a row lock a user name for `minutes`; `address_failures` make an address wait longer and
    longer. 0: never."""

    user_failures: int = Field(default=20, ge=0, le=1000)
    minutes: int = Field(default=15, ge=1, le=1440)
    address_failures: int = Field(default=50, ge=0, le=100_000)


class CaptchaRules(_Part):
    """`after`: once a user name or an address has failed `failures` times."""

    mode: Literal["off", "after", "always"] = "off"
    failures: int = Field(default=3, ge=1, le=100)


class CodeRules(_Part):
    """`roles`: ids of the roles whose users must give a one-time code."""

    roles: list[Annotated[str, Field(min_length=1, max_length=26)]] = Field(default_factory=list, max_length=200)


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if text and (not secure or not parts.hostname or parts.query or parts.fragment or parts.username):
        raise ValueError("write an https address without query, as your provider names it")
    return text


class OidcRules(_Part):
    """Logging in at an identity provider (OpenID Connect). `claim` of the ID token is compared with `match` of users.
    `create`: an unknown person becomes a user with `role` in `unit`."""

    enabled: bool = False
    label: BothLanguages = BothLanguages(zh="统一身份认证", en="single sign-on")
    issuer: Annotated[str, Field(max_length=300), AfterValidator(_issuer)] = ""
    client_id: str = Field(default="", max_length=200)
    scopes: str = Field(default="openid profile email", max_length=200, pattern=r"^openid( [\x21-\x7e]+)*$")
    claim: str = Field(default="preferred_username", min_length=1, max_length=64)
    match: Literal["username", "number", "email"] = "username"
    create: bool = False
    role: str = Field(default="agent", min_length=1, max_length=26)
    unit: str = Field(default="root", min_length=1, max_length=26)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.enabled and not (self.issuer and self.client_id):
            raise ValueError("name the issuer and the client before it is switched on")
        return self


class SecuritySettings(_Part):
    passwords: PasswordRules = PasswordRules()
    sessions: SessionRules = SessionRules()
    locks: LockRules = LockRules()
    captcha: CaptchaRules = CaptchaRules()
    codes: CodeRules = CodeRules()
    oidc: OidcRules = OidcRules()

    def limits(self, installation: Limits) -> Limits:
        rules = self.sessions
        return Limits(
            timedelta(minutes=rules.idle_minutes) if rules.idle_minutes is not None else installation.idle,
            timedelta(hours=rules.total_hours) if rules.total_hours is not None else installation.total,
        )


async def security_settings(session: AsyncSession) -> SecuritySettings:
    return SecuritySettings.model_validate(await value(session, KEY))


async def set_security_settings(session: AsyncSession, who: Principal, new: SecuritySettings) -> SecuritySettings:
    """Raises Invalid for a role that does not exist, and for administrators made by an identity provider."""
    known = set(await session.scalars(select(RoleRecord.id)))
    for role in new.codes.roles:
        if role not in known:
            raise Invalid(f"there is no role {role}", field="codes.roles", message_zh="没有这个角色")
    await _check_new_people(session, new.oidc)
    before = await security_settings(session)
    document = new.model_dump(mode="json")
    await put(session, KEY, document)
    old = before.model_dump(mode="json")
    changed = {name: [old[name], part] for name, part in document.items() if old[name] != part}
    note(session, who, "security.update", "company", KEY, {"changed": changed})
    return new


async def _check_new_people(session: AsyncSession, rules: OidcRules) -> None:
    if not rules.create:
        return
    role = await session.get(RoleRecord, rules.role)
    if role is None or role.base == Role.ADMINISTRATOR:
        raise Invalid(
            "choose a role for new people that is not the administrators'",
            field="oidc.role",
            message_zh="请选择新用户的角色，不能是管理员",
        )
    if await session.get(Unit, rules.unit) is None:
        raise Invalid(f"there is no unit {rules.unit}", field="oidc.unit", message_zh="没有这个单位")
