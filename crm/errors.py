"""What can go wrong in the CRM, under the engine's error tree: `code` is stable for the API."""

from __future__ import annotations

from telephony.errors import HotlineError


class NotFound(HotlineError):
    """There is no such record, or it is not yours to see."""

    code = "not_found"


class Forbidden(HotlineError):
    """You are not allowed to do that."""

    code = "forbidden"


class Invalid(HotlineError):
    """The value is not valid. `field` in the details names it."""

    code = "invalid"


class Conflict(HotlineError):
    """The record was changed by somebody else meanwhile: load it again."""

    code = "conflict"


class Duplicate(HotlineError):
    """There is already one with this value."""

    code = "duplicate"


class InUse(HotlineError):
    """Something else refers to it, so it cannot be removed."""

    code = "in_use"
