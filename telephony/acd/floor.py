"""The distributor's private state, and the few moves that everything it does is made of.

Each move keeps the indexes (who may be offered what) and the deadlines in step with the records; facts and decisions
are written in terms of them (agent_facts.py, item_facts.py, matching.py).
"""

from __future__ import annotations

from telephony.acd.agents import TRANSITIONS, WORKING, AgentRecord, rest
from telephony.acd.index import Timers
from telephony.acd.limits import next_check
from telephony.acd.model import (
    AgentChanged,
    AgentState,
    Offer,
    OfferResult,
    OfferWithdrawn,
    Overflowed,
)
from telephony.acd.queues import Attempt, ItemRecord, OfferRecord, QueueRecord
from telephony.acd.sticky import preferred, worth_waiting
from telephony.acd.strategies import rank
from telephony.clock import Now
from telephony.config_model import OverflowRule
from telephony.errors import NotPossible, Unknown

S = AgentState

LEASE_GRACE = 5.0
"""A lease outlives the ring timeout by this many seconds: time for the switch to report how ringing ended."""


class Floor:
    """Records, indexes and deadlines. `freed` and `stirred` name the agents and queues that may have a new match since
    the last one; `changes`, `withdrawn` and `overflowed` are decisions not yet fetched by poll()."""

    def __init__(self, seed: str = "") -> None:
        self.seed = seed
        self.agents: dict[str, AgentRecord] = {}
        self.queues: dict[str, QueueRecord] = {}
        self.items: dict[str, ItemRecord] = {}
        self.offers: dict[str, OfferRecord] = {}
        self.on_device: dict[str, str] = {}
        self.busy_devices: set[str] = set()
        self.fans: dict[str, dict[str, None]] = {}  # agent → items in line that prefer him, within their patience
        self.timers = Timers()
        self.offers_made = 0
        self.items_entered = 0
        self.freed: dict[str, None] = {}
        self.stirred: dict[str, None] = {}
        self.arrivals: list[str] = []
        self.touched: dict[str, None] = {}  # queues whose figures may have changed
        self.changes: list[AgentChanged] = []
        self.withdrawn: list[OfferWithdrawn] = []
        self.overflowed: list[Overflowed] = []

    # look-ups

    def agent(self, ident: str) -> AgentRecord:
        record = self.agents.get(ident)
        if record is None:
            raise Unknown(f"no agent {ident!r} in the configuration", agent=ident)
        return record

    def item(self, ident: str) -> ItemRecord:
        record = self.items.get(ident)
        if record is None:
            raise Unknown(f"no item {ident!r} is waiting", item=ident)
        return record

    def offer(self, ident: str) -> OfferRecord:
        """The live lease; NotPossible when it is over, Unknown when there never was one."""
        record = self.offers.get(ident)
        if record is not None:
            return record
        number = ident.removeprefix(self.seed)
        if ident.startswith(self.seed) and number.isdecimal() and 0 < int(number) <= self.offers_made:
            raise NotPossible(f"offer {ident!r} is over", offer=ident)
        raise Unknown(f"no offer {ident!r} was made", offer=ident)

    # agents

    def move(self, agent: AgentRecord, state: AgentState, now: Now, reason: str) -> None:
        """Change the agent's state and report it. Set `item`, `queue`, `until` before."""
        previous = agent.state
        if state not in TRANSITIONS[previous]:
            raise NotPossible(f"agent {agent.id!r} cannot go from {previous} to {state}", agent=agent.id)
        if previous is S.AVAILABLE:
            agent.idle_kept = now.mono - agent.idle_since
        if state is S.AVAILABLE:
            agent.idle_since = now.mono - agent.idle_kept
        for queue_id in agent.queues:
            if queue := self.queues.get(queue_id):
                queue.states[previous] -= 1
                queue.states[state] += 1
                self.touched[queue_id] = None
        lasted = now.mono - agent.since if agent.since_utc else 0.0
        agent.state, agent.reason, agent.since, agent.since_utc = state, reason, now.mono, now.utc
        self.changes.append(
            AgentChanged(
                agent=agent.id,
                state=state,
                previous=previous,
                reason=reason,
                device=agent.device,
                item=agent.item,
                queue=agent.queue,
                since_utc=now.utc,
                previous_seconds=lasted,
                until_utc=None if agent.until is None else now.utc + agent.until - now.mono,
            )
        )
        self.index_agent(agent)
        self.recheck_holds(agent)

    def settle(self, agent: AgentRecord, now: Now, reason: str) -> None:
        """Put an agent whom nothing occupies (any more) where he rests, and set when that ends."""
        state, until = rest(agent, now.mono)
        self.count_work(agent, now)
        agent.item = agent.queue = agent.offer = None
        self.until(agent, until)
        if state in (S.BUSY, S.BREAK):
            reason = agent.wish_reason
        elif state is S.NOT_ANSWERING:
            reason = agent.penalty_reason
        if state is not agent.state or (state in (S.BUSY, S.BREAK) and reason != agent.reason):
            self.move(agent, state, now, reason)
        else:
            self.index_agent(agent)
            self.recheck_holds(agent)
        if state is S.OFFLINE:
            self.sign_off(agent)

    def count_work(self, agent: AgentRecord, now: Now) -> None:
        """A talk, with its wrap-up, is over: its length goes into the queue's mean."""
        if agent.state in WORKING and (queue := self.queues.get(agent.queue or "")):
            queue.handled(now.mono - agent.work_since)

    def sign_off(self, agent: AgentRecord) -> None:
        """Forget what a login brought; an agent removed from the configuration goes altogether."""
        if agent.device is not None:
            self.on_device.pop(agent.device, None)
        agent.device, agent.leaving = None, False
        if agent.removed:
            self.unlink(agent)
            del self.agents[agent.id]

    def until(self, agent: AgentRecord, mono: float | None) -> None:
        """Set when the agent's present state ends by itself."""
        agent.until = mono
        if mono is None:
            self.timers.cancel("agent", agent.id)
        else:
            self.timers.set("agent", agent.id, mono)

    def index_agent(self, agent: AgentRecord) -> None:
        """List him as free, or not, in each of his queues."""
        for queue_id in agent.queues:
            queue = self.queues.get(queue_id)
            if queue is None or queue.gone:
                continue
            if agent.offerable:
                queue.free.put(agent.id, rank(queue.config.strategy, agent, queue_id))
                self.stirred[queue_id] = None
            else:
                queue.free.discard(agent.id)
        if agent.offerable:
            self.freed[agent.id] = None

    def link(self, agent: AgentRecord) -> None:
        """Count the agent in his queues and list him there."""
        for queue_id in agent.queues:
            if queue := self.queues.get(queue_id):
                queue.states[agent.state] += 1
                self.touched[queue_id] = None
        self.index_agent(agent)

    def unlink(self, agent: AgentRecord) -> None:
        for queue_id in agent.queues:
            if queue := self.queues.get(queue_id):
                queue.states[agent.state] -= 1
                queue.free.discard(agent.id)
                self.touched[queue_id] = None

    # items

    def admit(self, record: ItemRecord) -> None:
        """Enter an item in the books; stand() puts it in line."""
        queue = self.queues[record.item.queue]
        record.key = queue.place(record)
        self.items[record.id] = record
        queue.oldest.put(record.id, (record.item.entered, record.order))

    def preferred(self, item: ItemRecord, queue: QueueRecord) -> AgentRecord | None:
        """The agent whom the item prefers, if that counts in this queue."""
        return preferred(item, queue.config, self.agents.get(item.preferred or ""))

    def stand(self, item: ItemRecord, now: Now) -> None:
        """Put an item in its queue's line at its place, for its preferred agent alone while that is worth waiting
        for."""
        queue = self.queues[item.item.queue]
        queue.join(item)
        self.touched[queue.id] = None
        item.spent = self._spent(item, queue, now)
        if item.spent:
            self.timers.set("limit", item.id, now.mono)
            return
        agent = self.preferred(item, queue)
        if agent is not None and now.mono < item.item.preferred_until:
            self.fans.setdefault(agent.id, {})[item.id] = None
            self.timers.set("hold", item.id, item.item.preferred_until)
            if agent.offerable:
                self.freed[agent.id] = None
            if worth_waiting(agent):
                item.held = True
                return
        self.release_hold(item)

    @staticmethod
    def _spent(item: ItemRecord, queue: QueueRecord, now: Now) -> str:
        """Why the item is offered to nobody any more, or empty."""
        if queue.gone:
            return "queue_removed"
        if item.attempts and now.mono >= item.joined + queue.config.max_wait:
            return "max_wait"
        return item.spent if item.spent == "closed" else ""

    def release_hold(self, item: ItemRecord) -> None:
        """Let any agent take the item."""
        queue = self.queues[item.item.queue]
        item.held = False
        queue.ready.put(item.id, item.key)
        self.stirred[queue.id] = None

    def recheck_holds(self, agent: AgentRecord) -> None:
        """Items stop waiting for an agent who is no longer worth it."""
        fans = self.fans.get(agent.id)
        if fans and not worth_waiting(agent):
            for ident in fans:
                if self.items[ident].held:
                    self.release_hold(self.items[ident])

    def forget_hold(self, item: ItemRecord) -> None:
        """The item no longer stands in line for its preferred agent."""
        item.held = False
        self.timers.cancel("hold", item.id)
        fans = self.fans.get(item.preferred or "")
        if fans is not None:
            fans.pop(item.id, None)
            if not fans:
                del self.fans[item.preferred or ""]

    def step_out(self, item: ItemRecord) -> None:
        """Take an item out of the line, still in the queue."""
        self.forget_hold(item)
        self.queues[item.item.queue].leave(item)
        self.touched[item.item.queue] = None

    def drop(self, item: ItemRecord) -> None:
        """The item leaves the queue for good. Its offer, if any, is ended before."""
        queue = self.queues[item.item.queue]
        self.step_out(item)
        queue.oldest.discard(item.id)
        self.timers.cancel("limit", item.id)
        self.timers.cancel("announce", item.id)
        del self.items[item.id]
        if queue.gone and not queue.oldest:
            del self.queues[queue.id]

    def overflow(self, item: ItemRecord, reason: str, rule: OverflowRule) -> None:
        self.drop(item)
        self.overflowed.append(Overflowed(item.id, item.item.queue, reason, rule.action, rule.target, rule.text))

    # offers

    def reserve(self, item: ItemRecord, agent: AgentRecord, now: Now) -> Offer:
        """Lease the agent for the item."""
        queue = self.queues[item.item.queue]
        candidates, idle = len(queue.free), agent.idle_seconds(now.mono)
        chosen = self.preferred(item, queue) is agent
        if not item.offers:
            self.step_out(item)
        self.offers_made += 1
        offer = Offer(
            offer=f"{self.seed}{self.offers_made}",
            item=item.id,
            queue=queue.id,
            agent=agent.id,
            device=agent.device or "",
            attempt=len(item.attempts) + len(item.offers) + 1,
            ring_timeout=queue.config.ring_timeout,
            expires=now.mono + queue.config.ring_timeout + LEASE_GRACE,
            sticky=chosen,
            why={
                "rule": "sticky" if chosen else queue.config.strategy,
                "priority": -item.key[0],
                "waited": now.mono - item.item.entered,
                "idle": idle,
                "preference": agent.queues[queue.id],
                "candidates": candidates,
            },
        )
        self.offers[offer.offer] = OfferRecord(offer, now.mono)
        item.offers[offer.offer] = None
        agent.offer = offer.offer
        self.ring_more(item)
        agent.item, agent.queue = item.id, queue.id
        self.timers.set("lease", offer.offer, offer.expires)
        agent.until = offer.expires
        self.move(agent, S.RESERVED, now, "sticky" if chosen else "offered")
        return offer

    def ring_more(self, item: ItemRecord) -> None:
        """Let further agents be rung for an item that has offers, as far as `ring_all` goes; its sticky agent rings
        alone."""
        queue = self.queues[item.item.queue]
        config = queue.config
        alone = config.strategy != "ring_all" or any(self.offers[ident].offer.sticky for ident in item.offers)
        if alone or queue.gone or len(item.offers) >= config.ring_max:
            queue.ready.discard(item.id)
        else:
            queue.ready.put(item.id, item.key)
            self.stirred[queue.id] = None

    def stop_ringing(self, record: OfferRecord, result: OfferResult) -> None:
        """Let the next poll tell that the offer is withdrawn."""
        offer = record.offer
        self.withdrawn.append(OfferWithdrawn(offer.offer, offer.item, offer.agent, result))

    def end_offer(self, record: OfferRecord, result: OfferResult, now: Now) -> tuple[ItemRecord, AgentRecord]:
        """The lease is over; the caller of this settles the agent and places the item."""
        offer = record.offer
        del self.offers[offer.offer]
        self.timers.cancel("lease", offer.offer)
        item, agent = self.items[offer.item], self.agents[offer.agent]
        del item.offers[offer.offer]
        agent.offer = None
        item.attempts.append(Attempt(offer.agent, result, now.utc))
        return item, agent

    def time_caller(self, item: ItemRecord) -> None:
        """Set the deadlines of the item's limit and next announcement."""
        self.timers.set("limit", item.id, next_check(item, self.queues[item.item.queue].config))
        if item.announce_at is not None:
            self.timers.set("announce", item.id, item.announce_at)

    def back_in_line(self, item: ItemRecord, now: Now) -> None:
        """An item for which nobody rings any more takes its place; a limit or an announcement that came due meanwhile
        is due now."""
        if item.offers:
            self.ring_more(item)
            return
        self.time_caller(item)
        self.stand(item, now)

    def withdraw_offer(self, record: OfferRecord, result: OfferResult, now: Now, reason: str) -> ItemRecord:
        """Take the offer back without blame: the agent stays as long idle as he was. Returns the item, out of line."""
        item, agent = self.end_offer(record, result, now)
        agent.idle_kept += now.mono - record.made
        self.settle(agent, now, reason)
        return item
