"""What can go wrong on a SIP phone."""

from __future__ import annotations


class SipError(Exception):
    """Something about a SIP exchange went wrong."""


class MalformedMessage(SipError):
    """The bytes are not a SIP message, or not a usable one."""


class NoResponse(SipError):
    """Nobody answered a request within 32 seconds (RFC 3261, timers B and F)."""


class RegistrationFailed(SipError):
    """The registrar refused."""

    def __init__(self, user: str, status: int, reason: str) -> None:
        super().__init__(f"registration of {user} refused: {status} {reason}")
        self.status = status
        self.reason = reason


class CallFailed(SipError):
    """The call ended before it was answered. `status` is the SIP status, 0 when we gave up ourselves."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"call not answered: {status} {reason}")
        self.status = status
        self.reason = reason
