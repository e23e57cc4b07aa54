"""One-time codes by time (RFC 6238: SHA-1, six digits, 30 seconds, which every authenticator app knows), and recovery
codes. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

PERIOD = 30
DIGITS = 6
SKEW = 1
"""Time steps that a telephone's clock may be ahead or behind."""
SECRET_BYTES = 20
RECOVERY_CODES = 10
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are mistaken for others."""


def new_secret() -> str:
    """A secret in base32, as people type it into an app."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a time step (RFC 4226 §5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_at(seconds: float) -> int:
    return int(seconds // PERIOD)


def matching_step(secret: str, code: str, seconds: float, after: int) -> int | None:
    """The time step whose code this is, near now and later than `after`; None when there is none."""
    now, found = step_at(seconds), None
    for step in range(now - SKEW, now + SKEW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def address(secret: str, account: str, issuer: str) -> str:
    """The otpauth link that apps read from a QR code."""
    label = quote(f"{issuer}:{account}", safe="")
    words = {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": PERIOD}
    return f"otpauth://totp/{label}?{urlencode(words, quote_via=quote)}"


def new_recovery_codes() -> list[str]:
    """Ten codes like ABCDE-FGHJK, 49 bits each."""

    def part() -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(5))

    return [f"{part()}-{part()}" for _ in range(RECOVERY_CODES)]


def recovery_hash(user_id: str, code: str) -> str:
    """How a recovery code is kept; spaces, hyphens and small letters make no difference."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"{user_id}:{plain}".encode()).hexdigest()
