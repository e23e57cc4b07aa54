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

VERIFY: dict[str, Any] = {
    "flow": "verify",
    "name": {"zh": "验证", "en": "Verification"},
    "start": "card",
    "languages": ["zh", "en"],
    "nodes": {
        "card": {
            "kind": "collect",
            "variable": "card",
            "masked": True,
            "say": {"zh": "请输入卡号。", "en": "Enter the number of your card."},
            "min_length": 4,
            "max_length": 4,
            "next": "sort",
            "on_fail": "sort",
        },
        "sort": {"kind": "set", "values": {"checked": "yes"}, "next": "back"},
        "back": {"kind": "return", "result": "ok"},
    },
}
"""Asks for a secret number, and comes back."""
