"""Calls that come in: entries by prefix and trunk, lists, hidden numbers, limits, emergency messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.configuration import load_snapshot
from telephony.events import Cause
from telephony.outside.lists import NumberLists, entry
from telephony.supervision.moving import move
from telephony.switch.fake import FakePeer
from tests.unit.outside.outside_kit import NOON, T1, T2, FakeCore, config, core

NAME = {"zh": "线", "en": "line"}


def entries(*numbers: str, **options: Any) -> list[dict[str, Any]]:
    return [{"number": number, "flow": "straight", "name": NAME, **options} for number in numbers]


@pytest.mark.parametrize(
    ("dialled", "trunk", "found"),
    [
        ("01062881234", "t1", "01062881234"),
        ("62881234", "t1", "01062881234"),
        ("+861062881234", "t1", "01062881234"),
        ("861062881234", None, "01062881234"),
        ("66668888", "t2", "02166668888@t2"),
        ("02166668888", "t2", "02166668888@t2"),
        ("02166668888", "t1", "*"),
        ("01062885678", "t1", "010628*"),
        ("62885678", "t1", "010628*"),
        ("01062700000", "t1", "0106*"),
        ("4008001234", "t1", "4008001234"),
        ("95588", None, "*"),
        ("7000", "t2", "*@t2"),
    ],
)
def test_a_number_finds_its_entry(dialled: str, trunk: str | None, found: str) -> None:
    numbers = ("01062881234", "02166668888@t2", "010628*", "0106*", "4008001234", "*", "*@t2")
    made = load_snapshot(config(T1, T2 | {"area_code": "021"}, entries=entries(*numbers)))
    answer = made.entry(dialled, trunk)
    assert answer is not None
    assert answer.number == found


def screened(tmp_path: Path, caller: str = "13800138000", seconds: float = 20.0, **more: Any) -> FakeCore:
    """A call over t1 to an entry that goes straight to the queue."""
    more.setdefault("entries", entries("*"))

    async def play(c: FakeCore) -> None:
        c.acd.logout("a2", c.engine.now())
        c.switch.arrive("62881234", caller, trunk="t1")
        await c.seconds(seconds)

    return core(tmp_path, config(T1, **more), play)


@pytest.mark.parametrize("caller", ["13800138000", "013800138000", "+8613800138000", "8613800138000"])
def test_a_caller_on_the_black_list_is_rejected_however_his_number_is_spelt(tmp_path: Path, caller: str) -> None:
    c = screened(tmp_path, caller, lists=["b,i,r,0,+8613800138000"])
    (ended,) = c.said("call.ended")
    assert (ended["cdr"]["outcome"], ended["cdr"]["cause"]) == ("rejected", "rejected")
    assert not c.said("call.queued")
    assert [(item["reason"], item["action"]) for item in c.said("call.screened")] == [("black", "reject")]


def test_a_message_or_the_voicemail_instead(tmp_path: Path) -> None:
    c = screened(tmp_path, lists=["b,i,m,0,138*"])
    (ended,) = c.said("call.ended")
    assert ended["cdr"]["outcome"] == "rejected"
    assert not c.said("call.queued")
    c = screened(tmp_path, lists=["b,*,v,0,138*"], seconds=10)
    assert c.said("voicemail.started")


def test_white_is_stronger_than_black_and_comes_first(tmp_path: Path) -> None:
    c = screened(tmp_path, lists=["b,i,r,0,138*", "w,i,r,0,+8613800138000"], entries=entries("*", priority=3))
    assert [item["priority"] for item in c.said("call.queued")] == [13]
    assert [item["reason"] for item in c.said("call.screened")] == ["white"]


def test_local_callers_get_the_area_code_of_their_trunk(tmp_path: Path) -> None:
    c = screened(tmp_path, "88886666", lists=["b,i,r,0,+861088886666"])
    assert [item["from_number"] for item in c.said("call.started")] == ["01088886666"]
    assert c.said("call.screened")


@pytest.mark.parametrize("caller", ["", "anonymous", "Restricted"])
def test_hidden_numbers(tmp_path: Path, caller: str) -> None:
    assert screened(tmp_path, caller).said("call.queued")
    c = screened(tmp_path, caller, entries=entries("*", anonymous="reject"))
    assert [item["cdr"]["outcome"] for item in c.said("call.ended")] == ["rejected"]
    c = screened(tmp_path, caller, entries=entries("*", anonymous="message"))
    assert not c.said("call.queued")


def test_a_number_takes_so_many_calls_at_a_time(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        first = c.switch.arrive("1234567", "13800138000", trunk="t1")
        await c.seconds(2)
        second = c.switch.arrive("1234567", "13800138001", trunk="t1")
        await c.seconds(2)
        assert second.ended is Cause.BUSY
        assert first.ended is None
        first.hang_up()
        await c.seconds(5)
        third = c.switch.arrive("1234567", "13800138001", trunk="t1")
        await c.seconds(2)
        assert third.ended is None

    core(tmp_path, config(T1, entries=entries("*", concurrent=1)), play)


def message(scope: str, mode: str = "before", until: float | None = None) -> dict[str, Any]:
    text = {"zh": "管网抢修", "en": "Heating is interrupted."}
    return {"id": scope, "scope": scope, "mode": mode, "until": until, "text": text}


def test_an_emergency_message_comes_before_the_queue(tmp_path: Path) -> None:
    for scope in ("company", "entry:*", "queue:service"):
        c = screened(tmp_path, announcements=[message(scope)])
        kinds = [item.type for item in c.bus.heard if item.type in {"call.announced", "call.queued"}]
        assert kinds == ["call.announced", "call.queued"], scope
        assert c.said("call.connected")
    c = screened(tmp_path, announcements=[message("company"), message("entry:*")])
    assert [item["scope"] for item in c.said("call.announced")] == ["entry:*"]


def test_or_instead_of_it(tmp_path: Path) -> None:
    c = screened(tmp_path, announcements=[message("company", "instead")])
    assert not c.said("call.queued")
    (ended,) = c.said("call.ended")
    assert ended["cdr"]["ended_by"] == "system"


def test_until_it_expires(tmp_path: Path) -> None:
    c = screened(tmp_path, announcements=[message("company", "instead", NOON.utc)])
    assert c.said("call.queued")
    assert not c.said("call.announced")


def test_a_caller_who_leaves_during_the_message(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        caller: FakePeer = c.switch.arrive("62881234", "13800138000", trunk="t1")
        await c.seconds(0.5)
        assert c.said("call.announced")
        caller.hang_up()
        await c.seconds(5)

    c = core(tmp_path, config(T1, entries=entries("*"), announcements=[message("company")]), play)
    assert not c.engine.calls
    assert not c.said("call.queued")
    assert len(c.said("call.ended")) == 1


numbers = st.one_of(st.from_regex(r"\+861[3-9][0-9]{9}", fullmatch=True), st.from_regex(r"[0-9]{3,5}", fullmatch=True))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["black", "white", "dnc"]), st.sampled_from(["in", "out", "both"]), numbers)),
    numbers,
)
def test_lists_say_what_is_in_them(items: list[tuple[str, str, str]], asked: str) -> None:
    lists = NumberLists(entry(kind, way, "reject", 0, number) for kind, way, number in items)
    there = {(kind[0], direction) for kind, way, number in items if number == asked for direction in _ways(way)}
    assert (lists.black(asked, "in", 0) is not None) == (("b", "in") in there)
    assert (lists.black(asked, "out", 0) is not None) == (("b", "out") in there)
    assert lists.white(asked, "in", 0) == (("w", "in") in there)
    assert lists.do_not_call(asked, 0) == (("d", "out") in there)


def _ways(way: str) -> tuple[str, ...]:
    return ("in", "out") if way == "both" else (way,)


def test_a_hundred_thousand_entries_are_looked_up_at_once() -> None:
    import time

    made = NumberLists(entry("black", "both", "reject", 0, f"+86138{number:08d}") for number in range(100_000))
    prefixed = NumberLists(entry("black", "both", "reject", 0, f"0{number:05d}*") for number in range(100_000))
    began = time.perf_counter()
    for number in range(1000):
        assert made.black(f"+86138{number:08d}", "in", 0) is not None
        assert made.black(f"+86139{number:08d}", "in", 0) is None
        prefixed.black(f"+8610{number:08d}", "in", 0)
    assert (time.perf_counter() - began) / 3000 < 0.0005


def test_who_is_moved_while_he_hears_an_emergency_message_stays_where_he_is_moved(tmp_path: Path) -> None:
    async def play(c: FakeCore) -> None:
        c.acd.logout("a1", c.engine.now())
        c.acd.logout("a2", c.engine.now())
        c.switch.arrive("62881234", "13800138000", trunk="t1")
        await c.seconds(0.5)
        (call,) = c.engine.calls.values()
        assert c.said("call.announced")
        move(c.controller, call, "queue", "second", "boss")
        await c.seconds(5)
        assert (call.stage, call.queue) == ("queue", "second")

    words = {"id": "n1", "scope": "queue:service", "text": {"zh": "系统维护。", "en": "Maintenance."}}
    c = core(tmp_path, config(T1, entries=entries("*"), announcements=[words]), play)
    assert [item["queue"] for item in c.said("call.queued")] == ["second"]
