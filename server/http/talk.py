"""What an agent does in the call that he has: third parties, keys, mute, recording, notes, surveys."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.calls.service import CallService
from crm.phones import normalise
from server.devices import require_binding
from server.http.context import Request
from server.http.route import Routes
from telephony.errors import NotPossible

routes = Routes("agent")


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class ConsultBody(_Body):
    """`target`: an agent's 工号 or user id, an extension, a number outside, or a queue that finds somebody."""

    kind: Literal["agent", "device", "number", "queue"]
    target: str = Field(min_length=1, max_length=64)


class MuteBody(_Body):
    muted: bool


class DigitsBody(_Body):
    digits: str = Field(pattern=r"^[0-9*#A-D]{1,64}$")


class RecordingBody(_Body):
    action: Literal["start", "stop", "pause", "resume"]


class NoteBody(_Body):
    text: str = Field(min_length=1, max_length=2000)


class Noted(BaseModel):
    """The call's whole note, with the new line at its end."""

    call: str
    note: str


class ColleagueView(BaseModel):
    """Whom one may ask or hand a caller to, and whether he is free: states as on boards, without reasons and calls."""

    agent: str
    number: str
    name: str
    state: str
    queues: list[str]


@routes("GET", "/agent/colleagues")
async def colleagues(request: Request) -> list[ColleagueView]:
    """Everybody with a 工号 but oneself, as he is now."""
    return [
        ColleagueView(
            agent=view["agent"],
            number=view["number"],
            name=view["name"],
            state=view["state"],
            queues=[member["queue"] for member in view["queues"]],
        )
        for view in request.web.hub.state.all_agents()
        if view["agent"] != request.who.user
    ]


class QueueChoice(BaseModel):
    """A queue that a caller may be sent to, or that may be asked for somebody: how many wait, agents free now, and
    agents logged in."""

    queue: str
    waiting: int
    free: int
    logged_in: int


@routes("GET", "/agent/queues")
async def queues(request: Request) -> list[QueueChoice]:
    """Every queue as it is now, also those that one does not serve."""
    return [
        QueueChoice(queue=view["queue"], waiting=view["waiting"], free=view["available"], logged_in=view["logged_in"])
        for view in request.web.hub.state.queues.values()
    ]


@routes("POST", "/agent/consult")
async def consult(request: Request, body: ConsultBody) -> None:
    """Ask a third party, or a queue for its next free agent; the customer hears music meanwhile."""
    target = body.target
    if body.kind == "number":
        target = normalise(target, area_code=request.web.company.area_code)
    await ask(request, "call.consult", kind=body.kind, target=target)


@routes("POST", "/agent/consult/complete")
async def complete_consult(request: Request) -> None:
    """Hand the customer over to the third party; while he still rings, as a blind transfer. While the queue still looks
    for somebody, the customer waits in its line instead, at the place of the one who asked."""
    await ask(request, "call.consult_act", action="complete")


@routes("POST", "/agent/consult/cancel")
async def cancel_consult(request: Request) -> None:
    """Back to the customer, without the third party."""
    await ask(request, "call.consult_act", action="cancel")


@routes("POST", "/agent/consult/toggle")
async def toggle_consult(request: Request) -> None:
    """Talk with the other of the two."""
    await ask(request, "call.consult_act", action="toggle")


@routes("POST", "/agent/conference")
async def conference(request: Request) -> None:
    """Customer, third party and oneself talk together."""
    await ask(request, "call.consult_act", action="merge")


@routes("POST", "/agent/conference/drop")
async def drop_from_conference(request: Request) -> None:
    """The third party leaves the talk of three."""
    await ask(request, "call.conference_drop")


@routes("POST", "/agent/mute")
async def mute(request: Request, body: MuteBody) -> None:
    """Not to be heard by the others, or to be heard again."""
    await ask(request, "call.mute", muted=body.muted)


@routes("POST", "/agent/dtmf")
async def send_digits(request: Request, body: DigitsBody) -> None:
    """Press keys for the one whom one talks with."""
    await ask(request, "call.digits", digits=body.digits)


@routes("POST", "/agent/recording")
async def recording(request: Request, body: RecordingBody) -> None:
    """Begin, end, pause or resume the recording; a paused one holds silence."""
    await ask(request, "call.recording", action=body.action)


@routes("POST", "/agent/rate")
async def rate(request: Request) -> None:
    """转评价: the customer rates the service by keys, and one goes to one's wrap-up."""
    await ask(request, "call.rate")


@routes("POST", "/agent/note")
async def add_note(request: Request, body: NoteBody) -> Noted:
    """Add a line to the note of the call in hand."""
    live = request.web.hub.state.call_of(request.who.user or "")
    if live is None:
        raise NotPossible("there is no call in progress")
    async with request.web.db.write() as session:
        note = await CallService(session, request.who).add_note(live["call"], body.text)
    return Noted(call=live["call"], note=note)


async def ask(request: Request, method: str, **params: Any) -> dict[str, Any]:
    """Ask the core on behalf of the agent who is logged in."""
    await require_binding(request.web, request.who)
    return await request.web.core.request(method, {"agent": request.who.user, **params})
