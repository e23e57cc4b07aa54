"""Every type of event has a word in both languages, and so has what it is about."""

from __future__ import annotations

import importlib
import json
import pkgutil

import pytest

import telephony
from crm.events.business import BUSINESS
from crm.events.catalogue import TYPES
from telephony.domain_events import News
from tests.support.installation import ROOT


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_type_of_event_has_a_word(language: str) -> None:
    words = json.loads((ROOT / f"web/src/i18n/{language}/webhooks.json").read_text(encoding="utf-8"))
    assert words["type"].keys() == {name.replace(".", "_") for name in TYPES}
    assert words["subject"].keys() == {name.partition(".")[0] for name in TYPES}


def test_the_catalogue_knows_every_durable_event() -> None:
    for module in pkgutil.walk_packages(telephony.__path__, "telephony."):
        importlib.import_module(module.name)
    assert {kind.type for kind in News.__subclasses__() if kind.durable} | BUSINESS.keys() == TYPES
