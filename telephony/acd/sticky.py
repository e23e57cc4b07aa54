"""Sticky agents (熟客路由): whether an item may wait for the agent whom it prefers, and who that is."""

from __future__ import annotations

from typing import Literal

from telephony.acd.agents import STAFFED, AgentRecord
from telephony.acd.model import S
from telephony.acd.queues import ItemRecord
from telephony.config_model import Queue, StickyPolicy

Situation = Literal["busy", "wrap_up", "away", "logged_out"]


def preferred(item: ItemRecord, queue: Queue, agent: AgentRecord | None) -> AgentRecord | None:
    """`agent` if he is a preference that counts: the queue's policy is on and he is a member of the queue."""
    if agent is None or item.preferred != agent.id or not queue.sticky.enabled or queue.id not in agent.queues:
        return None
    return agent


def situation(agent: AgentRecord) -> Situation:
    """What keeps the agent, or will when what occupies him is over."""
    if agent.state is S.OFFLINE or agent.leaving:
        return "logged_out"
    if agent.state not in STAFFED or agent.wish is not S.AVAILABLE or not agent.online:
        return "away"
    return "wrap_up" if agent.state is S.WRAP_UP else "busy"


def worth_waiting(agent: AgentRecord, policy: StickyPolicy) -> bool:
    """Whether an item may wait for this agent alone."""
    now = situation(agent)
    choices = {
        "busy": policy.busy,
        "wrap_up": policy.wrap_up,
        "away": policy.away,
        "logged_out": policy.logged_out,
    }
    return choices[now] == "wait"
