"""The configuration snapshot that the core runs on: made by web from the database, kept on disk by core.

Validated at the edge with pydantic's TypeAdapter over these dataclasses (`load_snapshot`). A text for people is a
mapping language → text with both "zh" and "en".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from telephony.outside.settings import Announcement, NumberFormat, OutboundRules

Text = Mapping[str, str]
Strategy = Literal["longest_idle", "round_robin", "fewest_calls", "least_talk", "best_skill", "ring_all", "fixed_order"]
Media = Literal["call", "callback", "chat", "email", "consult"]


@dataclass(frozen=True, slots=True)
class Company:
    name: Text
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    region: str = "CN"
    area_code: str = "010"


@dataclass(frozen=True, slots=True)
class HoursInterval:
    """Local wall time `HH:MM`; `end` is exclusive and may be 24:00."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date (YYYY-MM-DD) that does not follow the week: a holiday (no intervals) or a make-up working day."""

    date: str
    name: Text
    intervals: tuple[HoursInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` has seven entries, Monday first."""

    id: str
    name: Text
    week: tuple[tuple[HoursInterval, ...], ...]
    special: tuple[SpecialDay, ...] = ()


StickyChoice = Literal["wait", "skip"]


@dataclass(frozen=True, slots=True)
class StickyPolicy:
    """Prefer an agent who knows the caller: who served him last (within `lookback_days`), who owns the customer, or who
    has his open ticket. `busy` (talking, being rung, phone in use), `wrap_up`, `away` (示忙, 小休, not answering,
    without a phone) and `logged_out` say what happens meanwhile: wait for him up to `patience` seconds, or skip."""

    enabled: bool = True
    lookback_days: int = 30
    patience: float = 15.0
    source: Literal["last_agent", "owner", "ticket"] = "last_agent"
    busy: StickyChoice = "wait"
    wrap_up: StickyChoice = "wait"
    away: StickyChoice = "skip"
    logged_out: StickyChoice = "skip"


@dataclass(frozen=True, slots=True)
class RelaxStep:
    """After `after` seconds of waiting the skill is asked for at `level` only; None: not at all."""

    after: float
    level: int | None = None


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """An agent must have `skill` at `level` (0–100) or more, until a step says otherwise (steps in the order of
    time)."""

    skill: str
    level: int = 1
    relax: tuple[RelaxStep, ...] = ()


OverflowWhen = Literal["no_agents", "closed", "estimate", "max_length", "max_wait"]
OverflowAction = Literal["queue", "voicemail", "callback", "number", "message", "hangup"]


@dataclass(frozen=True, slots=True)
class OverflowRule:
    """When a caller leaves the queue unserved, and where he goes. The first rule that holds counts.

    `when`: `no_agents` (none of the queue's agents is logged in; `over`: and he has waited so many seconds), `closed`
    (outside the queue's hours), `estimate` (on entry the expected wait is above `over` seconds), `max_length` (on entry
    more than `over` wait; None: the queue's `max_length`), `max_wait` (he has waited `over` seconds; None: the
    queue's `max_wait`). `target` is a queue, a voicemail box or a number; `text` is the message spoken (`message`:
    spoken, then hung up)."""

    when: OverflowWhen
    action: OverflowAction
    target: str = ""
    over: float | None = None
    text: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Announcements:
    """What a waiting caller hears over the music, and the agent before he is connected. Seconds.

    The first announcement comes `first` seconds after the entry, then every `announce_every` of the queue (0: none at
    all): his place if `position`, the expected wait if `estimate`, the keys that he may press if `keys`. The texts of
    `comfort` take turns, one every `comfort_every` (0: none). `agent_number`: the caller is told the 工号 before he is
    connected. `whisper`: the agent is told first whose caller he gets (`whisper_text`, or the queue's name) and how
    long he has waited; the caller hears music meanwhile."""

    first: float = 3.0
    position: bool = True
    estimate: bool = True
    keys: bool = True
    comfort: tuple[Text, ...] = ()
    comfort_every: float = 45.0
    agent_number: bool = True
    whisper: bool = False
    whisper_text: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WaitingKey:
    """What a key does while a caller waits. `target`: a queue, a flow, or a voicemail box (empty: the queue's own)."""

    action: Literal["callback", "voicemail", "queue", "flow", "hangup"]
    target: str = ""


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """Calling back instead of waiting. `attempts` to reach the customer, `retry_seconds` apart; so many `offers` that
    no agent answers end one of them; none outside `hours` (a calendar; empty: the queue's own), none later than
    `expires` seconds after the wish."""

    enabled: bool = True
    attempts: int = 3
    retry_seconds: float = 300.0
    offers: int = 5
    hours: str = ""
    expires: float = 172_800.0


@dataclass(frozen=True, slots=True)
class SurveyPolicy:
    """Whether customers of the queue rate the talk: `auto` when the agent hangs up, `button` when he asks for it
    (转评价), `off`. `flow` asks them. With `sms` (and `auto`) a customer who hung up first gets a link that lives
    `link_hours`. A score of the survey's first question at or above `satisfied` counts as satisfied."""

    mode: Literal["off", "button", "auto"] = "off"
    flow: str = ""
    sms: bool = False
    link_hours: float = 72.0
    satisfied: int = 3


@dataclass(frozen=True, slots=True)
class Queue:
    """All durations in seconds. `priority`: higher is served first; within one priority the longest waiting.

    The caller's own priority and that of his category (`category_priority`) are added; with `ageing_seconds` above 0
    so is one for each such time that he has waited. `demand`: skills that its callers need. `ring_max`: how many
    agents `ring_all` rings at once. `hours`: a calendar's id, or empty: always open. At a limit without a rule of its
    own the last rule of `overflow` counts. `spare_flexible`: of several free agents prefer the one whose other queues
    need him least, and let a freed agent take from the queue that is worst off (docs/adr/0071)."""

    id: str
    name: Text
    strategy: Strategy = "longest_idle"
    priority: int = 0
    ring_timeout: float = 20.0
    wrap_up: float = 15.0
    max_wait: float = 600.0
    max_length: int = 100
    announce_every: float = 30.0
    music: str = "default"
    sticky: StickyPolicy = field(default_factory=StickyPolicy)
    overflow: tuple[OverflowRule, ...] = (OverflowRule("max_wait", "voicemail"),)
    service_level_seconds: float = 20.0
    no_answer_penalty: float = 10.0
    """After not answering, an agent is offered nothing for this long (he is shown as 未应答)."""
    ring_max: int = 5
    ageing_seconds: float = 0.0
    category_priority: Mapping[str, int] = field(default_factory=dict)
    demand: tuple[SkillDemand, ...] = ()
    hours: str = ""
    wrap_up_max: float = 0.0
    """The longest that a wrap-up may become by extensions; 0: no limit."""
    spare_flexible: bool = False
    announcements: Announcements = field(default_factory=Announcements)
    keys: Mapping[str, WaitingKey] = field(default_factory=dict)
    """Key (0-9 * #) → what it does while a caller waits."""
    callback: CallbackRules = field(default_factory=CallbackRules)
    survey: SurveyPolicy = field(default_factory=SurveyPolicy)


@dataclass(frozen=True, slots=True)
class QueueMembership:
    """`preference`: an agent with a lower one is offered this queue's callers first; the others help when
    none is free. `position`: his place in the order of `fixed_order`."""

    queue: str
    preference: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Agent:
    """`id` is the user's id in the CRM; `number` is the 工号 spoken to the caller. `units`: his own and those above it,
    the nearest first. `skills`: skill → level 0–100. `capacity`: how many items of a medium he has at the same time
    (absent: as MediaPolicy says; calls and callbacks are always 1)."""

    id: str
    number: str
    name: str
    queues: tuple[QueueMembership, ...] = ()
    role: str = "agent"
    units: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MediaPolicy:
    """How chats and e-mails go together with calls. `capacity`: how many of a medium an agent has at the same time
    where nothing is said for him. `beside_calls`: media of which he may be offered more while he is rung, talks or
    wraps up; `interrupted`: media that keep no call away from him when he has them in hand."""

    capacity: Mapping[str, int] = field(default_factory=lambda: {"chat": 3, "email": 5})
    beside_calls: tuple[str, ...] = ()
    interrupted: tuple[str, ...] = ("email",)


@dataclass(frozen=True, slots=True)
class Skill:
    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class PauseReason:
    """Why an agent takes no queue calls: chosen with 示忙 (`busy`) or 小休 (`break`). `limit`: seconds after which he
    is over time (None: no limit)."""

    id: str
    name: Text
    state: Literal["busy", "break"] = "break"
    paid: bool = True
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A SIP endpoint. `id` is also its user name. Kinds: browser (WebRTC), phone (any SIP phone), guest
    (may only call in)."""

    id: str
    kind: Literal["browser", "phone", "guest"]
    secret: str = field(repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trunk:
    """A SIP connection to the outside. `match` are addresses that identify its calls; `register` needs
    user and secret.

    `preference`: a lower one is tried first. `numbers` are ours on this trunk: the first is shown when nothing else is
    wished, and no other number is ever shown. `channels` and `calls_per_second`: 0 is no limit. `qualify`: seconds
    between two looks whether it is there, 0 for never (then it is taken to be there). `proxy`: host, with `:port`, that
    all requests go through. `area_code` completes local numbers of its callers."""

    id: str
    name: str
    host: str
    match: tuple[str, ...] = ()
    user: str = ""
    secret: str = field(default="", repr=False)
    register: bool = False
    area_code: str = ""
    enabled: bool = True
    preference: int = 10
    port: int = 0
    transport: Literal["udp", "tcp", "tls"] = "udp"
    codecs: tuple[str, ...] = ("ulaw", "alaw")
    srtp: bool = False
    qualify: int = 60
    proxy: str = ""
    expiry: int = 300
    send_pai: bool = False
    numbers: tuple[str, ...] = ()
    format: NumberFormat = field(default_factory=NumberFormat)
    caller_format: NumberFormat = field(default_factory=NumberFormat)
    channels: int = 0
    calls_per_second: int = 0
    setup_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A dialled number and the flow that answers it. `number` `*` matches every number without an entry of its own, one
    that ends in `*` every number that begins so, and `…@trunk` only what arrives on that trunk.

    `priority` is added to that of the queue (VIP line). `concurrent`: calls at the same time, 0 is no limit; one more
    hears busy or the message of `queue_full`. `anonymous`: what becomes of callers who hide their number."""

    number: str
    flow: str
    name: Text
    language: str = ""
    priority: int = 0
    concurrent: int = 0
    on_full: Literal["busy", "message"] = "busy"
    anonymous: Literal["accept", "reject", "message", "voicemail"] = "accept"


@dataclass(frozen=True, slots=True)
class FlowDocument:
    """A validated flow. `document` is the flow as in its YAML file (telephony/ivr/schema.py)."""

    id: str
    version: int
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Music:
    """A class of music on hold: `files` (absolute, no extension) one after the other, again and again."""

    id: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryPrompt:
    """A prompt of the company's own: `files` has the recording of each language that has one (its name below
    HOTLINE_HOME/sounds/library, no extension), `texts` what is spoken where there is none."""

    id: str
    texts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where messages are left: a queue's, an agent's (`agent` is his user's id), or a free one. Durations in seconds.

    `greeting` has the words of each language, `prompt` names a prompt of the library that is said instead; with
    neither, the system's own greeting is said. `operator` is the queue that key 0 leads to during the greeting, "" for
    none. With `review` the caller may hear his message, keep it, or leave it anew.
    """

    id: str
    name: Text
    queue: str = ""
    agent: str = ""
    greeting: Mapping[str, str] = field(default_factory=dict)
    prompt: str = ""
    max_seconds: int = 120
    min_seconds: float = 1.0
    silence_seconds: int = 5
    operator: str = ""
    review: bool = False
    watchers: tuple[str, ...] = ()
    """Users who are told of its messages besides those whose box it is."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the core needs to route calls without database and web."""

    version: int
    company: Company
    entries: tuple[Entry, ...] = ()
    flows: tuple[FlowDocument, ...] = ()
    hours: tuple[Hours, ...] = ()
    queues: tuple[Queue, ...] = ()
    agents: tuple[Agent, ...] = ()
    devices: tuple[Device, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    skills: tuple[Skill, ...] = ()
    pause_reasons: tuple[PauseReason, ...] = ()
    pronunciation: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """System prompts that the company has worded itself: prompt id → language → text; absent ones come
    from the catalogue."""
    prompts: tuple[LibraryPrompt, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    """Feature codes of hard phones that differ from the usual ones (telephony/incall/codes.py): action → code; an empty
    code switches the action off."""
    kept_flows: tuple[FlowDocument, ...] = ()
    """Older versions of flows that calls in progress still run; core adds them itself."""
    outbound: OutboundRules = field(default_factory=OutboundRules)
    lists: tuple[str, ...] = ()
    """Black, white and do-not-call lists; an entry as in telephony/outside/lists.py."""
    announcements: tuple[Announcement, ...] = ()
    spoken: tuple[Text, ...] = ()
    """Texts that lookups may answer with, made ready to be said (telephony/ivr/nodes/lookup.py, RENDERED)."""
    mailboxes: tuple[Mailbox, ...] = ()
    media: MediaPolicy = field(default_factory=MediaPolicy)
