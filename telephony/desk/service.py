"""Chats and e-mails in the core: what web asks for becomes facts of the distributor, what that decides becomes news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import structlog
from ulid import ULID

from telephony.acd import model
from telephony.acd.desk import WRITTEN
from telephony.acd.model import OfferResult, WorkItem
from telephony.acd.service import AcdService
from telephony.config_model import Media, SkillDemand
from telephony.desk import news
from telephony.desk.book import Book, Item
from telephony.engine import Engine
from telephony.errors import HotlineError, NotPossible, Unknown
from telephony.kept_book import KeptBook

log = structlog.get_logger(__name__)


class Desk(KeptBook[Book]):
    """Written work that waits, is offered, or is in somebody's hands."""

    def __init__(self, engine: Engine, acd: AcdService) -> None:
        super().__init__(engine, Book())
        self._acd = acd

    # what is asked for

    def enqueue(
        self,
        queue: str,
        media: str,
        *,
        item: str | None = None,
        priority: int = 0,
        preferred: str | None = None,
        category: str = "",
        customer: str | None = None,
        demand: Mapping[str, int] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> str:
        """Let it wait for an agent; → its id. Asked again with the same id, it stays as it is. Raises Unknown for a
        queue, NotPossible for a medium that is not written."""
        if media not in WRITTEN:
            raise NotPossible(f"{media} is no medium of this kind: {', '.join(sorted(WRITTEN))}")
        if queue not in self._engine.config.queues:
            raise Unknown(f"there is no queue {queue}")
        ident = item or str(ULID())
        if ident in self._engine.calls:
            raise NotPossible(f"{ident} is a call")
        if ident not in self.book.open:
            new = Item(
                ident, media, queue, self._engine.now().utc, priority, preferred, category, customer, demand or {},
                facts or {},
            )  # fmt: skip
            self._wait(new, "new")
        return ident

    def accept(self, item: str, agent: str) -> None:
        """The agent takes what he is being offered. Raises NotPossible when he is not, or no more."""
        known, offer = self._offer(item, agent)
        now = self._engine.now()
        self._acd.acd.answered(offer, now)
        self._tell(news.ItemOfferEnded(None, item, known.queue, agent, offer, str(OfferResult.ANSWERED)))
        waited = round(max(0.0, now.utc - known.entered), 3)
        self._tell(news.ItemAccepted(None, item, known.media, known.queue, agent, waited))
        self._acd.pump()

    def reject(self, item: str, agent: str) -> None:
        """The agent does not want what he is being offered: it waits on, he pauses for a moment."""
        known, offer = self._offer(item, agent)
        self._acd.acd.offer_failed(offer, OfferResult.REJECTED, self._engine.now())
        self._tell(news.ItemOfferEnded(None, item, known.queue, agent, offer, str(OfferResult.REJECTED)))
        self._acd.pump()

    def close(self, item: str, agent: str | None = None) -> None:
        """It is over: closed when an agent has it (`agent`, when given, must be the one), withdrawn when it waits."""
        known = self._get(item)
        if agent is not None and known.agent != agent:
            raise NotPossible(f"agent {agent} does not have {item} in hand")
        self._take_out(known)
        lasted = self._engine.now().utc - (known.accepted or known.entered)
        result = "closed" if known.agent else "withdrawn"
        self._end(known, result, lasted)
        self._acd.pump()

    def hand_over(self, item: str, queue: str, agent: str | None = None) -> None:
        """It goes to a queue, where it keeps its place: from an agent's hands or from where it waits."""
        known = self._get(item)
        if agent is not None and known.agent != agent:
            raise NotPossible(f"agent {agent} does not have {item} in hand")
        if queue not in self._engine.config.queues:
            raise Unknown(f"there is no queue {queue}")
        self._take_out(known)
        self._wait(known, "handed_over", queue=queue, by=known.agent)

    def view(self) -> list[dict[str, Any]]:
        """Open items by place, with `ahead` and `estimate` of those that wait and the `agent` of those in hand."""
        places = {raw["id"]: raw for raw in self._acd.acd.snapshot(self._engine.now())["items"]}
        return [
            {
                "item": each.id,
                "media": each.media,
                "queue": each.queue,
                "entered": each.entered,
                "priority": each.priority,
                "customer": each.customer,
                "facts": dict(each.facts),
                "agent": each.agent,
                "accepted": each.accepted,
                "offered_to": places.get(each.id, {}).get("agent"),
                "ahead": places.get(each.id, {}).get("ahead"),
                "estimate": places.get(each.id, {}).get("estimate"),
            }
            for each in sorted(self.book.open.values(), key=lambda each: (each.entered, each.id))
        ]

    # what the distributor decides

    def decided(self, decision: model.Decision) -> bool:
        """Take what is about an item of ours; False when it is not."""
        known = self.book.open.get(getattr(decision, "item", None) or "")
        if known is None:
            return False
        now = self._engine.now()
        match decision:
            case model.Offer():
                until = now.utc + decision.expires - now.mono
                self._tell(
                    news.ItemOffered(
                        None, known.id, known.media, decision.queue, decision.agent, decision.offer, decision.attempt,
                        decision.sticky, until,
                    )
                )  # fmt: skip
            case model.OfferWithdrawn():
                self._tell(
                    news.ItemOfferEnded(
                        None, known.id, known.queue, decision.agent, decision.offer, str(decision.result)
                    )
                )
            case model.Returned():
                self._queued(known, "agent_left", by=decision.agent)
            case model.Overflowed() if decision.action == "queue" and decision.target in self._engine.config.queues:
                self._wait(known, "overflow", queue=decision.target)
            case model.Overflowed():
                lasted = now.utc - known.entered
                self._end(known, "overflow", lasted, decision.reason, decision.action, decision.target)
            case _:
                return False
        return True

    # inside

    def _get(self, item: str) -> Item:
        known = self.book.open.get(item)
        if known is None:
            raise Unknown(f"there is no open item {item}")
        return known

    def _offer(self, item: str, agent: str) -> tuple[Item, str]:
        known = self._get(item)
        offer = next((each for each in self._acd.acd.offers_of(item) if each.agent == agent), None)
        if offer is None:
            raise NotPossible(f"{item} is not being offered to agent {agent}")
        return known, offer.offer

    def _take_out(self, known: Item) -> None:
        """Neither in line nor in anybody's hands any more."""
        now = self._engine.now()
        if known.agent is not None:
            self._acd.acd.closed(known.agent, known.id, now)
            return
        for offer in self._acd.acd.offers_of(known.id):
            gone = news.ItemOfferEnded(
                None, known.id, known.queue, offer.agent, offer.offer, str(OfferResult.CALLER_GONE)
            )
            self._tell(gone)
        self._acd.acd.withdraw(known.id, now)

    def _wait(self, known: Item, reason: str, *, queue: str | None = None, by: str | None = None) -> None:
        self._acd.acd.enqueue(self._work(known, queue, prefer=queue is None), self._engine.now())
        self._queued(known, reason, queue=queue, by=by)
        self._acd.pump()

    def _work(self, known: Item, queue: str | None = None, *, prefer: bool) -> WorkItem:
        now, config = self._engine.now(), self._engine.config.queues.get(queue or known.queue)
        return WorkItem(
            id=known.id,
            queue=queue or known.queue,
            entered=now.mono - (now.utc - known.entered),
            entered_utc=known.entered,
            caller=known.customer or "",
            priority=known.priority,
            preferred=known.preferred if prefer else None,
            preferred_until=now.mono + (config.sticky.patience if config is not None else 0.0),
            media=cast("Media", known.media),
            category=known.category,
            demand=tuple(SkillDemand(skill, level) for skill, level in sorted(known.demand.items())),
        )

    def _queued(self, known: Item, reason: str, *, queue: str | None = None, by: str | None = None) -> None:
        self._tell(
            news.ItemQueued(
                None, known.id, known.media, queue or known.queue, known.entered, known.priority, known.preferred,
                known.category, known.customer, known.demand, known.facts, reason, by,
            )
        )  # fmt: skip

    def _end(
        self, known: Item, result: str, lasted: float, reason: str = "", action: str = "", target: str = ""
    ) -> None:
        seconds = round(max(0.0, lasted), 3)
        self._tell(
            news.ItemEnded(
                None, known.id, known.media, known.queue, known.agent, result, seconds, reason, action, target
            )
        )

    def resume(self) -> None:
        """After a restart: what was in hand is in hand again, all else waits at its place."""
        for known in list(self.book.open.values()):
            try:
                self._resume(known)
            except HotlineError as error:
                log.warning("desk.item_lost", item=known.id, error=str(error))
                self._end(known, "overflow", 0.0, "queue_removed")
        self._acd.pump()

    def _resume(self, known: Item) -> None:
        now, agent = self._engine.now(), known.agent
        if agent is None:
            self._acd.acd.enqueue(self._work(known, prefer=True), now)
            return
        try:
            self._acd.acd.in_hand(agent, self._work(known, prefer=False), now)
        except HotlineError:  # he has logged out, or is gone
            self._wait(known, "restart", by=agent)
