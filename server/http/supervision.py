"""Supervisors in calls: 监听, 密语, 强插, 拦截; callers moved elsewhere; what supervisors are allowed."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.audit.service import note
from crm.live.settings import Function, LiveSettings, live_settings, set_live_settings
from crm.phones import normalise
from server.http.context import Request
from server.http.reach import allowed, reach_agent, reach_call
from server.http.route import Routes
from telephony.errors import NotPossible

routes = Routes("supervision")

Mode = Literal["listen", "whisper", "barge", "take_over"]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class SuperviseBody(_Body):
    """`extension` rings instead of the phone at which the supervisor is logged in. With `follow` the session goes on
    with the agent's next calls."""

    mode: Mode = "listen"
    extension: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{1,40}$")
    follow: bool = False


class ModeBody(_Body):
    mode: Mode


class MoveBody(_Body):
    """`target`: a queue's id, an agent's user id or 工号, an extension or a number."""

    kind: Literal["queue", "agent", "device", "number"]
    target: str = Field(min_length=1, max_length=64)


class SupervisionView(BaseModel):
    """`state`: ringing (the supervisor's phone), waiting (for the agent's next call), on, over."""

    session: str
    supervisor: str
    call: str | None
    agent: str | None
    mode: Mode
    state: str
    device: str
    follow: bool
    since: float
    reason: str


@routes("POST", "/live/calls/{id}/supervise")
async def supervise_call(request: Request, body: SuperviseBody) -> SupervisionView:
    """Come into a call that is being talked on; a session that is there already changes over to it."""
    reach_call(request, request.path["id"], Function(body.mode).permission)
    return await _start(request, body, {"call": request.path["id"]}, "call")


@routes("POST", "/live/agents/{id}/supervise")
async def supervise_agent(request: Request, body: SuperviseBody) -> SupervisionView:
    """Come into the call of an agent, or with `follow` wait for his next one."""
    reach_agent(request, request.path["id"], Function(body.mode).permission)
    return await _start(request, body, {"agent": request.path["id"]}, "user")


async def _start(request: Request, body: SuperviseBody, target: dict[str, str], kind: str) -> SupervisionView:
    await allowed(request, Function(body.mode))
    params = {"supervisor": request.who.user, "mode": body.mode, "follow": body.follow, "device": body.extension}
    raw = await request.web.core.request("supervise.start", params | target)
    details = body.model_dump() | {"session": raw.get("session"), "agent": raw.get("agent"), "call": raw.get("call")}
    async with request.web.db.write() as session:
        note(session, request.who, "live.supervise", kind, request.path["id"], details)
    return SupervisionView.model_validate(raw)


@routes("GET", "/live/supervision")
async def own_supervision(request: Request) -> SupervisionView | None:
    """The asker's own session, or null."""
    raw = await request.web.core.request("supervise.sessions", {})
    mine = [item for item in raw.get("sessions", ()) if item["supervisor"] == request.who.user]
    return SupervisionView.model_validate(mine[0]) if mine else None


@routes("PATCH", "/live/supervision")
async def step_supervision(request: Request, body: ModeBody) -> SupervisionView:
    """Step to another mode; nobody is rung again."""
    await allowed(request, Function(body.mode))
    now = await own_supervision(request)
    if now is None:
        raise NotPossible("you supervise nobody at the moment", message_zh="您当前没有监控任何通话")
    if now.agent is not None:
        reach_agent(request, now.agent, Function(body.mode).permission)
    raw = await request.web.core.request("supervise.mode", {"supervisor": request.who.user, "mode": body.mode})
    shown = SupervisionView.model_validate(raw)
    async with request.web.db.write() as session:
        details = {"mode": body.mode, "session": shown.session, "agent": shown.agent}
        note(session, request.who, "live.supervise_mode", "call", shown.call or now.call or "", details)
    return shown


@routes("DELETE", "/live/supervision")
async def end_supervision(request: Request) -> None:
    """Leave the call."""
    now = await own_supervision(request)
    await request.web.core.request("supervise.stop", {"supervisor": request.who.user})
    async with request.web.db.write() as session:
        details = {"session": now.session, "agent": now.agent, "mode": now.mode} if now else {}
        note(session, request.who, "live.supervise_end", "call", (now.call if now else None) or "", details)


@routes("POST", "/live/calls/{id}/move")
async def move_call(request: Request, body: MoveBody) -> None:
    """Send a caller who is in a menu, waits or talks to another queue, agent, extension or number."""
    call = request.path["id"]
    reach_call(request, call, Function.MOVE.permission)
    await allowed(request, Function.MOVE)
    target = body.target
    if body.kind == "number":
        target = normalise(target, area_code=request.web.company.area_code)
    params: dict[str, Any] = {"call": call, "kind": body.kind, "target": target, "supervisor": request.who.user}
    await request.web.core.request("call.move", params)
    async with request.web.db.write() as session:
        note(session, request.who, "live.move", "call", call, {"kind": body.kind, "target": target})


@routes("GET", "/live/settings")
async def get_live_settings(request: Request) -> LiveSettings:
    """What supervisors may do, whether agents are told, and the limits of alarms."""
    async with request.web.db.read() as session:
        return await live_settings(session)


@routes("PUT", "/live/settings")
async def put_live_settings(request: Request, body: LiveSettings) -> LiveSettings:
    """Change them; they hold at once."""
    async with request.web.db.write() as session:
        saved = await set_live_settings(session, request.who, body)
    request.web.hub.tell_agents = saved.supervision.tell_agents
    return saved
