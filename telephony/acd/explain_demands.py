"""Why, as far as skills, ageing and limits go: the part of explain.py about what an item asks for."""

from __future__ import annotations

from typing import Any

from telephony.acd.agents import AgentRecord
from telephony.acd.desk import capacity, load
from telephony.acd.floor import Floor
from telephony.acd.lanes import able, missing, needs_after, next_step
from telephony.acd.limits import fallback
from telephony.acd.model import S
from telephony.acd.queues import ItemRecord, QueueRecord
from telephony.acd.sentences import ACTIONS, MEDIA, STATES, agent_name, sentence, skills_listed
from telephony.clock import Now

_NAMED = 5
"""So many agents are named at most."""


def who_is_unable(floor: Floor, item: ItemRecord, queue: QueueRecord) -> list[dict[str, Any]]:
    """The first few agents who are free but lack what is needed."""
    if not queue.states[S.AVAILABLE]:
        return []
    free = [agent for agent in (floor.agents[ident] for ident in queue.members) if agent.offerable][:_NAMED]
    if not free:
        return []
    lacking = sorted({need for agent in free for need in missing(agent.config.skills, item.lane.needs)})
    names = ", ".join(agent_name(agent) for agent in free)
    return [sentence("free_but_unable", agents=names, skills=skills_listed(tuple(lacking)))]


def in_hand(floor: Floor, agent: AgentRecord) -> dict[str, str]:
    """The agent's chats and e-mails for people, in each language: what he has (or is offered) of how many."""
    shares = {media: (load(agent, media), capacity(agent, media, floor.media)) for media in MEDIA}
    return {
        "zh": "、".join(f"{MEDIA[media]['zh']} {has}/{most}" for media, (has, most) in shares.items()),
        "en": ", ".join(f"{MEDIA[media]['en']} {has}/{most}" for media, (has, most) in shares.items()),
    }


def who_has_no_room(floor: Floor, item: ItemRecord, queue: QueueRecord) -> list[dict[str, Any]]:
    """Why the first few agents who are logged in take no more of the item's medium."""
    reasons = []
    there = [agent for agent in (floor.agents[ident] for ident in queue.members) if agent.state != S.OFFLINE]
    for agent in there[:_NAMED]:
        if not able(agent.config.skills, item.lane.needs):
            lacks = missing(agent.config.skills, item.lane.needs)
            reasons.append(sentence("cannot", agent=agent_name(agent), skills=skills_listed(lacks)))
        elif load(agent, item.item.media) >= capacity(agent, item.item.media, floor.media):
            reasons.append(sentence("no_room", agent=agent_name(agent), items=in_hand(floor, agent)))
        else:
            state = STATES[agent.state]
            reasons.append(sentence("not_beside", agent=agent_name(agent), state=state, media=MEDIA[item.item.media]))
    return reasons


def why_needs(queue: QueueRecord, item: ItemRecord, now: Now) -> list[dict[str, Any]]:
    """Which skills are asked for, whether it was more at first, when it will be less; and what waiting has given."""
    reasons = [sentence("aged", steps=item.aged)] if item.aged else []
    demands = queue.demands(item.item)
    if not demands:
        return reasons
    needs, at_first, waited = item.lane.needs, needs_after(demands, 0.0), now.mono - item.item.entered
    if needs:
        reasons.append(sentence("needs", skills=skills_listed(needs)))
    if needs != at_first:
        reasons.append(sentence("relaxed", skills=skills_listed(at_first)))
    step = next_step(demands, waited)
    if step is not None:
        then = skills_listed(needs_after(demands, step))
        reasons.append(sentence("relaxes", seconds=step - waited, skills=then))
    return reasons


def what_is_ahead(item: ItemRecord, queue: QueueRecord, now: Now) -> list[dict[str, Any]]:
    """How long until a wait limit lets the item go, and where to."""
    if item.spent or item.patient:
        return []
    waited, over = now.mono - item.joined, queue.config.max_wait
    rule = fallback(queue.config, "max_wait")
    for each in queue.config.overflow:
        if each.when == "max_wait" and each.over is not None and waited < each.over < over:
            rule, over = each, each.over
    where = {lang: f"{ACTIONS[rule.action][lang]} {rule.target}".strip() for lang in ("zh", "en")}
    return [sentence("overflow_ahead", seconds=max(0.0, over - waited), rule=where)]
