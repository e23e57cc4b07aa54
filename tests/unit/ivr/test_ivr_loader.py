"""Reading flows: everything wrong is named with file, line, node and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from telephony.errors import ConfigError
from telephony.ivr.loader import FlowInvalid, check, document, load_file, load_text, parse_document, texts

GOOD = """\
flow: test
name: {zh: 测试, en: Test}
start: menu
languages: [zh, en]
nodes:
  menu:
    kind: menu
    say: {zh: 菜单, en: Menu}
    keys: {1: end, 0: end}
    attempts: 2
    wait: 2.5
    barge_in: no
    on_fail: end
  end:
    kind: transfer
    to: agent
    target: 0100
"""


def refused(text: str) -> list[str]:
    with pytest.raises(FlowInvalid) as error:
        load_text(text, "f.yaml")
    return [str(finding) for finding in error.value.findings]


def test_values_are_taken_as_written() -> None:
    flow = load_text(GOOD, "f.yaml")
    menu, end = flow.nodes["menu"], flow.nodes["end"]
    assert (menu.attempts, menu.wait, menu.barge_in, menu.keys) == (2, 2.5, False, {"1": "end", "0": "end"})  # type: ignore[attr-defined]
    assert end.target == "0100"  # type: ignore[attr-defined]
    assert flow.line(("nodes", "menu", "keys", "0")) == 9
    assert flow.line(("nodes", "end", "say")) == 14


def test_the_document_is_the_same_flow_again() -> None:
    flow = load_text(GOOD, "f.yaml")
    plain = document(flow)
    assert parse_document(plain, "database") == flow
    assert "wait" in plain["nodes"]["menu"]
    assert "invalid" not in plain["nodes"]["menu"]
    assert plain["nodes"]["menu"]["say"] == {"zh": "菜单", "en": "Menu"}
    assert parse_document(plain, "database", version=3).version == 3


NAMED = GOOD.replace(
    "    attempts: 2\n",
    "    name: {zh: 主菜单}\n    meanings:\n      1: {zh: 结束, en: End}\n      0: {en: The same}\n    attempts: 2\n",
).replace("    target: 0100\n", "    target: 0100\n    name: {zh: 王芳, en: 'Wang, Fang'}\n")


def test_names_and_meanings_are_kept_as_they_are() -> None:
    flow = load_text(NAMED, "f.yaml")
    plain = document(flow)
    assert plain["nodes"]["menu"]["name"] == {"zh": "主菜单"}
    assert plain["nodes"]["menu"]["meanings"] == {"1": {"zh": "结束", "en": "End"}, "0": {"en": "The same"}}
    assert plain["nodes"]["end"]["name"] == {"zh": "王芳", "en": "Wang, Fang"}
    assert parse_document(plain, "database") == flow
    assert load_text(yaml.safe_dump(plain, allow_unicode=True), "again") == flow
    assert check(flow) == []
    assert "name" not in document(load_text(GOOD, "f.yaml"))["nodes"]["menu"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("{zh: 主菜单}", "{zh: 主菜单, fr: Menu}", "'name.fr': 'fr' should be 'zh' or 'en'"),
        ("{zh: 主菜单}", "主菜单", "'name': should be a mapping"),
        ("{en: The same}", "{de: Gleich}", "'meanings.0.de': 'de' should be 'zh' or 'en'"),
        ("      0:", "      A:", "'meanings.A': 'A' does not match ^[0-9*#]$"),
        ("meanings:", "meaning:", "unknown key 'meaning' — did you mean 'meanings'?"),
        ("{zh: 主菜单}", "{zh: " + "长" * 65 + "}", "'name.zh': is longer than 64 characters"),
    ],
)
def test_what_is_no_name_is_a_finding(before: str, after: str, words: str) -> None:
    (finding,) = refused(NAMED.replace(before, after))
    assert f"node 'menu': {words}" in finding


def test_all_texts_each_once() -> None:
    flow = load_text(GOOD.replace("    barge_in", "    invalid: {zh: 菜单, en: Wrong}\n    barge_in"), "f.yaml")
    assert list(texts(flow)) == [("zh", "菜单"), ("en", "Menu"), ("en", "Wrong")]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("kind: menu", "kind: meny", "f.yaml:7: node 'menu': unknown kind 'meny' — use one of branch, callback,"),
        ("    kind: menu\n", "", "f.yaml:6: node 'menu': 'kind' is missing — use one of branch"),
        (
            "    on_fail: end",
            "    onfail: end",
            "f.yaml:13: node 'menu': unknown key 'onfail' — did you mean 'on_fail'?",
        ),
        ("    on_fail: end", "    onfail: end", "f.yaml:6: node 'menu': 'on_fail' is missing — add it"),
        ("start: menu\n", "", "f.yaml:1: 'start' is missing — add it"),
        ("start: menu", "start: menu\nbegin: x", "f.yaml:4: unknown key 'begin' — "),
        ("attempts: 2", "attempts: two", "f.yaml:10: node 'menu': 'attempts': 'two' is no whole number — correct"),
        ("attempts: 2", "attempts: 99", "f.yaml:10: node 'menu': 'attempts': '99' should be at most 10 — correct"),
        ("wait: 2.5", "wait: nan", "f.yaml:11: node 'menu': 'wait': "),
        ("barge_in: no", "barge_in: maybe", "f.yaml:12: node 'menu': 'barge_in': 'maybe' is neither true nor false"),
        ("{1: end", "{11: end", "f.yaml:9: node 'menu': 'keys.11': '11' does not match ^[0-9*#]$ — correct the value"),
        ("{1: end, 0: end}", "[1, 0]", "f.yaml:9: node 'menu': 'keys': should be a mapping (name: value)"),
        ("{zh: 菜单, en: Menu}", "菜单", "f.yaml:8: node 'menu': 'say': should be a list"),
        (
            "to: agent",
            "to: boss",
            "f.yaml:16: node 'end': 'to': 'boss' should be 'agent', 'device', 'number' or 'flow'",
        ),
        ("wait: 2.5", "attempts: 3", "f.yaml:11: node 'menu': 'attempts' is written twice — remove one"),
        ("languages: [zh, en]", "languages: []", "f.yaml:4: 'languages': needs at least 1 — correct the value"),
        ("  end:\n", "  End:\n", "f.yaml:14: node 'End': "),
        ("{zh: 菜单, en: Menu}", "&a {zh: 菜单, en: Menu}\n    invalid: *a", "f.yaml:9: uses an anchor or alias"),
        ("kind: menu", "kind: [menu", "f.yaml:8: is no valid YAML: "),
        ("name: {zh: 测试, en: Test}", "name: {[a]: b}", "f.yaml:2: is no valid YAML: a key must be a word"),
    ],
)
def test_one_line_with_place_and_remedy(old: str, new: str, finding: str) -> None:
    assert old in GOOD
    findings = refused(GOOD.replace(old, new, 1))
    assert any(line.startswith(finding) for line in findings), findings
    assert all("\n" not in line for line in findings)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "hello", "nodes: !!python/object:os.system {}", "a: " + "[" * 5000])
def test_what_is_no_flow_at_all(text: str) -> None:
    assert refused(text)


def test_several_findings_at_once_and_chinese() -> None:
    with pytest.raises(ConfigError) as error:
        load_text(GOOD.replace("attempts: 2", "attempts: x").replace("to: agent", "to: boss"), "f.yaml")
    assert len(str(error.value).splitlines()) == 2
    assert isinstance(error.value, FlowInvalid)
    assert error.value.findings[0].text("zh") == "f.yaml:10: 节点“menu”：“attempts”：“x”不是整数——请修改"


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_file(file).source == str(file)
    for raw, words in (
        (None, "cannot be read"),
        (b"flow: t\nname: \xff\n", ":2: is no valid YAML: not UTF-8"),
        (b"#" * 1_000_001, "is larger than 1000000 bytes"),
    ):
        file.unlink(missing_ok=True)
        if raw is not None:
            file.write_bytes(raw)
        with pytest.raises(FlowInvalid, match=words):
            load_file(file)


def test_a_bad_document_of_the_database() -> None:
    with pytest.raises(FlowInvalid, match=r"^flow x version 2: 'nodes' is missing — add it$"):
        parse_document({"flow": "x", "name": {}, "start": "a", "languages": ["zh"]}, "flow x version 2")
    with pytest.raises(FlowInvalid, match="is no mapping"):
        parse_document([], "flow x")  # type: ignore[arg-type]
