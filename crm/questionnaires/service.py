"""Questionnaires: made, changed, opened and closed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import NotFound
from crm.fields.check import check_definitions
from crm.questionnaires.models import Questionnaire, QuestionnaireVersion
from crm.questionnaires.revising import check_own_options, revise
from crm.questionnaires.schemas import (
    NewQuestionnaire,
    Options,
    Question,
    QuestionnaireChange,
    QuestionnaireDetail,
    QuestionnaireRow,
)
from crm.questionnaires.scoring import check_scores


class QuestionnaireService:
    """Whoever may see visits sees questionnaires: they are the company's."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self) -> list[QuestionnaireRow]:
        rows = await self._session.scalars(select(Questionnaire).order_by(Questionnaire.created_at.desc()))
        return [_row(row) for row in rows]

    async def get(self, questionnaire_id: str) -> QuestionnaireDetail:
        row = await self._get(questionnaire_id)
        asked = await questions_of(self._session, row.id, row.questions)
        return QuestionnaireDetail(**_row(row).model_dump(), questions=asked)

    async def create(self, new: NewQuestionnaire, ident: str | None = None) -> QuestionnaireDetail:
        """`ident`: the id that it has elsewhere, which nothing has here."""
        _check(new.questions)
        now = utcnow()
        row = Questionnaire(
            id=ident or new_id(),
            name=new.name.model_dump(),
            options=new.options.model_dump(),
            created_by=self._who.user,
            created_at=now,
            updated_at=now,
        )
        self._session.add(row)
        await self._session.flush()
        self._version(row, new.questions)
        note(self._session, self._who, "questionnaires.create", "questionnaire", row.id, {"name": row.name})
        await self._session.flush()
        return await self.get(row.id)

    async def update(self, questionnaire_id: str, change: QuestionnaireChange) -> QuestionnaireDetail:
        """Conflict when it was changed meanwhile. What is closed stays closed for visits, and may be opened again."""
        row = await self._get(questionnaire_id)
        given = revise(row, change, called="问卷")
        if change.questions is not None:
            _check(change.questions)
            row.questions += 1
            self._version(row, change.questions)
        note(self._session, self._who, "questionnaires.update", "questionnaire", row.id, {"changed": given})
        await self._session.flush()
        return await self.get(row.id)

    async def _get(self, questionnaire_id: str) -> Questionnaire:
        row = await self._session.get(Questionnaire, questionnaire_id)
        if row is None:
            raise NotFound(f"there is no questionnaire {questionnaire_id}")
        return row

    def _version(self, row: Questionnaire, questions: list[Question]) -> None:
        self._session.add(
            QuestionnaireVersion(
                questionnaire_id=row.id,
                number=row.questions,
                questions=[question.model_dump(mode="json", exclude_defaults=True) for question in questions],
                created_at=utcnow(),
            )
        )


async def questions_of(session: AsyncSession, questionnaire_id: str, number: int) -> list[Question]:
    row = await session.get_one(QuestionnaireVersion, (questionnaire_id, number))
    return [Question.model_validate(raw) for raw in row.questions]


async def versions_of(session: AsyncSession, questionnaire_id: str) -> dict[int, list[Question]]:
    """All versions of the questions, newest first."""
    rows = await session.scalars(
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
        .order_by(QuestionnaireVersion.number.desc())
    )
    return {row.number: [Question.model_validate(raw) for raw in row.questions] for row in rows}


def _check(questions: list[Question]) -> None:
    fields = [question.field for question in questions]
    check_own_options(fields, place="questions", called="questions", called_zh="问卷题目")
    check_definitions(fields, place="questions")
    check_scores(questions)


def _row(row: Questionnaire) -> QuestionnaireRow:
    return QuestionnaireRow.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "state": row.state,
            "questions_version": row.questions,
            "options": Options.model_validate(row.options),
            "created_by": row.created_by,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "version": row.version,
        }
    )
