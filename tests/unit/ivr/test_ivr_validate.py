"""What fits the schema and is wrong all the same."""

from __future__ import annotations

import pytest
from ivr_callers import flow

from telephony.ivr.findings import _WORDS, Finding
from telephony.ivr.validate import Known, check, errors

MENU = "{kind: menu, say: {zh: 菜单, en: Menu}, keys: {'1': shop, '0': service}, on_fail: bye}"
RATING = (
    "kind: survey, survey: s, questions: {name: q, say: {zh: 好, en: Good}, scores: {'1': 1, '2': 0}, "
    "title: {zh: 满意吗}"
)
PROMPT = "say: {zh: 好, en: Good}"
COLLECT = f"kind: collect, {PROMPT}, variable: n, max_length: 4, next: end, on_fail: bye"
LOOKUP = "kind: lookup, query: ticket, found: end, not_found: bye, failed: bye"


def lines(nodes: str, known: Known | None = None, **more: str) -> list[str]:
    return [str(finding) for finding in check(flow(nodes + "\nend: " + MENU, **more), known)]


def test_a_good_flow_has_no_findings() -> None:
    assert lines("start: " + MENU.replace("shop", "end")) == []


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (
            f"kind: play, {PROMPT}, next: ende",
            "node 'start': 'next' leads to 'ende', which does not exist — did you mean",
        ),
        (f"kind: play, {PROMPT}, next: start", "node 'start': no way from here to an end — lead to a queue"),
        (f"kind: play, {PROMPT}, next: start", "presses nothing goes round for ever (start → start) — lead one"),
        (f"kind: menu, {PROMPT}, keys: {{'1': end}}, on_fail: start", "goes round for ever (start → start)"),
        ("kind: play, say: {zh: 好}, next: end", "'say' has no text in 'en' — add it"),
        ("kind: play, say: {zh: 好, en: ' '}, next: end", "'say' has no text in 'en' — add it"),
        ("kind: play, say: [], next: end", "'say' is empty — write what is said"),
        ("kind: play, say: {zh: 好, en: Good, fr: Bon}, next: end", "warning: node 'start': 'say' has a text in 'fr'"),
        ("kind: play, say: {zh: '{caller}', en: ok}, next: end", "'say' in 'zh': column 1: {caller} has no kind"),
        ("kind: play, say: {zh: 'a{', en: ok}, next: end", "'say' in 'zh': column 2: single"),
        ("kind: play, say: {zh: '{x:digits}', en: ok}, next: end", "'say': variable 'x' is set nowhere"),
        ("kind: play, say: {zh: '{caller:text}', en: ok}, next: end", "warning: node 'start': 'say' says 'caller' as"),
        (COLLECT + ", min_length: 5", "'min_length' is greater than 'max_length' — swap them"),
        (COLLECT + ", star_as: X, back: end", "the star key has two meanings"),
        (COLLECT + ", terminator: '*', back: end", "the star key has two meanings"),
        (COLLECT + ", terminator: '', on_empty: end", "'on_empty' needs a terminator"),
        ("kind: language, keys: {'1': zh}, next: end", "keys can be pressed but nothing is said"),
        ("kind: language, next: end", "sets no language"),
        ("kind: language, to: fr, next: end", "language 'fr' is not in 'languages' — add it there"),
        (MENU[1:-1] + ", meanings: {'7': {zh: 七}}", "'meanings' names key '7', which 'keys' does not have — remove"),
        (RATING + ", meanings: {'7': {zh: 七}}}, next: end", "'meanings' names key '7', which 'scores' does not have"),
        (MENU[1:-1].replace("menu,", "menu, repeat: '1',"), "key of 'repeat' also stands in 'keys'"),
        ("kind: voicemail, box: b, say: {zh: '{caller:phone}', en: ok}", "a greeting cannot have variables"),
        ("kind: set, values: {a: '{b}'}, next: end", "'values.a': variable 'b' is set nowhere"),
        ("kind: set, values: {a: '{caller:phone}'}, next: end", "'values.a': a brace belongs to no variable"),
        ("kind: branch, variable: b, cases: {x: end}, otherwise: end", "'variable': variable 'b' is set nowhere"),
        (LOOKUP + ", phrases: {a: {zh: 一, en: One}}", "'phrases' lists 'a', which is not in 'results'"),
        (LOOKUP + ", results: [a], phrases: {a: [{zh: 一}]}", "'phrases.a' has no text in 'en'"),
    ],
)
def test_findings(node: str, words: str) -> None:
    found = lines(f"start: {{{node}}}")
    assert any(words in line for line in found), found
    assert all(line.startswith("test.yaml:") for line in found)


