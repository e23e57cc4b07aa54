"""In which call somebody works at this moment: what he writes then belongs to that call's record."""

from __future__ import annotations

from contextvars import ContextVar

CURRENT: ContextVar[str | None] = ContextVar("hotline_call", default=None)
"""The id of the call that the asker of this request is in, or wraps up. Set for each request (server.http.route)."""

LINKED = frozenset({"ticket", "document", "customer", "order", "visit"})
"""Kinds of records, as the audit log names them, that calls are linked to."""
