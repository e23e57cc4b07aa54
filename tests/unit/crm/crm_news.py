"""News of made-up calls, as the core sends them."""

from __future__ import annotations

from typing import Any

from telephony import domain_events as news
from telephony.cdr import fold
from telephony.domain_events import Envelope, News

AGENT = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
START = 1_795_000_000.0


class Journal:
    """Numbers news as the core's journal does."""

    def __init__(self) -> None:
        self.all: list[Envelope] = []

    def add(self, at: float, item: News) -> Envelope:
        envelope = Envelope(len(self.all) + 1, at, item.type, item.call, item.data())
        self.all.append(envelope)
        return envelope


def answered_call(
    journal: Journal, call: str, number: str = "+8613800138000", *, at: float = START, agent: str = AGENT
) -> list[Envelope]:
    """Caller → queue → agent, 60 s of talk, recorded; ends with its CDR."""
    items: list[tuple[float, News]] = [
        (0, news.CallStarted(call, "inbound", number, "", "1000", "1000", "a1:1")),
        (0.1, news.CallIdentified(call, False, None, "", {}, None, 0)),
        (0.2, news.CallLanguage(call, "zh")),
        (5, news.CallNode(call, "main", 1, "menu", "menu", START, 4.8, "0")),
        (5, news.CallQueued(call, "service", 0, START + 5, None)),
        (6, news.CallOffered(call, "service", agent, "8001", 1, False, True, {})),
        (9, news.CallOfferEnded(call, "service", agent, "answered", 3.0)),
        (9, news.CallLeftQueue(call, "service", "answered", 4.0)),
        (9, news.CallConnected(call, 1, agent, "8001", None, "service")),
        (9, news.RecordingStarted(call, f"rec-{call}", f"raw/2026/11/21/rec-{call}")),
        (69, news.CallSegmentEnded(call, 1, agent, "service", 60.0, "caller")),
    ]
    sent = [journal.add(at + seconds, item) for seconds, item in items]
    cdr = fold(sent, ended=at + 69, ended_by="caller", cause="normal")
    sent.append(journal.add(at + 69, news.CallEnded(call, cdr)))
    ready = news.RecordingReady(call, f"rec-{call}", "call", f"raw/2026/11/21/rec-{call}", at + 9, 60.0)
    sent.append(journal.add(at + 69.5, ready))
    return sent


def abandoned_call(journal: Journal, call: str, number: str, *, at: float = START) -> list[Envelope]:
    """The caller hangs up while he waits."""
    items: list[tuple[float, News]] = [
        (0, news.CallStarted(call, "inbound", number, "", "1000", "1000", "a1:2")),
        (3, news.CallQueued(call, "service", 0, at + 3, None)),
        (33, news.CallLeftQueue(call, "service", "abandoned", 30.0)),
    ]
    sent = [journal.add(at + seconds, item) for seconds, item in items]
    cdr = fold(sent, ended=at + 33, ended_by="caller", cause="cancelled")
    sent.append(journal.add(at + 33, news.CallEnded(call, cdr)))
    return sent


def voicemail(journal: Journal, call: str, number: str, *, at: float = START) -> Envelope:
    return journal.add(at, news.VoicemailLeft(call, "service", f"vm-{call}", number, None, 12.5, "zh"))


def agent_state(journal: Journal, state: str, since: float, **more: Any) -> Envelope:
    fields = {"previous": "offline", "reason": "", "device": "8001", "queue": None, "previous_seconds": 5.0}
    return journal.add(since, news.AgentStateChanged(None, AGENT, state, since=since, **(fields | more)))
