"""The call record is the fold of the call's news: durations add up, outcomes follow one order, what is open closes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from telephony.cdr import fold
from telephony.domain_events import Envelope

START: dict[str, Any] = {
    "direction": "inbound",
    "from_number": "13800138000",
    "from_name": "",
    "to_number": "1000",
    "entry": "1000",
    "leg": "a1:1",
    "device": None,
}


class Story:
    """Builds a call's news in order; `at` moves by the seconds given."""

    def __init__(self, **start: Any) -> None:
        self.at = 1000.0
        self.news: list[Envelope] = []
        self.tell("call.started", 0, **(START | start))

    def tell(self, name: str, later: float = 0, /, **data: Any) -> Story:
        self.at += later
        self.news.append(Envelope(len(self.news) + 1, self.at, name, "c1", data))
        return self

    def queued(self, queue: str = "service") -> Story:
        return self.tell("call.queued", 0, queue=queue, priority=0, entered=self.at, preferred=None)

    def left(self, result: str, waited: float) -> Story:
        return self.tell("call.left_queue", waited, queue="service", result=result, waited=waited, detail="")

    def talk(self, segment: int, seconds: float, agent: str = "a1", by: str = "caller") -> Story:
        self.tell("call.connected", 0, segment=segment, agent=agent, device="8001", number=None, queue="service")
        return self.tell(
            "call.segment_ended", seconds, segment=segment, agent=agent, queue="service", seconds=seconds, ended_by=by
        )

    def record(self, ended_by: str = "caller", after: float = 0.0) -> dict[str, Any]:
        return fold(self.news, ended=self.at + after, ended_by=ended_by, cause="normal")


def test_an_answered_call_adds_up() -> None:
    story = Story().tell(
        "call.node", 3, flow="m", version=1, node="top", kind="menu", entered=1000, seconds=3, result="1"
    )
    story.queued().tell("call.offer_ended", 6, queue="service", agent="a1", result="no_answer", seconds=5)
    story.tell("call.offer_ended", 2, queue="service", agent="a2", result="answered", seconds=1.5).left("answered", 0)
    story.news[-1].data["waited"] = 8.0  # type: ignore[index]
    story.talk(1, 30, "a2", "agent")
    cdr = story.record("agent")
    assert cdr["outcome"] == "answered"
    assert (cdr["ivr_seconds"], cdr["wait_seconds"], cdr["ring_seconds"], cdr["talk_seconds"]) == (3, 8, 6.5, 30)
    assert (cdr["agent"], cdr["agents"], cdr["queue"]) == ("a2", ["a2"], "service")
    assert [item["type"] for item in cdr["timeline"]] == [item.type for item in story.news]


def test_outcomes() -> None:
    assert Story().record()["outcome"] == "failed"
    node = {"flow": "m", "version": 1, "node": "top", "kind": "menu", "entered": 0.0, "seconds": 1.0, "result": "x"}
    assert Story().tell("call.node", 1, **node).record()["outcome"] == "ivr_only"
    assert Story().queued().left("abandoned", 4).record()["outcome"] == "abandoned"
    assert Story().queued().left("overflow", 4).record()["outcome"] == "overflow"
    assert Story().queued().left("answered", 4).record()["outcome"] == "abandoned", "left before being connected"
    message = {
        "box": "service",
        "recording": "r1",
        "from_number": "1",
        "customer": None,
        "seconds": 3.0,
        "language": "zh",
    }
    assert Story().queued().left("overflow", 4).tell("voicemail.left", 5, **message).record()["outcome"] == "voicemail"
    assert Story(direction="outbound").record()["outcome"] == "abandoned"


def test_a_call_cut_off_by_a_crash_closes_its_open_segment_hold_and_wait() -> None:
    talking = Story().queued().left("answered", 2)
    talking.tell("call.connected", 0, segment=1, agent="a1", device="8001", number=None, queue="service")
    talking.tell("call.held", 5, agent="a1", held=True)
    cdr = talking.record(after=10)
    assert (cdr["talk_seconds"], cdr["hold_seconds"]) == (15, 10)
    assert cdr["segments"][0]["ended"] == cdr["ended"]
    waiting = Story().queued().record(after=7)
    assert (waiting["wait_seconds"], waiting["outcome"]) == (7, "abandoned")


@given(st.lists(st.tuples(st.floats(0, 600), st.sampled_from(["a1", "a2", "a3"])), min_size=1, max_size=6))
def test_talk_time_is_the_sum_of_the_segments_whoever_talked(talks: list[tuple[float, str]]) -> None:
    story = Story()
    for number, (seconds, agent) in enumerate(talks, 1):
        story.queued().left("answered", 1).talk(number, round(seconds, 3), agent)
    cdr = story.record()
    assert abs(cdr["talk_seconds"] - sum(round(seconds, 3) for seconds, _ in talks)) < 0.01
    assert cdr["agent"] == talks[-1][1]
    assert set(cdr["agents"]) == {agent for _, agent in talks}
    assert len(cdr["segments"]) == len(talks)
    assert cdr == story.record(), "the same news give the same record"
