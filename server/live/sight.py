"""What a user may see of what happens now, and so whom he may supervise.

Whose function `live.watch` reaches the whole company sees everything. Whose function reaches units sees their agents,
the queues that belong there or that one of these agents serves, and their calls. Everybody else sees himself, his
calls, and the queues that he serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.access import Principal
from server.live.state import Names, engaged

WATCH = "live.watch"

_BY_CALL = frozenset({"supervision.joined", "supervision.mode", "supervision.left", "supervision.act"})


@dataclass(frozen=True, slots=True)
class Sight:
    """`everything` makes the two sets irrelevant. `supervises`: he sees callers whom nobody serves yet."""

    everything: bool
    supervises: bool
    agents: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()

    def agent(self, agent: str | None) -> bool:
        return self.everything or agent in self.agents

    def queue(self, queue: str | None) -> bool:
        return self.everything or queue in self.queues

    def call(self, view: Mapping[str, Any]) -> bool:
        """A call in progress: by those who are in it, else by the queue that it waits in. Callers in menus are
        nobody's yet: they are seen by who sees everything."""
        people = engaged(view)
        if self.everything or not self.agents.isdisjoint(people):
            return True
        return self.supervises and not people and self.queue(view["queue"])

    def news(self, kind: str, data: Mapping[str, Any], call: Mapping[str, Any] | None) -> bool:
        """For those who watch units: may he see this piece of news? `call` is the call's view, if any."""
        match kind:
            case "agent.state" | "agent.pause_over" | "figures.agent" | "outbound.refused":
                return self.agent(data["agent"])
            case "call.live":
                return self.call(data)
            case "call.ended":
                cdr = data["cdr"]
                people = cdr["agents"]
                return not self.agents.isdisjoint(people) or (not people and self.queue(cdr["queue"]))
            case "item.offered" | "item.offer_ended" | "item.accepted" | "item.ended":
                return self.agent(data["agent"]) or self.queue(data["queue"])
            case "queue.figures" | "figures.queue" | "item.queued" | "alarm":
                return self.queue(data["queue"])
            case "voicemail.left":
                return self.queue(data["box"]) or self.agent(data["box"])
            case kind if kind in _BY_CALL:
                return call is not None and self.call(call)
            case _:
                return False


def sight_of(who: Principal, names: Names, function: str = WATCH) -> Sight:
    """What `function` reaches live; whoever lacks it sees himself."""
    if who.everywhere(function):
        return Sight(everything=True, supervises=True)
    user = who.user or ""
    mine = frozenset({user}) & names.agents.keys()
    if not who.grant(function).wide:
        return Sight(everything=False, supervises=False, agents=mine, queues=_served(mine, names))
    agents = mine | {agent for agent, path in names.units.items() if who.reaches(function, path)}
    here = {queue for queue, path in names.queue_units.items() if who.reaches(function, path)}
    return Sight(everything=False, supervises=True, agents=agents, queues=_served(agents, names) | here)


def _served(agents: Iterable[str], names: Names) -> frozenset[str]:
    return frozenset(
        member["queue"] for agent in agents if agent in names.agents for member in names.agents[agent]["queues"]
    )
