"""Documents as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.documents.engine.states import Status
from crm.documents.survey_schemas import SurveyView
from crm.fields.query import FieldFilters
from crm.paging import Moment, PeriodQuery

Ident = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Sort = Literal["created_at", "-created_at", "updated_at", "-updated_at", "due_at", "-due_at", "number", "-number"]


class DocumentRow(BaseModel):
    """`status` in the words of the field; `overdue`: a step's deadline has passed."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    number: str
    family: str
    type: str
    type_version: int
    type_name: dict[str, str] = Field(default_factory=dict)
    status: Status
    title: str
    customer_id: str | None
    customer_name: str = ""
    phone: str
    call_id: str | None
    source: str
    unit_id: str
    assignee_id: str | None
    due_at: datetime | None
    overdue: bool = False
    appointment_at: datetime | None
    urged: int
    supervised_by: str | None
    confidential: bool
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    version: int
    fields: dict[str, Any]


class OutcomeView(BaseModel):
    """A way that may be chosen now."""

    code: str
    name: dict[str, str]
    remark: bool
    required: list[str]


class StepView(BaseModel):
    """`may_act`: the asker may finish it; `may_claim`: it waits in a pool that he is in; `may_release`: he took it out
    of one. `outcomes` and `edit` (fields
    that may be changed) are there for active steps."""

    id: str
    node: str
    name: dict[str, str]
    kind: str
    state: str
    handler_id: str | None
    unit_id: str | None
    outlet_id: str | None
    pool: list[dict[str, str]]
    entered_at: datetime
    due_at: datetime | None
    overdue: bool
    claimed_at: datetime | None
    outcome: str
    outcome_name: dict[str, str] = Field(default_factory=dict)
    remark: str
    done_by: str | None
    done_at: datetime | None
    may_act: bool = False
    may_claim: bool = False
    may_release: bool = False
    returnable: bool = False
    outcomes: list[OutcomeView] = Field(default_factory=list)
    edit: list[str] = Field(default_factory=list)
    required: list[str] = Field(default_factory=list)
    surveys: list[str] = Field(default_factory=list)


class RemarkView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    text: str
    mentions: list[str]
    created_by: str | None
    created_at: datetime


class ChangeView(BaseModel):
    """`changes`: field → [before, after]. `after`: the document's version then."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    action: str
    changes: dict[str, Any]
    remark: str
    after: int
    created_by: str | None
    created_at: datetime


class LinkView(BaseModel):
    """`number` and `title` of linked documents that the asker may see; `title` of a customer is the name."""

    kind: str
    id: str
    relation: str
    number: str = ""
    title: str = ""
    created_by: str | None
    created_at: datetime


class DocumentDetail(DocumentRow):
    """`form` is that of the document's version. `verbs`: what the asker may do besides the outcomes of his steps;
    `may_write`: whether he may add remarks, files and links. `names`: `KIND:ID` → what a unit, role, position,
    customer, document or product in it is called."""

    content: str
    certified: bool
    merged_into: str | None
    suspended_at: datetime | None
    form: dict[str, Any]
    steps: list[StepView]
    remarks: list[RemarkView]
    history: list[ChangeView]
    links: list[LinkView]
    watchers: list[str]
    edit: list[str]
    verbs: list[str]
    may_write: bool = False
    surveys: list[SurveyView] = Field(default_factory=list)
    names: dict[str, dict[str, str]] = Field(default_factory=dict)


class DocumentQuery(FieldFilters, PeriodQuery):
    """`list`: entered (业务列表, entered by me), todo (工单处理, mine to do), done_by_me, watched, all (工单查询).
    `node`: something is to be done at that node of its process. `field.CODE` filters by fields of the form of `type`,
    which must be given then."""

    list: Literal["entered", "todo", "done_by_me", "watched", "all"] = "all"
    q: str | None = Field(None, max_length=100)
    family: str | None = Field(None, max_length=32)
    type: str | None = Field(None, max_length=32)
    status: Status | None = None
    node: str | None = Field(None, max_length=32)
    open: bool | None = None
    overdue: bool | None = None
    customer: str | None = Field(None, max_length=26)
    call: str | None = Field(None, max_length=40)
    handler: str | None = Field(None, max_length=26)
    creator: str | None = Field(None, max_length=26)
    unit: str | None = Field(None, max_length=26)
    source: str | None = Field(None, max_length=12)
    sort: Sort = "-created_at"


class NewDocument(BaseModel):
    """`unit_id`: the unit in charge, else the asker's own. `assignee_id`: who gets the first step, else by its rule.
    `from_id`: the document that it is made out of. `attachments`: ids of uploads. `appointment_at`: the appointment
    with the customer, when there is one already."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(min_length=1, max_length=32)
    title: str = Field(min_length=1, max_length=200)
    content: str = Field("", max_length=20_000)
    fields: dict[str, Any] = Field(default_factory=dict)
    customer_id: str | None = Field(None, max_length=26)
    phone: str = Field("", max_length=64)
    call_id: str | None = Field(None, max_length=40)
    source: Literal["hand", "pop", "ivr", "voicemail", "api", "email", "chat", "sms", "fax"] = "hand"
    unit_id: str | None = Field(None, max_length=26)
    assignee_id: str | None = Field(None, max_length=26)
    from_id: str | None = Field(None, max_length=26)
    appointment_at: Moment | None = None
    attachments: list[Ident] = Field(default_factory=list, max_length=50)


