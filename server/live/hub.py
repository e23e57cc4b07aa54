"""The live hub: news from the core to browsers, filtered per user, numbered after filtering, serialised once.

Who sees what is told by server.live.sight. Screen-pops are for their agent alone, a supervisor's session for himself.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import orjson

from crm.access import Principal
from crm.masking import veil, veiled
from server.alarms import AlarmBoard
from server.live.sight import WATCH, Sight, sight_of
from server.live.state import LiveState, Names, View, engaged
from server.live.stream import Client, Stream
from server.metrics import Metrics
from telephony.domain_events import Envelope

OF_QUEUES = frozenset(
    {
        "queue.figures",
        "figures.queue",
        "callback.requested",
        "callback.attempt",
        "callback.attempt_ended",
        "callback.ended",
        "item.queued",
    }
)
"""Told to those who serve the queue that they name."""
SHOWN = OF_QUEUES | frozenset(
    {
        "agent.state",
        "agent.pause_over",
        "item.offered",
        "item.offer_ended",
        "item.accepted",
        "item.ended",
        "call.live",
        "call.ended",
        "screen_pop",
        "screen_pop_withdrawn",
        "device.state",
        "switch.state",
        "voicemail.left",
        "call.consult",
        "call.muted",
        "call.returned",
        "call.rated",
        "recording.paused",
        "figures.agent",
        "trunk.state",
        "outbound.refused",
        "supervision.session",
        "supervision.joined",
        "supervision.mode",
        "supervision.left",
        "supervision.act",
    }
)
FORGET = 300.0
"""Seconds after which a user's stream without a websocket is forgotten."""


class FigureViews(Protocol):
    """Figures of today and of the last half hour (server.figures)."""

    def queue(self, queue: str) -> View: ...

    def agent(self, agent: str) -> View: ...


