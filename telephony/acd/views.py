"""The state of the floor as JSON-able data, for supervisors and for clients that have just connected."""

from __future__ import annotations

from typing import Any

from telephony.acd.agents import AgentRecord
from telephony.acd.desk import WRITTEN, capacity
from telephony.acd.floor import Floor
from telephony.acd.model import AgentState, S
from telephony.acd.queues import ItemRecord, QueueRecord
from telephony.clock import Now

_WRITTEN = sorted(WRITTEN)


def snapshot(floor: Floor, now: Now) -> dict[str, Any]:
    """Agents, queues and waiting items (in the order of service within a queue). Names ending in `_utc` are Unix
    seconds."""
    items = sorted(floor.items.values(), key=lambda item: (item.item.queue, item.key))
    return {
        "agents": [agent_view(floor, agent, now) for agent in floor.agents.values()],
        "queues": [queue_view(floor, queue) for queue in floor.queues.values() if not queue.gone],
        "items": [item_view(floor, item, now) for item in items],
    }


def agent_view(floor: Floor, agent: AgentRecord, now: Now) -> dict[str, Any]:
    """`next` is the state that he will be in after what occupies him now, `leaving` a planned logout. `paid`,
    `limit_seconds` and `over_limit` are about a pause with a configured reason. `desk` are the chats and e-mails that
    he has in hand, `asked` how many he is being offered, `capacity` how many he may have."""
    pause = floor.pause_reason(agent)
    return {
        "id": agent.id,
        "number": agent.config.number,
        "name": agent.config.name,
        "state": str(agent.state),
        "reason": agent.reason,
        "since_utc": agent.since_utc,
        "seconds": now.mono - agent.since,
        "until_utc": None if agent.until is None else now.utc + agent.until - now.mono,
        "paid": None if pause is None else pause.paid,
        "limit_seconds": None if pause is None else pause.limit,
        "over_limit": pause is not None and pause.limit is not None and now.mono - agent.since >= pause.limit,
        "calls_today": agent.calls_today,
        "talk_today": agent.talk_today,
        "skills": dict(agent.config.skills),
        "next": str(S.OFFLINE if agent.leaving or agent.state is S.OFFLINE else agent.wish),
        "leaving": agent.leaving,
        "idle_seconds": agent.idle_seconds(now.mono),
        "device": agent.device,
        "device_online": agent.online and agent.device is not None,
        "device_busy": agent.device_busy and agent.device is not None,
        "offer": agent.offer,
        "item": agent.item,
        "queue": agent.queue,
        "desk": [
            {"item": held.item.id, "media": held.item.media, "queue": held.item.queue, "since_utc": held.since_utc}
            for held in agent.desk.values()
        ],
        "asked": len(agent.asked),
        "capacity": {media: capacity(agent, media, floor.media) for media in _WRITTEN},
        "queues": [
            {"queue": queue, "preference": preference}
            for queue, preference in sorted(agent.queues.items(), key=lambda member: (member[1], member[0]))
            if queue in floor.queues
        ],
    }


def queue_view(floor: Floor, queue: QueueRecord) -> dict[str, Any]:
    """`waiting` counts items that an agent is being rung for; `handling_seconds` is the mean of late calls or None."""
    oldest = queue.oldest.first()
    return {
        "id": queue.id,
        "name": dict(queue.config.name),
        "waiting": len(queue.oldest),
        "offered": len(queue.oldest) - len(queue.line),
        "oldest_utc": floor.items[oldest[1]].item.entered_utc if oldest else None,
        "agents": {str(state): queue.states[state] for state in AgentState},
        "handling_seconds": queue.handling,
        "estimate_seconds": queue.estimate(len(queue.line)),
    }


def item_view(floor: Floor, item: ItemRecord, now: Now) -> dict[str, Any]:
    """`status`: waiting, held (for its preferred agent) or offered; `offer` and `agent` are the first of `offers`."""
    queue = floor.queues[item.item.queue]
    records = [floor.offers[ident] for ident in item.offers]
    offer = records[0].offer if records else None
    ahead = 0 if offer else queue.ahead(item)
    return {
        "id": item.id,
        "queue": queue.id,
        "media": item.item.media,
        "caller": item.item.caller,
        "status": "offered" if offer else "held" if item.held else "waiting",
        "entered_utc": item.item.entered_utc,
        "waited": now.mono - item.item.entered,
        "priority": -item.key[0],
        "ahead": ahead,
        "estimate": 0.0 if offer else queue.estimate(ahead),
        "preferred": item.preferred,
        "offer": offer.offer if offer else None,
        "agent": offer.agent if offer else None,
        "offers": [{"offer": each.offer.offer, "agent": each.offer.agent, "ringing": each.ringing} for each in records],
        "attempts": [
            {"agent": attempt.agent, "result": str(attempt.result), "utc": attempt.utc} for attempt in item.attempts
        ],
    }
