"""News of the engine: what happened, in the words of the business, for everybody outside it.

The controller numbers each one (`Envelope.n`, always rising; a restart leaves a gap), journals it, and sends it to
web over the bus.
News are the only source of call records: folding a call's news gives its CDR (telephony/cdr.py). All instants are UTC
Unix seconds (float), all durations seconds. `SCREEN_POP` and `LIVE` news are not kept; the others are durable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Envelope:
    """One numbered piece of news as it is journalled and sent. `n` is 0 for news that are not kept."""

    n: int
    at: float
    type: str
    call: str | None
    data: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"n": self.n, "at": self.at, "type": self.type, "call": self.call, "data": dict(self.data)}

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> Envelope:
        return Envelope(int(raw["n"]), float(raw["at"]), str(raw["type"]), raw.get("call"), raw["data"])


@dataclass(frozen=True, slots=True)
class News:
    """Base. `durable` news are journalled and numbered."""

    type: ClassVar[str] = ""
    durable: ClassVar[bool] = True
    call: str | None

    def data(self) -> dict[str, Any]:
        """The fields of this kind of news (without `call`), as JSON can hold them."""
        return {name: getattr(self, name) for name in type(self).__slots__}


@dataclass(frozen=True, slots=True)
class CallStarted(News):
    """`direction`: inbound, outbound or internal. `from_number`/`to_number` are E.164 where they can be,
    else as given. `agent` dialled it, when an agent did. `language`: what is said in the call is said in it."""

    type: ClassVar[str] = "call.started"
    direction: str
    from_number: str
    from_name: str
    to_number: str
    entry: str
    leg: str
    device: str | None = None
    trunk: str | None = None
    agent: str | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class CallIdentified(News):
    """The directory answered: who is calling. `card` as in ports.CustomerCard."""

    type: ClassVar[str] = "call.identified"
    known: bool
    customer: str | None
    name: str
    region: Mapping[str, str]
    last_agent: str | None
    candidates: int
    last_served: float | None = None
    owner_agent: str | None = None
    ticket_agent: str | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class CallLanguage(News):
    type: ClassVar[str] = "call.language"
    language: str


@dataclass(frozen=True, slots=True)
class CallNode(News):
    """The caller left a node of a flow (see ivr.model.NodeVisit)."""

    type: ClassVar[str] = "call.node"
    flow: str
    version: int
    node: str
    kind: str
    entered: float
    seconds: float
    result: str


@dataclass(frozen=True, slots=True)
class CallNodeEntered(News):
    """Where the caller is now, so that a restarted core can resume there. `variables` holds no masked value."""

    type: ClassVar[str] = "call.node_entered"
    flow: str
    version: int
    node: str
    variables: Mapping[str, str]
    stack: tuple[tuple[str, str], ...] = ()
    """The nodes that called `flow`, outermost first: (flow, node)."""
    pins: Mapping[str, int] = field(default_factory=dict)
    """The version of every flow that this call may come to, when there is more than `flow`."""


@dataclass(frozen=True, slots=True)
class CallRated(News):
    """The caller answered a question of a survey: `score` is what the survey counts the key as. `agent`, `queue`
    and `segment` (0: none) are those of his last talk in this call."""

    type: ClassVar[str] = "call.rated"
    survey: str
    question: str
    score: int
    agent: str | None = None
    queue: str | None = None
    segment: int = 0


@dataclass(frozen=True, slots=True)
class CallQueued(News):
    """`entered` is the place in the queue: a call that comes back after an unanswered offer keeps it."""

    type: ClassVar[str] = "call.queued"
    queue: str
    priority: int
    entered: float
    preferred: str | None


@dataclass(frozen=True, slots=True)
class CallOffered(News):
    """`why` explains the choice; `popped` is True when the agent's browser confirmed the screen-pop before the ring."""

    type: ClassVar[str] = "call.offered"
    queue: str
    agent: str
    device: str
    attempt: int
    sticky: bool
    popped: bool
    why: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CallOfferEnded(News):
    type: ClassVar[str] = "call.offer_ended"
    queue: str
    agent: str
    result: str
    seconds: float


