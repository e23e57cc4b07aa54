"""Why: the reasons behind what the distributor does, as data and as sentences in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telephony.acd import explain_demands as demands
from telephony.acd.agents import LEASED, AgentRecord
from telephony.acd.desk import WRITTEN
from telephony.acd.floor import Floor
from telephony.acd.lanes import missing
from telephony.acd.matching import best_for
from telephony.acd.model import AgentState, Offer, S
from telephony.acd.queues import ItemRecord, QueueRecord
from telephony.acd.sentences import STATES, agent_name, sentence, skills_listed
from telephony.acd.views import agent_view, item_view
from telephony.clock import Now

_STATES = sorted(AgentState)


def explain_item(floor: Floor, ident: str, now: Now) -> dict[str, Any]:
    """The item's view, `agents` (its queue's members by state), `reasons` (each {"code", "data", "zh", "en"}), and
    `text`: the reasons in one paragraph for each language."""
    item = floor.item(ident)
    queue = floor.queues[item.item.queue]
    view = item_view(floor, item, now)
    states = _by_state(queue)
    reasons = [sentence("waits", queue=queue.config.name, seconds=view["waited"], priority=view["priority"])]
    for live in item.offers:
        offer = floor.offers[live]
        agent = floor.agents[offer.offer.agent]
        reasons.append(_why_chosen(offer.offer, agent))
    if not item.offers:
        reasons += [sentence("ahead", count=view["ahead"]) if view["ahead"] else sentence("next")]
        reasons += demands.why_needs(queue, item, now)
        reasons += _why_unoffered(floor, item, queue, states, now)
        if view["estimate"] is not None:
            reasons.append(sentence("estimate", seconds=view["estimate"]))
        reasons += demands.what_is_ahead(item, queue, now)
    for attempt in item.attempts:
        name = agent_name(floor.agents[attempt.agent]) if attempt.agent in floor.agents else attempt.agent
        reasons.append(sentence(f"attempt_{attempt.result}", agent=name))
    return {
        **view,
        "agents": {str(state): count for state, count in states.items()},
        "reasons": reasons,
        "text": _text(reasons),
    }


def explain_agent(floor: Floor, ident: str, now: Now) -> dict[str, Any]:
    """The agent's view, `reasons` and `text` as explain_item, and `next`: the item that he would be offered first, or
    None."""
    agent = floor.agent(ident)
    reasons = [_why_state(agent, now)]
    if agent.state not in (S.AVAILABLE, S.OFFLINE):
        if agent.leaving:
            reasons.append(sentence("leaving"))
        elif agent.wish is not agent.state and (agent.wish is not S.AVAILABLE):
            reasons.append(sentence("afterwards", state=STATES[agent.wish]))
    served = [floor.queues[queue] for queue in agent.queues if queue in floor.queues]
    if not served:
        reasons.append(sentence("no_queues"))
    if agent.desk:
        reasons.append(sentence("in_hand", items=demands.in_hand(floor, agent)))
    for queue in served:
        lacks = missing(agent.config.skills, queue.needs)
        if lacks:
            reasons.append(sentence("agent_lacks", queue=queue.config.name, skills=skills_listed(lacks)))
    first = best_for(floor, agent)
    if agent.state is S.AVAILABLE and served and not agent.device_busy:
        free = {ident for queue in served for ident in queue.members if floor.agents[ident].offerable}
        reasons.append(sentence("nobody_waits", idle=agent.idle_seconds(now.mono), free=len(free)))
    elif first is not None:
        reasons.append(
            sentence("would_get", item=first.item.occupies, queue=floor.queues[first.item.queue].config.name)
        )
    return {
        **agent_view(floor, agent, now),
        "would_get": first.id if first else None,
        "reasons": reasons,
        "text": _text(reasons),
    }


def _why_chosen(offer: Offer, agent: AgentRecord) -> dict[str, Any]:
    why = offer.why
    level = sum(has for _, has in why.get("needs", {}).values())
    facts = {"idle": why["idle"], "calls": why.get("calls", 0), "talk": why.get("talk", 0.0), "level": level}
    return sentence(f"offered_{why['rule']}", agent=agent_name(agent), attempt=offer.attempt, **facts)


def _why_unoffered(
    floor: Floor, item: ItemRecord, queue: QueueRecord, states: Mapping[AgentState, int], now: Now
) -> list[dict[str, Any]]:
    """Why no agent is being rung for an item in line."""
    if item.spent:
        return [sentence("closed" if item.spent == "closed" else "spent")]
    if item.held:
        agent = floor.agents[item.preferred or ""]
        left = item.item.preferred_until - now.mono
        return [sentence("held", agent=agent_name(agent), state=STATES[agent.state], seconds=left)]
    reasons = []
    agent_wanted = floor.agents.get(item.preferred or "")
    if agent_wanted is not None:
        reasons.append(sentence("not_held", agent=agent_name(agent_wanted), state=STATES[agent_wanted.state]))
    members = len(queue.members)
    logged_in = queue.logged_in
    if not logged_in:
        reasons.append(sentence("nobody_logged_in", members=members))
    elif item.lane.needs and not item.lane.agents:
        reasons.append(sentence("nobody_able", members=members))
    elif item.lane.free:
        reasons.append(sentence("about_to_be_offered"))
    elif item.item.media in WRITTEN:
        reasons += demands.who_has_no_room(floor, item, queue)
    else:
        there = [(STATES[state], count) for state, count in states.items() if state is not S.OFFLINE]
        listed = {
            lang: sep.join([f"{words[lang]} {count}" for words, count in there])
            for lang, sep in (("zh", "、"), ("en", ", "))
        }
        reasons.append(sentence("all_occupied", count=logged_in, states=listed))
        reasons += demands.who_is_unable(floor, item, queue) if item.lane.needs else []
    return reasons


def _why_state(agent: AgentRecord, now: Now) -> dict[str, Any]:
    left = 0.0 if agent.until is None else agent.until - now.mono
    common = {"agent": agent_name(agent), "seconds": now.mono - agent.since, "left": left}
    if agent.state is S.AVAILABLE:
        return sentence("agent_device_busy" if agent.device_busy else "agent_available", **common)
    if agent.state in LEASED:
        return sentence("agent_offered", item=agent.item, **common)
    if agent.state is S.TALKING:
        return sentence("agent_talking", item=agent.item, **common)
    return sentence(f"agent_{agent.state}", reason=agent.reason, **common)


def _by_state(queue: QueueRecord) -> dict[AgentState, int]:
    return {state: count for state in _STATES if (count := queue.states[state])}


def _text(reasons: list[dict[str, Any]]) -> dict[str, str]:
    return {"zh": "".join([reason["zh"] for reason in reasons]), "en": " ".join([reason["en"] for reason in reasons])}
