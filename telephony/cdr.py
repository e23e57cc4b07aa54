"""Folds the news of one call into its call detail record. Pure: the same news always give the same record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telephony.domain_events import Envelope

TALK = "talk"
WHOLE_SECONDS = 3  # digits kept of durations


def fold(
    news: Sequence[Envelope], *, ended: float, ended_by: str, cause: str, recovered: bool = False
) -> dict[str, Any]:
    """Make the record of a call from its durable news (in order, the first is call.started).

    `ended` is UTC seconds. Shape: docs/contracts.md, "Call record". Formulas: ivr_seconds = sum of node visits;
    wait_seconds = sum over queue visits of leaving minus entering, where one that has kept a place of before another
    visit or a talk counts from when it began; ring_seconds = sum of offers; talk_seconds = sum of the segments in which
    somebody had the customer (kind talk); consult_seconds = sum of those of kind consult; hold_seconds = sum of held
    intervals.
    """
    first = news[0]
    cdr: dict[str, Any] = {
        "call": first.call,
        **{key: first.data[key] for key in ("direction", "from_number", "from_name", "to_number", "entry")},
        "language": None,
        "customer": None,
        "started": first.at,
        "answered": None,
        "ended": ended,
        "ended_by": ended_by,
        "cause": cause,
        "outcome": "",
        "queue": None,
        "agent": None,
        "agents": [],
        "ivr_seconds": 0.0,
        "wait_seconds": 0.0,
        "ring_seconds": 0.0,
        "talk_seconds": 0.0,
        "hold_seconds": 0.0,
        "consult_seconds": 0.0,
        "voicemail": None,
        "segments": [],
        "recordings": [],
        "timeline": [],
        "recovered": recovered,
    }
    state = _Fold(cdr)
    for item in news:
        state.take(item)
    state.close(ended, ended_by)
    for key in ("ivr_seconds", "wait_seconds", "ring_seconds", "talk_seconds", "hold_seconds", "consult_seconds"):
        cdr[key] = round(cdr[key], WHOLE_SECONDS)
    cdr["outcome"] = state.outcome()
    return cdr


class _Fold:
    """The running state of one fold."""

    def __init__(self, cdr: dict[str, Any]) -> None:
        self.cdr = cdr
        self.queue_results: list[str] = []
        self.held_since: float | None = None
        self.waiting_since: float | None = None
        self.before: float | None = None  # when he was last in a queue, or met somebody
        self.visits = 0
        self.refused = False

    def take(self, item: Envelope) -> None:
        self.cdr["timeline"].append({"at": item.at, "type": item.type, "data": dict(item.data)})
        handler = getattr(self, "_" + item.type.replace(".", "_"), None)
        if handler is not None:
            handler(item)

    def _call_language(self, item: Envelope) -> None:
        self.cdr["language"] = item.data["language"]

    def _call_identified(self, item: Envelope) -> None:
        self.cdr["customer"] = item.data["customer"]

    def _call_node(self, item: Envelope) -> None:
        self.visits += 1
        self.cdr["ivr_seconds"] += item.data["seconds"]

    def _call_screened(self, item: Envelope) -> None:
        self.refused = item.data["action"] in {"reject", "busy", "message"}

    def _call_queued(self, item: Envelope) -> None:
        self.cdr["queue"] = item.data["queue"]
        if self.waiting_since is None:  # else after a restart: the same stay goes on
            entered = item.data["entered"]
            self.waiting_since = entered if self.before is None or entered > self.before else item.at

    def _call_left_queue(self, item: Envelope) -> None:
        waited = item.data["waited"]
        if self.waiting_since is not None and self.before is not None:
            waited = min(waited, item.at - self.waiting_since)
        self.cdr["wait_seconds"] += waited
        self.before = item.at
        self.queue_results.append(item.data["result"])
        self.waiting_since = None

    def _call_offer_ended(self, item: Envelope) -> None:
        self.cdr["ring_seconds"] += item.data["seconds"]

    def _call_connected(self, item: Envelope) -> None:
        kind = item.data.get("kind", TALK)
        agent = item.data["agent"]
        if kind == TALK:
            self.before = item.at
            self.cdr["answered"] = self.cdr["answered"] or item.at
            self.cdr["agent"] = agent or self.cdr["agent"]
        if agent and agent not in self.cdr["agents"]:
            self.cdr["agents"].append(agent)
        self.cdr["segments"].append(
            {key: item.data[key] for key in ("segment", "agent", "device", "number", "queue")}
            | {"started": item.at, "ended": None, "seconds": 0.0, "ended_by": "", "kind": kind}
        )

    def _call_segment_ended(self, item: Envelope) -> None:
        seconds, kind = item.data["seconds"], TALK
        for segment in self.cdr["segments"]:
            if segment["segment"] == item.data["segment"]:
                segment |= {"ended": item.at, "seconds": seconds, "ended_by": item.data["ended_by"]}
                kind = segment["kind"]
        self._talked(kind, seconds)
        if kind == TALK:
            self._end_hold(item.at)

    def _talked(self, kind: str, seconds: float) -> None:
        if kind == TALK:
            self.cdr["talk_seconds"] += seconds
        elif kind == "consult":
            self.cdr["consult_seconds"] += seconds

    def _call_held(self, item: Envelope) -> None:
        if item.data["held"]:
            self.held_since = self.held_since or item.at
        else:
            self._end_hold(item.at)

    def _end_hold(self, at: float) -> None:
        if self.held_since is not None:
            self.cdr["hold_seconds"] += at - self.held_since
            self.held_since = None

    def _recording_started(self, item: Envelope) -> None:
        self.cdr["recordings"].append(
            {
                "recording": item.data["recording"],
                "kind": "call",
                "path": item.data["path"],
                "started": item.at,
                "seconds": None,
            }
        )

    def _recording_failed(self, item: Envelope) -> None:
        kept = [entry for entry in self.cdr["recordings"] if entry["recording"] != item.data["recording"]]
        self.cdr["recordings"] = kept

    def _voicemail_left(self, item: Envelope) -> None:
        self.cdr["voicemail"] = item.data["recording"]

    def close(self, ended: float, ended_by: str) -> None:
        """A call that ended while nobody listened may have an open segment, hold or wait: it ends with the call."""
        self._end_hold(ended)
        if self.waiting_since is not None:
            self.cdr["wait_seconds"] += max(0.0, ended - self.waiting_since)
            self.queue_results.append("abandoned")
        for segment in self.cdr["segments"]:
            if segment["ended"] is None:
                segment |= {
                    "ended": ended,
                    "seconds": round(ended - segment["started"], WHOLE_SECONDS),
                    "ended_by": ended_by,
                }
                self._talked(segment["kind"], segment["seconds"])

    def outcome(self) -> str:
        """answered > voicemail > abandoned > overflow > rejected > ivr_only; `failed` when nothing at all happened.

        A caller who leaves after an agent picked up, but before both were connected, has abandoned."""
        if any(segment["kind"] == TALK for segment in self.cdr["segments"]):
            return "answered"
        if self.cdr["voicemail"]:
            return "voicemail"
        if self.cdr["direction"] != "inbound":
            return "abandoned" if self.cdr["cause"] in {"normal", "cancelled"} else "rejected"
        if {"abandoned", "answered"} & set(self.queue_results):
            return "abandoned"
        if self.queue_results:
            return "overflow"
        if self.refused:
            return "rejected"
        return "ivr_only" if self.visits else "failed"
