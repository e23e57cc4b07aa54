"""A call is one customer's journey: its legs, its one room, its stage. Pure state, one transition table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from telephony.clock import Now
from telephony.domain_events import Envelope
from telephony.ports import CustomerCard

RING_SECONDS = 30.0
"""How long a party is rung for a transfer, a consultation or a dial-out."""

HUNG_UP_SECONDS = 0.5
"""So long after the end of what a leg heard, its own end has been told: what is broken off may be a hang-up."""


class Stage(StrEnum):
    """Where the call is now. Exactly one service owns a call in each stage."""

    ARRIVED = "arrived"  # handed to us, being answered
    IVR = "ivr"  # in a menu
    QUEUE = "queue"  # waiting, or being offered to an agent
    DIALLING = "dialling"  # a party is being rung for it directly (transfer, dial-out)
    TALKING = "talking"  # in a room with an agent or another party
    VOICEMAIL = "voicemail"
    CLOSING = "closing"  # last words are being played, then hang-up
    ENDED = "ended"


NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.ARRIVED: frozenset({Stage.IVR, Stage.QUEUE, Stage.DIALLING, Stage.TALKING, Stage.VOICEMAIL, Stage.CLOSING}),
    Stage.IVR: frozenset({Stage.IVR, Stage.QUEUE, Stage.DIALLING, Stage.TALKING, Stage.VOICEMAIL, Stage.CLOSING}),
    Stage.QUEUE: frozenset({Stage.QUEUE, Stage.TALKING, Stage.DIALLING, Stage.IVR, Stage.VOICEMAIL, Stage.CLOSING}),
    Stage.DIALLING: frozenset({Stage.TALKING, Stage.QUEUE, Stage.IVR, Stage.VOICEMAIL, Stage.CLOSING, Stage.DIALLING}),
    Stage.TALKING: frozenset({Stage.QUEUE, Stage.DIALLING, Stage.IVR, Stage.VOICEMAIL, Stage.CLOSING}),
    Stage.VOICEMAIL: frozenset({Stage.QUEUE, Stage.CLOSING}),
    Stage.CLOSING: frozenset(),
    Stage.ENDED: frozenset(),
}
"""Which stage may follow which. Every stage may be followed by ENDED: a caller can leave at any moment."""


class WrongStage(Exception):
    """A service tried to move a call to a stage that cannot follow the present one: a defect, never the
    caller's fault."""


@dataclass(slots=True)
class Party:
    """Somebody rung for, or talking in, a call: an agent, a device or an outside number."""

    leg: str
    agent: str | None = None
    device: str | None = None
    number: str | None = None
    queue: str | None = None
    answered: bool = False
    connected_at: float | None = None  # UTC: when the talk began
    segment: int = 0
    held: bool = False  # out of the room, with music
    muted: bool = False  # not heard by the others


@dataclass(slots=True)
class Detour:
    """The customer has been sent through a flow, from which he comes back to the party who waits for him."""

    flow: str
    by: str | None  # the agent who sent him


@dataclass(slots=True)
class Enquiry:
    """The main party waits in a queue's line for a colleague to consult. The customer stays in his call; what stands in
    the line is an item of its own."""

    queue: str
    entered: float  # UTC: its place in the line
    item: str = ""
    entered_mono: float = 0.0
    offers: dict[str, str] = field(default_factory=dict)  # offer → leg of whom is rung (he is in Call.ringing)


@dataclass(slots=True)
class Call:
    """The private state of one call; only the controller and its services change it."""

    id: str
    direction: str
    leg: str  # the customer's leg (for a dial-out: of the party dialled, empty until it exists)
    from_number: str
    from_name: str
    to_number: str
    entry: str
    started: float  # UTC
    language: str
    clock: Now | None = None  # one instant of it on both clocks: what happens in the call is stamped from here
    stage: Stage = Stage.ARRIVED
    stage_since: float = 0.0
    card: CustomerCard | None = None
    node: str | None = None
    flow: str | None = None  # that of `node`
    queue: str | None = None
    queued_at: float | None = None  # UTC: place in the queue
    queued_mono: float = 0.0
    priority: int = 0
    moves: int = 0  # how often a limit of a queue has sent it elsewhere
    diverted: bool = False  # a queue's limit has sent it to a number outside
    party: Party | None = None
    ringing: dict[str, Party] = field(default_factory=dict)  # leg → agent whom a queue has rung for it
    consult: Party | None = None  # whom the main party asks while the customer waits; without a leg while he waits too
    enquiry: Enquiry | None = None  # … because a queue is to find somebody
    guests: dict[str, Party] = field(default_factory=dict)  # leg → who talks with both
    own_dial: bool = False  # the dialled side has not answered yet: dialout.py owns the call while it rings
    detour: Detour | None = None  # the customer is in a flow, and comes back to the party afterwards
    awaits: str | None = None  # the agent whose phone was lost in the talk, until he is back
    room_open: bool = False
    held: bool = False  # the customer hears music
    parked: bool = False  # … because we took him out of the room (else his party's phone has put him on hold)
    segments: int = 0
    attempts: int = 0
    legs_made: int = 0
    recording: str | None = None
    recording_path: str = ""
    recording_started: float = 0.0
    recording_leg: str = ""  # the leg that it hangs on
    paused_for: set[str] = field(default_factory=set)  # why it writes silence now: agent, secret
    finishing: dict[str, tuple[str, float]] = field(
        default_factory=dict
    )  # recording → path, start: file not closed yet
    playing: set[str] = field(default_factory=set)  # playbacks whose end has not been heard of
    notice_played: bool = False
    screened: str = ""  # why the caller is treated otherwise (telephony/outside/gate.py): white, black…
    refusal: str = ""  # what he gets instead of the menu: message or voicemail
    refusal_notice: str = ""
    ended_by: str = ""
    cause: str = ""
    leg_gone: bool = False
    waiting_for: set[str] = field(default_factory=set)  # legs that must end before the call is closed
    device: str | None = None
    colleague: str | None = None  # the agent who was dialled (internal calls)
    colleague_segment: int = 0
    surveyed: bool = False  # the customer has been asked to rate
    variables: dict[str, str] = field(default_factory=dict)  # what flows have found out, masked ones left out
    outcome: str | None = None
    recovered: bool = False
    closing: bool = False  # nothing is to come but the end of its legs and its recording
    callback: str | None = None  # the callback that this call carries out
    otherwise: Callable[[], None] | None = None  # where its flow goes on when nobody answers the flow's transfer
    path: list[dict[str, Any]] = field(default_factory=list)
    news: list[Envelope] = field(default_factory=list)

    def move(self, stage: Stage, utc: float) -> None:
        """Change the stage; raises WrongStage when the table does not allow it."""
        if stage is not Stage.ENDED and stage not in NEXT[self.stage]:
            raise WrongStage(f"call {self.id}: {self.stage} cannot become {stage}")
        self.stage = stage
        self.stage_since = utc

    @property
    def customer_number(self) -> str:
        """The number at the customer's end."""
        return self.from_number if self.direction == "inbound" else self.to_number

    @property
    def room(self) -> str:
        """The id of the call's one room."""
        return self.id

    def next_leg(self, node: str) -> str:
        """An id for a new leg of this call, unique in the installation."""
        self.legs_made += 1
        return f"{node}:{self.id}-{self.legs_made}"
