"""Channels live, and the health of the platform with its alarms."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel

from server import platform
from server.http.context import Request
from server.http.route import Routes

routes = Routes("platform")


class Channel(BaseModel):
    """`loss` in percent, `jitter` in milliseconds, both of what the switch hears; null where it is not known. `call` is
    the call that the channel belongs to; of a supervisor's, the one that he is in."""

    leg: str
    name: str
    state: str
    device: str | None
    caller: str
    dialled: str
    seconds: float
    call: str | None
    role: str
    agent: str | None
    codec: str | None
    loss: float | None
    jitter: float | None


class AlarmView(BaseModel):
    """`since` in Unix seconds; `state`: raised. Of a queue beyond one of its limits: `queue` and which `measure`."""

    id: str
    state: str
    severity: Literal["warning", "critical"]
    zh: str
    en: str
    since: float
    value: float | None
    limit: float | None
    queue: str | None = None
    measure: str | None = None


class TrunkHealth(BaseModel):
    """`up` is null while nothing is known yet."""

    trunk: str
    up: bool | None
    registration: str
    reachable: bool | None


class HealthView(BaseModel):
    """Parts that are down are false; what only the core knows is null while it is away. Bytes and counts."""

    web: bool
    database: bool
    core: bool
    switch: bool | None
    configuration: bool
    core_seconds: float | None
    calls: int | None
    journal_error: str | None
    journal_waiting: int | None
    recordings_waiting: int
    recordings_failed: int
    disk_free: int
    disk_total: int
    load_per_processor: float
    trunks: list[TrunkHealth]
    alarms: list[AlarmView]


@routes("GET", "/live/channels")
async def list_channels(request: Request) -> list[Channel]:
    """What the switch carries now; a supervisor of a unit sees the channels of the calls and phones that he sees."""
    found: list[dict[str, Any]] = (await request.web.core.request("live.channels", {})).get("channels", [])
    hub = request.web.hub
    sight = hub.sight(request.who)
    agents = {view["device"]: agent for agent, view in hub.state.agents.items() if view["device"]}
    shown = []
    for raw in found:
        agent, call = agents.get(raw["device"]), hub.state.calls.get(raw["call"] or "")
        if sight.everything or sight.agent(agent) or (call is not None and sight.call(call)):
            shown.append(Channel(**raw, agent=agent))
    return shown


@routes("GET", "/live/health")
async def platform_health(request: Request) -> HealthView:
    """Switch, core, web, database, disk, backlogs, trunks, load; and what is wrong."""
    health = await platform.look(request.web)
    facts = asdict(health.facts)
    return HealthView(
        **{name: facts[name] for name in facts if name in HealthView.model_fields and name != "trunks"},
        web=True,
        core_seconds=health.core.get("uptime"),
        calls=health.core.get("calls"),
        disk_free=health.disk[0],
        disk_total=health.disk[1],
        load_per_processor=round(health.facts.load, 2),
        trunks=[
            TrunkHealth(
                trunk=view["trunk"],
                up=view.get("up"),
                registration=view.get("registration") or "",
                reachable=view.get("reachable"),
            )
            for view in health.trunks
        ],
        alarms=[
            AlarmView.model_validate(alarm)
            for alarm in (*request.web.alarms.shown(), *request.web.hub.queue_alarms_of(request.who))
        ],
    )
