"""The messages that a person hears by telephone: those of his own boxes, however far he sees beyond them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.voicemails.boxes import own_boxes
from crm.voicemails.models import Voicemail

NEW_AT_ONCE = 99
HEARD_AT_ONCE = 20
"""So many are told of at once; more wait for the next time, or for the page."""


async def own_messages(session: AsyncSession, who: Principal) -> tuple[list[Voicemail], list[Voicemail]]:
    """New messages, oldest first, and those heard already, newest first."""
    own = own_boxes(who.user)
    seen = visible(who, "voicemails.read", unit=Voicemail.unit_id, own=own)
    query = select(Voicemail).where(seen, own, Voicemail.deleted_at.is_(None))
    fresh = query.where(Voicemail.heard_at.is_(None)).order_by(Voicemail.left_at, Voicemail.id).limit(NEW_AT_ONCE)
    heard = query.where(Voicemail.heard_at.is_not(None)).order_by(Voicemail.left_at.desc(), Voicemail.id)
    return list(await session.scalars(fresh)), list(await session.scalars(heard.limit(HEARD_AT_ONCE)))
