"""Channels live, and the health of the platform with its alarms and their history."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel

from crm.audit.service import note
from crm.exports.tables import MEDIA, CsvTable
from crm.live import alarms as history
from crm.paging import Page
from server import platform
from server.http.attachments import disposition
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


@routes("GET", "/live/alarms")
async def list_alarms(request: Request, query: history.AlarmsQuery) -> Page[history.AlarmRow]:
    """The history of alarms, the latest first. A supervisor of a unit sees those of the queues that he watches."""
    async with request.web.db.read() as session:
        return await history.listed(session, query, _watched(request))


COLUMNS = ("began_at", "ended_at", "severity", "alarm", "queue", "measure", "value", "limit", "zh", "en")


@routes("GET", "/live/alarms.csv", media=MEDIA["csv"])
async def export_alarms(request: Request, query: history.AlarmsQuery) -> web.StreamResponse:
    """The history of alarms as a table, all pages; that it was taken out is in the audit log."""
    async with request.web.db.write() as session:
        given = query.model_dump(mode="json", exclude_unset=True, exclude={"page", "page_size"}, by_alias=True)
        note(session, request.who, "alarms.export", "alarm", "", {"filter": given})
    headers = {"Content-Type": MEDIA["csv"], "Content-Disposition": disposition("alarms.csv")}
    answer = web.StreamResponse(headers=headers)
    await answer.prepare(request.http)
    table = CsvTable(COLUMNS)
    async with request.web.db.read() as session:
        async for piece in history.every(session, query, _watched(request)):
            table.add(_cells(row) for row in piece)
            await answer.write(table.take())
    await answer.write(table.take())
    await answer.write_eof()
    return answer


def _cells(row: history.AlarmRow) -> list[str]:
    plain = row.model_dump(mode="json")
    return ["" if plain[name] is None else str(plain[name]) for name in COLUMNS]


def _watched(request: Request) -> frozenset[str] | None:
    """The queues whose alarms he sees; None: everything's."""
    sight = request.web.hub.sight(request.who)
    if sight.everything:
        return None
    return sight.queues if sight.supervises else frozenset()