class Hub:
    """Single-threaded: every method runs on the event loop and none of them waits."""

    def __init__(self, metrics: Metrics, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.epoch = secrets.token_hex(6)
        self.state = LiveState()
        self.figures: FigureViews | None = None
        self.queue_alarms = AlarmBoard()
        """Of queues beyond their limits: who sees the queue sees its alarms."""
        self._metrics = metrics
        self._clock = clock
        self._streams: dict[str, Stream] = {}
        self._everything: dict[str, Stream] = {}
        self._who: dict[str, Principal] = {}
        self._partial: dict[str, Sight] = {}
        """Supervisors of a unit with what they see."""
        self._veiled: set[str] = set()
        """Users who see no whole numbers."""
        self.tell_agents = False
        """Whether agents are told that a supervisor is in their call."""
        self._former: dict[str, str] = {}
        self._rebuilding: list[tuple[str, View]] | None = None

    # from the core

    def publish(self, envelope: Envelope) -> None:
        """Take in one piece of news and queue it to those who may see it."""
        if envelope.type == "alarm":
            self.tell_watchers("alarm", alarm_view(envelope))
            return
        if envelope.type not in SHOWN:
            return
        data: View = {**envelope.data, "call": envelope.call, "at": envelope.at}
        if envelope.type == "call.ended":
            data["cdr"] = {name: value for name, value in data["cdr"].items() if name != "timeline"}
        elif envelope.type == "agent.state":
            data |= self.state.names.agents.get(data["agent"], {})
        elif envelope.type == "queue.figures":
            data["name"] = self.state.names.queues.get(data["queue"], {})
        elif envelope.type == "trunk.state":
            data["name"] = self.state.names.trunks.get(data["trunk"], "")
        if self._rebuilding is not None:
            self._rebuilding.append((envelope.type, data))
        before = self.state.calls.get(envelope.call or "", {})
        self.state.apply(envelope.type, data)
        self._send(envelope.type, data, engaged(before), before)

    def begin_rebuild(self) -> None:
        """The core has come (back): news from now on are applied again after its snapshot has been loaded."""
        self._rebuilding = []
        self.core_up(up=True)

    def finish_rebuild(self, snapshot: Mapping[str, Any]) -> None:
        """Load the core's snapshot, then what came while it was on its way; everybody gets a new snapshot."""
        self.state.load(snapshot)
        for kind, data in self._rebuilding or ():
            self.state.apply(kind, data)
        self._rebuilding = None
        self.refresh()

    def core_up(self, *, up: bool) -> None:
        if not up:
            self._rebuilding = None
        if up != self.state.core_up:
            self.state.core_up = up
            self._send("core.state", {"up": up, "at": time.time()}, frozenset(), {})

    def set_names(self, names: Names) -> None:
        """New names of agents and queues (the configuration changed): everybody gets a new snapshot."""
        self.state.names = names
        for user in self._partial:
            self._partial[user] = sight_of(self._who[user], names)
        self.refresh()

    def refresh(self) -> None:
        for user, stream in self._streams.items():
            self._count(stream.send_snapshot(self._body_for(user, "snapshot", self.snapshot(self._who[user]))))

    def tell(self, user: str, kind: str, data: View) -> None:
        """A frame for one user alone."""
        stream = self._streams.get(user)
        if stream is not None:
            self._count(stream.send(self._body_for(user, kind, data)))

    def tell_watchers(self, kind: str, data: View) -> None:
        """A frame for everybody who sees everything: what concerns the platform, not a unit."""
        for user in tuple(self._everything):
            self.tell(user, kind, data)

    def queue_alarm(self, view: View) -> None:
        """An alarm of a queue began, changed or ended: told to those who watch the queue."""
        self._send("alarm", view, frozenset(), {})

    def queue_alarms_of(self, who: Principal) -> list[View]:
        """The alarms that are on of the queues that he watches."""
        sight = self.sight(who)
        return [view for view in self.queue_alarms.shown() if sight.supervises and sight.queue(view["queue"])]

    def sight(self, who: Principal, function: str = WATCH) -> Sight:
        """What this user sees now; with another function, whom he may use it on."""
        return sight_of(who, self.state.names, function)

    # to browsers

    def join(self, who: Principal, resume: tuple[str, int] | None) -> Client:
        """Open a websocket's end for a user. Call `leave` when it is gone."""
        user = who.user or ""
        stream = self._streams.get(user)
        if stream is None:
            self._forget_idle()
            stream = self._streams[user] = Stream(self.epoch)
        self.renew(who)
        client = Client()
        stream.join(client, self._body_for(user, "snapshot", self.snapshot(who)), resume)
        self._metrics.live_clients.inc()
        return client

    def renew(self, who: Principal) -> None:
        """His rights as they are now; when they have changed, a new snapshot takes the place of what he saw."""
        user = who.user or ""
        stream, known = self._streams.get(user), self._who.get(user)
        if stream is None:
            return
        self._who[user] = who
        self._everything.pop(user, None)
        self._partial.pop(user, None)
        self._veiled.discard(user)
        if veiled(who):
            self._veiled.add(user)
        sight = self.sight(who)
        if sight.everything:
            self._everything[user] = stream
        elif sight.supervises:
            self._partial[user] = sight
        if known is not None and (known.unit_path, known.grants) != (who.unit_path, who.grants):
            stream.send_snapshot(self._body_for(user, "snapshot", self.snapshot(who)))

    def recheck(self, user: str | None = None) -> None:
        """Have the log-ins behind websockets looked at now, of one user or of all: rights or log-ins have changed."""
        streams = self._streams.values() if user is None else filter(None, [self._streams.get(user)])
        for stream in streams:
            for client in stream.clients:
                client.recheck.set()

    def leave(self, who: Principal, client: Client) -> None:
        stream = self._streams[who.user or ""]
        stream.clients.discard(client)
        if not stream.clients:
            stream.idle_since = self._clock()
        self._metrics.live_clients.dec()

    @property
    def watched(self) -> bool:
        """True when anybody has a stream (also one that he may come back to)."""
        return bool(self._streams)

    def connected(self, user: str) -> bool:
        stream = self._streams.get(user)
        return stream is not None and bool(stream.clients)

    def snapshot(self, who: Principal) -> View:
        """Everything that this user may see now, and himself (`me`)."""
        state, user = self.state, who.user or ""
        own = state.agent(user)
        sight = self.sight(who)
        agents = [state.agent(agent) for agent in state.names.agents if sight.agent(agent)]
        boards = [view for view in state.all_queues() if sight.queue(view["queue"])]
        phones = {view["device"] for view in agents} | {own["device"]}
        return {
            "agents": agents,
            "queues": boards,
            "calls": [view for view in state.calls.values() if sight.call(view)],
            "devices": {
                device: value for device, value in state.devices.items() if sight.everything or device in phones
            },
            "trunks": state.all_trunks() if sight.everything else [],
            "announcements": state.names.announced(time.time()),
            "alarms": self.queue_alarms_of(who),
            "watchers": [view for view in state.watchers() if self._told_of(view, user, sight)],
            "switch": state.switch,
            "core": {"up": state.core_up},
            "figures": self._figures_of(agents, boards),
            "me": own,
        }

    # inside

    def _told_of(self, watcher: View, user: str, sight: Sight) -> bool:
        """Whether this user is told that a supervisor is in a call, as with the news of it."""
        if user in self._audience("supervision.joined", watcher, frozenset()):
            return True
        call = self.state.calls.get(watcher["call"] or "")
        return sight.everything or (sight.supervises and call is not None and sight.call(call))

    def _figures_of(self, agents: list[View], queues: list[View]) -> View:
        if self.figures is None:
            return {"agents": [], "queues": []}
        return {
            "agents": [self.figures.agent(view["agent"]) for view in agents],
            "queues": [self.figures.queue(view["queue"]) for view in queues],
        }

    def _send(self, kind: str, data: View, former: frozenset[str], before: View) -> None:
        users = self._audience(kind, data, former)
        for user, sight in self._partial.items():
            if self._shown_to(sight, kind, data, before):
                users.add(user)
            elif kind == "call.live" and before and sight.call(before):
                self._count(self._streams[user].send(self._body("call.hidden", {"call": data["call"]})))
                users.discard(user)
        users = {user for user in users if user in self._streams}
        if kind not in ("screen_pop", "screen_pop_withdrawn"):
            users |= self._everything.keys()
        bodies: dict[bool, bytes] = {}
        for user in users:
            hidden = user in self._veiled
            if hidden not in bodies:
                bodies[hidden] = self._body(kind, veil(data) if hidden else data)
            self._count(self._streams[user].send(bodies[hidden]))
        self._metrics.live_frames.inc(len(users))

    def _audience(self, kind: str, data: View, former: frozenset[str]) -> set[str]:
        """Users, besides those who see everything, who may see this."""
        match kind:
            case (
                "agent.state"
                | "agent.pause_over"
                | "screen_pop"
                | "screen_pop_withdrawn"
                | "figures.agent"
                | "outbound.refused"
                | "item.offered"
                | "item.offer_ended"
                | "item.accepted"
                | "item.ended"
            ):
                return {data["agent"] or ""}
            case "call.live" | "call.consult" | "call.muted" | "call.returned" | "call.rated" | "recording.paused":
                return {*engaged(data), *former}
            case "call.ended":
                return {*data["cdr"]["agents"], *former}
            case _ if kind in OF_QUEUES:
                return self._serving(data["queue"])
            case "voicemail.left":
                return self._with_box(data["box"])
            case "device.state":
                return {user for user, view in self.state.agents.items() if view["device"] == data["device"]}
            case kind if kind.startswith("supervision."):
                told = data.get("agent") if self.tell_agents and kind != "supervision.session" else None
                return {user for user in (data["supervisor"], told) if user}
            case _:
                # a trunk and an alarm are nobody's own
                return set() if kind in ("trunk.state", "alarm") else set(self._streams)

    def _shown_to(self, sight: Sight, kind: str, data: View, before: View) -> bool:
        """Whether a supervisor of a unit sees this piece of news."""
        if kind == "device.state":
            return any(
                view["device"] == data["device"] and sight.agent(agent) for agent, view in self.state.agents.items()
            )
        return sight.news(kind, data, before or None)

    def _with_box(self, box: str) -> set[str]:
        queue, users = self.state.names.boxes.get(box, (box, frozenset()))
        return self._serving(queue) | {user for user in users if user in self._streams}

    def _serving(self, queue: str) -> set[str]:
        return {
            user
            for user in self._streams
            if any(member["queue"] == queue for member in self.state.names.agents.get(user, {}).get("queues", ()))
        }

    def _body_for(self, user: str, kind: str, data: View) -> bytes:
        return self._body(kind, veil(data) if user in self._veiled else data)

    @staticmethod
    def _body(kind: str, data: View) -> bytes:
        return b'"type":"%s","data":%s}' % (kind.encode(), orjson.dumps(data))

    def _count(self, lagging: int) -> None:
        if lagging:
            self._metrics.live_lagging.inc(lagging)

    def _forget_idle(self) -> None:
        limit = self._clock() - FORGET
        for user, stream in tuple(self._streams.items()):
            if stream.idle_since is not None and stream.idle_since < limit:
                del self._streams[user]
                del self._who[user]
                self._everything.pop(user, None)
                self._partial.pop(user, None)
                self._veiled.discard(user)


def alarm_view(envelope: Envelope) -> View:
    """An alarm that came as news, in the shape of the platform's own."""
    data = envelope.data
    return {
        "id": f"{data['alarm']}:{data['subject']}" if data["subject"] else data["alarm"],
        "state": "raised" if data["raised"] else "cleared",
        "severity": "critical",
        "zh": data["message_zh"],
        "en": data["message"],
        "since": envelope.at,
        "value": None,
        "limit": None,
        "queue": None,
        "measure": None,
    }
