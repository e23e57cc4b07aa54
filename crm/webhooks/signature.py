"""The signature that tells a receiver who sent a webhook and when: HMAC-SHA256 over time and body."""

from __future__ import annotations

import hashlib
import hmac
import secrets

HEADER = "X-Hotline-Signature"
TOLERANCE = 300.0
"""Seconds by which the signature's time may differ from the receiver's clock."""


def new_secret() -> str:
    """A fresh secret of 256 bits."""
    return f"whsec_{secrets.token_urlsafe(32)}"


def sign(secret: str, body: bytes, at: float) -> str:
    """The header's value: `t=<Unix seconds>,v1=<hex of HMAC-SHA256(secret, "<t>.<body>")>`."""
    stamp = str(int(at))
    return f"t={stamp},v1={_digest(secret, stamp, body)}"


def verify(secret: str, body: bytes, header: str, now: float, tolerance: float = TOLERANCE) -> bool:
    """What a receiver does: True when body and time are what the owner of the secret signed, lately."""
    fields = dict(field.split("=", 1) for field in header.split(",") if "=" in field)
    stamp, given = fields.get("t", ""), fields.get("v1", "")
    if not stamp.isdecimal() or abs(now - int(stamp)) > tolerance:
        return False
    return hmac.compare_digest(_digest(secret, stamp, body), given)


def _digest(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