def test_the_line_is_that_of_the_innermost_part() -> None:
    nodes = """
    start:
      kind: menu
      say:
        - {zh: 好, en: Good}
        - zh: 好
          en: ""
      keys:
        "1": end
        "2": nowhere
      on_fail: bye
    """
    found = check(flow(nodes + "\n    end: " + MENU))
    assert [(finding.code, finding.line) for finding in found] == [("no_text", 11), ("dangling", 15)]


def test_circles_through_several_nodes_are_named_once() -> None:
    nodes = f"""
start: {{kind: play, {PROMPT}, next: a}}
a: {{kind: hours, calendar: office, open: end, closed: b}}
b: {{{LOOKUP.replace("failed: bye", "failed: start")}}}
"""
    (line,) = [line for line in lines(nodes) if "for ever" in line]
    assert line.startswith("test.yaml:7: node 'start': a caller who presses nothing goes round for ever")
    assert line.endswith("(start → a → b → start) — lead one of them to an end")


def test_a_circle_by_key_presses_is_fine() -> None:
    nodes = "start: " + MENU.replace("shop", "other") + "\nother: " + MENU.replace("shop", "start")
    assert [line for line in lines(nodes) if "warning" not in line] == []


def test_nodes_that_nobody_reaches() -> None:
    found = check(flow(f"start: {{kind: play, {PROMPT}, next: shop}}\nlost: {MENU}"))
    assert {(finding.node, finding.severity) for finding in found if finding.code == "unreachable"} == {
        ("lost", "warning"),
        ("bye", "warning"),
        ("service", "warning"),
    }
    assert errors(flow(f"start: {{kind: play, {PROMPT}, next: shop}}")) == []


def test_names_outside_the_flow() -> None:
    nodes = f"""
start: {{kind: hours, calendar: offise, open: end, closed: v}}
v: {{kind: voicemail, box: complaint, {PROMPT}}}
q: {{{LOOKUP}}}
"""
    known = Known(
        queues=frozenset({"shop"}),
        mailboxes=frozenset({"complaints"}),
        hours=frozenset({"office"}),
        queries=frozenset(),
    )
    found = lines(nodes, known)
    for words in (
        "node 'service': unknown queue 'service' — known: shop",
        "unknown mailbox 'complaint' — did you mean 'complaints'?",
        "unknown calendar 'offise' — did you mean 'office'?",
        "unknown query 'ticket' — none are defined",
    ):
        assert any(words in line for line in found), (words, found)
    assert not any("unknown" in line for line in lines(nodes))
    severities = {finding.code: finding.severity for finding in check(flow(nodes), known)}
    assert (severities["unknown_queue"], severities["unknown_mailbox"]) == ("error", "warning")


def test_a_start_that_does_not_exist() -> None:
    assert "test.yaml:3: 'start' leads to 'begin', which does not exist — known: bye, end, service, shop" in lines(
        "", start="begin"
    )


def test_masked_variables_may_only_be_looked_up_and_compared() -> None:
    nodes = f"""
start: {{{COLLECT.replace("next: end", "next: ask")}, masked: true}}
ask: {{{LOOKUP.replace("found: end", "found: b")}, params: {{pin: "{{n}}"}}}}
b: {{kind: branch, variable: n, cases: {{"1": s}}, otherwise: s}}
s: {{kind: set, values: {{a: "{{n}}"}}, next: p}}
p: {{kind: play, say: {{zh: "{{n:digits}}", en: ok}}, next: t}}
t: {{kind: transfer, to: number, target: "{{n}}"}}
"""
    found = [finding for finding in check(flow(nodes)) if finding.code == "masked_said"]
    assert [(finding.node, finding.values["field"]) for finding in found] == [
        ("s", "values.a"),
        ("p", "say"),
        ("t", "target"),
    ]


def test_defaults_are_prompts_too() -> None:
    found = lines("start: " + MENU.replace("shop", "end"), head="defaults: {invalid: {zh: 错}}\n")
    assert found == ["test.yaml:5: 'defaults.invalid' has no text in 'en' — add it"]


@pytest.mark.parametrize("code", _WORDS)
def test_every_finding_has_words_in_both_languages(code: str) -> None:
    class Anything(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "…"

    for words in _WORDS[code]:
        assert words.format_map(Anything())
        assert "\n" not in words
    assert " — " in _WORDS[code][0] or code == "bad_text"
    assert "——" in _WORDS[code][1] or code == "bad_text"


def test_a_finding_is_one_line_whatever_is_in_it() -> None:
    finding = Finding("duplicate", "f.yaml", 3, values={"key": "a\nb" * 100})
    assert len(str(finding)) < 200
    assert "\n" not in str(finding)
