"""How many chats and e-mails agents have at the same time, and how these go together with calls."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Invalid
from crm.routing.schemas import Strict
from crm.routing.settings import put, value
from crm.users.models import User
from telephony.config_model import MediaPolicy

Written = Literal["chat", "email"]
Room = Annotated[int, Field(ge=0, le=50)]
KEY = "media"
_USUAL = MediaPolicy()


class MediaBody(Strict):
    """`capacity`: how many of a medium an agent has at most; `agents`: agent → medium → how many, where it is another
    number for him. `beside_calls`: media that an agent in a call is offered more of; `interrupted`: media that keep no
    call away."""

    capacity: dict[Written, Room] = Field(default_factory=lambda: dict(_USUAL.capacity))  # type: ignore[arg-type]
    beside_calls: list[Written] = Field(default_factory=list, max_length=2)
    interrupted: list[Written] = Field(default_factory=lambda: list(_USUAL.interrupted), max_length=2)  # type: ignore[arg-type]
    agents: dict[str, dict[Written, Room]] = Field(default_factory=dict, max_length=10_000)


async def media(session: AsyncSession) -> MediaBody:
    return MediaBody.model_validate(await value(session, KEY))


async def set_media(session: AsyncSession, who: Principal, new: MediaBody) -> MediaBody:
    """Raises Invalid for somebody who is no agent."""
    known = set(await session.scalars(select(User.id).where(User.id.in_(list(new.agents)), User.number.is_not(None))))
    if unknown := sorted(new.agents.keys() - known):
        raise Invalid(f"there is no agent {unknown[0]}", field=f"agents.{unknown[0]}")
    before = await media(session)
    new = new.model_copy(update={"capacity": {**_USUAL.capacity, **new.capacity}})
    await put(session, KEY, new.model_dump())
    note(session, who, "media.update", "setting", KEY, {"before": before.model_dump(), "after": new.model_dump()})
    return new


def policy(body: MediaBody) -> MediaPolicy:
    """As the core has it."""
    return MediaPolicy(
        {str(name): most for name, most in body.capacity.items()}, tuple(body.beside_calls), tuple(body.interrupted)
    )
