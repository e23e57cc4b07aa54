"""Secrets of second factors at rest: AES-256-GCM with a key in a file of the installation, like those of recordings
(recordings.sealing); `login-keys.json` is made at the first start. Whoever has the database alone has no secret."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recordings.errors import RecordingError
from recordings.sealing import KeyFile, add_key
from telephony.errors import HotlineError

_NONCE = 12
FIRST = "k1"


class SecretUnreadable(HotlineError):
    """The secret cannot be opened: the installation's login-keys.json is not the one that it was sealed with."""

    code = "auth.secret_unreadable"


class LoginKeys:
    """Seals texts: `KEY.BASE64`, bound to whose they are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys = KeyFile(path)

    def prepare(self) -> None:
        """Make the first key. Another process that does so at the same time has made it as well."""
        if not self._keys().current:
            try:
                add_key(self._path, FIRST)
            except (RecordingError, FileExistsError):
                if not self._keys().current:
                    raise

    def seal(self, plain: str, user: str) -> str:
        self.prepare()
        keys = self._keys()
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(keys.key(keys.current)).encrypt(nonce, plain.encode(), user.encode())
        return f"{keys.current}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, user: str) -> str:
        """Raises SecretUnreadable."""
        name, _, body = sealed.partition(".")
        try:
            raw = base64.b64decode(body, validate=True)
            return AESGCM(self._keys().key(name)).decrypt(raw[:_NONCE], raw[_NONCE:], user.encode()).decode()
        except (RecordingError, InvalidTag, ValueError) as error:
            raise SecretUnreadable from error
