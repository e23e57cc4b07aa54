"""What came of asking a customer, written into its row: the same for visits of a batch and at a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from crm.access import Principal
from crm.incall import CURRENT
from crm.masking import unveiled
from crm.questionnaires.schemas import Options, Question
from crm.questionnaires.scoring import score, take
from crm.visits.models import Visit

Outcome = Literal["done", "later", "unreachable", "refused"]


def record(
    row: Visit,
    questions: Sequence[Question],
    options: Options,
    *,
    outcome: Outcome,
    answers: Mapping[str, Any],
    note: str,
    who: Principal,
    now: datetime,
) -> None:
    """Invalid with field="answers.CODE": only `done` needs everything that is required."""
    stored = [row.phone or "", row.note or "", row.answers]
    given = unveiled(who, answers, stored, "answers")
    row.answers = take(questions, given, partial=outcome != "done")
    said = unveiled(who, note, stored, "note")
    row.attempts, row.last_at, row.note = (row.attempts or 0) + 1, now, said or row.note or ""
    row.call_id = CURRENT.get() or row.call_id
    if outcome != "later":
        row.state, row.done_at, row.done_by = outcome, now, who.user
    if outcome == "done":
        counted = score(questions, row.answers)
        row.score, row.most = counted.points, counted.most
        row.satisfied = None if counted.percent is None else counted.percent >= options.satisfied
