"""The other kinds of nodes, and what the interpreter does around all of them."""

from __future__ import annotations

import pytest
from ivr_callers import Caller, flow

from telephony.config_model import Hours, HoursInterval, SpecialDay
from telephony.ivr.model import (
    DeadlinePassed,
    Digit,
    HangUp,
    LookupDone,
    SayFinished,
    ToQueue,
    ToTransfer,
    ToVoicemail,
)
from telephony.ivr.validate import Known, check

PLAY = """
start: {kind: play, say: [{zh: 一, en: One}, {zh: 二, en: Two}], next: shop}
"""


def test_play_says_all_texts_and_goes_on() -> None:
    caller = Caller(flow(PLAY))
    assert caller.spoken == ["一", "二"]
    assert caller.hear().outcome == ToQueue("shop")
    assert caller.results == [("start", "played"), ("shop", "shop")]


def test_a_key_skips_what_is_played() -> None:
    caller = Caller(flow(PLAY))
    assert caller.press("5").outcome == ToQueue("shop")
    assert caller.results[0] == ("start", "skipped")
    assert caller.stopped == [caller.says[0].say]


def test_a_prompt_whose_end_is_never_heard_of_does_not_hold_the_caller() -> None:
    caller = Caller(flow(PLAY))
    assert caller.wait().outcome == ToQueue("shop")


LANGUAGE = """
start:
  kind: language
  say: {zh: 中文请按1, en: For English press 2}
  keys: {"1": zh, "2": en}
  to: zh
  attempts: 2
  next: said
said: {kind: play, say: {zh: 中文, en: English}, next: bye}
"""


def test_each_language_is_offered_in_its_own_words() -> None:
    caller = Caller(flow(LANGUAGE))
    caller.hear()
    assert [(say.lang, say.texts) for say in caller.says] == [("zh", ("中文请按1",)), ("en", ("For English press 2",))]
    caller.press("2")
    assert caller.step.lang == "en"
    assert caller.spoken[-1] == "English"
    assert caller.results == [("start", "en")]


def test_nobody_is_turned_away_for_his_language() -> None:
    caller = Caller(flow(LANGUAGE), lang="en")
    for _ in range(2):
        caller.hear()
        caller.hear()
        caller.wait()
    assert len(caller.says) == 5
    assert caller.step.lang == "zh"
    assert caller.results == [("start", "timeout")]


def test_keys_of_no_language_say_it_again() -> None:
    caller = Caller(flow(LANGUAGE))
    caller.press("7")
    assert caller.stopped == []
    caller.hear()
    caller.hear()
    caller.press("7")
    assert caller.spoken == ["中文请按1", "For English press 2", "中文请按1"]
    assert caller.node == "start"


def test_the_language_can_be_set() -> None:
    caller = Caller(flow("start: {kind: language, to: en, next: said}\n" + LANGUAGE.split("\n", 8)[8]))
    assert caller.spoken == ["English"]
    assert caller.results == [("start", "set")]


OFFICE = Hours(
    "office",
    {"zh": "办公", "en": "Office"},
    ((HoursInterval("09:00", "12:00"), HoursInterval("13:00", "18:00")),) * 5 + ((), ()),
    (SpecialDay("2026-11-23", {"zh": "节日", "en": "Feast"}),),
)
HOURS = """
start: {kind: hours, calendar: office, open: shop, closed: closed, holiday: holiday}
closed: {kind: play, say: {zh: "{opens_date:day}{opens_time:time}", en: "{opens_date:day}{opens_time:time}"}, next: bye}
holiday: {kind: play, say: {zh: "{holiday:text}", en: "{holiday:text}"}, next: bye}
"""
DAY = 86400.0


def test_hours_branch_and_when_it_opens() -> None:
    caller = Caller(flow(HOURS), hours={"office": OFFICE})  # a Saturday; the Monday after is special
    assert caller.results == [("start", "closed")]
    assert caller.says[0].values == {"opens_date": "2026-11-24", "opens_time": "09:00"}
    assert Caller(flow(HOURS), hours={"office": OFFICE}, utc=caller.utc - DAY).outcome == ToQueue("shop")
    holiday = Caller(flow(HOURS), hours={"office": OFFICE}, utc=caller.utc + 2 * DAY, lang="en")
    assert holiday.results == [("start", "holiday")]
    assert holiday.says[0].values == {"holiday": "Feast"}


@pytest.mark.parametrize("hours", [{}, {"office": Hours("office", {}, ())}])
def test_a_calendar_that_cannot_be_used_keeps_nobody_out(hours: dict[str, Hours]) -> None:
    caller = Caller(flow(HOURS), hours=hours)
    assert caller.outcome == ToQueue("shop")
    assert caller.results[0] == ("start", "error")


