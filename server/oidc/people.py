"""Who of our users it is that an identity provider vouches for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.errors import Duplicate
from crm.security.settings import OidcRules
from crm.users.models import User
from crm.users.schemas import NewUser
from crm.users.service import UserService
from telephony.errors import HotlineError

_COLUMNS = {"username": func.lower(User.username), "number": User.number, "email": func.lower(User.email)}


class UnknownPerson(HotlineError):
    """Nobody here is called so. `reason`: no_claim, unknown, several, disabled."""

    code = "oidc.unknown_person"


async def known(session: AsyncSession, rules: OidcRules, claims: Mapping[str, Any]) -> User | None:
    """The one user whose `match` the claim is; None for nobody. Raises UnknownPerson for a missing claim, an e-mail
    address that the provider has not verified, more than one user, or a disabled one."""
    told = claimed(rules, claims)
    query = select(User).where(_COLUMNS[rules.match] == told.lower()).limit(2)
    found = list(await session.scalars(query))
    if len(found) > 1:
        raise UnknownPerson("several users fit", reason="several")
    if found and found[0].disabled:
        raise UnknownPerson("the user is disabled", reason="disabled")
    return found[0] if found else None


def claimed(rules: OidcRules, claims: Mapping[str, Any]) -> str:
    told = claims.get(rules.claim)
    if not isinstance(told, str) or not told.strip():
        raise UnknownPerson(f"the ID token has no claim {rules.claim}", reason="no_claim")
    if rules.match == "email" and rules.claim == "email" and claims.get("email_verified") is not True:
        raise UnknownPerson("the provider has not verified the e-mail address", reason="no_claim")
    return told.strip()


async def make(session: AsyncSession, rules: OidcRules, claims: Mapping[str, Any], password_hash: str) -> User:
    """A new user from the claims, with the role and in the unit that the rules name. Raises UnknownPerson when what the
    provider tells makes no user."""
    told = claimed(rules, claims)
    name, email = str(claims.get("name") or told)[:64], str(claims.get("email") or "")
    try:
        new = NewUser(
            username=told if rules.match != "number" else str(claims.get("preferred_username") or told),
            number=told if rules.match == "number" else None,
            name=name,
            password=secrets.token_urlsafe(),
            roles=[rules.role],
            unit_id=rules.unit,
            email=email,
            must_change_password=False,
        )
        row = await UserService(session, system()).create(new, password_hash)
    except (ValidationError, Duplicate) as error:
        raise UnknownPerson("what the provider tells makes no user", reason="unknown") from error
    return await session.get_one(User, row.id)
