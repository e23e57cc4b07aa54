"""Who and what a change of a setting affects, as the API says it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from crm.text import BothLanguages


class Affected(BaseModel):
    """So many of one sort. `what`: agents, callers, queues, flows, numbers, users…; `names`: the first few of them;
    none where they are people of outside, or are only counted."""

    what: str
    count: int
    names: list[BothLanguages] = Field(default_factory=list)


class Impact(BaseModel):
    """Without those of which there are none. Empty: nobody notices."""

    affected: list[Affected]
