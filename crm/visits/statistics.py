"""Figures of visits. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.fields.definitions import CHOOSING, NUMBERS
from crm.questionnaires.schemas import Question
from crm.visits.schemas import AgentStatistics, QuestionStatistics, Statistics


@dataclass(frozen=True, slots=True)
class Outcome:
    state: str
    answers: Mapping[str, Any]
    score: float | None
    most: float | None
    satisfied: bool | None
    agent: str | None


def statistics(questions: Sequence[Question], visits: Iterable[Outcome]) -> Statistics:
    every = list(visits)
    states = Counter(visit.state for visit in every)
    done = [visit for visit in every if visit.state == "done"]
    over = len(every) - states["open"] - states["cancelled"]
    judged = [visit for visit in done if visit.satisfied is not None]
    agents = sorted({visit.agent for visit in done if visit.agent})
    return Statistics(
        states=dict(states),
        done_percent=_share(len(done), over),
        percent=_percent(done),
        satisfied_percent=_share(sum(bool(visit.satisfied) for visit in judged), len(judged)),
        questions=[_question(question, done) for question in questions],
        agents=[
            AgentStatistics(
                agent_id=agent,
                done=sum(visit.agent == agent for visit in done),
                percent=_percent([visit for visit in done if visit.agent == agent]),
            )
            for agent in agents
        ],
    )


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _percent(visits: Sequence[Outcome]) -> float | None:
    """Points of all, of what was possible in all."""
    scored = [(visit.score, visit.most) for visit in visits if visit.score is not None and visit.most]
    most = sum(most or 0 for _, most in scored)
    return round(100 * sum(points for points, _ in scored) / most, 2) if most else None


def _question(question: Question, done: Sequence[Outcome]) -> QuestionStatistics:
    field = question.field
    values = [visit.answers[field.code] for visit in done if field.code in visit.answers]
    shown = QuestionStatistics(code=field.code, label=field.label.model_dump(), kind=field.kind, answered=len(values))
    if field.kind in CHOOSING:
        shown.answers = dict(Counter(code for value in values for code in _codes(value)))
    elif field.kind == "yes_no":
        shown.answers = dict(Counter("yes" if value else "no" for value in values))
    elif field.kind in NUMBERS and values:
        numbers = [float(value) for value in values]
        shown.mean = round(sum(numbers) / len(numbers), 4)
        shown.least, shown.greatest = min(numbers), max(numbers)
    return shown


def _codes(value: Any) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else [str(value)]
