"""A big house for `acd`: agents in several queues with skills, all talking, and callers in every line."""

from __future__ import annotations

from random import Random

from telephony.acd.engine import Acd
from telephony.acd.lanes import able, needs_after
from telephony.acd.model import WorkItem
from telephony.clock import Now
from telephony.config_model import Agent, Queue, QueueMembership, RelaxStep, SkillDemand

QUEUES_EACH = 3
SKILLS_EACH = 6
LEVELS = (20, 40, 60, 80)
UTC = 1_800_000_000.0


class House:
    """`talking` agents are busy with calls of their own; `items` wait. Time is simulated; all chance has one seed."""

    def __init__(self, *, agents: int, queues: int, skills: int, waiting: int, seed: int = 1) -> None:
        self.dice = Random(seed)  # noqa: S311 - a simulation
        self.seconds = 0.0
        self.acd = Acd("b")
        self.queues = [self._queue(number, skills) for number in range(queues)]
        self.staff = [self._agent(number, queues, skills) for number in range(agents)]
        self.acd.configure(self.queues, self.staff, self.now)
        for agent in self.staff:
            self.acd.login(agent.id, f"phone-{agent.id}", self.now)
            self.acd.engage(agent.id, f"own-{agent.id}", None, self.now)
        self.entered = 0
        for _ in range(waiting):
            self.seconds += 0.01
            self.acd.enqueue(self.caller(), self.now)
        self.acd.poll(self.now)

    @property
    def now(self) -> Now:
        return Now(1000.0 + self.seconds, UTC + self.seconds)

    def _queue(self, number: int, skills: int) -> Queue:
        """Every second one asks for a skill, which it forgoes in the end; ageing, and lines without limit."""
        demand = (SkillDemand(f"s{number % skills}", 40, (RelaxStep(600.0, 20), RelaxStep(1200.0))),)
        return Queue(
            f"q{number}",
            {"zh": f"队列{number}", "en": f"Queue {number}"},
            strategy="best_skill" if number % 2 else "longest_idle",
            priority=number % 3,
            wrap_up=0.0,
            max_wait=7200.0,
            max_length=10**6,
            announce_every=0.0,
            ageing_seconds=300.0,
            demand=demand if number % 2 else (),
        )

    def _agent(self, number: int, queues: int, skills: int) -> Agent:
        """The queues' own skill at some level, and others by chance."""
        own = [(number + step * 7) % queues for step in range(QUEUES_EACH)]
        levels = {f"s{queue % skills}": self.dice.choice(LEVELS) for queue in own}
        while len(levels) < min(SKILLS_EACH, skills):
            levels[f"s{self.dice.randrange(skills)}"] = self.dice.choice(LEVELS)
        members = tuple(QueueMembership(f"q{queue}", preference) for preference, queue in enumerate(own))
        return Agent(f"a{number:05}", str(10_000 + number), f"Agent {number}", members, skills=levels)

    def caller(self) -> WorkItem:
        """One more caller; some ask for a skill of their own."""
        queue = self.dice.choice(self.queues)
        demand: tuple[SkillDemand, ...] = ()
        if self.dice.random() < 0.2:
            agent = self.dice.choice(self.staff)
            demand = (SkillDemand(self.dice.choice(sorted(agent.skills)), 20, (RelaxStep(900.0),)),)
        self.entered += 1
        now = self.now
        return WorkItem(f"i{self.entered}", queue.id, now.mono, now.utc, demand=demand)


def scan_for_agent(house: House, agent: Agent) -> str | None:
    """What the index answers, found by looking at everything that waits: the first item that the agent may take."""
    queues = {member.queue for member in agent.queues}
    now, best = house.now.mono, None
    for item in house.acd.items.values():
        work = item.item
        if item.offers or work.queue not in queues:
            continue
        queue = house.acd.queues[work.queue]
        if able(agent.skills, needs_after(queue.demands(work), now - work.entered)) and (
            best is None or item.key < best.key
        ):
            best = item
    return best.id if best is not None else None
