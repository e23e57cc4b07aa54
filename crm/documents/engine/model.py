"""A document type as data: name, number, form, process, triggers. Frozen; what pydantic cannot see check.py does.

Everything that people read exists in Chinese and English. Times are minutes, counted in the calendar `hours` when one
is named, round the clock otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.fields.definitions import FieldDefinition
from crm.text import BothLanguages

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Condition = dict[str, Any]
Minutes = Annotated[int, Field(ge=1, le=527_040)]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class Numbering(Strict):
    """`prefix`, then the day, month or year, then a counter of `digits` that starts anew with each: WX202611260001."""

    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,8}$")] = ""
    period: Literal["day", "month", "year", "never"] = "day"
    digits: int = Field(4, ge=3, le=8)


class Section(Strict):
    """Fields that stand together."""

    code: Code
    name: BothLanguages
    fields: tuple[FieldDefinition, ...] = ()


class Form(Strict):
    sections: tuple[Section, ...] = ()

    @property
    def fields(self) -> list[FieldDefinition]:
        """Every field's definition, in the order of the form."""
        return [field for section in self.sections for field in section.fields]


class Handler(Strict):
    """Who handles a step.

    creator · user · role · unit (everybody in `unit`, or in the document's) · position (held in `unit`, or in the
    document's, or in the nearest one above it) · head (of `unit`, or of the document's) · same (who has the document
    now) · previous (who did the step before) · superior (of who did the step before) · field (the user, or the unit,
    in that field) · outlet (the unit in `field` when it is filled, else the service outlet of the region in the field
    `region`, else of the customer's; when nobody serves the region, the nearest one).

    Several people make a pool: each of them may claim it (pool), or one is chosen: round_robin by 工号, load by fewest
    open steps. When the rule finds nobody, the step goes to the pool of the document's unit.

    `below`: only to whoever gives the work, or those below him (his subordinates, the people of units that he heads);
    anybody else is refused."""

    by: Literal[
        "creator", "user", "role", "unit", "position", "head", "same", "previous", "superior", "field", "outlet"
    ]
    user: str | None = Field(None, max_length=64)
    role: str | None = Field(None, max_length=40)
    unit: str | None = Field(None, max_length=40)
    position: str | None = Field(None, max_length=40)
    field: str | None = Field(None, max_length=40)
    region: str | None = Field(None, max_length=40)
    share: Literal["pool", "round_robin", "load"] = "pool"
    below: bool = False


class Deadline(Strict):
    """The instant in the datetime field `field` when it is filled (and goes with it when it is changed), else `minutes`
    after the step was reached. `warn` minutes of the same calendar before it, handler and superior are told, and at it
    once more; where less than that is left, when half of what is left is over."""

    minutes: Minutes | None = None
    field: str | None = Field(None, max_length=40)
    hours: str | None = Field(None, max_length=40)
    warn: int = Field(0, ge=0, le=527_040)


class Outcome(Strict):
    """A way out of a step. `if`: offered only then. `remark`: a reason must be given. `required`: fields that must be
    filled for it, beside those of the node. `certify`: whether it certifies the document, where its node certifies at
    all; unsaid, it does unless it leads back to the node."""

    code: Code
    name: BothLanguages
    to: str
    if_: Condition | None = Field(None, alias="if")
    remark: bool = False
    required: tuple[str, ...] = ()
    certify: bool | None = None


class _Node(Strict):
    code: Code
    name: BothLanguages
    place: tuple[float, float] | None = None
    """Where a drawing shows it."""


class Task(_Node):
    """A step that somebody does. `edit`: fields that he may change, `["*"]` all. `required`: those that must be filled
    when he is through. `surveys`: ids of questionnaires that the customer is asked; none of them must be answered.
    `kind: visit`: a return visit (回访); with `certify` its result certifies the document, or says that it is
    not certified."""

    kind: Literal["task", "visit"]
    state: Literal["pending", "to_dispatch", "handling", "to_visit"] | None = None
    handler: Handler
    deadline: Deadline | None = None
    edit: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...]
    returnable: bool = True
    """Whether 退单 sends it back to the step before."""
    surveys: tuple[str, ...] = ()
    certify: bool = False

    @property
    def status(self) -> str:
        return self.state or ("to_visit" if self.kind == "visit" else "handling")


class Case(Strict):
    if_: Condition = Field(alias="if")
    to: str


