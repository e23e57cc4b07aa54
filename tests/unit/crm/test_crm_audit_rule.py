"""What the audit log keeps, and what it hides."""

from __future__ import annotations

from typing import Any

import pytest

from crm.audit.rule import kept

HIDDEN = "•••"


@pytest.mark.parametrize(
    ("action", "kind", "given", "told"),
    [
        (
            "documents.act", "ticket",
            {"content": ["旧", "新"], "fields.tel": ["1", "2"], "fields.floors": 3, "status": ["pending", "done"]},
            {"content": HIDDEN, "fields.tel": HIDDEN, "fields.floors": HIDDEN, "status": ["pending", "done"]},
        ),
        ("documents.create", "ticket", {"number": "2026112600001"}, {"number": "2026112600001"}),
        ("callbacks.create", "callback", {"queue": "q", "number": "+8613800138000"},
         {"queue": "q", "number": "138****8000"}),
        ("number_lists.add", "number_list", {"number": "13800*", "reason": "骚扰"},
         {"number": "13800*", "reason": HIDDEN}),
        ("calls.wrap_up", "call", {"form": {"status": "王", "meter": 7}, "disposition": "x"},
         {"form": {"status": HIDDEN, "meter": HIDDEN}, "disposition": "x"}),
        ("customers.export", "customer", {"filter": {"q": "王芳", "category": "m", "field": {"a": "b"}}, "rows": 4},
         {"filter": {"q": HIDDEN, "category": "m", "field": {"a": HIDDEN}}, "rows": 4}),
        ("calls.export_wrap_ups", "queue", {"number": "13800138000"}, {"number": "138****8000"}),
        ("customers.erase", "customer", {"reason": "卷宗 17", "calls": 2}, {"reason": "卷宗 17", "calls": 2}),
        ("outbox.resend", "outbox", {"recipient": "wang@example.org"}, {"recipient": HIDDEN}),
        ("something.new", "of a new kind", {"whatever": "王芳", "done": True}, {"whatever": HIDDEN, "done": True}),
        ("queues.update", "queue", {"before": {"name": {"zh": "旧"}}, "after": {"name": {"zh": "新"}}},
         {"before": {"name": {"zh": "旧"}}, "after": {"name": {"zh": "新"}}}),
        ("trunks.update", "trunk", {"after": {"host": "a", "secret": "s"}, "new": "x"},
         {"after": {"host": "a", "secret": HIDDEN}, "new": HIDDEN}),
        ("users.update", "user", {"after": {"name": "李雷", "phone": "13800138000", "email": ""}},
         {"after": {"name": "李雷", "phone": HIDDEN, "email": ""}}),
    ],
)  # fmt: skip
def test_what_is_kept(action: str, kind: str, given: dict[str, Any], told: dict[str, Any]) -> None:
    assert kept(action, kind, given) == told
