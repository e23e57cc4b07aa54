"""Sampling, sharing out, scoring: pure, so checked with many cases."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.questionnaires.schemas import Question
from crm.questionnaires.scoring import asked, check_scores, score, take
from crm.visits.sampling import sample, share_out, wanted
from crm.visits.statistics import Outcome, statistics

LABEL = {"zh": "题", "en": "Question"}
OPTIONS = [{"code": code, "zh": code, "en": code} for code in ("good", "fair", "bad")]


def question(code: str, kind: str = "choice", **more: Any) -> Question:
    scores, weight = more.pop("scores", {}), more.pop("weight", None)
    if kind in {"choice", "choices"}:
        more.setdefault("options", OPTIONS)
    field = {"code": code, "kind": kind, "label": LABEL, **more}
    return Question.model_validate({"field": field, "scores": scores, "weight": weight})


SERVICE = question("service", scores={"good": 5, "fair": 3, "bad": 0}, required=True)
BAD = {"field": "service", "is": "eq", "value": "bad"}
REASON = question("reason", "text", visible_if=BAD, required=True)
CAME = question("came", "yes_no", scores={"yes": 2})
STARS = question("stars", "number", min=1, max=5, weight=2)
ALL = [SERVICE, REASON, CAME, STARS]


def test_answers_lead_to_questions_and_points() -> None:
    happy = take(ALL, {"service": "good", "came": True, "stars": 5, "reason": "not asked"}, partial=False)
    assert "reason" not in happy
    assert [each.field.code for each in asked(ALL, happy)] == ["service", "came", "stars"]
    assert (score(ALL, happy).points, score(ALL, happy).most, score(ALL, happy).percent) == (15, 15, 100)
    with pytest.raises(Invalid) as refused:
        take(ALL, {"service": "bad"}, partial=False)
    assert refused.value.details["field"] == "answers.reason"
    assert take(ALL, {"service": "bad"}, partial=True) == {"service": "bad"}
    unhappy = score(ALL, take(ALL, {"service": "bad", "reason": "迟到", "stars": 1}, partial=False))
    assert (unhappy.points, unhappy.percent) == (0, 0)
    assert score([REASON], {}).percent is None


@pytest.mark.parametrize(
    "wrong",
    [
        question("a", scores={"nothing": 1}),
        question("a", "text", scores={"x": 1}),
        question("a", "number", weight=1),
        question("a", "yes_no", scores={"good": 1}),
    ],
)
def test_scores_that_nobody_can_reach_are_refused(wrong: Question) -> None:
    with pytest.raises(Invalid):
        check_scores([SERVICE, wrong])


@given(
    answers=st.fixed_dictionaries(
        {},
        optional={
            "service": st.sampled_from(["good", "fair", "bad"]),
            "came": st.booleans(),
            "stars": st.integers(1, 5),
            "reason": st.just("x"),
        },
    )
)
def test_points_lie_between_nothing_and_the_most(answers: dict[str, Any]) -> None:
    counted = score(ALL, take(ALL, answers, partial=True))
    assert 0 <= counted.points <= counted.most
    assert counted.percent is not None


IDS = st.lists(st.text("abcdef0123", min_size=1, max_size=6), unique=True, max_size=60)


@given(ids=IDS, seed=st.text(max_size=8), size=st.integers(1, 70))
def test_a_sample_is_repeatable_and_does_not_depend_on_order(ids: list[str], seed: str, size: int) -> None:
    count = wanted(len(ids), size=size)
    chosen = sample(ids, seed, count)
    assert len(chosen) == len(set(chosen)) == min(size, len(ids))
    assert chosen == sample(ids[::-1], seed, count)
    if ids:
        more = sample([*ids, "newcomer"], seed, count)
        assert len(set(chosen) - set(more)) <= 1


def test_sizes_and_shares() -> None:
    assert (wanted(10), wanted(10, size=3), wanted(10, share=25), wanted(10, size=99)) == (10, 3, 3, 10)
    assert (wanted(10, size=2, share=50), wanted(0, share=50), wanted(1, share=1)) == (2, 0, 1)


def test_samples_are_even() -> None:
    ids = [str(number) for number in range(20)]
    counts = Counter(each for seed in range(2000) for each in sample(ids, str(seed), 5))
    assert min(counts.values()) > 400
    assert max(counts.values()) < 600


@given(
    visits=IDS,
    agents=st.lists(st.sampled_from("XYZ"), unique=True),
    how=st.sampled_from(["even", "owner"]),
    owned=st.lists(st.sampled_from("XYZW"), min_size=60, max_size=60),
)
def test_everything_is_shared_out(visits: list[str], agents: list[str], how: Any, owned: list[str]) -> None:
    owners: dict[str, str | None] = dict(zip(visits, owned, strict=False))
    given_to = share_out(visits, agents, how, owners)
    assert set(given_to) == set(visits)
    if not agents:
        assert set(given_to.values()) <= {None}
        return
    assert set(given_to.values()) <= set(agents)
    counts = Counter(given_to.values())
    if how == "owner":
        assert all(given_to[each] == owners[each] for each in visits if owners[each] in agents)
    elif visits:
        assert max(counts.values()) - min(counts[agent] for agent in agents) <= 1


def test_figures_of_visits() -> None:
    visits = [
        Outcome("done", {"service": "good", "stars": 5}, 13, 15, satisfied=True, agent="X"),
        Outcome("done", {"service": "bad", "reason": "x"}, 0, 15, satisfied=False, agent="Y"),
        Outcome("refused", {}, None, None, None, "X"),
        Outcome("open", {"service": "good"}, None, None, None, None),
    ]
    found = statistics(ALL, visits)
    assert found.states == {"done": 2, "refused": 1, "open": 1}
    assert (found.done_percent, found.percent, found.satisfied_percent) == (66.67, 43.33, 50.0)
    by_code = {each.code: each for each in found.questions}
    assert by_code["service"].answers == {"good": 1, "bad": 1}
    assert (by_code["stars"].mean, by_code["stars"].answered) == (5.0, 1)
    assert [(each.agent_id, each.done, each.percent) for each in found.agents] == [("X", 1, 86.67), ("Y", 1, 0.0)]
    assert statistics(ALL, []).percent is None
