"""Made-up days of a call centre as news: queues, offers, holds, transfers, states, calls cut off anywhere."""

from __future__ import annotations

import random
from typing import Any

from telephony import domain_events as news
from telephony.cdr import fold
from telephony.domain_events import Envelope, News

QUEUES = ("service", "shop")
AGENTS = ("a1", "a2", "a3")
RESULTS = ("no_answer", "rejected", "caller_gone", "withdrawn")
STATES = ("available", "reserved", "ringing", "talking", "wrap_up", "busy", "break", "offline", "device_lost")


def ms(seconds: float) -> float:
    return round(seconds, 3)


class Day:
    """News from `start` on, for about `seconds`; decided by the dice. `open_calls`: share of calls that do
    not end."""

    def __init__(
        self, dice: random.Random, start: float, seconds: float, calls: int, *, open_calls: float = 0.1
    ) -> None:
        self.dice = dice
        self.open_calls = open_calls
        self.start = start
        self.seconds = seconds
        self.said: list[tuple[float, int, News]] = []
        for place in range(calls):
            self._call(f"call-{place}", start + dice.uniform(0, seconds))
        for agent in AGENTS:
            self._shift(agent)
        self.said.sort(key=lambda item: item[:2])

    def envelopes(self) -> list[Envelope]:
        """Numbered in the order of time; a call's end carries its record, folded from what was said before it."""
        made: list[Envelope] = []
        of_call: dict[str, list[Envelope]] = {}
        for number, (at, _, item) in enumerate(self.said, 1):
            data = item.data()
            if isinstance(item, news.CallEnded):
                data = {"cdr": fold(of_call[item.call or ""], ended=at, ended_by="caller", cause="normal")}
            envelope = Envelope(number, at, item.type, item.call, data)
            if item.call and not isinstance(item, news.AgentStateChanged):
                of_call.setdefault(item.call, []).append(envelope)
            made.append(envelope)
        return made

    def _say(self, at: float, item: News) -> None:
        self.said.append((ms(at), len(self.said), item))

    def _wait(self, most: float) -> float:
        return ms(self.dice.choice([0.0, self.dice.uniform(0, most)]))

    def _call(self, call: str, at: float) -> None:
        dice = self.dice
        at = ms(at)
        direction = dice.choice(["inbound", "inbound", "inbound", "outbound", "callback"])
        if direction == "callback":
            self._callback(call, at)
            return
        agent = dice.choice(AGENTS) if direction == "outbound" else None
        number = f"+86138{dice.randint(0, 5):08d}"
        self._say(at, news.CallStarted(call, direction, number, "", "1000", "1000", "leg", "8001", None, agent))
        if direction == "outbound":
            at += self._wait(30)
            if dice.random() < 0.5:
                at = self._talk(call, 1, at, agent or "", None)
        else:
            at = self._inbound(call, at)
        if dice.random() >= self.open_calls:
            self._say(at + self._wait(1), news.CallEnded(call, {}))

    def _callback(self, call: str, at: float) -> None:
        """A turn of a callback: agents are rung, one answers or none, the customer is reached or not."""
        dice, queue, agent = self.dice, self.dice.choice(QUEUES), self.dice.choice(AGENTS)
        entered = ms(at - dice.uniform(0, 4000))
        self._say(at, news.CallStarted(call, "outbound", "1000", "", "+8613800000009", "callback", ""))
        self._say(at, news.CallbackAttempt(call, "cb", queue, agent))
        self._say(at, news.CallQueued(call, queue, 0, entered, None))
        if dice.random() < 0.3:
            at = self._offer(call, queue, at, 1, "no_answer")
        if dice.random() < 0.8:
            at = self._offer(call, queue, at, 2, "answered", agent)
            self._say(at, news.CallLeftQueue(call, queue, "answered", ms(at - entered)))
            at += self._wait(30)
            if dice.random() < 0.6:
                at = self._talk(call, 1, at, agent, queue)
        else:
            self._say(at, news.CallLeftQueue(call, queue, "cancelled", ms(at - entered)))
        if dice.random() >= self.open_calls:
            self._say(at + self._wait(1), news.CallEnded(call, {}))

    def _inbound(self, call: str, at: float) -> float:
        dice = self.dice
        for step in range(dice.randint(0, 2)):
            stay = self._wait(20)
            self._say(at, news.CallNodeEntered(call, "main", 1, f"n{step}", {}))
            at += stay
            self._say(at, news.CallNode(call, "main", 1, f"n{step}", "menu", at - stay, stay, "1"))
        segment = 0
        for _ in range(dice.randint(0, 3)):
            queue, entered = dice.choice(QUEUES), ms(at)
            self._say(at, news.CallQueued(call, queue, 0, entered, dice.choice([None, "a1"])))
            if dice.random() < 0.1:
                at += self._wait(5)
                self._say(at, news.CallQueued(call, queue, 0, entered, None))
            for attempt in range(dice.randint(0, 2)):
                at = self._offer(call, queue, at, attempt, dice.choice(RESULTS))
            result = dice.choice(["answered", "answered", "abandoned", "overflow", "transferred", ""])
            agent = dice.choice(AGENTS)
            at += self._wait(40)
            if result == "answered":
                at = self._offer(call, queue, at, 9, "answered", agent)
            if result:
                self._say(at, news.CallLeftQueue(call, queue, result, ms(at - entered)))
            if result == "answered":
                segment += 1
                at = self._talk(call, segment, at, agent, queue)
            if result in {"abandoned", ""}:
                break
        return at

    def _offer(self, call: str, queue: str, at: float, attempt: int, result: str, agent: str | None = None) -> float:
        agent = agent or self.dice.choice(AGENTS)
        at += self._wait(5)
        self._say(at, news.CallOffered(call, queue, agent, "8001", attempt, self.dice.random() < 0.3, True, {}))
        ring = self._wait(20)
        at += ring
        self._say(at, news.CallOfferEnded(call, queue, agent, result, ring))
        return at

    def _talk(self, call: str, segment: int, at: float, agent: str, queue: str | None) -> float:
        dice = self.dice
        at = ms(at + self._wait(2))
        began = at
        self._say(at, news.CallConnected(call, segment, agent, "8001", None, queue))
        for held in (True, False)[: dice.randint(0, 2)]:
            at += self._wait(60)
            self._say(at, news.CallHeld(call, agent, held))
        if dice.random() < 0.3:
            kind, other, began_other = dice.choice(["consult", "guest"]), dice.choice([*AGENTS, None]), ms(at)
            self._say(at, news.CallConnected(call, segment + 50, other, None, None, queue, kind))
            at = ms(at + self._wait(60))
            lasted = ms(at - began_other)
            self._say(at, news.CallSegmentEnded(call, segment + 50, other, queue, lasted, "party"))
        if dice.random() < 0.2:
            at = ms(at + self._wait(60))
            self._say(at, news.CallPhoneLost(call, agent, "8001", "page_loaded"))
            self._say(at, news.CallSegmentEnded(call, segment, agent, queue, ms(at - began), "system"))
            at = ms(at + self._wait(20))
            if dice.random() < 0.3:
                return at
            began, segment = at, segment + 70
            self._say(at, news.CallConnected(call, segment, agent, "8001", None, queue))
        at = ms(at + self._wait(600))
        if dice.random() < 0.9:
            self._say(at, news.CallSegmentEnded(call, segment, agent, queue, ms(at - began), "caller"))
        return at

    def _shift(self, agent: str) -> None:
        dice = self.dice
        at, state, since = ms(self.start + self._wait(self.seconds / 4)), "offline", None
        while at < self.start + self.seconds:
            following = dice.choice(STATES)
            lasted = 0.0 if since is None else ms(at - since)
            fields: dict[str, Any] = {"device": "8001", "queue": dice.choice([None, *QUEUES])}
            self._say(
                at,
                news.AgentStateChanged(None, agent, following, state, "", since=at, previous_seconds=lasted, **fields),
            )
            state, since = following, at
            at = ms(at + dice.choice([0.0, dice.uniform(0, 120), dice.uniform(0, self.seconds / 3)]))
