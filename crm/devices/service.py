"""Which device a user holds. The core is told by the caller; this is the memory of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import new_id, utcnow
from crm.devices.models import DeviceBinding
from crm.sessions.models import LoginSession

AGENT_KINDS = ("browser", "phone")


async def agent_binding(session: AsyncSession, user_id: str) -> DeviceBinding | None:
    """The device at which the user is logged in as an agent."""
    return await session.scalar(
        select(DeviceBinding).where(DeviceBinding.user_id == user_id, DeviceBinding.kind.in_(AGENT_KINDS))
    )


async def holder(session: AsyncSession, device: str) -> DeviceBinding | None:
    return await session.get(DeviceBinding, device)


async def issued(session: AsyncSession) -> list[DeviceBinding]:
    """Endpoints of browsers and guests, which exist only as long as their binding does."""
    rows = await session.scalars(select(DeviceBinding).where(DeviceBinding.kind.in_(("browser", "guest"))))
    return list(rows)


async def orphans(session: AsyncSession) -> list[DeviceBinding]:
    """Bindings whose login is over."""
    alive = select(LoginSession.id)
    return list(await session.scalars(select(DeviceBinding).where(DeviceBinding.session_id.not_in(alive))))


async def bind(
    session: AsyncSession, *, device: str, user_id: str, session_id: str | None, kind: str, secret: str
) -> DeviceBinding:
    """Bind the device anew; who held it before loses it."""
    old = await session.get(DeviceBinding, device)
    if old is not None:
        await session.delete(old)
        await session.flush()
    row = DeviceBinding(
        device=device,
        id=new_id(),
        user_id=user_id,
        session_id=session_id,
        kind=kind,
        secret=secret,
        created_at=utcnow(),
    )
    session.add(row)
    await session.flush()
    return row


async def release(session: AsyncSession, device: str) -> None:
    row = await session.get(DeviceBinding, device)
    if row is not None:
        await session.delete(row)
