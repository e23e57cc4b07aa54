"""The digits that go with a 工号 at a telephone."""

from __future__ import annotations

from pydantic import Field

from crm.errors import Invalid
from crm.routing.schemas import Strict
from crm.users.service import UserService
from crm.verification import set_phone_password
from server.http.context import Request
from server.http.route import Routes

routes = Routes("users")


class PhonePassword(Strict):
    """4 to 12 digits, not all the same; null takes it away."""

    password: str | None = Field(pattern=r"^[0-9]{4,12}$")


@routes("PUT", "/users/{id}/phone-password")
async def put_phone_password(request: Request, body: PhonePassword) -> None:
    """Set a user's phone password."""
    async with request.web.db.read() as session:
        await UserService(session, request.who).manageable(request.path["id"])
    await _put(request, request.path["id"], body)


@routes("PUT", "/auth/phone-password")
async def put_own_phone_password(request: Request, body: PhonePassword) -> None:
    """Set one's own phone password."""
    await _put(request, request.me.id, body)


async def _put(request: Request, user_id: str, body: PhonePassword) -> None:
    if body.password is not None and len(set(body.password)) == 1:
        raise Invalid(
            "a phone password of one digit repeated is guessed at once",
            field="password",
            message_zh="全部是同一个数字的密码太容易被猜到",
        )
    encoded = await request.web.passwords.hash(body.password) if body.password is not None else None
    async with request.web.db.write() as session:
        await set_phone_password(session, request.who, user_id, encoded)
