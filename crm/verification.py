"""Who a caller is, by what he keys in: a customer by number and phone, one of the company's people by 工号."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.customers.models import Customer, CustomerPhone
from crm.errors import Invalid, NotFound
from crm.phones import normalise
from crm.users.models import User


async def customer(session: AsyncSession, params: Mapping[str, str], *, area_code: str) -> dict[str, Any]:
    """`{number?, phone?}` (both: of the same customer) → `{found, number, name, category}`. Provisional customers, whom
    nobody has entered yet, are not found."""
    number, phone = params.get("number") or None, normalise(params.get("phone") or "", area_code=area_code) or None
    if number is None and phone is None:
        return {"found": False}
    query = select(Customer).where(Customer.provisional.is_(False)).order_by(Customer.last_contact_at.desc()).limit(1)
    if number is not None:
        query = query.where(Customer.number == number)
    if phone is not None:
        query = query.join(CustomerPhone, CustomerPhone.customer_id == Customer.id).where(CustomerPhone.number == phone)
    found = await session.scalar(query)
    if found is None:
        return {"found": False}
    return {"found": True, "number": found.number, "name": found.name, "category": found.category}


async def phone_password(session: AsyncSession, number: str) -> User | None:
    """The user who may log in at a telephone with this 工号."""
    query = select(User).where(User.number == number, User.disabled.is_(False), User.phone_password_hash.is_not(None))
    found: User | None = await session.scalar(query)
    return found


async def set_phone_password(session: AsyncSession, who: Principal, user_id: str, encoded: str | None) -> None:
    """Give a user the digits that go with his 工号 at a telephone, or (None) take them away. Raises NotFound, or
    Invalid for somebody without a 工号."""
    user = await session.get(User, user_id)
    if user is None:
        raise NotFound(f"there is no user {user_id}")
    if encoded is not None and user.number is None:
        raise Invalid("a user needs a 工号 (number) before he can log in at a telephone", field="number")
    user.phone_password_hash = encoded
    note(session, who, "users.phone_password", "user", user_id, {"set": encoded is not None})
    await session.flush()