def test_endings() -> None:
    nodes = """
    start: {kind: menu, say: {zh: 选, en: Choose}, keys: {"1": q, "2": v, "3": t, "4": h}, on_fail: bye}
    q: {kind: queue, queue: shop, priority: 5, say: {zh: 转接, en: Connecting}}
    v: {kind: voicemail, box: complaints, say: {zh: 请留言, en: Leave a message}, max_seconds: 60}
    t: {kind: transfer, to: number, target: "{caller}"}
    h: {kind: hangup, say: {zh: 再见, en: Goodbye}}
    """
    queue = Caller(flow(nodes))
    assert queue.press("17").outcome is None  # keys do not cut the announcement short
    assert queue.hear().outcome == ToQueue("shop", 5)
    assert Caller(flow(nodes)).press("2").outcome == ToVoicemail("complaints", ("请留言",), 60)
    transfer = Caller(flow(nodes), variables={"caller": "+861"})
    assert transfer.press("3").outcome == ToTransfer("number", "+861")
    elsewhere = flow(nodes.replace('"{caller}"}', '"{caller}", no_answer: v}'))
    assert Caller(elsewhere, variables={"caller": "+861"}).press("3").outcome == ToTransfer("number", "+861", "v")
    goodbye = Caller(flow(nodes), lang="en")
    goodbye.press("4")
    assert goodbye.spoken[-1] == "Goodbye"
    assert goodbye.hear().outcome == HangUp()


def test_set_and_branch() -> None:
    nodes = """
    start: {kind: set, values: {a: "x{caller}", b: "{a}"}, next: choose}
    choose: {kind: branch, variable: a, cases: {x1: empty}, otherwise: bye}
    empty: {kind: branch, variable: b, cases: {"": shop}, otherwise: bye}
    """
    caller = Caller(flow(nodes), variables={"caller": "1"})
    assert caller.outcome == ToQueue("shop")
    assert caller.results == [("start", "set"), ("choose", "x1"), ("empty", "empty"), ("shop", "shop")]
    assert Caller(flow(nodes), variables={"caller": "2"}).outcome == HangUp()


LOOKUP = """
start:
  kind: lookup
  query: ticket
  params: {phone: "{caller}"}
  results: [number, step]
  phrases: {step: [{zh: 处理中, en: in progress}, {zh: 待派单, en: waiting}]}
  timeout: 1.5
  found: tell
  not_found: bye
  failed: service
tell: {kind: play, say: {zh: "{number:digits}{step:text}", en: "{number:digits} {step:text}"}, next: shop}
"""
CALLER = {"caller": "+8613800138000"}


def test_what_a_lookup_finds_can_be_said() -> None:
    caller = Caller(flow(LOOKUP), variables=CALLER, lang="en")
    wish = caller.lookups[0]
    assert (wish.query, wish.params, wish.timeout) == ("ticket", {"phone": CALLER["caller"]}, 1.5)
    assert CALLER["caller"] not in repr(wish)
    caller.answer({"found": True, "number": 17, "step_zh": "处理中", "step_en": "in progress", "other": "x"})
    assert caller.says[0].values == {"number": "17", "step": "in progress"}
    assert caller.results == [("start", "found")]


def test_words_that_nobody_has_recorded_are_not_said() -> None:
    caller = Caller(flow(LOOKUP), variables=CALLER)
    caller.answer({"number": "17", "step": "别的"})
    assert caller.says[0].values == {"number": "17", "step": ""}


ARTICLE = """
start: {kind: lookup, query: article, params: {number: "{asked}"}, results: [title, spoken], found: tell,
  not_found: bye, failed: service}
tell: {kind: play, say: {zh: "{title:text}：{spoken:text}", en: "{title:text}: {spoken:text}"}, next: shop}
"""


def test_an_article_is_said_without_a_list_and_to_its_end() -> None:
    """Its words were made ready with the configuration; nobody needs to list them in the flow."""
    assert [str(finding) for finding in check(flow(ARTICLE), Known(variables=frozenset({"asked"})))] == []
    caller = Caller(flow(ARTICLE), variables={"asked": "1001"})
    words = "请先排气，再检查阀门。" * 40
    caller.answer({"found": True, "title_zh": "暖气", "spoken_zh": words, "title_en": "", "spoken_en": ""})
    assert caller.says[0].values == {"title": "暖气", "spoken": words}
    assert caller.step.deadline is not None
    assert caller.step.deadline - caller.mono > len(words) / 4


