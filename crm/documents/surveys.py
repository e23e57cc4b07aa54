"""Questionnaires that a type attaches to its documents and steps: asked by who has the step, answered by the customer.

An answer is a row of `visits` without a batch: it counts in the questionnaire's figures, and is seen by whoever sees
the document. One row for each questionnaire of each step that was reached, and one on the document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm.base import new_id
from crm.documents.context import Work
from crm.documents.desk import Desk
from crm.documents.engine.model import DocumentType, Task
from crm.documents.models import Document, DocumentStep
from crm.documents.scope import to_do
from crm.documents.survey_schemas import SurveyResult, SurveyView
from crm.errors import Conflict, NotFound
from crm.questionnaires.models import Questionnaire
from crm.questionnaires.schemas import Options
from crm.questionnaires.service import questions_of
from crm.text import BothLanguages
from crm.visits.models import Visit
from crm.visits.recording import record
from telephony.errors import NotPossible

Key = tuple[str | None, str]
"""The step's id (None: the document itself) and the questionnaire's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a questionnaire is asked, and whether the asker may."""

    name: Mapping[str, str]
    open: bool


async def surveys_of(
    work: Work, kind: DocumentType, document: Document, *, acts: Collection[str], writes: bool
) -> list[SurveyView]:
    """With the document's steps loaded. `acts`: ids of the steps that the asker may finish; `writes`: he may write on
    the document. What is attached, in the order of the steps, and whatever was answered before the type was another
    one."""
    stored = {(row.step_id, row.questionnaire_id): row for row in await _rows(work, document.id)}
    places = dict(_places(kind, document, acts, writes=writes))
    keys = [key for key, place in places.items() if place.open or key in stored or _passed(document, key)]
    keys += [key for key in stored if key not in places]
    known = await _questionnaires(work, {questionnaire for _, questionnaire in keys})
    views = []
    for key in keys:
        questionnaire, row = known.get(key[1]), stored.get(key)
        if questionnaire is not None:
            views.append(await _view(work, questionnaire, key[0], places.get(key), row))
    return views


async def ask(work: Work, document_id: str, given: SurveyResult) -> None:
    """Take in what the customer said. Raises NotFound for what is not attached, Conflict when somebody was faster,
    NotPossible where it is not his to ask (any more), Invalid with field="answers.CODE"."""
    desk = Desk(work)
    opened = await desk.open(document_id, closed=True)
    document, attached, step_id = opened.document, opened.kind.surveys, None
    if given.step is not None:
        manages = await desk.manages(document)
        step = await opened.step(given.step, None if manages else to_do(work.who))
        attached, step_id = opened.course.task(step).surveys, step.id
    questionnaire = await work.session.get(Questionnaire, given.questionnaire_id)
    if questionnaire is None or questionnaire.id not in attached:
        raise NotFound(f"the questionnaire {given.questionnaire_id} is not asked there")
    rows = {(row.step_id, row.questionnaire_id): row for row in await _rows(work, document_id)}
    row = rows.get((step_id, questionnaire.id))
    if (row.version if row is not None else 0) != given.version:
        raise Conflict
    if row is not None and row.state == "done":
        raise NotPossible("the customer has answered already", message_zh="客户已回答过该问卷")
    if questionnaire.state != "active":
        raise NotPossible("this questionnaire is not in use", message_zh="该问卷未启用或已停用")
    if row is None:
        row = _new(work, document, questionnaire, step_id)
        work.session.add(row)
    row.customer_id, row.unit_id = document.customer_id, document.unit_id
    record(
        row,
        await questions_of(work.session, questionnaire.id, row.questions),
        Options.model_validate(questionnaire.options),
        outcome=given.outcome,
        answers=given.answers,
        note=given.note,
        who=work.who,
        now=work.now,
    )
    row.assignee_id = work.who.user
    said = {"survey": [None, questionnaire.id], "result": [None, given.outcome]}
    opened.course.remember("survey", said)
    await desk.close(opened, "survey", said)


def _new(work: Work, document: Document, questionnaire: Questionnaire, step: str | None) -> Visit:
    return Visit(
        id=new_id(),
        batch_id=None,
        step_id=step,
        questionnaire_id=questionnaire.id,
        questions=questionnaire.questions,
        ticket_id=document.id,
        answers={},
        created_at=work.now,
    )


async def _rows(work: Work, document_id: str) -> list[Visit]:
    query = select(Visit).where(Visit.ticket_id == document_id, Visit.batch_id.is_(None)).order_by(Visit.id)
    return list(await work.session.scalars(query))


async def _questionnaires(work: Work, ids: Collection[str]) -> dict[str, Questionnaire]:
    if not ids:
        return {}
    rows = await work.session.scalars(select(Questionnaire).where(Questionnaire.id.in_(ids)))
    return {row.id: row for row in rows}


def _places(
    kind: DocumentType, document: Document, acts: Collection[str], *, writes: bool
) -> Iterator[tuple[Key, Place]]:
    yield from (((None, questionnaire), Place({}, writes)) for questionnaire in kind.surveys)
    tasks = {task.code: task for task in kind.process.tasks()}
    for step in document.steps:
        if (task := tasks.get(step.node)) is not None:
            yield from _of_step(task, step, step.id in acts)


def _of_step(task: Task, step: DocumentStep, acts: bool) -> Iterator[tuple[Key, Place]]:
    for questionnaire in task.surveys:
        yield (step.id, questionnaire), Place(task.name.model_dump(), acts)


def _passed(document: Document, key: Key) -> bool:
    """Whether it is worth showing that nobody was asked: on the document, at a step that is active or was finished."""
    return key[0] is None or any(step.id == key[0] and step.state in {"active", "done"} for step in document.steps)


async def _view(
    work: Work, questionnaire: Questionnaire, step: str | None, place: Place | None, row: Visit | None
) -> SurveyView:
    active = questionnaire.state == "active"
    asked = row if row is not None else Visit(state="open", answers={}, note="", attempts=0, version=0)
    return SurveyView(
        questionnaire_id=questionnaire.id,
        questionnaire=BothLanguages.model_validate(questionnaire.name),
        step_id=step,
        step=dict(place.name) if place is not None else {},
        state=asked.state,  # type: ignore[arg-type]  # rows of documents are never cancelled
        active=active,
        may_ask=active and place is not None and place.open and asked.state != "done",
        questions=await questions_of(work.session, questionnaire.id, asked.questions or questionnaire.questions),
        options=Options.model_validate(questionnaire.options),
        answers=asked.answers,
        score=asked.score,
        most=asked.most,
        satisfied=asked.satisfied,
        note=asked.note,
        attempts=asked.attempts,
        customer_id=asked.customer_id,
        call_id=asked.call_id,
        asked_by=asked.done_by,
        asked_at=asked.done_at,
        version=asked.version,
    )
