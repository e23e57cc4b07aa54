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
    """`skills`: skill → level 0–100. `queues`: those that he serves."""

    agent: str
    number: str | None
    name: str
    unit_id: str
    queues: list[str]
    skills: dict[str, int]


class SkillMatrix(Strict):
    """Agent → skill → level. Agents who are not named stay as they are; who is named has these skills and no others.
    `was`: what the agents had when the change was begun; 409 when one has something else by now."""

    agents: dict[str, dict[str, Level]] = Field(max_length=10_000)
    was: dict[str, dict[str, Level]] = Field(default_factory=dict, max_length=10_000)


class SkillEffect(BaseModel):
    """From which second of waiting the agent may take the queue's callers: 0 is at once, null never."""

    agent: str
    number: str | None
    name: str
    before: float | None
    after: float | None


class QueueEffect(BaseModel):
    """What a change of skills does to a queue. `able_before`, `able_after`: how many of its agents may take a caller at
    once; `ever_after`: how many may in the end, when the queue asks for less. `agents`: those for whom something
    changes."""

    queue: str
    name: BothLanguages
    able_before: int
    able_after: int
    ever_after: int
    agents: list[SkillEffect]


class SkillEffects(BaseModel):
    """Queues for which a change of skills makes a difference. Demands that flows add for one caller are not counted."""

    queues: list[QueueEffect]


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
