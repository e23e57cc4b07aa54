"""The second factor of users: enrolled, confirmed, asked for, lost, reset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Forbidden
from crm.roles.models import UserRole
from crm.security import totp
from crm.security.models import RecoveryCode, SecondFactor
from crm.sessions.models import LoginSession
from crm.users.models import User
from telephony.errors import HotlineError, NotPossible


class WrongCode(HotlineError):
    """The code is wrong, too old, or was used already."""

    code = "auth.code_wrong"


class Sealer(Protocol):
    """Keeps secrets unreadable in the database. `user`: it opens for the same user only."""

    def seal(self, plain: str, user: str) -> str: ...

    def open(self, sealed: str, user: str) -> str: ...


class FactorState(BaseModel):
    """`enabled`: log-ins ask for a one-time code. `required`: one of the user's roles wants it. `recovery_left`:
    recovery codes that have not been used."""

    enabled: bool
    required: bool
    since: datetime | None
    recovery_left: int


class Enrolment(BaseModel):
    """`uri`: what the QR code holds; `secret`: to type instead. Shown once, in use when a code has confirmed it."""

    uri: str
    secret: str


class RecoveryCodes(BaseModel):
    """Shown once."""

    recovery_codes: list[str]


class Factors:
    """The second factor of one user."""

    def __init__(self, session: AsyncSession, user: User, sealer: Sealer) -> None:
        self._session = session
        self._user = user
        self._sealer = sealer

    async def enabled(self) -> bool:
        row = await self._session.get(SecondFactor, self._user.id)
        return row is not None and row.confirmed_at is not None

    async def required(self, roles: Sequence[str]) -> bool:
        """Whether the user has one of `roles`."""
        if not roles:
            return False
        query = select(UserRole.role_id).where(UserRole.user_id == self._user.id, UserRole.role_id.in_(roles)).limit(1)
        return await self._session.scalar(query) is not None

    async def state(self, roles: Sequence[str]) -> FactorState:
        row = await self._session.get(SecondFactor, self._user.id)
        left = await self._session.scalar(
            select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == self._user.id)
        )
        confirmed = row.confirmed_at if row is not None else None
        return FactorState(
            enabled=confirmed is not None,
            required=await self.required(roles),
            since=confirmed,
            recovery_left=int(left or 0),
        )

    async def enrol(self, who: Principal, issuer: str, now: datetime) -> Enrolment:
        """A new secret, which counts once it is confirmed. Forbidden while another one is in use."""
        row = await self._session.get(SecondFactor, self._user.id)
        if row is not None and row.confirmed_at is not None:
            raise Forbidden(
                "one-time codes are in use already: switch them off first",
                message_zh="动态口令已启用，请先停用再重新绑定",
            )
        secret = totp.new_secret()
        await self._session.merge(
            SecondFactor(
                user_id=self._user.id,
                secret=self._sealer.seal(secret, self._user.id),
                created_at=now,
                confirmed_at=None,
                last_step=0,
            )
        )
        note(self._session, who, "auth.totp_enrol", "user", self._user.id)
        return Enrolment(uri=totp.address(secret, self._user.username, issuer), secret=secret)

    async def confirm(self, who: Principal, code: str, now: datetime) -> RecoveryCodes:
        """All log-ins of the user are complete from now on. Raises WrongCode, NotPossible (nothing to confirm)."""
        row = await self._session.get(SecondFactor, self._user.id)
        if row is None or row.confirmed_at is not None:
            raise NotPossible("there is nothing to confirm", message_zh="没有待确认的动态口令")
        if not await self._take_code(row, code, now):
            raise WrongCode(field="code")
        row.confirmed_at = now
        await self._session.execute(
            update(LoginSession).where(LoginSession.user_id == self._user.id).values(must_enrol=False)
        )
        note(self._session, who, "auth.totp_enable", "user", self._user.id)
        return await self._new_codes()

    async def check(self, code: str, now: datetime) -> str:
        """Take a one-time code or a recovery code → which it was (`totp` or `recovery`). Raises WrongCode."""
        row = await self._session.get(SecondFactor, self._user.id)
        if row is not None and row.confirmed_at is not None:
            if await self._take_code(row, code, now):
                return "totp"
            used = await self._session.execute(
                delete(RecoveryCode)
                .where(
                    RecoveryCode.hash == totp.recovery_hash(self._user.id, code),
                    RecoveryCode.user_id == self._user.id,
                )
                .returning(RecoveryCode.hash)
            )
            if used.first() is not None:
                return "recovery"
        raise WrongCode(field="code")

    async def renew(self, who: Principal) -> RecoveryCodes:
        """New recovery codes; the old ones are void."""
        codes = await self._new_codes()
        note(self._session, who, "auth.recovery_codes", "user", self._user.id)
        return codes

    async def remove(self, who: Principal, action: str) -> bool:
        """Switch one-time codes off; False when they were not in use."""
        row = await self._session.get(SecondFactor, self._user.id)
        if row is None:
            return False
        await self._session.delete(row)
        await self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == self._user.id))
        note(self._session, who, action, "user", self._user.id)
        return True

    async def _take_code(self, row: SecondFactor, code: str, now: datetime) -> bool:
        """Whether the code is right; its time step is used up, even when two come with it at once."""
        secret = self._sealer.open(row.secret, self._user.id)
        step = totp.matching_step(secret, code.replace(" ", ""), now.timestamp(), row.last_step)
        if step is None:
            return False
        taken = await self._session.execute(
            update(SecondFactor)
            .where(SecondFactor.user_id == self._user.id, SecondFactor.last_step < step)
            .values(last_step=step)
            .returning(SecondFactor.user_id)
        )
        return taken.first() is not None

    async def _new_codes(self) -> RecoveryCodes:
        codes = totp.new_recovery_codes()
        await self._session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == self._user.id))
        self._session.add_all(
            RecoveryCode(hash=totp.recovery_hash(self._user.id, code), user_id=self._user.id) for code in codes
        )
        await self._session.flush()
        return RecoveryCodes(recovery_codes=codes)
