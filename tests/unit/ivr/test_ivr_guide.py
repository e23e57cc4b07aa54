"""The administrator's guide tells the truth: its example is valid, and it names every kind of node and every field."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from telephony.ivr.loader import check, load_text
from telephony.ivr.schema import KINDS

DOCS = Path(__file__).parents[3] / "docs"
GUIDES = [DOCS / "guide-flows.md", DOCS / "guide-flows.zh.md"]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_example_is_a_valid_flow(guide: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert check(load_text(example, guide.name)) == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_and_field_is_explained(guide: Path, kind: str) -> None:
    text = guide.read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", text))))
    assert kind in words | set(re.findall(r"^### ([a-z]+)", text, re.MULTILINE))
    assert {item.name for item in fields(KINDS[kind])} - {"kind"} <= words
