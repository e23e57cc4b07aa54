"""Call lists as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import PageQuery

Outcome = Literal["reached", "no_answer", "busy", "wrong_number", "refused", "later"]


class ListBody(BaseModel):
    """`unit`: whose list it is; without it the unit of who makes it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    note: str = Field("", max_length=500)
    unit: str | None = Field(None, max_length=26)


class ListChange(BaseModel):
    """What is absent stays. `closed`: its agents no longer see it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: str = Field("", max_length=100)
    note: str = Field("", max_length=500)
    closed: bool = False
    version: int | None = None


class ListRow(BaseModel):
    """`total` numbers, `allocated` to agents, `done` with a result."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    unit_id: str
    name: str
    note: str
    closed: bool
    created_at: datetime
    created_by: str | None
    version: int
    total: int = 0
    allocated: int = 0
    done: int = 0


class NewItem(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    number: str = Field(min_length=2, max_length=64)
    name: str = Field("", max_length=100)
    note: str = Field("", max_length=500)


class ItemRow(BaseModel):
    """`blocked`: on the do-not-call list by now; the core will not dial it. `list_name` is told to whom the number is
    allocated."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    list_id: str
    number: str
    name: str
    note: str
    customer_id: str | None
    agent_id: str | None
    result: Outcome | Literal[""]
    remark: str
    result_at: datetime | None
    version: int
    blocked: bool = False
    list_name: str = ""


class ItemQuery(PageQuery):
    """`open`: without a result. `number`: as dialled or stored."""

    agent: str | None = Field(None, max_length=26)
    allocated: bool | None = None
    open: bool | None = None
    result: Outcome | None = None
    number: str | None = Field(None, max_length=64)


class MyItemsQuery(PageQuery):
    """`open`: without a result; all others with false. `result`: those alone, whatever `open` says."""

    list_id: str | None = Field(None, max_length=26)
    open: bool | None = True
    result: Outcome | None = None


class ResultBody(BaseModel):
    """`version`, when given, is the one that the change was made from."""

    model_config = ConfigDict(strict=True, extra="forbid")

    result: Outcome
    remark: str = Field("", max_length=500)
    version: int | None = None


class AllocateBody(BaseModel):
    """`how`: evenly among `agents`; owner (who looks after the customer, among `agents` when any are named); hand
    (`items` to the one agent). Only numbers without a result; those that somebody has already only with `again`."""

    model_config = ConfigDict(strict=True, extra="forbid")

    how: Literal["evenly", "owner", "hand"]
    agents: list[str] = Field(default_factory=list, max_length=500)
    items: list[str] = Field(default_factory=list, max_length=1000)
    again: bool = False


class ReleaseBody(BaseModel):
    """Numbers that nobody is to call any more for now."""

    model_config = ConfigDict(strict=True, extra="forbid")

    items: list[str] = Field(min_length=1, max_length=1000)


class Released(BaseModel):
    """How many numbers have become nobody's; what has a result stays with who called."""

    released: int


class Allocated(BaseModel):
    """How many numbers each agent got, and how many have nobody."""

    agents: dict[str, int]
    left: int
