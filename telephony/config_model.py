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
Strategy = Literal["longest_idle"]


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


@dataclass(frozen=True, slots=True)
class StickyPolicy:
    """Prefer the agent who last served the caller (within `lookback_days`) for `patience` seconds when he is busy or in
    wrap-up; when he is away, logged out or offline the call does not wait for him."""

    enabled: bool = True
    lookback_days: int = 30
    patience: float = 15.0


@dataclass(frozen=True, slots=True)
class Overflow:
    """Where a caller goes when a limit is reached: another queue, a voicemail box, or hang-up after a message."""

    action: Literal["queue", "voicemail", "hangup"]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """All durations in seconds. `priority`: higher is served first; within one priority the longest waiting."""

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
    overflow: Overflow = field(default_factory=lambda: Overflow("voicemail", ""))
    service_level_seconds: float = 20.0
    no_answer_penalty: float = 10.0
    """After not answering, an agent is offered nothing for this long (he is shown as 未应答)."""


@dataclass(frozen=True, slots=True)
class QueueMembership:
    """`preference`: an agent with a lower one is offered this queue's callers first; the others help when
    none is free."""

    queue: str
    preference: int = 0


@dataclass(frozen=True, slots=True)
class Agent:
    """`id` is the user's id in the CRM; `number` is the 工号 spoken to the caller. `units`: his own and those above it,
    the nearest first."""

    id: str
    number: str
    name: str
    queues: tuple[QueueMembership, ...] = ()
    role: str = "agent"
    units: tuple[str, ...] = ()


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
class LibraryPrompt:
    """A prompt of the company's own: `files` has the recording of each language that has one (its name below
    HOTLINE_HOME/sounds/library, no extension), `texts` what is spoken where there is none."""

    id: str
    texts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


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
    pronunciation: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """System prompts that the company has worded itself: prompt id → language → text; absent ones come
    from the catalogue."""
    prompts: tuple[LibraryPrompt, ...] = ()
    kept_flows: tuple[FlowDocument, ...] = ()
    """Older versions of flows that calls in progress still run; core adds them itself."""
    outbound: OutboundRules = field(default_factory=OutboundRules)
    lists: tuple[str, ...] = ()
    """Black, white and do-not-call lists; an entry as in telephony/outside/lists.py."""
    announcements: tuple[Announcement, ...] = ()
