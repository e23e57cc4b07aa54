"""The automatic call distributor (ACD): facts in, decisions out.

The service tells it what happened (agent_facts.py, item_facts.py), then fetches with poll() what follows from it, and
polls again not later than next_deadline(). It looks at no clock, draws no lots and does no I/O: the same facts at the
same instants give the same decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from telephony.acd import explain, invariants, limits, persist, views
from telephony.acd.agents import AgentRecord
from telephony.acd.index import LazyHeap
from telephony.acd.item_facts import ItemFacts
from telephony.acd.lanes import needs_after
from telephony.acd.matching import match
from telephony.acd.model import AgentState, Announce, Decision, Offer, QueueChanged, S
from telephony.acd.queues import NOWHERE, QueueRecord
from telephony.clock import Now
from telephony.config_model import Agent, MediaPolicy, PauseReason, Queue
from telephony.errors import Unknown


class Acd(ItemFacts):
    """The distributor. `seed` begins the ids of its offers: give each start of the core another one, so that no report
    about an offer made before can be taken for one made since.

    Every fact raises Unknown or NotPossible before it changes anything."""

    def configure(
        self,
        queues: Iterable[Queue],
        agents: Iterable[Agent],
        now: Now,
        pause_reasons: Iterable[PauseReason] = (),
        media: MediaPolicy | None = None,
    ) -> None:
        """Take over a configuration while running: waiting items and agents' states stay. A new limit of a pause holds
        from the next pause on, a lower capacity from the next offer on.

        Items of a queue that is gone overflow by its last rules, those being offered when the offer fails. An agent
        who is gone leaves as by logout()."""
        self.media = media or MediaPolicy()
        wanted = {queue.id: queue for queue in queues}
        staff = {agent.id: agent for agent in agents}
        for queue in list(self.queues.values()):
            queue.gone = queue.id not in wanted
            queue.adopt(wanted.get(queue.id, queue.config))
            queue.lanes, queue.line, queue.oldest, queue.deserted = {}, [], LazyHeap(), False
            queue.forget_members()
            self.touched[queue.id] = None
        self.lanes = {}
        self.pause_reasons = {reason.id: reason for reason in pause_reasons}
        for ident, config in wanted.items():
            if ident not in self.queues:
                self.queues[ident] = QueueRecord(config)
        for ident, agent in staff.items():
            known = self.agents.setdefault(ident, AgentRecord(agent, since=now.mono, since_utc=now.utc))
            known.config = agent
            known.queues = {member.queue: member.preference for member in agent.queues}
            known.positions = {member.queue: member.position for member in agent.queues}
            if known.removed:
                known.removed = known.leaving = False
        for record in list(self.agents.values()):
            if record.id not in staff:
                record.queues = {}
            record.lanes = []
        for queue in self.queues.values():
            self.lane(queue, needs_after(queue.config.demand, 0.0))
        for record in self.agents.values():
            self.link(record)
        self._restand(now)
        for ident in sorted(self.agents.keys() - staff.keys()):
            if not self.agents[ident].removed:
                self.remove_agent(self.agents[ident], now)

    def _restand(self, now: Now) -> None:
        """Place every item anew, by the rules that hold now."""
        items = list(self.items.values())
        for item in items:
            self.forget_hold(item)
            for kind in ("age", "relax"):
                self.timers.cancel(kind, item.id)
            item.lane, item.checked = NOWHERE, item.joined
            self.admit(item, now)
        for item in items:
            queue = self.queues[item.item.queue]
            if queue.config.announce_every <= 0:
                item.announce_at = None
                self.timers.cancel("announce", item.id)
            elif item.announce_at is None and item.item.media == "call":
                item.announce_at = now.mono + queue.config.announcements.first
            if item.offers:
                self.time_caller(item)
            self.back_in_line(item, now)
        for queue in list(self.queues.values()):
            if queue.gone and not queue.oldest:
                self.forget_queue(queue)

    # decisions

    def poll(self, now: Now) -> tuple[Decision, ...]:
        """Everything decided since the last poll: agents' changes, pauses that are over time, withdrawn offers, items
        that came back from agents who left, offers, announcements, overflows, then queues' figures where they
        changed."""
        callers = self._run_timers(now)
        offers = match(self, now)
        self._limit(callers, now)
        announcements = self._announce(callers, now)
        decisions = (
            *self.changes,
            *self.pauses_over,
            *self.withdrawn,
            *self.returned,
            *offers,
            *announcements,
            *self.overflowed,
            *self._figures(),
        )
        self.changes, self.withdrawn, self.overflowed, self.pauses_over, self.returned = [], [], [], [], []
        return decisions

    def _run_timers(self, now: Now) -> list[tuple[str, str]]:
        """Handle what is due and may free an agent or an item. Returns the (kind, item) that wait for matching."""
        callers: list[tuple[str, str]] = []
        while due := self.timers.pop_due(now.mono):
            kind, ident = due
            if kind == "lease":
                self.lease_expired(ident, now)
            elif kind == "agent":
                self.agent_timer(self.agents[ident], now)
            elif kind == "pause":
                self.pause_over(self.agents[ident])
            elif kind == "hold":
                item = self.items[ident]
                self.forget_hold(item)
                self.release_hold(item)
            elif kind == "age":
                self.age(self.items[ident])
            elif kind == "relax":
                self.relax(self.items[ident], now)
            else:
                callers.append(due)
                if kind == "limit" and self.items[ident].offers:
                    self.ring_more(self.items[ident], now)
        return callers

    def _limit(self, due: list[tuple[str, str]], now: Now) -> None:
        """Send away for whom a rule holds: who waited too long, who waits where the last agent left, and the newest of
        who came since the last poll."""
        for kind, ident in due:
            if kind == "limit":
                self._check(ident, now)
        deserted = []
        for ident in self.touched:
            queue = self.queues.get(ident)
            if queue is not None and bool(queue.logged_in) == queue.deserted:
                queue.deserted = not queue.deserted
                if queue.deserted:
                    deserted.append(queue)
        for queue in sorted(deserted, key=lambda each: each.id):
            for _, ident in list(queue.line):
                self._leave(ident, now)
        for ident in reversed(self.arrivals):
            item = self.items.get(ident)
            self._leave(ident, now, entering=item is not None and item.item.joined is None)
        self.arrivals = []

    def _check(self, ident: str, now: Now) -> None:
        """The time of a limit has come: let the item leave, or set when the next one comes."""
        item = self.items.get(ident)
        if item is not None and not item.offers and not self._leave(ident, now) and not item.patient:
            item.checked = now.mono
            self.timers.set("limit", item.id, limits.next_check(item, self.queues[item.item.queue]))

    def _leave(self, ident: str, now: Now, *, entering: bool = False) -> bool:
        """Let an item in line leave if it must. Returns whether it has left."""
        item = self.items.get(ident)
        if item is None or item.offers:
            return False
        queue = self.queues[item.item.queue]
        if item.patient and not queue.gone:
            return False
        if item.spent:
            rule = limits.fallback(queue.config, "closed" if item.spent == "closed" else "max_wait")
            self.overflow(item, item.spent, rule)
        elif found := limits.broken(queue, item, now.mono, entering=entering):
            self.overflow(item, *found)
        return ident not in self.items

    def _announce(self, due: list[tuple[str, str]], now: Now) -> list[Announce]:
        """Positions for who is due; whom an agent is being rung for hears his when that fails (back_in_line)."""
        announcements = []
        for kind, ident in due:
            item = self.items.get(ident)
            if kind != "announce" or item is None or item.offers:
                continue
            queue = self.queues[item.item.queue]
            ahead = queue.ahead(item)
            announcements.append(Announce(item.id, queue.id, ahead, queue.estimate(ahead)))
            item.announce_at = now.mono + queue.config.announce_every
            self.timers.set("announce", item.id, item.announce_at)
        return announcements

    def _figures(self) -> list[QueueChanged]:
        changed = []
        for ident in sorted(self.touched):
            queue = self.queues.get(ident)
            if queue is None:
                continue
            oldest = queue.oldest.first()
            figures = queue.figures(self.items[oldest[1]].item.entered_utc if oldest else None)
            if figures is not None:
                changed.append(figures)
        self.touched = {}
        return changed

    def next_deadline(self) -> float | None:
        """The instant (mono) at which poll() has something to do though nothing happened; None: never."""
        return self.timers.next()

    def new_day(self, day: str) -> None:
        """The company's day is `day` (YYYY-MM-DD) now: when it is another than before, calls and talk count anew."""
        if day == self.day:
            return
        self.day = day
        for agent in self.agents.values():
            agent.calls_today, agent.talk_today = 0, 0.0
            if agent.state is not S.OFFLINE:
                self.index_agent(agent)

    # views

    def agent_state(self, agent: str) -> AgentState:
        return self.agent(agent).state

    def agent_on(self, device: str) -> str | None:
        """The agent logged in on the device, or None."""
        return self.on_device.get(device)

    def device_of(self, agent: str) -> str | None:
        """The device that the agent is logged in on, or None. Raises Unknown for an agent who is not configured."""
        return self.agent(agent).device

    def item_of(self, agent: str) -> str | None:
        """The item that the agent is busy with, or None. Raises Unknown for an agent who is not configured."""
        return self.agent(agent).item

    def refuses(self, queue: str, asking: str | None = None) -> str:
        """Why the agent `asking` need not wait in this queue for a colleague: closed (by a rule of the queue),
        no_agents (nobody else is logged in), max_length, or empty. Unknown for an unknown queue."""
        record = self.queues.get(queue)
        if record is None or record.gone:
            raise Unknown(f"no queue {queue!r} in the configuration", queue=queue)
        if record.closed and any(rule.when == "closed" for rule in record.config.overflow):
            return "closed"
        others = (self.agents[ident] for ident in record.members if ident != asking)
        if not any(agent.state is not S.OFFLINE for agent in others):
            return "no_agents"
        return "max_length" if len(record.line) >= record.config.max_length else ""

    def offers_of(self, item: str) -> tuple[Offer, ...]:
        """The live offers of an item that waits; none when it does not."""
        record = self.items.get(item)
        return tuple(self.offers[each].offer for each in record.offers) if record is not None else ()

    def snapshot(self, now: Now) -> Mapping[str, Any]:
        """Everything as it stands, JSON-able: {"agents": […], "queues": […], "items": […]} (see views.py)."""
        return views.snapshot(self, now)

    def explain_item(self, item: str, now: Now) -> Mapping[str, Any]:
        """Why this caller waits: data, and `text` in "zh" and "en" (see explain.py). Unknown when he does not wait."""
        return explain.explain_item(self, item, now)

    def explain_agent(self, agent: str, now: Now) -> Mapping[str, Any]:
        """Why this agent is offered nothing, or what he would be offered first. Unknown when not in the
        configuration."""
        return explain.explain_agent(self, agent, now)

    def check_invariants(self) -> None:
        """AssertionError when records and indexes contradict each other. For tests; O(everything)."""
        invariants.check(self)

    # recovery

    def export_state(self, now: Now) -> Mapping[str, Any]:
        """All state but the configuration, JSON-able (see persist.py). Call it after poll(): what poll() has not
        reported is not part of it."""
        return persist.export_state(self, now)

    def restore(self, state: Mapping[str, Any], now: Now) -> None:
        """Take over an exported state into a fresh, configured distributor; `now.mono` may have another origin.

        The time between counts: leases and limits may be due at once. Live offers keep their ids, new ones are
        numbered on, with the seed given to this distributor, else with the saved one. Agents that the configuration
        lacks stay out; items whose queue it lacks overflow to voicemail. NotPossible, and nothing changed, when this
        distributor is in use or the state cannot be read."""
        persist.restore(self, state, now)