class DocumentPatch(BaseModel):
    """What is absent stays; in `fields` null empties one. `version` is the one that the change was made from."""

    model_config = ConfigDict(extra="forbid")

    version: int
    title: str | None = Field(None, min_length=1, max_length=200)
    content: str | None = Field(None, max_length=20_000)
    customer_id: str | None = Field(None, max_length=26)
    phone: str | None = Field(None, max_length=64)
    unit_id: str | None = Field(None, max_length=26)
    fields: dict[str, Any] = Field(default_factory=dict)
    attachments: list[Ident] = Field(default_factory=list, max_length=50)


class Act(BaseModel):
    """Finish a step. `step`: which one; absent when there is only one that the asker may finish. `fields` are changed
    first. `version`: refuse when anything of the document was changed since."""

    model_config = ConfigDict(extra="forbid")

    outcome: str = Field(min_length=1, max_length=32)
    step: str | None = Field(None, max_length=26)
    remark: str = Field("", max_length=10_000)
    fields: dict[str, Any] = Field(default_factory=dict)
    version: int | None = None
    assignee_id: str | None = Field(None, max_length=26)
    attachments: list[Ident] = Field(default_factory=list, max_length=50)


class StepVerb(BaseModel):
    """`step`: absent when there is only one it can be."""

    model_config = ConfigDict(extra="forbid")

    step: str | None = Field(None, max_length=26)


class Remarked(StepVerb):
    remark: str = Field("", max_length=2_000)


class Reasoned(Remarked):
    remark: Reason


class Reassign(Remarked):
    """To a user, or to the pool of a unit."""

    assignee_id: str | None = Field(None, max_length=26)
    unit_id: str | None = Field(None, max_length=26)


class Extend(Reasoned):
    due_at: Moment


class Reschedule(Remarked):
    """The appointment with the customer (预约上门时间)."""

    appointment_at: Moment


class Retype(Remarked):
    type: str = Field(min_length=1, max_length=32)


class Merge(Remarked):
    """The documents that are duplicates of this one."""

    duplicates: list[Ident] = Field(min_length=1, max_length=50)


class Bulk(BaseModel):
    """One verb for many documents; `body` is what that verb takes by itself."""

    model_config = ConfigDict(extra="forbid")

    ids: list[Ident] = Field(min_length=1, max_length=200)
    verb: Literal[
        "act", "claim", "urge", "supervise", "reassign", "return", "extend", "suspend", "resume", "cancel", "archive",
        "watch",
    ]  # fmt: skip
    body: dict[str, Any] = Field(default_factory=dict)


class NewDocumentRemark(BaseModel):
    """`mentions`: users who are told of it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=10_000)
    mentions: list[Ident] = Field(default_factory=list, max_length=50)
    attachments: list[Ident] = Field(default_factory=list, max_length=50)


class NewLink(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["document", "call", "customer"]
    id: Ident