@dataclass(frozen=True, slots=True)
class CallLeftQueue(News):
    """`result`: answered, abandoned, overflow, transferred, callback (he is called back instead), cancelled. `waited`
    seconds since `entered`. With overflow `detail` says why (a rule's `when`, `queue_removed`, or `key`: he pressed
    one), `action` and `target` where he goes, as in config_model.OverflowRule."""

    type: ClassVar[str] = "call.left_queue"
    queue: str
    result: str
    waited: float
    detail: str = ""
    action: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class CallConnected(News):
    """Caller and agent (or an outside party) are in one room. A new segment begins.

    `kind`: talk (has the customer), consult (is asked by the one who has him), guest (talks with both), colleague (the
    dialled side of an internal call)."""

    type: ClassVar[str] = "call.connected"
    segment: int
    agent: str | None
    device: str | None
    number: str | None
    queue: str | None
    kind: str = "talk"


@dataclass(frozen=True, slots=True)
class CallConsult(News):
    """An agent (`by`) asks a third party. `state`: ringing, talking, customer (he talks with the customer, the third
    party waits), failed (`cause` says why), ended, cancelled, completed (the third party has the customer), merged
    (all three talk), left (the guest has left).

    Of a queue (`queue`) that is to find the third party besides: waiting (in its line), offered (`agent` is rung, `why`
    explains the choice as in call.offered), declined (he did not take it, `cause` as in call.offer_ended). failed has a
    rule's `when` or `queue_removed` as `cause` then, and completed without an agent: the customer waits in the line
    instead."""

    type: ClassVar[str] = "call.consult"
    by: str | None
    state: str
    agent: str | None
    device: str | None
    number: str | None
    leg: str
    cause: str = ""
    queue: str | None = None
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallMuted(News):
    """The others do not hear the agent, or hear him again."""

    type: ClassVar[str] = "call.muted"
    agent: str | None
    muted: bool


@dataclass(frozen=True, slots=True)
class CallDigitsSent(News):
    """The agent has pressed keys for the other side; how many, not which: they may be secret."""

    type: ClassVar[str] = "call.digits_sent"
    agent: str | None
    count: int


@dataclass(frozen=True, slots=True)
class CallDetour(News):
    """The customer is sent through a flow while his agent waits, or (`back` False) without a way back."""

    type: ClassVar[str] = "call.detour"
    by: str | None
    flow: str
    node: str
    back: bool


@dataclass(frozen=True, slots=True)
class CallReturned(News):
    """The customer is back from the flow. `result` is that of its `return` node; `variables` what it found out, masked
    ones left out."""

    type: ClassVar[str] = "call.returned"
    agent: str | None
    flow: str
    result: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SurveyOffered(News):
    """The customer is asked to rate: `via` keypad (the flow begins now) or sms (web sends him a link). `agent`,
    `queue` and `segment` are those of his last talk."""

    type: ClassVar[str] = "survey.offered"
    survey: str
    via: str
    agent: str | None
    queue: str | None
    segment: int
    number: str
    language: str


@dataclass(frozen=True, slots=True)
class CallHeld(News):
    type: ClassVar[str] = "call.held"
    agent: str | None
    held: bool


@dataclass(frozen=True, slots=True)
class CallSegmentEnded(News):
    """A segment's talk is over; `seconds` of talk. `ended_by`: caller, agent, system."""

    type: ClassVar[str] = "call.segment_ended"
    segment: int
    agent: str | None
    queue: str | None
    seconds: float
    ended_by: str


@dataclass(frozen=True, slots=True)
class CallPhoneLost(News):
    """The agent's browser is gone in the talk: the customer hears music and waits for him. `reason`: browser_gone or
    page_loaded."""

    type: ClassVar[str] = "call.phone_lost"
    agent: str
    device: str
    reason: str


@dataclass(frozen=True, slots=True)
class CallTransferred(News):
    """`kind`: agent, queue, device, number."""

    type: ClassVar[str] = "call.transferred"
    by: str | None
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class RecordingStarted(News):
    """`path` without extension, relative to the recordings folder."""

    type: ClassVar[str] = "recording.started"
    recording: str
    path: str


@dataclass(frozen=True, slots=True)
class RecordingPaused(News):
    """The recording holds silence from here (`paused`), or sound again. `reason`: agent, or secret (the caller keys in
    what nobody shall hear)."""

    type: ClassVar[str] = "recording.paused"
    recording: str
    paused: bool
    reason: str


@dataclass(frozen=True, slots=True)
class RecordingFailed(News):
    """The switch could not record (the caller had just gone, or its disk refused): there is no file."""

    type: ClassVar[str] = "recording.failed"
    recording: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordingReady(News):
    """The raw file is complete; web makes it playable. `kind`: call or voicemail. `offset` is the recording's start."""

    type: ClassVar[str] = "recording.ready"
    recording: str
    kind: str
    path: str
    started: float
    seconds: float | None