def test_an_article_that_says_nothing_in_the_callers_language_is_not_found() -> None:
    caller = Caller(flow(ARTICLE), variables={"asked": "1001"}, lang="en")
    caller.answer({"found": True, "title_zh": "暖气", "spoken_zh": "排气", "title_en": "Cold", "spoken_en": ""})
    assert caller.results[0] == ("start", "not_found")


@pytest.mark.parametrize("answer", [{}, {"found": False, "number": ""}])
def test_not_found(answer: dict[str, object]) -> None:
    caller = Caller(flow(LOOKUP), variables=CALLER)
    assert caller.answer(answer).outcome == HangUp()
    assert caller.results[0] == ("start", "not_found")


def test_a_lookup_that_fails_or_never_answers() -> None:
    caller = Caller(flow(LOOKUP), variables=CALLER)
    assert caller.answer(None).outcome == ToQueue("service")
    silent = Caller(flow(LOOKUP), variables=CALLER)
    assert silent.step.deadline == pytest.approx(silent.mono + 2.5)
    assert silent.wait().outcome == ToQueue("service")
    assert silent.results[0] == ("start", "failed")


def test_a_lookup_may_speak_meanwhile() -> None:
    speaking = LOOKUP.replace("  timeout: 1.5", "  say: {zh: 请稍候, en: One moment}")
    slow = Caller(flow(speaking), variables=CALLER)
    slow.hear()
    assert slow.node == "start"
    slow.answer({"number": "17"})
    assert slow.node == "tell"
    fast = Caller(flow(speaking), variables=CALLER)
    fast.answer({"number": "17"})
    assert fast.node == "start"
    fast.hear()
    assert fast.node == "tell"
    lost = Caller(flow(speaking), variables=CALLER)
    lost.wait()
    assert lost.node == "start"
    assert lost.wait().outcome == ToQueue("service")


def test_an_empty_parameter_is_left_out_and_a_lost_one_fails() -> None:
    assert Caller(flow(LOOKUP), variables={"caller": ""}).lookups[0].params == {}
    assert Caller(flow(LOOKUP)).outcome == ToQueue("service")


def test_facts_that_come_too_late_change_nothing() -> None:
    caller = Caller(
        flow(
            LOOKUP.replace("start:", "query:")
            + """
start: {kind: menu, say: {zh: 菜单, en: Menu}, keys: {"1": query}, on_fail: bye}
"""
        ),
        variables=CALLER,
    )
    first = caller.says[0].say
    deadline = caller.press("1").deadline
    for fact in (SayFinished(first), SayFinished("say99"), LookupDone("lookup99", {"number": "1"}), DeadlinePassed()):
        step = caller.fact(fact, after=0.01)
        assert (step.actions, step.visits, step.outcome, step.deadline) == ((), (), None, deadline)
    caller.answer({"number": "1"})
    assert caller.node == "tell"
    lookup = caller.lookups[0].lookup
    assert caller.fact(LookupDone(lookup, None)).actions == ()
    caller.press("1")
    assert caller.outcome == ToQueue("shop")
    after = caller.fact(Digit("1"))
    assert (after.actions, after.visits, after.outcome, after.deadline) == ((), (), None, None)


def test_a_timer_that_fires_a_little_early_counts() -> None:
    caller = Caller(flow(PLAY))
    assert caller.step.deadline is not None
    caller.mono = caller.step.deadline - 0.01
    assert caller.fact(DeadlinePassed(), 0.0).outcome == ToQueue("shop")


def test_resuming_at_a_node() -> None:
    caller = Caller(flow(LANGUAGE), at="said", lang="en")
    assert caller.spoken == ["English"]
    assert Caller(flow(LANGUAGE), at="gone").node == "start"


def test_a_caller_who_hangs_up_ends_his_visit() -> None:
    caller = Caller(flow(PLAY))
    caller.mono += 2
    visit = caller.interpreter.abandon(caller.now)
    assert visit is not None
    assert (visit.node, visit.result, visit.seconds) == ("start", "caller_gone", pytest.approx(2))
    assert caller.interpreter.abandon(caller.now) is None
    assert caller.interpreter.finished


def test_a_circle_ends_the_flow_and_the_trace_says_so() -> None:
    nodes = """
    start: {kind: set, values: {a: x}, next: again}
    again: {kind: branch, variable: a, cases: {x: start}, otherwise: bye}
    """
    caller = Caller(flow(nodes))
    assert caller.outcome == HangUp()
    assert caller.visits[-1].result == "loop"
    assert len(caller.visits) == 6  # the flow has five nodes


def test_a_way_into_nothing_ends_the_flow_and_the_trace_says_so() -> None:
    caller = Caller(flow("start: {kind: set, values: {a: x}, next: nowhere}"))
    assert caller.outcome == HangUp()
    assert caller.results[-1] == ("nowhere", "missing")
