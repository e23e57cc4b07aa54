"""Questionnaires and scorecards. They keep their ids, by which document types name questionnaires. What is here and not
the same gets a new version of its questions: visits and assessments finish on the one that they began with."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel

from crm.portable.part import OneByOne, Raw, body, own_id
from crm.quality.schemas import NewScorecard, ScorecardChange
from crm.quality.scorecards import ScorecardService
from crm.questionnaires.schemas import NewQuestionnaire, QuestionnaireChange
from crm.questionnaires.service import QuestionnaireService

DRAFT = "draft"


class _Asked(OneByOne):
    """`asked`: what its questions are called in the API."""

    service: ClassVar[Any]
    new: ClassVar[type[BaseModel]]
    change: ClassVar[type[BaseModel]]
    asked: ClassVar[str]

    async def shown(self) -> dict[str, dict[str, Any]]:
        service = self.service(self._session, self._who)
        found = {}
        for ident in sorted(row.id for row in await service.find()):
            row = await service.get(ident)
            questions = [each.model_dump(mode="json", exclude_defaults=True) for each in getattr(row, self.asked)]
            found[ident] = row.model_dump(mode="json", include={"name", "state", "options"}) | {self.asked: questions}
        return found

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        service = self.service(self._session, self._who)
        if before is None:
            given = {name: value for name, value in raw.items() if name != "state"}
            row = await service.create(body(self.new, place, given), own_id(ident))
            change = {} if raw.get("state", DRAFT) == DRAFT else {"state": raw["state"]}
        else:
            row = await service.get(ident)
            change = {name: value for name, value in raw.items() if value != before.get(name)}
        if change:
            await service.update(ident, body(self.change, place, {**change, "version": row.version}))


class Questionnaires(_Asked):
    name = "questionnaires"
    function = "questionnaires.manage"
    service = QuestionnaireService
    new, change, asked = NewQuestionnaire, QuestionnaireChange, "questions"


class Scorecards(_Asked):
    name = "scorecards"
    function = "quality.manage"
    service = ScorecardService
    new, change, asked = NewScorecard, ScorecardChange, "criteria"
