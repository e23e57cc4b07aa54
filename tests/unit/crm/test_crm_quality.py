"""Points, fatal answers, lots and agreement: pure, so checked with many cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.quality.sampling import draw
from crm.quality.schemas import Criterion
from crm.quality.scoring import by_criterion, check_criteria, compare, outcome

LABEL = {"zh": "项", "en": "Criterion"}
OPTIONS = [{"code": code, "zh": code, "en": code} for code in ("good", "fair", "bad")]


def criterion(code: str, kind: str = "choice", **more: Any) -> Criterion:
    own = {name: more.pop(name) for name in ("scores", "weight", "fatal") if name in more}
    if kind in {"choice", "choices"}:
        more.setdefault("options", OPTIONS)
    return Criterion.model_validate({"field": {"code": code, "kind": kind, "label": LABEL, **more}, **own})


GREETING = criterion("greeting", scores={"good": 10, "fair": 5, "bad": 0})
SOLVED = criterion("solved", "yes_no", scores={"yes": 20}, required=True)
RUDE = criterion("rude", "yes_no", fatal=["yes"])
TONE = criterion("tone", "number", min=1, max=5, weight=2)
ALL = [GREETING, SOLVED, RUDE, TONE]


def test_what_does_not_apply_does_not_count_and_a_fatal_answer_voids_all() -> None:
    assert (outcome(ALL, {"solved": True}).points, outcome(ALL, {"solved": True}).most) == (20, 20)
    part = outcome(ALL, {"greeting": "fair", "solved": True, "tone": 3})
    assert (part.points, part.most, part.percent) == (5 + 20 + 4, 10 + 20 + 8, 76.32)
    void = outcome(ALL, {"greeting": "good", "solved": True, "rude": True, "tone": 5})
    assert (void.percent, void.fatal) == (0.0, ("rude",))
    assert outcome(ALL, {"rude": False}).percent is None


@given(
    answers=st.fixed_dictionaries(
        {},
        optional={
            "greeting": st.sampled_from(["good", "fair", "bad"]),
            "solved": st.booleans(),
            "rude": st.booleans(),
            "tone": st.integers(1, 5),
        },
    )
)
def test_a_percent_is_never_below_nothing_nor_above_all(answers: dict[str, Any]) -> None:
    found = outcome(ALL, answers)
    assert 0 <= found.points <= found.most
    assert found.percent is None or 0 <= found.percent <= 100
    assert (found.percent == 0.0) or not found.fatal


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ([criterion("a", "date")], "criteria.0.field.kind"),
        ([SOLVED, criterion("a", "yes_no", fatal=["good"])], "criteria.1.fatal"),
        ([SOLVED, criterion("a", "text", fatal=["x"])], "criteria.1.fatal"),
        ([criterion("a", scores={"nothing": 1})], "criteria.0.scores"),
        ([criterion("a", "text")], "criteria"),
    ],
)
def test_criteria_that_cannot_be_scored_are_refused_at_their_place(wrong: list[Criterion], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_criteria(wrong)
    assert refused.value.details["field"] == field


def test_where_points_are_lost() -> None:
    rows = by_criterion(ALL, [{"greeting": "good", "rude": True}, {"greeting": "bad", "solved": False}, {}])
    greeting, solved, rude, tone = rows
    assert (greeting.answered, greeting.lost, greeting.answers) == (2, 50.0, {"good": 1, "bad": 1})
    assert (solved.lost, solved.answers) == (100.0, {"no": 1})
    assert (rude.fatal, rude.lost) == (1, None)
    assert (tone.answered, tone.lost) == (0, None)


def test_assessors_are_held_against_the_reference_or_the_median() -> None:
    strict = ({"greeting": "bad", "solved": True}, "")
    mild = ({"greeting": "good", "solved": True}, "friendly")
    between = ({"greeting": "fair", "solved": True}, "")
    right, results, agreement, within = compare(ALL, {"a": strict, "b": mild, "c": between}, None)
    assert right == round(100 * 25 / 30, 2)
    assert [one.away for one in results] == [round(66.67 - 83.33, 2), round(100 - 83.33, 2), 0.0]
    assert within == 33.3
    assert {one.code: (one.agree, one.spread) for one in agreement}["greeting"] == (33.3, 100.0)
    assert {one.code: (one.agree, one.spread) for one in agreement}["solved"] == (100.0, 0.0)
    assert compare(ALL, {"a": strict, "b": mild}, "b")[0] == 100.0
    # whose reference has not scored
    assert compare(ALL, {"a": strict, "b": mild}, "z")[0] == pytest.approx((66.67 + 100) / 2, abs=0.01)


@dataclass(frozen=True)
class Part:
    recording_id: str
    agent_id: str


PARTS = st.lists(
    st.builds(Part, st.integers(0, 50).map(str), st.sampled_from(["a", "b", "c"])),
    unique_by=lambda part: (part.recording_id, part.agent_id),
)


@given(parts=PARTS, per_agent=st.integers(1, 5), seed=st.text(max_size=5), data=st.data())
def test_a_lot_is_fair_and_can_be_drawn_again(
    parts: list[Part], per_agent: int, seed: str, data: st.DataObject
) -> None:
    drawn = draw(parts, per_agent, seed)
    for agent in {part.agent_id for part in parts}:
        has = sum(part.agent_id == agent for part in parts)
        assert sum(part.agent_id == agent for part in drawn) == min(has, per_agent)
    assert len(set(drawn)) == len(drawn)
    assert draw(data.draw(st.permutations(parts)), per_agent, seed) == drawn