@dataclass(frozen=True, slots=True)
class VoicemailStarted(News):
    """A message is being recorded; a restarted core finishes it with this."""

    type: ClassVar[str] = "voicemail.started"
    box: str
    recording: str
    path: str


@dataclass(frozen=True, slots=True)
class VoicemailReviewed(News):
    """The message is complete, and its caller decides whether it stays. Without an answer it does."""

    type: ClassVar[str] = "voicemail.reviewed"
    recording: str
    path: str
    seconds: float


@dataclass(frozen=True, slots=True)
class VoicemailDiscarded(News):
    """There is no message. `reason`: again (the caller leaves a new one), empty, operator, failed."""

    type: ClassVar[str] = "voicemail.discarded"
    box: str
    recording: str
    reason: str


@dataclass(frozen=True, slots=True)
class VoicemailLeft(News):
    type: ClassVar[str] = "voicemail.left"
    box: str
    recording: str
    from_number: str
    customer: str | None
    seconds: float
    language: str


@dataclass(frozen=True, slots=True)
class CallScreened(News):
    """Somebody who calls is on a list, hides his number, or one too many. `reason`: white, black, anonymous or full;
    `action`: accept (white), reject, busy, message or voicemail."""

    type: ClassVar[str] = "call.screened"
    reason: str
    action: str


@dataclass(frozen=True, slots=True)
class CallAnnounced(News):
    """An emergency message is played. `mode`: before the menu or queue, or instead of it."""

    type: ClassVar[str] = "call.announced"
    announcement: str
    scope: str
    mode: str


@dataclass(frozen=True, slots=True)
class CallTrunkTried(News):
    """A number outside is being rung: `number` inside (E.164), `dialled` and `caller_id` as the trunk gets them.
    `attempt` counts from 1 of `attempts`; `kind` says who wished it, `subjects` whose counters it is charged to, at
    `price` for every started `interval` seconds. `max_seconds`: the talk is ended then."""

    type: ClassVar[str] = "call.trunk_tried"
    leg: str
    trunk: str
    number: str
    dialled: str
    caller_id: str
    attempt: int
    attempts: int
    kind: str
    subjects: tuple[str, ...]
    price: str
    interval: int
    max_seconds: int | None


@dataclass(frozen=True, slots=True)
class CallTrunkResult(News):
    """`result`: answered, or the cause of the failure (busy, no_answer, congestion…; silent: no sign of life in time).
    `next`: the next trunk is tried."""

    type: ClassVar[str] = "call.trunk_result"
    leg: str
    trunk: str
    result: str
    seconds: float
    next: bool


@dataclass(frozen=True, slots=True)
class CallCost(News):
    """A leg outside that was answered is over. `cost` is a decimal number in text."""

    type: ClassVar[str] = "call.cost"
    leg: str
    trunk: str
    seconds: float
    cost: str
    currency: str


@dataclass(frozen=True, slots=True)
class OutboundRefused(News):
    """A call to the outside was not made (`call` None: it never began). `code` is a reason of
    telephony/outside/refusals.py."""

    type: ClassVar[str] = "outbound.refused"
    code: str
    message: str
    message_zh: str
    number: str
    kind: str
    agent: str | None
    device: str | None
    queue: str | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TrunkStateChanged(News):
    """A trunk came or went. `up`: None when nobody knows (no qualify, no registration). `registration`: registered,
    unregistered, rejected, or "" for a trunk that does not register."""

    type: ClassVar[str] = "trunk.state"
    trunk: str
    up: bool | None
    registration: str
    reachable: bool | None


@dataclass(frozen=True, slots=True)
class CallbackRequested(News):
    """Somebody is to be called back when his turn comes. `call` is the call in which he asked for it, if any. `entered`
    is his place in the queue (UTC), `not_before` when it may be tried first. `source`: key, overflow, flow, api; `by`
    is the user who noted it."""

    type: ClassVar[str] = "callback.requested"
    callback: str
    number: str
    queue: str
    language: str
    entered: float
    priority: int
    source: str
    by: str | None
    customer: str | None
    name: str
    preferred: str | None
    not_before: float


@dataclass(frozen=True, slots=True)
class CallbackAttempt(News):
    """An agent has been chosen for it; `call` carries it out."""

    type: ClassVar[str] = "callback.attempt"
    callback: str
    queue: str
    agent: str


