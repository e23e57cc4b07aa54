"""The pages of the configuration file and of versions name every part that there can be; others they would not show."""

from __future__ import annotations

import json
import re

import pytest

from crm.portable.document import BESIDE, PARTS
from tests.support.installation import ROOT


def test_the_page_knows_the_parts_in_their_order() -> None:
    source = (ROOT / "web/src/features/configfile/model.ts").read_text(encoding="utf-8")
    listed = re.search(r"export const PARTS = \[(.*?)\] as const", source, re.DOTALL)
    assert listed is not None
    assert tuple(re.findall(r'"(\w+)"', listed[1])) == PARTS


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_part_has_a_word(language: str) -> None:
    words = json.loads((ROOT / f"web/src/i18n/{language}/configfile.json").read_text(encoding="utf-8"))
    assert words["parts"].keys() == set(PARTS)


def test_the_page_of_versions_knows_what_is_in_no_file() -> None:
    source = (ROOT / "web/src/features/versions/model.ts").read_text(encoding="utf-8")
    listed = re.search(r"export const BESIDE = \[(.*?)\] as const", source, re.DOTALL)
    assert listed is not None
    assert tuple(re.findall(r'"(\w+)"', listed[1])) == BESIDE


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_is_in_no_file_has_a_word(language: str) -> None:
    words = json.loads((ROOT / f"web/src/i18n/{language}/versions.json").read_text(encoding="utf-8"))
    assert words["beside"].keys() == set(BESIDE)
