"""Points of an assessment, and how far assessors agree. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from crm.errors import Invalid
from crm.fields.definitions import CHOOSING
from crm.quality.schemas import Agreement, Criterion, CriterionFigures, Scored
from crm.questionnaires.revising import check_own_options
from crm.questionnaires.scoring import asked, bounds, check_scores, worth

KINDS = frozenset({"text", "long_text", "number", "choice", "choices", "yes_no"})
CLOSE = 5.0
"""Points of percent within which two assessors count as agreeing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`most`: what the criteria that were answered could have been worth. `fatal`: codes of those with a fatal
    answer."""

    points: float
    most: float
    fatal: tuple[str, ...]

    @property
    def percent(self) -> float | None:
        """points ÷ most, 0 with anything fatal, None when nothing counts."""
        if self.fatal:
            return 0.0
        return round(100 * self.points / self.most, 2) if self.most > 0 else None


def check_criteria(criteria: Sequence[Criterion]) -> None:
    """Raises Invalid with field="criteria.N…" for what cannot be scored."""
    check_own_options([one.field for one in criteria], place="criteria", called="criteria", called_zh="评分项")
    for at, one in enumerate(criteria):
        place = f"criteria.{at}"
        if one.field.kind not in KINDS:
            raise Invalid(
                f"a criterion cannot be of kind {one.field.kind}",
                field=f"{place}.field.kind",
                message_zh="评分项不支持该字段类型",
            )
        possible: set[str] = set()
        if one.field.kind == "yes_no":
            possible = {"yes", "no"}
        elif one.field.kind in CHOOSING:
            possible = {option.code for option in one.field.options}
        unknown = sorted(set(one.fatal) - possible)
        if unknown:
            raise Invalid(
                f"there is no answer {unknown[0]}", field=f"{place}.fatal", message_zh=f"没有选项 {unknown[0]}"
            )
    try:
        check_scores(criteria)
    except Invalid as error:
        field = str(error.details.get("field", "")).replace("questions.", "criteria.", 1)
        raise Invalid(str(error), **{**error.details, "field": field}) from error
    if not any(one.scores or one.weight is not None for one in criteria):
        raise Invalid("nothing in it is worth points", field="criteria", message_zh="至少要有一个计分的评分项")


def outcome(criteria: Sequence[Criterion], answers: Mapping[str, Any]) -> Outcome:
    """What the (cleaned) answers are worth. A criterion without an answer does not apply."""
    points = most = 0.0
    fatal: list[str] = []
    for one in criteria_asked(criteria, answers):
        value = answers.get(one.field.code)
        if value is None:
            continue
        if is_fatal(one, value):
            fatal.append(one.field.code)
        if one.scores or one.weight is not None:
            lowest, highest = bounds(one)
            points += worth(one, value) - lowest
            most += highest - lowest
    return Outcome(round(points, 4), round(most, 4), tuple(fatal))


def criteria_asked(criteria: Sequence[Criterion], answers: Mapping[str, Any]) -> list[Criterion]:
    codes = {one.field.code for one in asked(criteria, answers)}
    return [one for one in criteria if one.field.code in codes]


def is_fatal(one: Criterion, value: Any) -> bool:
    return bool(set(_codes(value)) & set(one.fatal))


def by_criterion(criteria: Sequence[Criterion], given: Sequence[Mapping[str, Any]]) -> list[CriterionFigures]:
    """Where points are lost, over the answers of many assessments."""
    found = []
    for one in criteria:
        code = one.field.code
        values = [answers[code] for answers in given if answers.get(code) is not None]
        lost = [share for value in values if (share := _share(one, value)) is not None]
        said = Counter(word for value in values for word in _codes(value)) if _countable(one) else Counter[str]()
        found.append(
            CriterionFigures(
                code=code,
                label=one.field.label,
                answered=len(values),
                fatal=sum(is_fatal(one, value) for value in values),
                lost=round(100 - 100 * sum(lost) / len(lost), 1) if lost else None,
                answers=dict(said),
            )
        )
    return found


def compare(
    criteria: Sequence[Criterion], given: Mapping[str, tuple[Mapping[str, Any], str]], reference: str | None
) -> tuple[float | None, list[Scored], list[Agreement], float | None]:
    """Assessor → (answers, remark) → the percent that counts as right, each one's distance from it, agreement by
    criterion, and the share of assessors within CLOSE of it. Without a reference (or when he has not scored) the median
    counts as right."""
    outcomes = {who: outcome(criteria, answers) for who, (answers, _) in given.items()}
    known = [one.percent for one in outcomes.values() if one.percent is not None]
    right = outcomes[reference].percent if reference in outcomes else None
    if right is None and known:
        right = float(median(known))
    results = [
        Scored(
            assessor_id=who,
            percent=found.percent,
            away=None if found.percent is None or right is None else round(found.percent - right, 2),
            fatal=list(found.fatal),
            answers=dict(given[who][0]),
            remark=given[who][1],
        )
        for who, found in sorted(outcomes.items())
    ]
    agreement = [found for one in criteria if (found := _agreement(one, [a for a, _ in given.values()])) is not None]
    away = [abs(one.away) for one in results if one.away is not None]
    within = round(100 * sum(far <= CLOSE for far in away) / len(away), 1) if away else None
    return right, results, agreement, within


def _agreement(one: Criterion, given: Sequence[Mapping[str, Any]]) -> Agreement | None:
    if not given or not (_countable(one) or one.weight is not None):
        return None
    values = [answers.get(one.field.code) for answers in given]
    commonest = Counter(",".join(sorted(_codes(value))) for value in values).most_common(1)[0][1]
    shares = [share for value in values if value is not None and (share := _share(one, value)) is not None]
    spread = round(100 * (max(shares) - min(shares)), 1) if shares else None
    return Agreement(code=one.field.code, agree=round(100 * commonest / len(values), 1), spread=spread)


def _countable(one: Criterion) -> bool:
    return one.field.kind == "yes_no" or one.field.kind in CHOOSING


def _share(one: Criterion, value: Any) -> float | None:
    """0…1: how much of its points the answer reaches; None for what does not count."""
    if not one.scores and one.weight is None:
        return None
    lowest, highest = bounds(one)
    return (worth(one, value) - lowest) / (highest - lowest) if highest > lowest else None


def _codes(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(word) for word in value] if isinstance(value, list) else [str(value)]
