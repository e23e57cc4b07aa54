"""The catalogue is whole: every figure once, in both languages, computable, and written down."""

from __future__ import annotations

import re

import pytest

from crm.kpis.catalogue import BY_ID, CATALOGUE, values
from crm.kpis.document import DOCS, FILES, markdown
from crm.kpis.kpi import Kpi
from crm.kpis.measures import Policy

POLICY = Policy(service_level=15, short_abandon=3, repeat_hours=48, resolution_hours=24)


def test_every_figure_has_one_definition_in_both_languages() -> None:
    assert len(BY_ID) == len(CATALOGUE)
    for kpi in CATALOGUE:
        for text in (kpi.name, kpi.formula, kpi.note or {"zh": "无", "en": "none"}):
            assert set(text) == {"zh", "en"}
            words = kpi.words(text, POLICY)
            assert re.search("[\u4e00-\u9fff]", words["zh"]), kpi.id
            assert not re.search("[\u4e00-\u9fff{]", words["en"]), kpi.id
            assert "{" not in words["zh"]


@pytest.mark.parametrize("kpi", CATALOGUE, ids=lambda kpi: kpi.id)
def test_nothing_is_no_value_but_for_what_is_counted(kpi: Kpi) -> None:
    value = kpi.value({})
    assert value == 0 if kpi.unit == "calls" or kpi.id in {"talk_time", "logged_in_time"} else value is None


MEASURES = {
    "queued": 10,
    "answered": 6,
    "answered_in_time": 4,
    "abandoned": 3,
    "short_abandoned": 2,
    "overflowed": 1,
    "wait_ms": 100_000,
    "answered_wait_ms": 60_000,
    "abandoned_wait_ms": 30_000,
    "handled": 8,
    "talk_ms": 800_000,
    "hold_ms": 80_000,
    "wrap_ups": 4,
    "wrap_up_ms": 40_000,
    "rung": 12,
    "ring_ms": 60_000,
    "rung_answered": 6,
    "answered_ring_ms": 24_000,
    "rung_in_vain": 2,
    "dialled": 5,
    "connected": 2,
    "working_ms": 900_000,
    "on_duty_ms": 1_200_000,
    "logged_in_ms": 1_800_000,
    "callers": 20,
    "repeated": 5,
    "judged": 8,
    "resolved": 6,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("answer_rate", 0.6),
        ("service_level", 4 / 8),
        ("abandoned", 1),
        ("abandon_rate", 1 / 8),
        ("asa", 10.0),
        ("mean_wait", 10.0),
        ("mean_wait_abandoned", 10.0),
        ("mean_talk", 100.0),
        ("mean_hold", 10.0),
        ("mean_wrap_up", 10.0),
        ("aht", 105.0),
        ("mean_work", 108.0),
        ("mean_ring", 5.0),
        ("ring_answer_rate", 0.6),
        ("connect_rate", 0.4),
        ("occupancy", 0.75),
        ("utilisation", 0.5),
        ("repeat_rate", 0.25),
        ("first_call_resolution", 0.75),
        ("talk_time", 800.0),
    ],
)
def test_each_formula_by_hand(name: str, value: float) -> None:
    assert BY_ID[name].value(MEASURES) == value


def test_thresholds_stand_in_names_and_formulas() -> None:
    kpi = BY_ID["service_level"]
    assert kpi.words(kpi.name, POLICY)["zh"] == "15秒接通率"
    assert kpi.words(kpi.name, POLICY, 7.5)["zh"] == "7.5秒接通率"
    assert "3 s" in kpi.words(kpi.formula, POLICY)["en"]


def test_groups_get_the_figures_that_exist_for_them() -> None:
    assert "occupancy" not in values(MEASURES, "queue")
    assert "service_level" not in values(MEASURES, "agent")
    assert "repeat_rate" not in values(MEASURES, "queue", live=True)
    assert set(values(MEASURES, "company")) == set(BY_ID)


@pytest.mark.parametrize("lang", FILES)
def test_the_document_is_the_catalogue(lang: str) -> None:
    """`python -m crm.kpis.document` writes it anew."""
    assert (DOCS / FILES[lang]).read_text(encoding="utf-8") == markdown(lang)