class Branch(_Node):
    """The first case that holds says where it goes, `else` when none does."""

    kind: Literal["branch"]
    cases: tuple[Case, ...]
    else_: str = Field(alias="else")


class Split(_Node):
    """Goes on in every branch at once; they meet again in `join`."""

    kind: Literal["split"]
    to: tuple[str, ...]
    join: str


class Join(_Node):
    """Waits for all branches of its split, then goes on once."""

    kind: Literal["join"]
    to: str


class End(_Node):
    kind: Literal["end"]
    state: Literal["done", "archived", "cancelled"] = "done"


Node = Annotated[Task | Branch | Split | Join | End, Field(discriminator="kind")]


class Process(Strict):
    start: str
    nodes: tuple[Node, ...]

    def node(self, code: str) -> Task | Branch | Split | Join | End:
        """The node of that code. Raises KeyError."""
        for node in self.nodes:
            if node.code == code:
                return node
        raise KeyError(code)

    def tasks(self) -> Iterator[Task]:
        return (node for node in self.nodes if isinstance(node, Task))


class Value(Strict):
    """A value: given here, or that of a field."""

    value: Any = None
    field: str | None = Field(None, max_length=40)


class SetField(Strict):
    do: Literal["set"]
    field: str
    to: Value


class CreateDocument(Strict):
    """A document of another type, linked to this one and with its customer. `title`: `{number}`, `{title}` and
    `{field}`s are filled in."""

    do: Literal["create"]
    type: str
    title: str = Field(min_length=1, max_length=200)
    fields: dict[str, Value] = Field(default_factory=dict)


Recipient = Annotated[
    str,
    StringConstraints(pattern=r"^(handler|superior|creator|watchers|head|(user|role|unit|field):.{1,40})$"),
]


class Notify(Strict):
    do: Literal["notify"]
    to: tuple[Recipient, ...] = Field(min_length=1)
    text: BothLanguages


class CallBack(Strict):
    do: Literal["call_back"]
    queue: str = Field(max_length=40)
    number: str = Field("customer", max_length=40)


class SendMessage(Strict):
    """An SMS or an e-mail by a template, to the customer's number or to the number or address in the field `to`. The
    template gets every field of the document, and company, customer, number, title, time (of the appointment), outlet
    and phone (of the outlet)."""

    do: Literal["send"]
    template: str = Field(max_length=64)
    to: str = Field("customer", max_length=40)
    language: Literal["zh", "en"] = "zh"


class Certify(Strict):
    """The document that this one was made out of is certified (单据认证): what it says was found true."""

    do: Literal["certify"]


Effect = Annotated[SetField | CreateDocument | Notify | CallBack | SendMessage | Certify, Field(discriminator="do")]


class Trigger(Strict):
    """What happens by itself. entry, exit: of `node`, or of any; exit also by `outcome`. deadline: at a step's
    deadline. appointment: its time was fixed or changed. field: the moment that `if` begins to hold. timer: `after`
    minutes at the step `node`, or after the end `node` was reached, or (without one) after the document was made, while
    it is still open; it stands still while the document is suspended. `sample`: for so many of a hundred
    documents only, chosen by chance once for each."""

    code: Code
    when: Literal["entry", "exit", "deadline", "appointment", "field", "timer"]
    node: str | None = Field(None, max_length=32)
    outcome: str | None = Field(None, max_length=32)
    if_: Condition | None = Field(None, alias="if")
    after: Minutes | None = None
    hours: str | None = Field(None, max_length=40)
    sample: int | None = Field(None, ge=1, le=99)
    do: tuple[Effect, ...] = Field(min_length=1, max_length=10)


class Confidential(Strict):
    """Seen only by who entered it, who handles it, and these roles."""

    roles: tuple[str, ...] = ()


class DocumentType(Strict):
    """`family` says in which lists and permissions it stands: ticket (工单), work (工作安排), or another word.
    `surveys`: ids of questionnaires that may be asked at any time, also when it is closed."""

    code: Code
    family: Code = "ticket"
    name: BothLanguages
    description: BothLanguages | None = None
    numbering: Numbering = Field(default_factory=lambda: Numbering.model_validate({}))
    confidential: Confidential | None = None
    form: Form = Form()
    process: Process
    triggers: tuple[Trigger, ...] = ()
    surveys: tuple[str, ...] = ()
    reopen: str | None = Field(None, max_length=32)
    """The step at which a closed document is taken up again; none: it stays closed."""