@dataclass(frozen=True, slots=True)
class CallbackAttemptEnded(News):
    """`call` did not bring the customer: `result` is a cause (busy, no_answer, …), agent_gone (the agent hung up before
    the customer answered), agents_silent (no agent answered, CallbackRules.offers times), interrupted (a restart) or
    refused (for `reason`, a code of telephony/outside/refusals.py,
    with its `detail`). `attempts` counts those in which he was dialled or no
    agent answered; the next is not before `not_before` (UTC)."""

    type: ClassVar[str] = "callback.attempt_ended"
    callback: str
    queue: str
    result: str
    attempts: int
    not_before: float
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CallbackEnded(News):
    """`result`: done (the customer was reached; `call` is the talk), cancelled (`by` a user), failed (not reached in
    all attempts), refused (the number must not be called: `reason` and `detail` as above), expired, queue_removed."""

    type: ClassVar[str] = "callback.ended"
    callback: str
    queue: str
    result: str
    agent: str | None = None
    by: str | None = None
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CallEnded(News):
    """The journey is over. `cdr` is the whole record (see telephony/cdr.py), so that web stores it in one step."""

    type: ClassVar[str] = "call.ended"
    cdr: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AgentStateChanged(News):
    """`paid` and `limit` (UTC) are about a pause (示忙, 小休) whose reason is in the configuration."""

    type: ClassVar[str] = "agent.state"
    agent: str
    state: str
    previous: str
    reason: str
    device: str | None
    queue: str | None
    since: float
    previous_seconds: float
    until: float | None = None
    paid: bool | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class AgentPauseOver(News):
    """A pause has lasted longer than its reason allows (`limit` seconds); said once for each pause."""

    type: ClassVar[str] = "agent.pause_over"
    agent: str
    state: str
    reason: str
    since: float
    limit: float


@dataclass(frozen=True, slots=True)
class AgentDevice(News):
    """An agent has logged in (`on`) or out at a phone by its keys: web keeps it as it keeps its own log-ins."""

    type: ClassVar[str] = "agent.device"
    agent: str
    device: str
    on: bool


@dataclass(frozen=True, slots=True)
class DeviceStateChanged(News):
    type: ClassVar[str] = "device.state"
    durable: ClassVar[bool] = False
    device: str
    state: str


@dataclass(frozen=True, slots=True)
class QueueFigures(News):
    """The queue as it is now, for boards."""

    type: ClassVar[str] = "queue.figures"
    durable: ClassVar[bool] = False
    queue: str
    waiting: int
    oldest: float | None
    available: int
    talking: int
    wrap_up: int
    logged_in: int


@dataclass(frozen=True, slots=True)
class ScreenPop(News):
    """For one agent's browser, before his phone rings. `pop` is acknowledged by the browser.

    `kind`: queue, transfer, direct. `path` is the caller's way through the menus (flows, nodes and keys)."""

    type: ClassVar[str] = "screen_pop"
    durable: ClassVar[bool] = False
    pop: str
    agent: str
    queue: str | None
    number: str
    dialled: str
    language: str
    waited: float
    sticky: bool
    customer: str | None
    card: Mapping[str, Any]
    region: Mapping[str, str]
    path: tuple[Mapping[str, Any], ...]
    kind: str = "queue"


@dataclass(frozen=True, slots=True)
class ScreenPopWithdrawn(News):
    """The agent need not look at `pop` any more: he is not rung (`result` as in call.offer_ended)."""

    type: ClassVar[str] = "screen_pop_withdrawn"
    durable: ClassVar[bool] = False
    pop: str
    agent: str
    result: str


@dataclass(frozen=True, slots=True)
class SwitchChanged(News):
    """A switch node came or went."""

    type: ClassVar[str] = "switch.state"
    node: str
    up: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CallLive(News):
    """A live call as boards show it: `stage` is ivr, queue, ringing, talking, hold, voicemail, transfer."""

    type: ClassVar[str] = "call.live"
    durable: ClassVar[bool] = False
    stage: str
    since: float
    started: float
    direction: str
    from_number: str
    to_number: str
    customer: str | None
    name: str
    queue: str | None
    agent: str | None
    node: str | None
    extra: Mapping[str, Any] = field(default_factory=dict)
    flow: str | None = None
    """That of `node`, the last that the caller was in."""


@dataclass(frozen=True, slots=True)
class Alarm(News):
    """Something needs a person. `alarm` names the kind (`recording.failed`), `subject` what it is about; the news with
    `raised` False says that it is over. The details are the kind's own."""

    type: ClassVar[str] = "alarm"
    alarm: str
    subject: str
    raised: bool
    message: str
    message_zh: str
    details: Mapping[str, Any] = field(default_factory=dict)
