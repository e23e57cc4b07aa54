"""How far the first set-up has come. It makes nothing itself: every step goes through the API of the thing it makes and
is told here, so that the next page, browser or administrator goes on where the last one stopped."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.routing.settings import put, value

KEY = "setup"

Step = Literal["company", "administrator", "queue", "people", "flow", "entry", "test"]
State = Literal["open", "done", "skipped"]
Text = Annotated[str, Field(max_length=100)]


class Made(BaseModel):
    """What a step made: its id and the name that people know it by."""

    model_config = ConfigDict(strict=True, extra="forbid")

    kind: Literal["company", "user", "queue", "device", "flow", "entry", "call"]
    id: Text
    name: Text


class StepDone(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    outcome: Literal["done", "skipped"]
    made: list[Made] = Field(default_factory=list, max_length=200)


class Setup(BaseModel):
    """`state`: open while it is shown; an installation that began before there was a set-up counts as done."""

    state: State
    steps: dict[Step, StepDone]


class SetupChange(BaseModel):
    """What is absent stays. A step that is told again replaces what was told before."""

    model_config = ConfigDict(strict=True, extra="forbid")

    state: State | None = None
    steps: dict[Step, StepDone] | None = None


async def setup_of(session: AsyncSession) -> Setup:
    stored = await value(session, KEY)
    return Setup.model_validate(stored) if stored else Setup(state="done", steps={})


async def begin(session: AsyncSession) -> None:
    """For an installation that is new and empty."""
    await put(session, KEY, Setup(state="open", steps={}).model_dump(mode="json"))


async def change_setup(session: AsyncSession, who: Principal, change: SetupChange) -> Setup:
    before = await setup_of(session)
    after = Setup(state=change.state or before.state, steps={**before.steps, **(change.steps or {})})
    await put(session, KEY, after.model_dump(mode="json"))
    note(session, who, "setup.change", "company", KEY, change.model_dump(mode="json", exclude_none=True))
    await session.flush()
    return after
