"""The distributor's state as JSON-able data, and back: instants go as seconds from `now`, so that they survive a
restart, whose monotonic clock has another origin. The UTC clock says how long the restart took.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from telephony.acd.agents import LEASED, PAST, AgentRecord
from telephony.acd.desk import WRITTEN, Held
from telephony.acd.floor import Floor
from telephony.acd.model import AgentState, Offer, OfferResult, Overflowed, S, WorkItem
from telephony.acd.queues import Attempt, ItemRecord, OfferRecord, QueueRecord
from telephony.clock import Now
from telephony.config_model import RelaxStep, SkillDemand
from telephony.errors import NotPossible

_FORMAT = 1


def export_state(floor: Floor, now: Now) -> dict[str, Any]:
    """{"format", "utc", "seed", counters, "agents", "items", "offers", "handling", "busy_devices"}. Times are seconds
    relative to the export: negative are past."""
    return {
        "format": _FORMAT,
        "utc": now.utc,
        "seed": floor.seed,
        "offers_made": floor.offers_made,
        "items_entered": floor.items_entered,
        "busy_devices": sorted(floor.busy_devices),
        "closed": sorted(queue.id for queue in floor.queues.values() if queue.closed),
        "handling": {queue.id: queue.handling for queue in floor.queues.values() if queue.handling is not None},
        "day": floor.day,
        "pace": {queue.id: [queue.cost, _out(queue.taken, now)] for queue in floor.queues.values()},
        "turns": {
            queue.id: [[preference, _plain(key)] for preference, key in sorted(queue.turns.items())]
            for queue in floor.queues.values()
            if queue.turns
        },
        "agents": [_agent_out(agent, now) for agent in floor.agents.values()],
        "items": [_item_out(item, now) for item in floor.items.values()],
        "offers": [_offer_out(record, now) for record in floor.offers.values()],
    }


def restore(floor: Floor, state: Mapping[str, Any], now: Now) -> None:
    """The opposite; see Acd.restore."""
    if floor.items or floor.on_device:
        raise NotPossible("a state is restored into a fresh distributor only")
    if state.get("format") != _FORMAT:
        raise NotPossible(f"saved state of format {state.get('format')!r} cannot be read, {_FORMAT} is expected")
    trial = Floor()
    trial.queues = {ident: QueueRecord(queue.config) for ident, queue in floor.queues.items()}
    trial.media = floor.media
    trial.agents = {ident: AgentRecord(agent.config, dict(agent.queues)) for ident, agent in floor.agents.items()}
    for agent in trial.agents.values():
        trial.link(agent)
    try:
        _fill(trial, state, now)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotPossible(f"the saved state is damaged: {type(error).__name__} {error}") from error
    _fill(floor, state, now)


def _fill(floor: Floor, state: Mapping[str, Any], now: Now) -> None:
    base = now.mono - max(0.0, now.utc - state["utc"])
    floor.seed = floor.seed or state["seed"]
    floor.offers_made, floor.items_entered = state["offers_made"], state["items_entered"]
    floor.busy_devices = set(state["busy_devices"])
    floor.day = state.get("day", "")
    for queue in floor.queues.values():
        _queue_in(queue, state, base)
    for data in state["agents"]:
        if data["id"] in floor.agents:
            _agent_in(floor, floor.agents[data["id"]], data, base)
    for data in state["items"]:
        _item_in(floor, data, base, now)
    for data in state["offers"]:
        _offer_in(floor, data, base)
    _resume(floor, now, held={data["id"] for data in state["items"] if data["held"]})


def _resume(floor: Floor, now: Now, held: set[str]) -> None:
    """Free agents whose item is not there any more, and put the items in line; only `held` ones wait for one agent."""
    for agent in list(floor.agents.values()):
        if agent.state in LEASED and agent.offer not in floor.offers:
            floor.settle(agent, now, "restored")
        elif agent.state is not S.OFFLINE:
            floor.index_agent(agent)
    for item in list(floor.items.values()):
        floor.time_caller(item)
        if item.offers:
            floor.ring_more(item, now)
        else:
            floor.stand(item, now)
            if item.held and item.id not in held:
                floor.release_hold(item)


def _queue_in(queue: QueueRecord, state: Mapping[str, Any], base: float) -> None:
    queue.closed = queue.id in state.get("closed", ())
    queue.handling = state["handling"].get(queue.id)
    cost, taken = state.get("pace", {}).get(queue.id, (None, None))
    queue.cost, queue.taken = cost, None if taken is None else base + taken
    queue.turns.update({preference: _key(key) for preference, key in state.get("turns", {}).get(queue.id, ())})


def _plain(key: Any) -> Any:
    """The opposite of _key()."""
    return [_plain(each) for each in key] if isinstance(key, tuple) else key


def _key(raw: Any) -> Any:
    """A key is nested tuples; JSON made lists of them."""
    return tuple(_key(each) for each in raw) if isinstance(raw, list | tuple) else raw


def _out(mono: float | None, now: Now) -> float | None:
    return None if mono is None or math.isinf(mono) else mono - now.mono


def _agent_out(agent: AgentRecord, now: Now) -> dict[str, Any]:
    return {
        "id": agent.id,
        "state": str(agent.state),
        "reason": agent.reason,
        "since": agent.since - now.mono,
        "since_utc": agent.since_utc,
        "until": _out(agent.until, now),
        "wish": str(agent.wish),
        "wish_reason": agent.wish_reason,
        "leaving": agent.leaving,
        "device": agent.device,
        "online": agent.online,
        "device_busy": agent.device_busy,
        "unreachable_until": _out(agent.unreachable_until, now),
        "penalty_until": _out(agent.penalty_until, now),
        "penalty_reason": agent.penalty_reason,
        "offer": agent.offer,
        "item": agent.item,
        "queue": agent.queue,
        "idle_since": agent.idle_since - now.mono,
        "idle_kept": agent.idle_kept,
        "work_since": agent.work_since - now.mono,
        "pause_limit": _out(agent.pause_limit, now),
        "calls_today": agent.calls_today,
        "talk_today": agent.talk_today,
        "passed": agent.passed,
        "desk": [
            {"work": _work_out(held.item, now), "since": held.since - now.mono, "since_utc": held.since_utc}
            for held in agent.desk.values()
        ],
    }


def _agent_in(floor: Floor, agent: AgentRecord, data: Mapping[str, Any], base: float) -> None:
    floor.unlink(agent)
    for name in ("reason", "since_utc", "wish_reason", "leaving", "device", "online", "device_busy", "penalty_reason"):
        setattr(agent, name, data[name])
    for name in ("offer", "item", "queue", "idle_kept"):
        setattr(agent, name, data[name])
    for name in ("since", "idle_since", "work_since"):
        setattr(agent, name, base + data[name])
    for name in ("unreachable_until", "penalty_until"):
        setattr(agent, name, PAST if data[name] is None else base + data[name])
    agent.passed = data.get("passed", False)
    for held in data.get("desk", ()):
        work = _work_in(held["work"], base)
        agent.desk[work.id] = Held(work, base + held["since"], held["since_utc"])
        floor.in_hands[work.id] = agent.id
    agent.calls_today, agent.talk_today = data.get("calls_today", 0), data.get("talk_today", 0.0)
    agent.state, agent.wish = AgentState(data["state"]), AgentState(data["wish"])
    until = None if data["until"] is None else base + data["until"]
    if agent.state in LEASED:
        agent.until = until
    else:
        floor.until(agent, until)
    if data.get("pause_limit") is not None:
        agent.pause_limit = base + data["pause_limit"]
        floor.timers.set("pause", agent.id, agent.pause_limit)
    if agent.device is not None:
        floor.on_device[agent.device] = agent.id
    floor.link(agent)


def _work_out(work: WorkItem, now: Now) -> dict[str, Any]:
    return {
        "id": work.id,
        "queue": work.queue,
        "entered": work.entered - now.mono,
        "entered_utc": work.entered_utc,
        "caller": work.caller,
        "priority": work.priority,
        "media": work.media,
        "category": work.category,
        "demand": [_demand_out(demand) for demand in work.demand],
        "sticky": work.preferred,
        "preferred_until": work.preferred_until - now.mono,
        "data": dict(work.data),
        "call": work.call,
    }


def _item_out(item: ItemRecord, now: Now) -> dict[str, Any]:
    return {
        **_work_out(item.item, now),
        "preferred": item.preferred,
        "order": item.order,
        "joined": item.joined - now.mono,
        "held": item.held,
        "checked": item.checked - now.mono,
        "spent": item.spent,
        "announce_at": _out(item.announce_at, now),
        "attempts": [[attempt.agent, str(attempt.result), attempt.utc] for attempt in item.attempts],
    }


def _work_in(data: Mapping[str, Any], base: float) -> WorkItem:
    return WorkItem(
        id=data["id"],
        queue=data["queue"],
        entered=base + data["entered"],
        entered_utc=data["entered_utc"],
        caller=data["caller"],
        priority=data["priority"],
        preferred=data["sticky"],
        preferred_until=base + data["preferred_until"],
        media=data.get("media", "call"),
        category=data.get("category", ""),
        demand=tuple(_demand_in(demand) for demand in data.get("demand", ())),
        data=data["data"],
        call=data.get("call", ""),
    )


def _item_in(floor: Floor, data: Mapping[str, Any], base: float, now: Now) -> None:
    if data["queue"] not in floor.queues:
        floor.overflowed.append(Overflowed(data["id"], data["queue"], "queue_removed", "voicemail", ""))
        return
    record = ItemRecord(
        _work_in(data, base),
        data["order"],
        base + data["joined"],
        preferred=data["preferred"],
        attempts=[Attempt(agent, OfferResult(result), utc) for agent, result, utc in data["attempts"]],
        announce_at=None if data["announce_at"] is None else base + data["announce_at"],
        checked=base + data.get("checked", data["joined"]),
        spent=data.get("spent", ""),
    )
    floor.admit(record, now)


def _demand_out(demand: SkillDemand) -> list[Any]:
    return [demand.skill, demand.level, [[step.after, step.level] for step in demand.relax]]


def _demand_in(raw: Any) -> SkillDemand:
    skill, level, relax = raw
    return SkillDemand(skill, level, tuple(RelaxStep(after, then) for after, then in relax))


def _offer_out(record: OfferRecord, now: Now) -> dict[str, Any]:
    offer = record.offer
    return {
        "offer": offer.offer,
        "item": offer.item,
        "agent": offer.agent,
        "device": offer.device,
        "attempt": offer.attempt,
        "ring_timeout": offer.ring_timeout,
        "expires": offer.expires - now.mono,
        "sticky": offer.sticky,
        "why": dict(offer.why),
        "made": record.made - now.mono,
        "ringing": record.ringing,
    }


def _offer_in(floor: Floor, data: Mapping[str, Any], base: float) -> None:
    """Take over a lease whose agent and item are both still there."""
    item, agent = floor.items.get(data["item"]), floor.agents.get(data["agent"])
    written = item is not None and item.item.media in WRITTEN
    if item is None or agent is None or (not written and agent.offer != data["offer"]):
        return
    offer = Offer(
        offer=data["offer"],
        item=item.id,
        queue=item.item.queue,
        agent=agent.id,
        device=data["device"],
        attempt=data["attempt"],
        ring_timeout=data["ring_timeout"],
        expires=base + data["expires"],
        sticky=data["sticky"],
        why=data["why"],
        media=item.item.media,
    )
    floor.offers[offer.offer] = OfferRecord(offer, base + data["made"], data["ringing"])
    item.offers[offer.offer] = None
    if written:
        agent.asked[offer.offer] = offer.media
    else:
        agent.until = offer.expires
    floor.timers.set("lease", offer.offer, offer.expires)
