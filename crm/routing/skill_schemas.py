"""Skills, agents' skills, queues' agents and reasons for pauses as the API shows and takes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.routing.schemas import Shown, Slug, Strict
from crm.text import BothLanguages

Level = Annotated[int, Field(ge=0, le=100)]


class NewSkill(Strict):
    id: Slug
    name: BothLanguages


class SkillChange(Strict):
    name: BothLanguages


class SkillRow(BaseModel):
    id: str
    name: BothLanguages


class AgentSkills(BaseModel):
    """`skills`: skill → level 0–100."""

    agent: str
    number: str | None
    name: str
    skills: dict[str, int]


class SkillMatrix(Strict):
    """Agent → skill → level. Agents who are not named stay as they are; who is named has these skills and no others."""

    agents: dict[str, dict[str, Level]] = Field(max_length=10_000)


class QueueAgent(Strict):
    """`preference`: lower ones are offered the queue's callers first; `position`: place in a fixed order."""

    agent: str = Field(max_length=26)
    preference: int = Field(0, ge=0, le=99)
    position: int = Field(0, ge=0, le=9999)


class QueueAgents(Strict):
    agents: list[QueueAgent] = Field(max_length=10_000)


class PauseReasonFields(Strict):
    """`state`: 示忙 (busy) or 小休 (break). `limit`: seconds after which supervisors see that he is over time."""

    name: BothLanguages
    state: Literal["busy", "break"] = "break"
    paid: bool = True
    limit: float | None = Field(None, ge=1, le=86_400)
    position: int = Field(0, ge=0, le=999)


class NewPauseReason(PauseReasonFields):
    id: Slug


class PauseReasonChange(Strict):
    """What is absent stays."""

    name: BothLanguages | None = None
    state: Literal["busy", "break"] | None = None
    paid: bool | None = None
    limit: float | None = Field(None, ge=1, le=86_400)
    position: int | None = Field(None, ge=0, le=999)


class PauseReasonRow(Shown):
    model_config = ConfigDict(from_attributes=True)

    id: str
    name: BothLanguages
    state: str
    paid: bool
    limit: float | None
    position: int
