"""The guides' example is a type that can be published, in both languages the same."""

from __future__ import annotations

import re

import pytest
import yaml

from crm.documents.engine.check import Known, checked
from server.settings import SOURCE


def first_example(name: str) -> object:
    text = (SOURCE / "docs" / name).read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return yaml.safe_load(found[1])


@pytest.mark.parametrize("name", ["guide-documents.md", "guide-documents.zh.md"])
def test_the_example_is_sound(name: str) -> None:
    assert checked(first_example(name), Known()).code == "loan"


def test_both_guides_have_the_same_example() -> None:
    assert first_example("guide-documents.md") == first_example("guide-documents.zh.md")
