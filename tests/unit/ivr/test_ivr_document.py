"""The node that enters a document: asked with what was keyed in, its number said, every way out."""

from __future__ import annotations

import json

import pytest
from ivr_callers import Caller, flow

from telephony.clock import Now
from telephony.ivr.simulator import try_flow
from telephony.ivr.validate import Known, check

REPAIR = """
start:
  kind: collect
  variable: reading
  say: {zh: 请输入读数, en: Key in the reading}
  max_length: 6
  next: make
  on_fail: bye
make:
  kind: document
  document_type: meter
  title: "读数 {reading}"
  fields: {value: "{reading}", note: "{customer_name}"}
  created: told
  refused: start
  failed: service
told: {kind: play, say: {zh: "单号{document_number:digits}", en: "Number {document_number:digits}"}, next: bye}
"""


def asked() -> Caller:
    caller = Caller(flow(REPAIR))
    caller.press("1234#")
    return caller


def test_it_is_asked_for_with_what_was_keyed_in() -> None:
    caller = asked()
    assert caller.lookups[0].query == "document.create"
    params = dict(caller.lookups[0].params)
    assert json.loads(params.pop("fields")) == {"value": "1234"}
    assert params == {"type": "meter", "title": "读数 1234"}
    caller.answer({"number": "202611260001", "id": "x"})
    assert caller.results[-1] == ("make", "202611260001")
    assert caller.says[-1].values == {"document_number": "202611260001"}


@pytest.mark.parametrize(
    ("answer", "node", "result"),
    [
        ({"field": "fields.value", "message": "too much"}, "start", "refused fields.value"),
        (None, "service", "failed"),
    ],
)
def test_every_way_out(answer: dict[str, str] | None, node: str, result: str) -> None:
    caller = asked()
    caller.answer(answer)
    assert caller.results[1] == ("make", result)
    assert (caller.step.node if caller.outcome is None else caller.outcome.queue) == node  # type: ignore[attr-defined]


def test_the_form_is_checked_before_the_flow_is_used() -> None:
    def codes(documents: dict[str, frozenset[str]] | None) -> list[str]:
        found = (finding.code for finding in check(flow(REPAIR), Known(documents=documents)))
        return [code for code in found if code != "unreachable"]

    assert codes(None) == []
    assert codes({"meter": frozenset({"value", "note"})}) == []
    assert codes({"meter": frozenset({"value"})}) == ["unknown_document_field"]
    assert codes({"other": frozenset()}).count("unknown_document_type") == 1
    secret = REPAIR.replace("variable: reading", "variable: reading\n  masked: true", 1)
    assert "masked_said" in [finding.code for finding in check(flow(secret))]


def test_it_can_be_tried() -> None:
    lines = try_flow(flow(REPAIR), "1234#", "zh", Now(0.0, 0.0), {})
    assert [line.text for line in lines if line.what == "asks"] == ["document.create"]
    assert [line.text for line in lines if line.node == "told" and line.what == "hears"] == ["单号幺"]
    answers = {"document.create": {"field": "fields.value"}}
    refused = try_flow(flow(REPAIR), "1234#,hangup", "zh", Now(0.0, 0.0), answers)
    assert ("make", "refused fields.value") in [(line.node, line.text) for line in refused if line.what == "leaves"]
