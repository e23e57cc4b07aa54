"""Values spoken as what they are; questions rated by keys; HTTP answers; callbacks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ivr_callers import Caller, flow

from telephony.ivr.loader import check, document, parse_document, texts
from telephony.ivr.model import HangUp, Rate, ToCallback, ToQueue
from telephony.ivr.speech.template import expand

SAY = """
start:
  kind: say
  variable: customer_name
  type: money
  before: {zh: 余额, en: You have}
  after: {zh: 。, en: .}
  next: shop
  on_bad: bye
"""


@pytest.mark.parametrize(("lang", "words"), [("zh", "余额十二元五角。"), ("en", "You have twelve yuan fifty.")])
def test_an_amount_is_said_in_words(lang: str, words: str) -> None:
    who = Caller(flow(SAY), variables={"customer_name": "12.50"}, lang=lang)
    joint = "" if lang == "zh" else " "
    said = joint.join(expand(text, who.says[0].values, lang) for text in who.spoken)  # type: ignore[arg-type]
    assert said.replace(" .", ".") == words
    assert who.hear().outcome == ToQueue("shop")
    assert who.results[0] == ("start", "said")


@pytest.mark.parametrize("value", ["", "twelve", "1e99"])
def test_what_is_no_amount_is_not_said(value: str) -> None:
    who = Caller(flow(SAY), variables={"customer_name": value})
    assert who.says == []
    assert who.outcome == HangUp()
    assert who.results[0] == ("start", "bad_value")


def test_units_are_rendered_before_the_call_and_no_language_is_too_many() -> None:
    nodes = "start: {kind: set, values: {n: '2'}, next: tell}\n"
    nodes += "tell: {kind: say, variable: n, type: quantity, unit: {zh: 件, en: item}, next: bye}"
    assert ("zh", "{n:quantity:件}") in set(texts(flow(nodes)))
    codes = {finding.code for finding in check(flow(nodes, languages="[zh]"))}
    assert "foreign_text" not in codes
    assert {finding.code for finding in check(flow(nodes.replace("quantity", "money")))} >= {"unit_unused"}


SURVEY = """
start:
  kind: survey
  survey: after_call
  questions:
    - {name: service, say: {zh: 服务, en: Service}, scores: {"1": 5, "2": 3, "3": 1}}
    - {name: solved, say: {zh: 解决, en: Solved}, scores: {"1": 1, "2": 0}}
  invalid: {zh: 有误, en: Invalid}
  next: bye
"""


def ratings(who: Caller) -> list[tuple[str, int]]:
    return [
        (action.question, action.score)
        for step in who.steps
        for action in step.actions
        if isinstance(action, Rate) and action.survey == "after_call"
    ]


def test_each_answer_is_news_at_once() -> None:
    who = Caller(flow(SURVEY))
    who.press("2")
    assert ratings(who) == [("service", 3)]
    who.hear()
    assert who.press("1").outcome == HangUp()
    assert ratings(who) == [("service", 3), ("solved", 1)]
    assert who.results[0] == ("start", "service=3 solved=1")


def test_a_question_without_an_answer_is_left_out() -> None:
    who = Caller(flow(SURVEY))
    who.press("9")
    assert who.spoken[-2:] == ["有误", "服务"]
    who.hear()
    who.wait()
    assert who.spoken[-1] == "解决"
    who.hear()
    who.press("2")
    assert ratings(who) == [("solved", 0)]
    silent = Caller(flow(SURVEY))
    for _ in range(4):
        silent.hear()
        silent.wait()
    assert silent.results[0] == ("start", "unanswered")
    assert ratings(silent) == []


def test_typed_ahead() -> None:
    who = Caller(flow(SURVEY))
    assert who.press("11", after=0.0).outcome == HangUp()
    assert ratings(who) == [("service", 5), ("solved", 1)]


def test_a_survey_of_one_question_keeps_its_document() -> None:
    made = flow(SURVEY)
    plain = document(made)
    plain["nodes"]["start"]["questions"] = plain["nodes"]["start"]["questions"][:1]
    one = parse_document(plain, "one")
    assert parse_document(document(one), "one") == one


HTTP = """
start:
  kind: http
  method: POST
  url: "https://erp.example.com/orders/{customer_name}?x=1"
  headers: {Authorization: "Bearer {customer_name}"}
  body: {phone: "{caller}"}
  results: {price: data.items.0.price, paid: data.paid}
  status: code
  success: tell
  not_found: bye
  failed: service
tell: {kind: say, variable: price, type: money, next: shop}
"""
VARIABLES = {"caller": "+861", "customer_name": "a b/c"}


def request() -> Caller:
    return Caller(flow(HTTP), variables=VARIABLES)


def test_a_request_and_what_its_answer_sets() -> None:
    who = request()
    wish = who.lookups[0]
    assert wish.query == "http.request"
    assert wish.params["url"] == "https://erp.example.com/orders/a%20b%2Fc?x=1"
    assert json.loads(wish.params["body"]) == {"phone": "+861"}
    assert json.loads(wish.params["headers"]) == {"Authorization": "Bearer a b/c"}
    who.answer({"status": 200, "json": {"data": {"items": [{"price": 12.5}], "paid": True}}})
    assert who.step.variables["price"] == "12.5"
    assert who.step.variables["paid"] == "true"
    assert who.step.variables["code"] == "200"
    assert who.results == [("start", "200")]


@pytest.mark.parametrize(
    ("answer", "outcome", "result"),
    [
        ({"status": 404}, HangUp(), "404"),
        ({"status": 500, "json": {}}, ToQueue("service"), "500"),
        ({"status": 0, "error": "refused"}, ToQueue("service"), "failed"),
        (None, ToQueue("service"), "failed"),
    ],
)
def test_failures_have_their_branches(answer: dict[str, Any] | None, outcome: object, result: str) -> None:
    who = request()
    assert who.answer(answer).outcome == outcome
    assert who.results[0] == ("start", result)


@pytest.mark.parametrize("json_", [None, [], "x", {"data": []}, {"data": {"items": {"0": 1}}}])
def test_an_answer_of_another_shape_leaves_variables_empty(json_: object) -> None:
    who = request()
    who.answer({"status": 200, "json": json_})
    assert who.step.variables["price"] == ""


def test_the_host_is_written_out() -> None:
    codes = {finding.code for finding in check(flow(HTTP.replace("erp.example.com", "{customer_name}")))}
    assert "bad_url" in codes


CALLBACK = """
start: {kind: callback, queue: service, say: {zh: "将回拨{caller:phone}", en: "We call {caller:phone}"}, no_number: bye}
"""


def test_a_callback_needs_a_number() -> None:
    who = Caller(flow(CALLBACK), variables={"caller": "+8613800138000"})
    assert who.hear().outcome == ToCallback("service", "+8613800138000")
    assert Caller(flow(CALLBACK), variables={"caller": ""}).results[0] == ("start", "no_number")
