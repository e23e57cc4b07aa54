"""The distributor's private state: records, and the indexes that say who may be offered what."""

from __future__ import annotations

from telephony.acd.agents import AgentRecord
from telephony.acd.desk import WRITTEN, lane_media, takes
from telephony.acd.index import LazyHeap, Rota, Timers
from telephony.acd.lanes import Lane, Needs, Spare, able, lane_id, needs_after, next_step
from telephony.acd.model import AgentChanged, OfferWithdrawn, Overflowed, PauseOver, Returned
from telephony.acd.queues import NOWHERE, ItemRecord, OfferRecord, QueueRecord
from telephony.acd.strategies import rank
from telephony.clock import Now
from telephony.config_model import MediaPolicy, PauseReason
from telephony.errors import NotPossible, Unknown

MANY_LANES = 64
"""With so many lanes, a queue forgets those that no item is in before it gets another."""


class Books:
    """Records, indexes and deadlines. `freed` and `stirred` name the agents and lanes that may have a new match since
    the last one; `changes`, `withdrawn` and `overflowed` are decisions not yet fetched by poll()."""

    def __init__(self, seed: str = "") -> None:
        self.seed = seed
        self.day = ""
        self.agents: dict[str, AgentRecord] = {}
        self.queues: dict[str, QueueRecord] = {}
        self.lanes: dict[str, Lane] = {}
        self.items: dict[str, ItemRecord] = {}
        self.offers: dict[str, OfferRecord] = {}
        self.on_device: dict[str, str] = {}
        self.busy_devices: set[str] = set()
        self.fans: dict[str, dict[str, None]] = {}  # agent → items in line that prefer him, within their patience
        self.pause_reasons: dict[str, PauseReason] = {}
        self.media = MediaPolicy()
        self.written = False  # chats or e-mails were routed: agents are listed by medium
        self.returned: list[Returned] = []
        self.in_hands: dict[str, str] = {}  # chats and e-mails in hand: item → agent
        self.timers = Timers()
        self.offers_made = 0
        self.items_entered = 0
        self.freed: dict[str, None] = {}
        self.stirred: dict[str, None] = {}
        self.arrivals: list[str] = []
        self.touched: dict[str, None] = {}  # queues whose figures may have changed
        self.changes: list[AgentChanged] = []
        self.withdrawn: list[OfferWithdrawn] = []
        self.pauses_over: list[PauseOver] = []
        self.overflowed: list[Overflowed] = []

    # look-ups

    def agent(self, ident: str) -> AgentRecord:
        record = self.agents.get(ident)
        if record is None:
            raise Unknown(f"no agent {ident!r} in the configuration", agent=ident)
        return record

    def item(self, ident: str) -> ItemRecord:
        record = self.items.get(ident)
        if record is None:
            raise Unknown(f"no item {ident!r} is waiting", item=ident)
        return record

    def offer(self, ident: str) -> OfferRecord:
        """The live lease; NotPossible when it is over, Unknown when there never was one."""
        record = self.offers.get(ident)
        if record is not None:
            return record
        number = ident.removeprefix(self.seed)
        if ident.startswith(self.seed) and number.isdecimal() and 0 < int(number) <= self.offers_made:
            raise NotPossible(f"offer {ident!r} is over", offer=ident)
        raise Unknown(f"no offer {ident!r} was made", offer=ident)

    def pause_reason(self, agent: AgentRecord) -> PauseReason | None:
        """The configured reason of the agent's pause, if it is one."""
        found = self.pause_reasons.get(agent.reason)
        return found if found is not None and found.state == str(agent.state) else None

    def time_pause(self, agent: AgentRecord) -> None:
        """Set when the agent's pause has lasted long enough."""
        reason = self.pause_reason(agent)
        agent.pause_limit = None if reason is None or reason.limit is None else agent.since + reason.limit
        if agent.pause_limit is None:
            self.timers.cancel("pause", agent.id)
        else:
            self.timers.set("pause", agent.id, agent.pause_limit)

    # agents in lanes

    def takes(self, agent: AgentRecord, media: str) -> bool:
        """May be offered an item of this medium now."""
        return takes(agent, media, self.media)

    def index_agent(self, agent: AgentRecord) -> None:
        """List him as free, or not, in each of his lanes."""
        room = {"call": self.takes(agent, "call")}
        if self.written:
            room |= {media: self.takes(agent, media) for media in WRITTEN}
        for lane in agent.lanes:
            if room[lane.media]:
                self._list(agent, lane)
            else:
                lane.free.discard(agent.id)
        if any(room.values()):
            self.freed[agent.id] = None

    def _list(self, agent: AgentRecord, lane: Lane) -> None:
        key = rank(self.queues[lane.queue].config.strategy, agent, lane)
        if isinstance(lane.free, Spare):
            lane.free.add(agent.id, key, agent.lanes)
        else:
            lane.free.put(agent.id, key)

    def link(self, agent: AgentRecord) -> None:
        """Count the agent in his queues and list him there."""
        for queue_id in agent.queues:
            if queue := self.queues.get(queue_id):
                queue.enlist(agent)
                self.touched[queue_id] = None
                for lane in () if queue.gone else queue.lanes.values():
                    if able(agent.config.skills, lane.needs):
                        self._serve(agent, lane)
        self.index_agent(agent)

    @staticmethod
    def _serve(agent: AgentRecord, lane: Lane) -> None:
        agent.lanes.append(lane)
        lane.agents += 1

    def unlink(self, agent: AgentRecord) -> None:
        for queue_id in agent.queues:
            if queue := self.queues.get(queue_id):
                queue.strike(agent)
                self.touched[queue_id] = None
        for lane in agent.lanes:
            lane.free.discard(agent.id)
            lane.agents -= 1
        agent.lanes = []

    # lanes

    def lane(self, queue: QueueRecord, needs: Needs, media: str = "call") -> Lane:
        """The queue's lane for these skills, made when the first item needs it."""
        lane = queue.lanes.get((media, needs))
        if lane is not None:
            return lane
        if len(queue.lanes) >= MANY_LANES:
            self._sweep(queue)
        config = queue.config
        turns = config.strategy == "round_robin" and media not in WRITTEN  # there who has least in hand is next
        free = Spare() if config.spare_flexible else Rota(queue.turns) if turns else LazyHeap()
        lane = queue.lanes[media, needs] = Lane(lane_id(queue.id, needs, media), queue.id, needs, free, media)
        self.written = self.written or media in WRITTEN
        self.lanes[lane.id] = lane
        for agent_id in () if queue.gone else queue.candidates(needs):
            agent = self.agents[agent_id]
            if able(agent.config.skills, needs):
                self._serve(agent, lane)
                if self.takes(agent, media):
                    self.index_agent(agent)
        return lane

    def _sweep(self, queue: QueueRecord) -> None:
        """Forget the lanes of a queue that no item is in, but the one for its own demand."""
        for lane in [each for each in queue.lanes.values() if not each.items and each.needs]:
            del queue.lanes[lane.media, lane.needs], self.lanes[lane.id]
            for agent_id in queue.members:
                agent = self.agents[agent_id]
                if lane in agent.lanes:
                    agent.lanes.remove(lane)
                    self.index_agent(agent)

    def into_lane(self, item: ItemRecord, now: Now) -> None:
        """Put the item into the lane for the skills that it needs after its wait, and set when it needs less."""
        queue = self.queues[item.item.queue]
        demands, waited = queue.demands(item.item), now.mono - item.item.entered
        lane = self.lane(queue, needs_after(demands, waited) if demands else (), lane_media(item.item.media))
        if lane is not item.lane:
            if item.lane is not NOWHERE:
                item.lane.items -= 1
            lane.items += 1
            if item.id in item.lane.ready:
                item.lane.ready.discard(item.id)
                lane.ready.put(item.id, item.key)
                self.stirred[lane.id] = None
            item.lane = lane
        step = next_step(demands, waited) if demands else None
        if step is not None:
            self.timers.set("relax", item.id, item.item.entered + step)
