"""Small flows for tests."""

from __future__ import annotations

from typing import Any

SURVEY: dict[str, Any] = {
    "flow": "rate",
    "name": {"zh": "满意度", "en": "Satisfaction"},
    "start": "ask",
    "languages": ["zh", "en"],
    "nodes": {
        "ask": {
            "kind": "survey",
            "survey": "service",
            "questions": {
                "name": "service",
                "say": {"zh": "满意请按1，不满意请按3。", "en": "Satisfied, press 1. Dissatisfied, press 3."},
                "scores": {"1": 3, "3": 1},
                "title": {"zh": "您满意吗？", "en": "Are you satisfied?"},
                "meanings": {"1": {"zh": "满意", "en": "Satisfied"}, "3": {"zh": "不满意", "en": "Dissatisfied"}},
            },
            "next": "bye",
        },
        "bye": {"kind": "hangup"},
    },
}
