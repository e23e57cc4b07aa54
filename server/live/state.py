"""What goes on now, as far as news have told: agents, queues, calls, devices, switch and core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.routing.queue_options import QueueAlarmsBody

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What the core's views lack: who the agents are, which queues they serve, and whose the mailboxes are (the queue,
    and users besides those who serve it)."""

    agents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    queues: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    boxes: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    announcements: tuple[Mapping[str, Any], ...] = ()
    """Emergency messages that are switched on: `{id,scope,text,mode,until}`."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Agent → path of his unit's ids (`/root/north/`)."""
    queue_units: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, QueueAlarmsBody] = field(default_factory=dict)
    """Queue → from when on it needs a person."""
    trunks: Mapping[str, str] = field(default_factory=dict)

    def announced(self, utc: float) -> list[View]:
        """Those that callers hear at this instant."""
        return [dict(item) for item in self.announcements if item["until"] is None or utc < item["until"]]


class LiveState:
    """Views have the shape of the delta that carries them (telephony.domain_events), with the `call` in them."""

    def __init__(self) -> None:
        self.agents: dict[str, View] = {}
        self.queues: dict[str, View] = {}
        self.calls: dict[str, View] = {}
        self.devices: dict[str, str] = {}
        self.trunks: dict[str, View] = {}
        self.sessions: dict[str, View] = {}
        """Supervisors' sessions by their id."""
        self.switch: View = {"node": "", "up": False}
        self.core_up = False
        self.names = Names()

    def load(self, snapshot: Mapping[str, Any]) -> None:
        """Replace everything by the core's own snapshot."""
        self.agents = {view["agent"]: {**_unheard(view["agent"]), **view} for view in snapshot["agents"]}
        self.queues = {view["queue"]: {**_empty(view["queue"]), **view} for view in snapshot["queues"]}
        self.calls = {view["call"]: dict(view) for view in snapshot["calls"]}
        self.devices = dict(snapshot["devices"])
        self.trunks = {view["trunk"]: dict(view) for view in snapshot.get("trunks", ())}
        self.sessions = {view["session"]: dict(view) for view in snapshot.get("supervision", ())}
        self.switch = dict(snapshot["switch"])

    def apply(self, kind: str, data: View) -> None:
        """Take in one piece of news (with `call` in its data)."""
        match kind:
            case "agent.state":
                before = self.agents.get(data["agent"])
                if before is None or data["since"] >= before["since"]:
                    self.agents[data["agent"]] = data
            case "queue.figures":
                self.queues[data["queue"]] = data
            case "call.live":
                self.calls[data["call"]] = data
            case "call.ended":
                self.calls.pop(data["call"], None)
            case "device.state":
                self.devices[data["device"]] = data["state"]
            case "trunk.state":
                known = self.trunks.get(data["trunk"], {})
                fresh = {name: data[name] for name in ("trunk", "up", "registration", "reachable")}
                self.trunks[data["trunk"]] = {**known, **fresh, "since": data["at"]}
            case "supervision.session":
                self.sessions.pop(data["session"], None)
                if data["state"] != "over":
                    self.sessions[data["session"]] = data
            case "switch.state":
                self.switch = {"node": data["node"], "up": data["up"]}

    def agent(self, agent: str) -> View:
        """An agent's view with his number, name and queues; offline when the core has not spoken of him."""
        view = self.agents.get(agent) or _unheard(agent)
        return {**view, **self.names.agents.get(agent, {"number": "", "name": "", "queues": []})}

    def queue(self, queue: str) -> View:
        view = self.queues.get(queue) or _empty(queue)
        limits = self.names.limits.get(queue)
        return {
            **view,
            "name": dict(self.names.queues.get(queue, {})),
            "limits": limits.model_dump() if limits is not None else None,
        }

    def all_agents(self) -> list[View]:
        return [self.agent(agent) for agent in self.names.agents]

    def all_queues(self) -> list[View]:
        return [self.queue(queue) for queue in self.names.queues]

    def all_trunks(self) -> list[View]:
        """The company's trunks as the news tell them, with nothing known of those that nobody has spoken of:
        `{trunk,name,up,registration,reachable,since}` (who uses them is told by GET /outbound/usage)."""
        return [{**self._trunk(trunk), "trunk": trunk, "name": name} for trunk, name in self.names.trunks.items()]

    def _trunk(self, trunk: str) -> View:
        view = self.trunks.get(trunk, {})
        return {key: view.get(key, value) for key, value in _UNHEARD_TRUNK.items()}

    def watchers(self) -> list[View]:
        """Supervisors who are in a call now: `{call,supervisor,agent,mode}`."""
        shown = ("call", "supervisor", "agent", "mode")
        return [{name: view[name] for name in shown} for view in self.sessions.values() if view["state"] == "on"]

    def call_of(self, agent: str) -> View | None:
        """The call that the agent is in now."""
        return next((call for call in self.calls.values() if agent in engaged(call)), None)

    def call_in_hand(self, agent: str) -> str | None:
        """The id of the call that the agent is in, or that he wraps up."""
        call = self.call_of(agent)
        if call is not None:
            return str(call["call"])
        view = self.agents.get(agent)
        return view.get("call") if view is not None and view["state"] == "wrap_up" else None


def engaged(view: Mapping[str, Any]) -> frozenset[str]:
    """The agents who talk in a live call, are asked in it, or are rung for it."""
    extra = view.get("extra") or {}
    thirds = [person.get("agent") for person in (extra.get("consult") or {}, *extra.get("guests", ()))]
    there = (view.get("agent"), extra.get("colleague"), *extra.get("ringing", ()), *thirds)
    return frozenset(agent for agent in there if agent)


def _unheard(agent: str) -> View:
    return {
        "agent": agent,
        "state": "offline",
        "previous": "",
        "reason": "",
        "device": None,
        "queue": None,
        "since": 0.0,
        "previous_seconds": 0.0,
        "until": None,
        "call": None,
    }


_UNHEARD_TRUNK: View = {"up": None, "registration": "", "reachable": None, "since": None}


def _empty(queue: str) -> View:
    return {
        "queue": queue,
        "waiting": 0,
        "oldest": None,
        "available": 0,
        "talking": 0,
        "wrap_up": 0,
        "logged_in": 0,
    }
