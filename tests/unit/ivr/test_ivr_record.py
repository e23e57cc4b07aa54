"""Recording a prompt by phone: only by staff, heard before it is kept."""

from __future__ import annotations

from ivr_callers import Caller, flow

from telephony.ivr.model import Digit, HangUp, Record, Recorded, ToQueue

STUDIO = """
start: {kind: collect, say: {zh: 工号, en: Number}, variable: staff, max_length: 4, next: pin, on_fail: bye}
pin:
  kind: verify
  query: staff
  parameter: password
  params: {number: "{staff}"}
  say: {zh: 密码, en: Password}
  max_length: 8
  success: record
  fail: bye
  exhausted: bye
record:
  kind: record
  prompt: welcome
  say: {zh: 请录音, en: Speak}
  review: {zh: 重听1保存2重录3, en: Listen 1 keep 2 again 3}
  max_seconds: 30
  saved: shop
  failed: bye
  denied: service
"""


def staff() -> Caller:
    who = Caller(flow(STUDIO))
    who.press("1001")
    who.press("88#")
    who.answer({"found": True, "number": "1001", "name": "王芳"})
    return who


def record(who: Caller) -> Record:
    who.hear()
    action = who.step.actions[-1]
    assert isinstance(action, Record)
    return action


def test_recorded_heard_and_kept() -> None:
    who = staff()
    wish = record(who)
    assert wish.max_seconds == 30
    assert who.step.deadline is not None
    who.fact(Recorded(wish.record, "raw/prompts/x"))
    assert who.says[-1].recording == "raw/prompts/x"
    who.hear()
    assert who.spoken[-1] == "重听1保存2重录3"
    who.press("1")
    assert who.says[-1].recording == "raw/prompts/x"
    who.press("2")
    publish = who.lookups[-1]
    assert publish.query == "prompt.publish"
    assert publish.params == {"prompt": "welcome", "language": "zh", "recording": "raw/prompts/x", "staff": "1001"}
    assert who.answer({"published": True}).outcome == ToQueue("shop")
    assert who.results[-2] == ("record", "saved")


def test_recorded_again() -> None:
    who = staff()
    first = record(who)
    who.fact(Recorded(first.record, "one"))
    who.press("3")
    second = record(who)
    who.fact(Recorded(first.record, "late"))  # of the first, too late
    who.fact(Recorded(second.record, "two"))
    who.press("2")
    assert who.lookups[-1].params["recording"] == "two"
    assert who.answer(None).outcome == HangUp()


def test_nobody_else_may_record() -> None:
    other = Caller(flow(STUDIO.replace("success: record", "success: bye").replace("next: pin", "next: record")))
    assert other.press("1001").outcome == ToQueue("service")
    assert other.results[-2] == ("record", "denied")


def test_nothing_recorded_three_times() -> None:
    who = staff()
    for _ in range(3):
        wish = record(who)
        who.fact(Digit("#"))
        who.fact(Recorded(wish.record, ""))
    assert who.outcome == HangUp()
    assert who.results[-2] == ("record", "nothing_recorded")


def test_a_recording_whose_end_is_never_heard_of() -> None:
    who = staff()
    record(who)
    who.wait()
    assert who.spoken[-1] == "请录音"
    silent = staff()
    wish = record(silent)
    silent.fact(Recorded(wish.record, "x"))
    silent.hear()
    for _ in range(3):
        silent.hear()
        silent.wait()
    assert silent.results[-2] == ("record", "timeout")
