"""The few moves that everything the distributor does is made of.

Each move keeps the indexes (who may be offered what) and the deadlines in step with the records; facts and decisions
are written in terms of them (agent_facts.py, item_facts.py, matching.py).
"""

from __future__ import annotations

from telephony.acd.agents import PAUSES, TRANSITIONS, WORKING, AgentRecord, rest
from telephony.acd.books import Books
from telephony.acd.desk import WRITTEN, lane_media
from telephony.acd.index import Rota
from telephony.acd.lanes import able
from telephony.acd.limits import next_check
from telephony.acd.model import (
    AgentChanged,
    AgentState,
    Offer,
    OfferResult,
    OfferWithdrawn,
    Overflowed,
    R,
    Returned,
    S,
    WorkItem,
)
from telephony.acd.queues import Attempt, ItemRecord, OfferRecord, QueueRecord
from telephony.acd.sticky import preferred, worth_waiting
from telephony.acd.strategies import rank
from telephony.clock import Now
from telephony.config_model import OverflowRule
from telephony.errors import NotPossible

LEASE_GRACE = 5.0
"""A lease outlives the ring timeout by this many seconds: time for the switch to report how ringing ended."""


class Floor(Books):
    """The moves. None of them reports a fact that contradicts another: facts check before they move."""

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
                queue.count(previous, -1)
                queue.count(state, 1)
                self.touched[queue_id] = None
        lasted = now.mono - agent.since if agent.since_utc else 0.0
        agent.state, agent.reason, agent.since, agent.since_utc = state, reason, now.mono, now.utc
        pause = None
        if state in PAUSES or previous in PAUSES:
            self.time_pause(agent)
            pause = self.pause_reason(agent)
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
                paid=None if pause is None else pause.paid,
                limit_utc=None if agent.pause_limit is None else now.utc + agent.pause_limit - now.mono,
            )
        )
        if previous is S.AVAILABLE or state is S.AVAILABLE or self.written:  # else he was in no list and is in none
            self.index_agent(agent)
        self.recheck_holds(agent)

    def settle(self, agent: AgentRecord, now: Now, reason: str) -> None:
        """Put an agent whom nothing occupies (any more) where he rests, and set when that ends."""
        state, until = rest(agent, now.mono)
        self.count_work(agent, now)
        agent.item = agent.queue = agent.offer = None
        agent.passed = False
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
        if agent.asked and not (state is S.AVAILABLE and agent.wish is S.AVAILABLE):
            self.recall(agent, now)
        if state is S.OFFLINE:
            self.clear_desk(agent, now)
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

    # items

    def admit(self, record: ItemRecord, now: Now) -> None:
        """Enter an item in the books; stand() puts it in line."""
        queue = self.queues[record.item.queue]
        every = queue.config.ageing_seconds
        record.aged = int((now.mono - record.item.entered) // every) if every > 0 else 0
        record.key = queue.place(record)
        self.items[record.id] = record
        queue.oldest.put(record.id, (record.item.entered, record.order))
        self._time_ageing(record)
        self.into_lane(record, now)

    def age(self, item: ItemRecord) -> None:
        """Waiting has raised the item's priority by one: it moves forward."""
        queue = self.queues[item.item.queue]
        ready = item.id in item.lane.ready
        if not item.offers:
            del queue.line[queue.ahead(item)]
        item.aged += 1
        item.key = queue.place(item)
        if not item.offers:
            queue.join(item)
        if ready:
            item.lane.ready.put(item.id, item.key)
        self._time_ageing(item)

    def _time_ageing(self, item: ItemRecord) -> None:
        every = self.queues[item.item.queue].config.ageing_seconds
        if every > 0:
            self.timers.set("age", item.id, item.item.entered + (item.aged + 1) * every)

    def preferred(self, item: ItemRecord, queue: QueueRecord) -> AgentRecord | None:
        """The agent whom the item prefers, if that counts in this queue."""
        if item.preferred is None:
            return None
        agent = preferred(item, queue.config, self.agents.get(item.preferred or ""))
        return agent if agent is not None and able(agent.config.skills, item.lane.needs) else None

    def stand(self, item: ItemRecord, now: Now) -> None:
        """Put an item in its queue's line at its place, for its preferred agent alone while that is worth waiting
        for."""
        queue = self.queues[item.item.queue]
        queue.join(item)
        item.lane.ready.discard(item.id)  # of several that were rung for it, the last has not answered
        self.touched[queue.id] = None
        item.spent = self._spent(item, queue, now)
        if item.spent:
            self.timers.set("limit", item.id, now.mono)
            return
        agent = self._prefer(item, queue, now)
        if agent is not None and worth_waiting(agent, queue.config.sticky):
            item.held = True
            return
        self.release_hold(item)

    def _prefer(self, item: ItemRecord, queue: QueueRecord, now: Now) -> AgentRecord | None:
        """Within its patience, list the item with the agent whom it prefers; returns him, or None."""
        agent = self.preferred(item, queue)
        if agent is None or now.mono >= item.item.preferred_until:
            return None
        self.fans.setdefault(agent.id, {})[item.id] = None
        self.timers.set("hold", item.id, item.item.preferred_until)
        if self.takes(agent, lane_media(item.item.media)):
            self.freed[agent.id] = None
        return agent

    def relax(self, item: ItemRecord, now: Now) -> None:
        """The item needs less than before: more agents may take it, perhaps the one whom it prefers as well."""
        self.into_lane(item, now)
        if not item.offers and not item.spent:
            self._prefer(item, self.queues[item.item.queue], now)

    @staticmethod
    def _spent(item: ItemRecord, queue: QueueRecord, now: Now) -> str:
        """Why the item is offered to nobody any more, or empty."""
        if queue.gone:
            return "queue_removed"
        if item.attempts and not item.patient and now.mono >= item.joined + queue.config.max_wait:
            return "max_wait"
        return item.spent if item.spent == "closed" else ""

    def release_hold(self, item: ItemRecord) -> None:
        """Let any agent take the item."""
        item.held = False
        item.lane.ready.put(item.id, item.key)
        self.stirred[item.lane.id] = None

    def recheck_holds(self, agent: AgentRecord) -> None:
        """Items stop waiting for an agent who is no longer worth it."""
        fans = self.fans.get(agent.id)
        for ident in fans or ():
            item = self.items[ident]
            if item.held and not worth_waiting(agent, self.queues[item.item.queue].config.sticky):
                self.release_hold(item)

    def forget_hold(self, item: ItemRecord) -> None:
        """The item no longer stands in line for its preferred agent."""
        item.held = False
        if item.preferred is None and item.item.preferred is None:
            return
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
        item.lane.items -= 1
        for kind in ("limit", "announce", "age", "relax"):
            self.timers.cancel(kind, item.id)
        del self.items[item.id]
        if queue.gone and not queue.oldest:
            self.forget_queue(queue)

    def forget_queue(self, queue: QueueRecord) -> None:
        del self.queues[queue.id]
        for lane in queue.lanes.values():
            del self.lanes[lane.id]

    def overflow(self, item: ItemRecord, reason: str, rule: OverflowRule) -> None:
        self.drop(item)
        self.overflowed.append(Overflowed(item.id, item.item.queue, reason, rule.action, rule.target, rule.text))

    # offers

    def reserve(self, item: ItemRecord, agent: AgentRecord, now: Now) -> Offer:
        """Lease the agent for the item."""
        queue = self.queues[item.item.queue]
        candidates, idle = len(item.lane.free), agent.idle_seconds(now.mono)
        chosen = self.preferred(item, queue) is agent
        if not chosen and isinstance(item.lane.free, Rota):
            item.lane.free.served(rank(queue.config.strategy, agent, item.lane))
        if not item.offers:
            self.step_out(item)
            queue.took(now.mono)
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
                "calls": agent.calls_today,
                "talk": agent.talk_today,
                "aged": item.aged,
                "needs": {skill: [level, agent.config.skills.get(skill)] for skill, level in item.lane.needs}
                if item.lane.needs
                else {},
            },
            media=item.item.media,
        )
        self.offers[offer.offer] = OfferRecord(offer, now.mono)
        item.offers[offer.offer] = None
        self.timers.set("lease", offer.offer, offer.expires)
        if item.item.media in WRITTEN:
            agent.asked[offer.offer] = item.item.media
            self.ring_more(item, now)
            self.index_agent(agent)
            return offer
        agent.offer = offer.offer
        self.ring_more(item, now)
        agent.item, agent.queue = item.item.occupies, queue.id
        agent.until = offer.expires
        self.move(agent, S.RESERVED, now, "sticky" if chosen else "offered")
        return offer

    def ring_more(self, item: ItemRecord, now: Now) -> None:
        """Let further agents be rung for an item that has offers, as far as `ring_all` goes; its sticky agent rings
        alone, chats and e-mails are offered to one at a time, and after `max_wait` nobody else is tried."""
        queue = self.queues[item.item.queue]
        config = queue.config
        alone = (
            config.strategy != "ring_all"
            or item.item.media in WRITTEN
            or any(self.offers[ident].offer.sticky for ident in item.offers)
        )
        over = not item.patient and now.mono >= item.joined + config.max_wait
        if alone or over or queue.gone or len(item.offers) >= config.ring_max:
            item.lane.ready.discard(item.id)
        else:
            item.lane.ready.put(item.id, item.key)
            self.stirred[item.lane.id] = None

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
        if agent.asked.pop(offer.offer, None) is None:
            agent.offer = None
        else:
            self.index_agent(agent)
        item.attempts.append(Attempt(offer.agent, result, now.utc))
        return item, agent

    def time_caller(self, item: ItemRecord) -> None:
        """Set the deadlines of the item's limit and next announcement."""
        if not item.patient:
            self.timers.set("limit", item.id, next_check(item, self.queues[item.item.queue]))
        if item.announce_at is not None:
            self.timers.set("announce", item.id, item.announce_at)

    def back_in_line(self, item: ItemRecord, now: Now) -> None:
        """An item for which nobody rings any more takes its place; a limit or an announcement that came due meanwhile
        is due now."""
        if item.offers:
            self.ring_more(item, now)
            return
        self.time_caller(item)
        self.stand(item, now)

    def withdraw_offer(self, record: OfferRecord, result: OfferResult, now: Now, reason: str) -> ItemRecord:
        """Take the offer back without blame: the agent stays as long idle as he was. Returns the item, out of line."""
        item, agent = self.end_offer(record, result, now)
        if record.offer.media not in WRITTEN:
            agent.idle_kept += now.mono - record.made
            self.settle(agent, now, reason)
        return item

    # chats and e-mails

    def recall(self, agent: AgentRecord, now: Now) -> None:
        """Take back the chats and e-mails that he is being offered: he serves no more."""
        for ident in list(agent.asked):
            record = self.offers[ident]
            self.stop_ringing(record, R.WITHDRAWN)
            self.back_in_line(self.end_offer(record, R.WITHDRAWN, now)[0], now)

    def clear_desk(self, agent: AgentRecord, now: Now) -> None:
        """What he has in hand waits again, each item at its place."""
        desk, agent.desk = agent.desk, {}
        for held in desk.values():
            del self.in_hands[held.item.id]
            self.put_back(held.item, now)
            self.returned.append(Returned(held.item.id, held.item.queue, agent.id))

    def put_back(self, item: WorkItem, now: Now) -> None:
        """An item that was in hand waits again at its place; nobody is preferred for it any more."""
        queue = self.queues.get(item.queue)
        if queue is None or queue.gone:
            self.overflowed.append(Overflowed(item.id, item.queue, "queue_removed", "message", ""))
            return
        self.items_entered += 1
        record = ItemRecord(item, self.items_entered, now.mono, checked=now.mono)
        self.admit(record, now)
        self.back_in_line(record, now)
