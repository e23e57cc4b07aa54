"""Identities kept registered, each refreshed before its registration expires."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from server.demo.ua.dialog import Dialog
from server.demo.ua.errors import RegistrationFailed, SipError
from server.demo.ua.requests import send
from server.demo.ua.transactions import TransactionLayer

logger = logging.getLogger(__name__)

_SHORTEST = 5.0
_AFTER_FAILURE = 5.0
_REFRESH_AT = 0.8


@dataclass(slots=True, eq=False)
class Registration:
    """`expires` in seconds as granted. `error` is set while refreshing fails; it is tried again."""

    user: str
    dialog: Dialog
    expires: int
    refresher: asyncio.Task[None] | None = None
    error: str = ""


class Registrations:
    """All identities of one phone. The registrar is asked through `layer`."""

    def __init__(self, layer: TransactionLayer) -> None:
        self._layer = layer
        self._users: dict[str, Registration] = {}

    @property
    def users(self) -> list[str]:
        return list(self._users)

    def secret_of(self, user: str) -> str:
        """Empty for an unknown user."""
        registration = self._users.get(user)
        return registration.dialog.secret if registration is not None else ""

    async def add(self, user: str, dialog: Dialog, expires: int) -> Registration:
        """Register and keep registered. Raises RegistrationFailed, NoResponse."""
        registration = Registration(user, dialog, expires)
        registration.expires = await self._ask(registration, expires)
        self._forget(user)
        self._users[user] = registration
        registration.refresher = asyncio.get_running_loop().create_task(self._refresh(registration))
        return registration

    async def remove(self, user: str) -> None:
        """Raises RegistrationFailed, NoResponse; nothing happens when the user is not registered."""
        registration = self._forget(user)
        if registration is not None:
            await self._ask(registration, 0)

    def close(self) -> None:
        """Stop refreshing, without a word to the registrar."""
        for user in self.users:
            self._forget(user)

    def _forget(self, user: str) -> Registration | None:
        registration = self._users.pop(user, None)
        if registration is not None and registration.refresher is not None:
            registration.refresher.cancel()
        return registration

    async def _ask(self, registration: Registration, expires: int) -> int:
        dialog = registration.dialog
        extra = (("Expires", str(expires)),)
        _, response = await send(self._layer, dialog, "REGISTER", dialog.peer, extra=extra)
        if response.status != 200:
            raise RegistrationFailed(registration.user, response.status, response.reason)
        granted = response.get("Expires")
        return int(granted) if granted is not None and granted.isdigit() else expires

    async def _refresh(self, registration: Registration) -> None:
        while True:
            rest = _AFTER_FAILURE if registration.error else registration.expires * _REFRESH_AT
            await asyncio.sleep(max(_SHORTEST, rest))
            try:
                await self._ask(registration, registration.expires)
                registration.error = ""
            except SipError as error:
                registration.error = str(error)
                logger.warning("%s is not registered: %s", registration.user, error)
