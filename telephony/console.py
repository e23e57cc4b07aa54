"""What people may ask of a running core: the requests of the bus (docs/contracts.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import structlog

from telephony import configuration, music
from telephony.acd.model import AgentState
from telephony.calls import Call, Stage
from telephony.config_model import Device, Snapshot
from telephony.configuration import Configuration
from telephony.controller import Controller
from telephony.desk.requests import DeskRequests
from telephony.domain_events import AgentStateChanged, SwitchChanged
from telephony.engine import live
from telephony.errors import HotlineError, NotPossible, Unknown
from telephony.files import write_atomically
from telephony.incall.members import call_of_agent
from telephony.incall.requests import InCallRequests
from telephony.outside.model import Kind, Wish
from telephony.platform import PlatformRequests
from telephony.supervision.requests import SupervisionRequests

log = structlog.get_logger(__name__)

Params = Mapping[str, Any]
Prepare = Callable[[Configuration], Awaitable[None]]

SETTABLE = {"available": AgentState.AVAILABLE, "busy": AgentState.BUSY, "break": AgentState.BREAK}


class Console:
    """`prepare` makes a configuration usable (renders its prompts) before it is put in force."""

    def __init__(self, controller: Controller, folder: Path, prepare: Prepare) -> None:
        self._controller = controller
        self._engine = controller.engine
        self._acd = controller.acd
        self._snapshot_file = folder / "snapshot.json"
        self._devices_file = folder / "devices.json"
        self._prepare = prepare
        self._changing = asyncio.Lock()
        self.platform = PlatformRequests(self._engine)
        self.extra_devices: dict[str, Device] = {}
        controller.lost.is_browser = self._is_browser

    def register(self) -> None:
        """Offer the requests on the bus."""
        self._engine.bus.requests.update(
            {
                "config.put": self.put_config,
                "live.snapshot": self.snapshot,
                "agent.login": self.login,
                "agent.logout": self.logout,
                "agent.state": self.agent_state,
                "agent.wrap_up": self.wrap_up,
                "call.dial": self.dial,
                "call.answer": self.answer,
                "call.hangup": self.hang_up,
                **InCallRequests(self._controller, self._call).handlers(),
                "device.put": self.put_device,
                "device.drop": self.drop_device,
                "explain.call": self.explain_call,
                "explain.agent": self.explain_agent,
                "callback.add": self.add_callback,
                "callback.cancel": self.cancel_callback,
                "callback.list": self.list_callbacks,
                "outside.usage": self.outside_usage,
                "outside.check": self.outside_check,
                **SupervisionRequests(self._controller).handlers(),
                **DeskRequests(self._controller.desk).handlers(),
                **self.platform.handlers(),
            }
        )

    # configuration

    async def start(self) -> None:
        """Put the last good configuration in force (called before the switch is connected)."""
        if self._devices_file.is_file():
            for raw in orjson.loads(self._devices_file.read_bytes()):
                self.extra_devices[raw["id"]] = Device(**raw)
        self._engine.config = configuration.read(self._snapshot_file)
        await self._prepare(self._engine.config)
        self._apply()

    async def put_config(self, params: Params) -> Params:
        """Check, prepare and put in force a new snapshot; when anything is wrong the last good one stays."""
        async with self._changing:
            raw = {**params["snapshot"], "kept_flows": self._controller.ivr.kept_flows(params["snapshot"])}
            config = configuration.load_snapshot(raw)
            await self._prepare(config)
            kept = self._controller.ivr.kept_flows(params["snapshot"])
            if kept != raw["kept_flows"]:  # somebody has called meanwhile
                raw["kept_flows"] = kept
                config = configuration.load_snapshot(raw)
            before = self._engine.config.snapshot
            configuration.write(self._snapshot_file, raw)
            self._engine.config = config
            self._apply()
            if self._on_switch(before) != self._on_switch(config.snapshot):
                await self.provision()
            log.info("config.in_force", version=config.snapshot.version)
            return {"version": config.snapshot.version}

    def _apply(self) -> None:
        self._acd.configure()
        self._controller.callbacks.look()

    def _on_switch(self, snapshot: Snapshot) -> tuple[object, ...]:
        """What the switch is told of a configuration."""
        return snapshot.devices, snapshot.trunks, music.classes(snapshot, self._engine.options.sounds)

    async def provision(self) -> None:
        """Make the switch's endpoints those of the configuration and the temporary ones, and its music."""
        snapshot = self._engine.config.snapshot
        devices = {device.id: device for device in snapshot.devices} | self.extra_devices
        played = music.classes(snapshot, self._engine.options.sounds)
        await self._engine.switch.provision(tuple(devices.values()), snapshot.trunks, played)
        if not self._engine.switch_ready:
            self._engine.switch_ready = True
            self._engine.publish(SwitchChanged(None, self._engine.options.node, up=True))

    async def put_device(self, params: Params) -> Params:
        device = Device(params["id"], params["kind"], params["secret"], params.get("name", ""))
        async with self._changing:
            self.extra_devices[device.id] = device
            await self._keep_devices()
        return {}

    async def drop_device(self, params: Params) -> Params:
        async with self._changing:
            self.extra_devices.pop(params["id"], None)
            await self._keep_devices()
        return {}

    async def _keep_devices(self) -> None:
        devices = [
            {"id": item.id, "kind": item.kind, "secret": item.secret, "name": item.name}
            for item in self.extra_devices.values()
        ]
        write_atomically(self._devices_file, orjson.dumps(devices), mode=0o600)
        await self.provision()

    # agents

    def _is_browser(self, device: str) -> bool:
        known = self.extra_devices.get(device)
        return known is not None and known.kind == "browser"

    async def login(self, params: Params) -> Params:
        device = params["device"]
        online = self._engine.device_states.get(device, "offline") != "offline"
        self._acd.acd.login(params["agent"], device, self._engine.now(), online)
        self._controller.lost.signed_in(params["agent"], device)
        self._acd.pump()
        return {}

    async def logout(self, params: Params) -> Params:
        self._acd.acd.logout(params["agent"], self._engine.now())
        self._acd.pump()
        return {}

    async def agent_state(self, params: Params) -> Params:
        state = SETTABLE.get(params["state"])
        if state is None:
            raise Unknown(f"an agent's state can be set to {', '.join(SETTABLE)}, not {params['state']!r}")
        self._acd.acd.set_state(params["agent"], state, self._engine.now(), params.get("reason") or "")
        self._acd.pump()
        return {}

    async def wrap_up(self, params: Params) -> Params:
        now = self._engine.now()
        if params["action"] == "extend":
            self._acd.acd.extend_wrap_up(params["agent"], float(params.get("seconds") or 30), now)
            self._tell_extension(params["agent"])
        else:
            self._acd.acd.finish_wrap_up(params["agent"], now)
        self._acd.pump()
        return {}

    def _tell_extension(self, agent: str) -> None:
        """The state is the same, but it lasts longer: boards count down to another instant."""
        now = self._engine.now()
        view = next(raw for raw in self._acd.acd.snapshot(now)["agents"] if raw["id"] == agent)
        state = view["state"]
        self._engine.publish(
            AgentStateChanged(
                view["item"],
                agent,
                state,
                state,
                "extended",
                view["device"],
                view["queue"],
                view["since_utc"],
                round(view["seconds"], 3),
                view["until_utc"],
            )
        )

    # calls

    def _call(self, params: Params) -> Call:
        if params.get("call"):
            call = self._engine.calls.get(params["call"])
            if call is None:
                raise Unknown(f"call {params['call']} is not in progress")
            return call
        call = call_of_agent(self._engine.calls.values(), params["agent"])
        if call is None:
            raise NotPossible("there is no call in progress")
        return call

    async def dial(self, params: Params) -> Params:
        return {"call": self._controller.dialout.by_agent(params["agent"], params["number"]).id}

    async def answer(self, params: Params) -> Params:
        self._call(params)
        raise NotPossible("answer on the phone itself, or in the browser that is your phone")

    async def hang_up(self, params: Params) -> Params:
        call = self._call(params)
        agent = params.get("agent")
        if agent and (call.stage is Stage.QUEUE or any(each.agent == agent for each in call.ringing.values())):
            raise NotPossible("reject the call on the phone itself")
        if not agent or not self._controller.conversation.consulting.leave(call, agent):
            mine = agent and call.party is not None and call.party.agent == agent
            self._controller.hang_up(call, "agent" if mine else "caller" if agent else "system")
        return {}

    # callbacks

    async def add_callback(self, params: Params) -> Params:
        known = self._controller.callbacks.request(
            params["queue"],
            params["number"],
            source="api",
            by=params.get("by"),
            language=params.get("language"),
            not_before=float(params.get("not_before") or 0.0),
        )
        return {"callback": known.id}

    async def cancel_callback(self, params: Params) -> Params:
        self._controller.callbacks.cancel(params["callback"], params.get("by"))
        return {}

    async def list_callbacks(self, _params: Params) -> Params:
        return {"callbacks": self._controller.callbacks.view()}

    # views

    async def snapshot(self, _params: Params) -> Params:
        """Everything that boards show; the fields are those of the news that change them."""
        view = self._acd.acd.snapshot(self._engine.now())
        return {
            "agents": [_agent(raw) for raw in view["agents"]],
            "queues": [_queue(raw) for raw in view["queues"]],
            "calls": [{"call": call.id, **live(call).data()} for call in self._engine.calls.values()],
            "devices": dict(self._engine.device_states),
            "switch": {"node": self._engine.options.node, "up": self._engine.switch_ready},
            "trunks": self._engine.outside.view(),
            "supervision": self._controller.supervision.shown(),
            "config_version": self._engine.config.snapshot.version,
            "journal": {"last": self._engine.journal.last, "error": self._engine.journal.error},
        }

    async def explain_call(self, params: Params) -> Params:
        call = self._call(params)
        try:
            waits = call.enquiry.item if call.enquiry is not None else call.id
            why = dict(self._acd.acd.explain_item(waits, self._engine.now()))
        except HotlineError:
            why = {"call": call.id}
        return {
            **why,
            "stage": str(call.stage),
            "offers": [item.data for item in call.news if item.type == "call.offered"],
        }

    async def outside_usage(self, _params: Params) -> Params:
        """Trunks now, and what calls have cost today."""
        return self._engine.outside.usage()

    async def outside_check(self, params: Params) -> Params:
        """What would become of a call to `number` by `agent`, `queue`… as `kind`, now or `at` another moment, by the
        rules in force or by `rules`; nothing is dialled."""
        given = {name: params.get(name) for name in ("agent", "device", "queue", "campaign")}
        wish = Wish(params["number"], Kind(params.get("kind") or "agent"), **given)
        raw = params.get("rules")
        rules = configuration.load_outbound(raw) if raw is not None else None
        return self._engine.outside.explain(wish, rules=rules, at=params.get("at"))

    async def explain_agent(self, params: Params) -> Params:
        return self._acd.acd.explain_agent(params["agent"], self._engine.now())


def _agent(raw: Params) -> dict[str, Any]:
    """An agent as in the news `agent.state`, with his name, number, queues and the call that he is in."""
    return {
        "agent": raw["id"],
        "number": raw["number"],
        "name": raw["name"],
        "state": raw["state"],
        "reason": raw["reason"],
        "since": raw["since_utc"],
        "until": raw["until_utc"],
        "next": raw["next"],
        "device": raw["device"],
        "device_online": raw["device_online"],
        "queue": raw["queue"],
        "queues": [member["queue"] for member in raw["queues"]],
        "call": raw["item"],
        "desk": raw["desk"],
        "capacity": raw["capacity"],
    }


def _queue(raw: Params) -> dict[str, Any]:
    """A queue as in the news `queue.figures`, with its name."""
    states = raw["agents"]
    return {
        "queue": raw["id"],
        "name": raw["name"],
        "waiting": raw["waiting"],
        "oldest": raw["oldest_utc"],
        "available": states["available"],
        "talking": states["talking"],
        "wrap_up": states["wrap_up"],
        "logged_in": sum(states.values()) - states["offline"],
        "estimate": raw["estimate_seconds"],
    }
