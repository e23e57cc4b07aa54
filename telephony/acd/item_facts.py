"""What the distributor is told about items: entry, offers and how they ended, talks."""

from __future__ import annotations

from dataclasses import replace

from telephony.acd.agent_facts import AgentFacts
from telephony.acd.agents import PAST, RESTING, AgentRecord
from telephony.acd.desk import WRITTEN, Held
from telephony.acd.model import Offer, OfferResult, R, S, WorkItem
from telephony.acd.queues import ItemRecord
from telephony.clock import Now
from telephony.errors import NotPossible, Unknown

SHORT_PAUSE = 5.0
"""Seconds without offers for an agent whose phone said busy, who rejected the offer, or whom it failed to reach."""
UNREACHABLE_RETRY = 30.0
"""An agent whose phone could not be reached though it counts as registered is tried again after this many seconds."""

DISOWNED = frozenset({R.NO_ANSWER, R.LEASE_EXPIRED, R.REJECTED})
"""Results that are the agent's doing: his idle clock starts again, and the item no longer waits for him."""


class ItemFacts(AgentFacts):
    """Facts about items and offers. A fact about an offer that is over is NotPossible and changes nothing."""

    def enqueue(self, item: WorkItem, now: Now) -> None:
        """The item waits in `item.queue`. When a rule for new items says so (too many wait, nobody is logged in, the
        queue is closed, …), poll() answers Overflowed; that is for callers only: what has no leg waits on.

        Unknown for an unknown queue, NotPossible when the item waits already."""
        queue = self.queues.get(item.queue)
        if queue is None or queue.gone:
            raise Unknown(f"no queue {item.queue!r} in the configuration", queue=item.queue)
        if item.id in self.items:
            raise NotPossible(
                f"item {item.id!r} waits already in queue {self.items[item.id].item.queue!r}", item=item.id
            )
        if item.id in self.in_hands:
            raise NotPossible(f"item {item.id!r} is in an agent's hands", item=item.id)
        self.items_entered += 1
        comes = item.joined is None
        joined = now.mono if item.joined is None else item.joined
        record = ItemRecord(item, self.items_entered, joined, preferred=item.preferred, checked=now.mono)
        has_caller = item.media == "call"
        hours_count = comes and item.media in ("call", "chat", "consult")
        if hours_count and queue.closed and any(rule.when == "closed" for rule in queue.config.overflow):
            record.spent = "closed"
        self.admit(record, now)
        if has_caller and queue.config.announce_every > 0:
            record.announce_at = now.mono + queue.config.announcements.first
        self.arrivals.append(item.id)
        self.back_in_line(record, now)

    def withdraw(self, item: str, now: Now) -> tuple[Offer, ...]:
        """The caller is gone or goes elsewhere. Returns the live offers to cancel; their agents are free again at once.

        Unknown when the item does not wait, because it was answered, overflowed or never entered."""
        record = self.item(item)
        offers = [self.offers[offer] for offer in record.offers]
        for offer in offers:
            self.withdraw_offer(offer, R.CALLER_GONE, now, "caller_gone")
        self.drop(record)
        return tuple(offer.offer for offer in offers)

    def ringing(self, offer: str, now: Now) -> None:
        """The agent's phone rings."""
        record = self.offer(offer)
        if record.offer.media in WRITTEN:
            raise NotPossible(f"offer {offer!r} is of a {record.offer.media}: nothing rings", offer=offer)
        if record.ringing:
            raise NotPossible(f"offer {offer!r} rings already", offer=offer)
        record.ringing = True
        self.move(self.agents[record.offer.agent], S.RINGING, now, "ringing")

    def answered(self, offer: str, now: Now) -> None:
        """The agent took the item: he talks, the item leaves the queue, others who are rung for it need not be."""
        record = self.offer(offer)
        item, agent = self.end_offer(record, R.ANSWERED, now)
        self._end_others(item, R.ANSWERED_ELSEWHERE, now)
        self.drop(item)
        if item.item.media in WRITTEN:
            self._take_in_hand(agent, item.item, now)
            return
        self._talk(agent, item.item.occupies, item.item.queue, now, "answered")

    def offer_failed(self, offer: str, result: OfferResult, now: Now) -> None:
        """Ringing ended otherwise; the item takes its place again, but with CALLER_GONE it leaves as by withdraw().

        The agent pauses: after NO_ANSWER for the queue's `no_answer_penalty`, after REJECTED, BUSY and FAILED for
        SHORT_PAUSE; after UNAVAILABLE he is DEVICE_LOST until his device is heard of, or UNREACHABLE_RETRY is over."""
        record = self.offer(offer)
        if result in (R.ANSWERED, R.ANSWERED_ELSEWHERE, R.WITHDRAWN):
            raise NotPossible(f"an offer does not fail by {result}", offer=offer)
        if result is R.CALLER_GONE:
            for other in self.items[record.offer.item].offers:
                if other != offer:
                    self.stop_ringing(self.offers[other], R.WITHDRAWN)
            self.withdraw(record.offer.item, now)
            return
        item, agent = self.end_offer(record, result, now)
        queue = self.queues[item.item.queue].config
        agent.penalty_reason = str(result)
        if result in (R.NO_ANSWER, R.LEASE_EXPIRED):
            agent.penalty_until = now.mono + queue.no_answer_penalty
        elif result is R.UNAVAILABLE:
            agent.unreachable_until = now.mono + UNREACHABLE_RETRY
        else:
            agent.penalty_until = now.mono + SHORT_PAUSE
        if result in DISOWNED:
            agent.idle_kept = 0.0
            if item.preferred == agent.id:
                item.preferred = None
        if item.item.media not in WRITTEN or agent.state in RESTING:
            self.settle(agent, now, str(result))
        else:
            agent.passed = True
            self.index_agent(agent)
        self.back_in_line(item, now)

    def engage(self, agent: str, item: str, queue: str | None, now: Now) -> None:
        """The agent talks in a call that no offer brought him: a transfer, his own call, a call found after a restart.

        Wherever the item waits, it leaves; another offer to the agent is withdrawn. `queue` decides the wrap-up and
        may be gone by now. NotPossible when he is logged out or talks already."""
        record = self._logged_in(agent)
        if record.state is S.TALKING:
            raise NotPossible(f"agent {agent!r} talks already in {record.item!r}", agent=agent)
        if record.offer is not None and self.offers[record.offer].offer.item == item:
            self.answered(record.offer, now)
            return
        if record.offer is not None:
            lease = self.offers[record.offer]
            self.stop_ringing(lease, R.WITHDRAWN)
            self.back_in_line(self.end_offer(lease, R.WITHDRAWN, now)[0], now)
        if item in self.items:
            self._take_away(self.items[item], now)
        self.count_work(record, now)
        self._talk(record, item, queue, now, "engaged")

    def released(self, agent: str, item: str, now: Now, wrap_up: bool = True) -> None:
        """The talk is over: WRAP_UP for the queue's seconds, or straight on when there are none, no queue, or not
        `wrap_up`; an agent who is leaving leaves. NotPossible when he does not talk in this item."""
        record = self.agent(agent)
        if record.state is not S.TALKING or record.item != item:
            raise NotPossible(f"agent {agent!r} does not talk in {item!r}", agent=agent, item=item)
        record.talk_today += now.mono - record.since
        queue = self.queues.get(record.queue or "")
        seconds = queue.config.wrap_up if queue is not None and wrap_up else 0.0
        if seconds <= 0 or record.leaving:
            self.settle(record, now, "released")
        else:
            self.until(record, now.mono + seconds)
            self.move(record, S.WRAP_UP, now, "released")

    def closed(self, agent: str, item: str, _now: Now) -> WorkItem:
        """The agent is done with a chat or an e-mail. NotPossible when he does not have it in hand."""
        record = self.agent(agent)
        held = record.desk.pop(item, None)
        if held is None:
            raise NotPossible(f"agent {agent!r} does not have {item!r} in hand", agent=agent, item=item)
        del self.in_hands[item]
        self.index_agent(record)
        return held.item

    def handed_over(self, agent: str, item: str, queue: str, now: Now) -> None:
        """The agent gives an item in hand to a queue, where it keeps its place. Unknown for an unknown queue,
        NotPossible when he does not have it."""
        target = self.queues.get(queue)
        if target is None or target.gone:
            raise Unknown(f"no queue {queue!r} in the configuration", queue=queue)
        self.put_back(replace(self.closed(agent, item, now), queue=queue, preferred=None), now)

    def in_hand(self, agent: str, item: WorkItem, now: Now) -> None:
        """The agent has this item in hand though no offer brought it: found so after a restart. It may exceed his
        capacity, when that was lowered meanwhile. NotPossible when he is logged out or the item waits."""
        record = self._logged_in(agent)
        if item.id in self.items:
            raise NotPossible(f"item {item.id!r} waits", item=item.id)
        self._take_in_hand(record, item, now)

    def _take_in_hand(self, agent: AgentRecord, item: WorkItem, now: Now) -> None:
        agent.desk[item.id] = Held(item, now.mono, now.utc)
        self.in_hands[item.id] = agent.id
        agent.idle_kept, agent.penalty_until = 0.0, PAST
        if agent.state is S.AVAILABLE:
            agent.idle_since = now.mono
        self.index_agent(agent)

    def set_open(self, queue: str, is_open: bool) -> None:
        """The queue's hours begin or end. While closed, who enters leaves by the rule for it; who waits is still
        served."""
        record = self.queues.get(queue)
        if record is None:
            raise Unknown(f"no queue {queue!r} in the configuration", queue=queue)
        record.closed = not is_open
        self.touched[record.id] = None

    def lease_expired(self, offer: str, now: Now) -> None:
        """Nothing was heard of the offer in time."""
        self.stop_ringing(self.offers[offer], R.LEASE_EXPIRED)
        self.offer_failed(offer, R.LEASE_EXPIRED, now)

    def _take_away(self, item: ItemRecord, now: Now) -> None:
        """Somebody talks to the waiting caller already; an agent who is being rung for him need not be."""
        self._end_others(item, R.WITHDRAWN, now)
        self.drop(item)

    def _end_others(self, item: ItemRecord, result: OfferResult, now: Now) -> None:
        """Stop ringing whoever is rung for the item, without blame."""
        for ident in list(item.offers):
            record = self.offers[ident]
            self.stop_ringing(record, result)
            self.withdraw_offer(record, result, now, "taken_by_other")

    def _talk(self, agent: AgentRecord, item: str, queue: str | None, now: Now, reason: str) -> None:
        agent.item, agent.queue, agent.offer = item, queue, None
        agent.work_since, agent.idle_kept = now.mono, 0.0
        agent.calls_today += 1
        agent.penalty_until = agent.unreachable_until = PAST  # he is there, and so is his phone
        self.until(agent, None)
        self.move(agent, S.TALKING, now, reason)
