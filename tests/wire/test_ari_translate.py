"""ARI messages captured from a real Asterisk, to facts."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.events import (
    Cause,
    DigitPressed,
    Event,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegHeld,
    LegRinging,
    PlaybackFinished,
    PlaybackOutcome,
    SwitchTakenOver,
    TransferRequested,
)
from telephony.switch.asterisk.causes import NUMBERS, neutral
from telephony.switch.asterisk.snapshot import build_leg, tags_of
from telephony.switch.asterisk.translate import (
    Leg,
    Legs,
    device_of,
    endpoint_of,
    leg_id,
    translate,
    unique_id,
)

LINES = (Path(__file__).parent / "captured/ari_events.jsonl").read_text(encoding="utf-8").splitlines()
MESSAGES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
CALLER = "a1:" + MESSAGES[0]["channel"]["id"]
AGENT = "01JD0AGENT"
ORIGINATED = {message["peer"]["id"] for message in MESSAGES if message["type"] == "Dial"}


def known() -> Legs:
    """The legs as the driver has entered them in its book before their first message."""
    legs = Legs()
    for unique in ORIGINATED:
        legs[unique] = Leg("", originated=True)
    legs["01JD0xnormal"].hangup = Cause.NORMAL
    legs["01JD0xanswered_elsewhere"].hangup = Cause.ANSWERED_ELSEWHERE
    return legs


def replay(messages: list[dict[str, Any]]) -> list[Event]:
    legs = known()
    facts: list[Event] = []
    for message in messages:
        if message["type"] == "ChannelStateChange" and message["channel"]["id"] == MESSAGES[0]["channel"]["id"]:
            legs[message["channel"]["id"]].playbacks |= {"p1": False, "p2": False}
        facts += translate(message, "a1", legs)
    return facts


FACTS = replay(MESSAGES)


def of(kind: type[Event]) -> list[Any]:
    return [fact for fact in FACTS if isinstance(fact, kind)]


def test_arrivals() -> None:
    first, second = of(LegArrived)
    assert first == LegArrived("a1", CALLER, "13800138000", "欧阳娜娜", "1000", None, "inbound")
    assert (second.caller, second.caller_name, second.dialled) == ("02083331234", "李四", "4008001234")


def test_answers_and_ringing() -> None:
    assert [fact.leg for fact in of(LegAnswered)] == [CALLER, leg_id("a1", AGENT)]
    assert Counter(fact.leg for fact in of(LegRinging)) == Counter(
        leg_id("a1", each) for each in (AGENT, "01JD0xnormal", "01JD0xanswered_elsewhere", "01JD0late")
    )


def test_digits() -> None:
    assert "".join(fact.digit for fact in of(DigitPressed) if fact.leg == CALLER) == "4##"


def test_playbacks() -> None:
    assert [(fact.playback, fact.outcome) for fact in of(PlaybackFinished)] == [
        ("p1", PlaybackOutcome.DONE),
        ("p2", PlaybackOutcome.FAILED),
    ]


def test_hold_and_transfer() -> None:
    agent = leg_id("a1", AGENT)
    assert of(LegHeld) == [LegHeld("a1", agent, True), LegHeld("a1", agent, False)]
    assert of(TransferRequested) == [TransferRequested("a1", agent, "1002", attended=False)]


def test_each_end_once_with_its_cause() -> None:
    ends = {fact.leg.partition(":")[2]: (fact.cause, fact.by_us) for fact in of(LegEnded)}
    assert len(ends) == len(of(LegEnded)) == 9
    assert ends[AGENT] == (Cause.NORMAL, False)
    assert ends["01JD0busy"] == (Cause.BUSY, False)
    assert ends["01JD0unavail"] == (Cause.UNAVAILABLE, False)
    assert ends["01JD0reject"] == (Cause.REJECTED, False)
    assert ends["01JD0late"] == (Cause.NO_ANSWER, False)
    assert ends["01JD0xnormal"] == (Cause.CANCELLED, True)
    assert ends["01JD0xanswered_elsewhere"] == (Cause.ANSWERED_ELSEWHERE, True)
    arrived = [fact.leg.partition(":")[2] for fact in of(LegArrived)]
    assert ends[arrived[0]] == (Cause.NORMAL, False)
    assert ends[arrived[1]] == (Cause.CANCELLED, False)


def test_taken_over() -> None:
    assert FACTS[-1] == SwitchTakenOver("a1")


@settings(max_examples=200)
@given(st.lists(st.sampled_from(range(len(MESSAGES))), max_size=120))
def test_no_order_or_repetition_ends_a_leg_twice(picks: list[int]) -> None:
    legs = known()
    ended: Counter[str] = Counter()
    arrived: Counter[str] = Counter()
    for pick in picks:
        for fact in translate(MESSAGES[pick], "a1", legs):
            if isinstance(fact, LegEnded):
                ended[fact.leg] += 1
            elif isinstance(fact, LegArrived):
                arrived[fact.leg] += 1
    for leg, times in ended.items():
        assert times <= max(1, arrived[leg])


@pytest.mark.parametrize(
    "message",
    [
        {"type": "StasisStart"},
        {"type": "ChannelDestroyed", "channel": {}},
        {"type": "ChannelDtmfReceived", "channel": None},
        {"type": "PlaybackFinished", "playback": {"id": "x"}},
    ],
)
def test_a_malformed_message_is_an_error_of_its_own(message: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        translate(message, "a1", known())


def test_messages_about_others_and_of_unknown_types_say_nothing() -> None:
    stranger = {"id": "9.9", "name": "PJSIP/x-00000001", "state": "Up"}
    for kind in ("ChannelStateChange", "ChannelDestroyed", "ChannelHold", "ChannelHangupRequest", "StasisEnd"):
        assert translate({"type": kind, "channel": stranger}, "a1", known()) == []
    assert translate({"type": "TextMessageReceived"}, "a1", known()) == []


def test_causes() -> None:
    for cause, number in NUMBERS.items():
        if cause not in {Cause.CANCELLED, Cause.FAILED}:
            assert neutral(number) is cause
    assert neutral(999) is Cause.FAILED


def test_ids() -> None:
    assert unique_id("a1", leg_id("a1", "17.3")) == "17.3"
    for leg in ("17.3", "b2:17.3", ""):
        with pytest.raises(ValueError, match="not on node"):
            unique_id("a1", leg)


@pytest.mark.parametrize(
    ("name", "endpoint", "device"),
    [
        ("PJSIP/8001-0000002a", "8001", "8001"),
        ("PJSIP/web-agent-7-0000002a", "web-agent-7", "web-agent-7"),
        ("PJSIP/anonymous-0000002a", "anonymous", None),
        ("PJSIP/trunk-t1-0000002a", "trunk-t1", None),
        ("Local/x@y-0000002a;1", "", None),
    ],
)
def test_channel_names(name: str, endpoint: str, device: str | None) -> None:
    assert (endpoint_of(name), device_of(name)) == (endpoint, device)


def test_tags_and_snapshots() -> None:
    assert tags_of('{"call":"C1","队列":"售后"}') == {"call": "C1", "队列": "售后"}
    for bad in ("", "null", "[1]", "{"):
        assert tags_of(bad) == {}
    channel = MESSAGES[0]["channel"]
    now = datetime.strptime(channel["creationtime"], "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)
    leg = build_leg(channel, "a1", True, {"call": "C1", "peer_channel": "PJSIP/x"}, now)
    assert (leg.leg, leg.up, leg.ours, leg.age, leg.device) == (CALLER, False, True, 0.0, None)
    assert leg.tags == {"call": "C1", "entry": "inbound"}
