"""Questions asked, answers cleaned, scores counted. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm.errors import Invalid
from crm.fields.clean import clean
from crm.fields.conditions import holds
from crm.fields.definitions import CHOOSING, NUMBERS
from crm.questionnaires.schemas import Question


@dataclass(frozen=True, slots=True)
class Score:
    """`most`: what the answers to the questions that were asked could have been worth. `percent` of it, None when
    nothing counts."""

    points: float
    most: float

    @property
    def percent(self) -> float | None:
        return round(100 * self.points / self.most, 2) if self.most > 0 else None


def check_scores(questions: Sequence[Question]) -> None:
    """Raises Invalid for scores of answers that cannot be given."""
    for at, question in enumerate(questions):
        field, place = question.field, f"questions.{at}"
        if question.weight is not None and (field.kind not in NUMBERS or field.max is None):
            raise Invalid(
                "only a number with a maximum has a weight",
                field=f"{place}.weight",
                message_zh="只有设置了最大值的数字题可以按权重计分",
            )
        if not question.scores:
            continue
        if field.kind == "yes_no":
            possible = {"yes", "no"}
        elif field.kind in CHOOSING:
            possible = {option.code for option in field.options}
        else:
            raise Invalid(
                f"answers of kind {field.kind} have no scores",
                field=f"{place}.scores",
                message_zh="该题型不能按选项计分",
            )
        unknown = sorted(set(question.scores) - possible)
        if unknown:
            raise Invalid(
                f"there is no answer {unknown[0]}", field=f"{place}.scores", message_zh=f"没有选项 {unknown[0]}"
            )


def take(questions: Sequence[Question], answers: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """The answers to store: those of questions that are not asked, by the others' answers, are dropped. `partial`: what
    is required may still be missing. Raises Invalid with field="answers.CODE"."""
    definitions = [question.field for question in questions]
    if partial:
        definitions = [field.model_copy(update={"required": False, "required_if": None}) for field in definitions]
    try:
        return clean(definitions, answers)
    except Invalid as error:
        field = str(error.details.get("field", "fields")).replace("fields", "answers", 1)
        raise Invalid(str(error), **{**error.details, "field": field}) from error


def asked(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The questions that these (cleaned) answers lead to."""
    return [question for question in questions if holds(question.field.visible_if, answers)]


def score(questions: Sequence[Question], answers: Mapping[str, Any]) -> Score:
    """Points of the answers; a question that was asked and not answered is worth its least."""
    points = most = 0.0
    for question in asked_of(questions, answers):
        lowest, highest = bounds(question)
        value = answers.get(question.field.code)
        points += (worth(question, value) if value is not None else lowest) - lowest
        most += highest - lowest
    return Score(round(points, 4), round(most, 4))


def asked_of(questions: Sequence[Question], answers: Mapping[str, Any]) -> list[Question]:
    """The questions that were asked and count."""
    return [question for question in asked(questions, answers) if question.scores or question.weight is not None]


def bounds(question: Question) -> tuple[float, float]:
    """The least and the most that its answer is worth."""
    if question.weight is not None:
        ends = (_number(question.field.min or 0) * question.weight, _number(question.field.max or 0) * question.weight)
        return min(ends), max(ends)
    values = list(question.scores.values())
    if question.field.kind == "choices":
        return sum(v for v in values if v < 0), sum(v for v in values if v > 0)
    return min(0.0, *values), max(0.0, *values)


def worth(question: Question, value: Any) -> float:
    if question.weight is not None:
        return _number(value) * question.weight
    if question.field.kind == "yes_no":
        return question.scores.get("yes" if value else "no", 0.0)
    chosen = value if isinstance(value, list) else [value]
    return sum(question.scores.get(str(code), 0.0) for code in chosen)


def _number(value: Any) -> float:
    return float(Decimal(str(value)))
