"""The flows of the sample company: valid, speakable, and every way through them in both languages."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from crm.documents.engine.check import read
from crm.orders.steps import SAID
from crm.routing.flow_known import QUERIES
from crm.tickets.process import STEPS
from telephony.clock import Now
from telephony.config_model import Hours, HoursInterval, SpecialDay
from telephony.ivr.flow import Flow
from telephony.ivr.loader import Known, check, load_file, texts
from telephony.ivr.simulator import Line, try_flow
from telephony.ivr.speech.media import media
from telephony.ivr.speech.normalise import normalise
from telephony.ivr.speech.template import Placeholder, parse

FOLDER = Path(__file__).parents[3] / "ivr_flows"
FILES = sorted(FOLDER.glob("*.yaml"))
TEMPLATES = sorted((FOLDER / "templates").glob("*.yaml"))
KNOWN = Known(
    queues=frozenset({"service", "shop", "heating"}),
    mailboxes=frozenset({"complaints", "service"}),
    hours=frozenset({"office"}),
    queries=QUERIES,
    flows={flow.flow: flow for flow in map(load_file, FILES)},
    prompts={"welcome": frozenset()},
    hosts=frozenset(),
)
OFFICE = Hours(
    "office",
    {"zh": "办公", "en": "Office"},
    ((HoursInterval("09:00", "18:00"),),) * 5 + ((), ()),
    (SpecialDay("2026-10-01", {"zh": "国庆节", "en": "National Day"}),),
)
OPEN, CLOSED, HOLIDAY = "2026-11-20 10:00", "2026-11-21 10:00", "2026-10-01 10:00"
SAMPLES: dict[str, Any] = {
    "digits": "202611210001", "day": "2026-11-23", "time": "09:00", "text": "处理中", "date": "2026-11-23",
    "quantity": "2", "money": "12.50", "code": "SF-1024",
}  # fmt: skip
TICKET = {
    "found": True,
    "number": "202611210001",
    "step_zh": "处理中",
    "step_en": "in progress",
    "department_zh": "供暖维修部",
    "department_en": "Heating Repairs",
}
ORDER = {
    "found": True,
    "number": "8202611210001",
    "step_zh": "已发货，待收款",
    "step_en": "on its way, with payment due",
    "entered": "2026-11-21",
    "quantity": 2,
    "amount": "1288.50",
    "carrier_zh": "顺丰速运",
    "carrier_en": "SF Express",
    "tracking": "SF1024",
    "older": "2",
}
"""As its own customer hears it."""


@pytest.fixture(scope="module")
def main() -> Flow:
    return load_file(FOLDER / "main.yaml")


def call(flow: Flow, keys: str, when: str = OPEN, ticket: dict[str, Any] | None = None, **more: Any) -> list[Line]:
    utc = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    answers = {"ticket_status": ticket, **more.pop("answers", {})}
    return try_flow(flow, keys, "zh", Now(0.0, utc), answers, hours={"office": OFFICE}, flows=KNOWN.flows, **more)


def heard(lines: list[Line]) -> str:
    return "\n".join(line.text for line in lines if line.what == "hears")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_findings(file: Path) -> None:
    assert [str(finding) for finding in check(load_file(file), KNOWN)] == []


@pytest.mark.parametrize("file", [*FILES, *TEMPLATES], ids=lambda file: file.name)
def test_every_step_and_every_key_has_words_in_both_languages(file: Path) -> None:
    for name, node in yaml.safe_load(re.sub(r": <\w+>", ": place", file.read_text(encoding="utf-8")))["nodes"].items():
        assert all(node["name"].get(language) for language in ("zh", "en")), name
        if node["kind"] == "menu":
            assert set(node["meanings"]) == set(node["keys"]), name
            assert all(words.get("zh") and words.get("en") for words in node["meanings"].values()), name
        for question in node.get("questions", ()):
            assert set(question["meanings"]) == set(question["scores"]), name
            assert all(words.get("zh") and words.get("en") for words in question["meanings"].values()), name
            assert all(question["title"].get(language) for language in ("zh", "en")), name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_text_can_be_said(file: Path) -> None:
    for lang, text in texts(load_file(file)):
        places = [part for part in parse(text) if isinstance(part, Placeholder)]
        assert media(text, {place.name: SAMPLES[place.kind] for place in places}, lang, "/sounds")
        assert not re.search(r"[0-9#*]", normalise(text, lang))
        chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
        assert chinese == (lang == "zh"), text


@pytest.mark.parametrize(
    ("keys", "when", "outcome"),
    [
        ("1,2", OPEN, "queue shop"),
        ("2,2", OPEN, "queue shop"),
        ("1,3,1", OPEN, "queue heating"),
        ("1,3,3", OPEN, "voicemail complaints"),
        ("1,0", OPEN, "queue service"),
        ("1,9,0", OPEN, "queue service"),
        ("1,1,2,#,0", OPEN, "queue shop"),
        ("1,1,2,*,2", OPEN, "queue shop"),
        ("1,4,#,0", CLOSED, "voicemail service"),
        ("1,3,2,*,*,0", OPEN, "queue service"),
        ("1,3,2,9,0", OPEN, "queue service"),
        ("1,1,*,2", OPEN, "queue shop"),
        ("1,1,1,*,0", OPEN, "queue service"),
        ("wait,wait,wait,wait,wait", OPEN, "queue service"),
        ("", OPEN, "queue service"),
        ("1,7,7,7", OPEN, "queue service"),
        ("1,hangup", OPEN, "caller hangs up"),
        ("1,1", CLOSED, "queue heating"),
        ("1,3", CLOSED, "voicemail service"),
        ("", CLOSED, "hang up"),
        ("2,3", HOLIDAY, "voicemail service"),
        ("1,2,202611210001#,0", CLOSED, "voicemail service"),
    ],
)
def test_ways(main: Flow, keys: str, when: str, outcome: str) -> None:
    lines = call(main, keys, when)
    assert lines[-1].what == "ends"
    assert lines[-1].text == outcome


def test_what_is_heard_outside_office_hours(main: Flow) -> None:
    closed = heard(call(main, "1,3", CLOSED))
    assert "现在是非工作时间" in closed
    assert "人工服务将于十一月二十三日上午九点恢复" in closed
    assert "public holiday" in heard(call(main, "2,3", HOLIDAY))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("1,1,1,202611210001#", "您的工单，工单号二零二六幺幺二幺零零零幺，目前的状态是，处理中，由供暖维修部负责。"),
        ("2,1,1,202611210001#", "is in progress. The department in charge is Heating Repairs."),
    ],
)
def test_ticket_enquiry(main: Flow, keys: str, words: str) -> None:
    assert words in heard(call(main, keys, ticket=TICKET))


def test_every_step_of_a_ticket_is_rendered_before_the_call() -> None:
    phrases = dict(load_file(FOLDER / "enquiry.yaml").nodes["ticket_lookup"].prompts())
    assert {tuple(text.items()) for text in phrases["phrases.step"]} == {tuple(text.items()) for text in STEPS.values()}


def test_ticket_enquiry_by_the_callers_number(main: Flow) -> None:
    assert "处理中" in heard(call(main, "1,1,1,#", ticket=TICKET, variables={"caller": "+8613800138000"}))


@pytest.mark.parametrize(
    ("ticket", "words"),
    [
        ({"found": False}, "没有查到相关工单"),
        (None, "系统暂时无法查询"),
        (TICKET | {"department_zh": "新部门"}, "目前的状态是，处理中。"),
        (TICKET | {"step_zh": "新状态"}, "已经登记"),
    ],
)
def test_ticket_enquiry_without_a_plain_answer(main: Flow, ticket: dict[str, Any] | None, words: str) -> None:
    lines = call(main, "1,1,1,202611210001#,0", ticket=ticket)
    assert words in heard(lines)
    assert lines[-1].text == "queue service"


TOLD = (
    "您查询的订单，订单号八二零二六幺幺二幺零零零幺，下单日期二零二六年十一月二十一日。\n目前的状态是，已发货，待收款。\n"
    "商品共两件。\n订单金额一千二百八十八元五角。\n由顺丰速运承运。\n快递单号SF幺零二四。\n收听更早的订单请按一"
)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("1,1,2,8202611210001#", TOLD),
        ("1,1,2,#", TOLD),
        ("2,1,2,#", "It is on its way, with payment due.\nIt has two items.\nThe amount is"),
        ("2,1,2,#", "The carrier is SF Express."),
    ],
)
def test_order_enquiry(main: Flow, keys: str, words: str) -> None:
    assert words in heard(call(main, keys, answers={"order_status": ORDER}, variables={"caller": "+8613800138000"}))


def test_orders_are_told_one_after_the_other() -> None:
    """Key 1 asks for the place that the answer named; the last one offers no older one."""
    flow = load_file(FOLDER / "order_enquiry.yaml")
    caller = {"caller": "+8613800138000"}
    heard_ = heard(try_flow(flow, "#,1", "zh", Now(0.0, 0.0), {"order_status": ORDER}, variables=caller))
    assert heard_.count("订单号八二零二六幺幺二幺零零零幺") == 2
    last = ORDER | {"older": ""}
    heard_ = heard(try_flow(flow, "#,1", "zh", Now(0.0, 0.0), {"order_status": last}, variables=caller))
    assert "更早的订单" not in heard_
    assert "您的按键有误" in heard_


@pytest.mark.parametrize(
    ("order", "words", "unsaid"),
    [
        ({"found": False}, "没有查到相关订单", "下单日期"),
        (None, "系统暂时无法查询", "下单日期"),
        ({**{k: ORDER[k] for k in ("found", "number", "step_zh", "entered")}}, "待收款。\n查询其他订单", "金额"),
        (ORDER | {"step_zh": "新状态"}, "十一月二十一日。\n商品共两件", "新状态"),
        (ORDER | {"step_zh": "已作废"}, "目前的状态是，已作废。", "待收款"),
        (ORDER | {"carrier_zh": "新快递"}, "五角。\n快递单号", "承运"),
    ],
)
def test_order_enquiry_says_only_what_it_knows(
    main: Flow, order: dict[str, Any] | None, words: str, unsaid: str
) -> None:
    lines = call(main, "1,1,2,8202611210001#,0", answers={"order_status": order})
    assert words in heard(lines)
    assert unsaid not in heard(lines)
    assert lines[-1].text == "queue shop"


def test_every_step_and_carrier_of_an_order_is_rendered_before_the_call() -> None:
    phrases = dict(load_file(FOLDER / "order_enquiry.yaml").nodes["order_lookup"].prompts())
    assert {tuple(text.items()) for text in phrases["phrases.step"]} == {tuple(text.items()) for text in SAID}
    shipped = read(yaml.safe_load((FOLDER.parent / "config/documents/order.yaml").read_text(encoding="utf-8")))
    (carrier,) = (one for one in shipped.form.fields if one.code == "carrier")
    known = {(one.zh, one.en) for one in carrier.options if one.code != "other"}
    assert {(text["zh"], text["en"]) for text in phrases["phrases.carrier"]} == known


@pytest.mark.parametrize(("lang", "words"), [("zh", "感谢您的评价"), ("en", "Thank you for your rating")])
def test_the_survey_rates_and_returns(lang: str, words: str) -> None:
    lines = try_flow(load_file(FOLDER / "survey.yaml"), "2,1", lang, Now(0.0, 0.0), {})
    assert [line.text for line in lines if line.what == "rates"] == [
        "after_call satisfaction: 3",
        "after_call solved: 1",
    ]
    assert words in heard(lines)
    assert lines[-1].text == "return rated"


def test_a_silent_caller_leaves_the_survey_unrated() -> None:
    lines = try_flow(load_file(FOLDER / "survey.yaml"), "", "zh", Now(0.0, 0.0), {})
    assert [line for line in lines if line.what == "rates"] == []
    assert lines[-1].text == "return rated"


STAFF = {"staff": {"found": True, "number": "1100"}, "prompt.publish": {"published": True}}
REFUSED = STAFF | {"prompt.publish": {"published": False}}


@pytest.mark.parametrize(
    ("keys", "answers", "words", "asked"),
    [
        ("1100#,2468#,1,1#,2", STAFF, "提示音已经启用", ["staff", "prompt.publish"]),
        ("1100#,2468#,1,1#,3,2", STAFF, "提示音已经启用", ["staff", "prompt.publish"]),
        (
            "1100#,2468#,2,1#,2",
            STAFF | {"prompt.publish": {"published": False}},
            "not saved",
            ["staff", "prompt.publish"],
        ),
        ("1100#,1#,2468#,2469#", STAFF | {"staff": {"found": False}}, "无法登录", ["staff", "staff"]),
        ("1100#,2468#", {}, "系统暂时无法登录", ["staff"]),
    ],
)
def test_the_studio(keys: str, answers: dict[str, Any], words: str, asked: list[str]) -> None:
    lines = try_flow(load_file(FOLDER / "studio.yaml"), keys, "zh", Now(0.0, 0.0), answers)
    assert words in heard(lines)
    assert [line.text for line in lines if line.what == "asks"] == asked
    assert "2468" not in "".join(line.text for line in lines)
