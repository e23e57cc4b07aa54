"""What supervisors see and do live."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.audit.service import note
from crm.histories.replaying import Replay, ReplayQuery, replay
from crm.live.settings import Function
from crm.routing.queue_options import QueueAlarmsBody
from crm.routing.schemas import QueueChange
from crm.routing.service import RoutingService
from server.devices import force_log_out
from server.http.agent import AgentView
from server.http.context import Request
from server.http.reach import allowed, reach_agent, reach_call, reach_queue
from server.http.route import Routes

routes = Routes("live")

FORCED = "forced"


class LiveSnapshot(BaseModel):
    """The same as the live websocket's first frame; views as in the event catalogue."""

    agents: list[AgentView]
    queues: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    devices: dict[str, str]
    trunks: list[dict[str, Any]]
    announcements: list[dict[str, Any]]
    alarms: list[dict[str, Any]]
    watchers: list[dict[str, Any]]
    switch: dict[str, Any]
    core: dict[str, Any]
    figures: dict[str, list[dict[str, Any]]]


class ForcedState(BaseModel):
    """强制示闲, 示忙, 小休 or 签出. In a talk it holds afterwards. Without a reason, histories say `forced`."""

    model_config = ConfigDict(strict=True, extra="forbid")

    state: Literal["available", "busy", "break", "offline"]
    reason: str | None = Field(None, max_length=64)


@routes("GET", "/live/snapshot")
async def live_snapshot(request: Request) -> LiveSnapshot:
    """Agents, queues, calls and devices now."""
    return LiveSnapshot.model_validate(request.web.hub.snapshot(request.who))


@routes("PUT", "/live/queues/{id}/alarms")
async def put_queue_alarms(request: Request, body: QueueAlarmsBody) -> QueueAlarmsBody:
    """From when on a queue needs a person: the board shows it and an alarm begins. In force at once."""
    queue = request.path["id"]
    reach_queue(request, queue, "live.alarms")
    async with request.web.db.write() as session:
        row = await RoutingService(session, request.who).update_queue(
            queue, QueueChange.model_validate({"alarms": body})
        )
        await request.web.configuration.publish(session)
    return row.alarms


@routes("GET", "/live/replay")
async def live_replay(request: Request, query: ReplayQuery) -> Replay:
    """What the board showed in a period that is over: stays in queues, parts in calls, states of agents."""
    async with request.web.db.read() as session:
        return await replay(session, request.who, query)


@routes("POST", "/live/agents/{id}/state")
async def force_agent_state(request: Request, body: ForcedState) -> None:
    """Set an agent's state."""
    agent = request.path["id"]
    reach_agent(request, agent, Function.STATE.permission)
    await allowed(request, Function.STATE)
    if body.state == "offline":
        await force_log_out(request.web, agent)
    else:
        params = {"agent": agent, "state": body.state, "reason": body.reason or FORCED}
        await request.web.core.request("agent.state", params)
    by = {"id": request.who.user, "name": request.me.name}
    request.web.hub.tell(agent, "agent.forced", {"state": body.state, "reason": body.reason, "by": by})
    async with request.web.db.write() as session:
        note(session, request.who, "live.agent_state", "user", agent, body.model_dump())


@routes("POST", "/live/calls/{id}/hangup")
async def force_hang_up(request: Request) -> None:
    """强拆: end a call."""
    call = request.path["id"]
    reach_call(request, call, Function.HANG_UP.permission)
    await allowed(request, Function.HANG_UP)
    await request.web.core.request("call.end", {"call": call, "supervisor": request.who.user})
    async with request.web.db.write() as session:
        note(session, request.who, "live.hangup", "call", call)


@routes("GET", "/live/calls/{id}/explain")
async def explain_call(request: Request) -> dict[str, Any]:
    """Why a caller waits, or why he got whom he got; sentences in both languages."""
    reach_call(request, request.path["id"])
    return await request.web.core.request("explain.call", {"call": request.path["id"]})


@routes("GET", "/live/agents/{id}/explain")
async def explain_agent(request: Request) -> dict[str, Any]:
    """Why an agent is offered nothing, or what he would be offered first."""
    reach_agent(request, request.path["id"])
    return await request.web.core.request("explain.agent", {"agent": request.path["id"]})
