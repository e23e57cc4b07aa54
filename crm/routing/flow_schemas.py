"""Flows, their drafts, versions and trials as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.routing.schemas import FlowFinding, Strict

Comment = Annotated[str, Field(max_length=300)]


class FlowBody(Strict):
    """The flow as in its YAML file: either parsed (`document`) or as text (`yaml`). `comment`: what has changed."""

    document: dict[str, Any] | None = None
    yaml: str | None = Field(None, max_length=1_000_000)
    comment: Comment = ""


class FlowDraftBody(FlowBody):
    """From an editor: `base` is the version that it began from, `since` when the draft was kept last as far as it knows
    (none: there was no draft). 409 when somebody else has kept, dropped or published it meanwhile."""

    base: int | None = Field(None, ge=0)
    since: datetime | None = Field(None, strict=False)


class FlowCheck(BaseModel):
    """Everything wrong with a flow. It can be published when no finding is an error."""

    valid: bool
    findings: list[FlowFinding]


class FlowDraftRow(FlowCheck):
    """`base_version`: the version that was published when the draft was kept."""

    id: str
    document: dict[str, Any]
    base_version: int
    comment: str
    updated_at: datetime
    updated_by: str | None


class FlowVersionRow(BaseModel):
    version: int
    published: bool
    comment: str
    created_at: datetime
    created_by: str | None


class FlowVersionDetail(FlowVersionRow):
    id: str
    document: dict[str, Any]


class PublishBody(Strict):
    """Without `comment` the draft's own. `overwrite`: also when another version was published since it was kept."""

    comment: Comment | None = None
    overwrite: bool = False


class RollbackBody(Strict):
    version: int = Field(ge=1)
    comment: Comment = ""


class DiffQuery(BaseModel):
    """Versions; `to` is the published one when it is not given, 0 stands for the draft."""

    model_config = ConfigDict(extra="forbid")

    from_: int = Field(alias="from", ge=0)
    to: int | None = Field(None, ge=0)


class FlowDiff(BaseModel):
    """`unified` compares the YAML line by line; the lists name nodes."""

    from_version: int
    to_version: int
    added: list[str]
    removed: list[str]
    changed: list[str]
    unified: str


class VersionQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=1)


class TrialBody(Strict):
    """What to try: `document` or `yaml`, else `which` (a published `version`, the newest one when not given). `keys`
    as for the command line: `1,202611210001#,wait,hangup`. `answers`: query → its answer; queries without one fail.
    Calendars are the company's own at `at` (now when not given), but for those named `open` or `closed`."""

    keys: str = Field("", max_length=2000)
    language: Literal["zh", "en"] = "zh"
    answers: dict[str, dict[str, Any] | None] = Field(default_factory=dict, max_length=50)
    open: list[str] = Field(default_factory=list, max_length=100)
    closed: list[str] = Field(default_factory=list, max_length=100)
    at: str | None = Field(None, max_length=40)
    variables: dict[str, Annotated[str, Field(max_length=500)]] = Field(default_factory=dict, max_length=50)
    which: Literal["published", "draft"] = "published"
    version: int | None = Field(None, ge=1)
    document: dict[str, Any] | None = None
    yaml: str | None = Field(None, max_length=1_000_000)


class TrialLine(BaseModel):
    """`what` is hears, presses, silent, speaks, asks, rates, leaves or ends; `at`: since the call began, `seconds`: how
    long it lasted."""

    model_config = ConfigDict(from_attributes=True)

    at: float
    flow: str
    node: str
    what: str
    text: str
    seconds: float


class Trial(BaseModel):
    """`outcome` is where the caller ended, in one line."""

    outcome: str
    lines: list[TrialLine]
    findings: list[FlowFinding]


class HttpHost(Strict):
    """`host`: a name or address, with `:port` when it is not the usual one. `private`: it may be inside the company's
    own network, or this machine."""

    host: str = Field(pattern=r"^[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?$")
    private: bool = False


class HttpHosts(Strict):
    hosts: list[HttpHost] = Field(default_factory=list, max_length=200)
