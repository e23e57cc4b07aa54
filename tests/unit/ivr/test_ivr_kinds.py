"""What an editor is told about nodes agrees with what the nodes do."""

from __future__ import annotations

from pathlib import Path

import pytest

from telephony.ivr.kinds import kinds
from telephony.ivr.loader import check, load_text
from telephony.ivr.schema import KINDS, document, parse_document

FLOWS = sorted((Path(__file__).parents[3] / "ivr_flows").glob("*.yaml"))
SHAPES = {shape.kind: {field.name: field for field in shape.fields} for shape in kinds()}
ROLES = {"queue": "queue", "mailbox": "mailbox", "hours": "hours", "query": "query", "flow": "flow"}


def test_every_kind_is_told() -> None:
    assert list(SHAPES) == list(KINDS)
    assert all(field.control for fields in SHAPES.values() for field in fields.values())


def test_names_and_meanings_are_told_as_what_they_are() -> None:
    assert all(fields["name"].control == "name" and not fields["name"].required for fields in SHAPES.values())
    meanings = SHAPES["menu"]["meanings"]
    assert (meanings.control, meanings.role, meanings.key) == ("meanings", "keys", SHAPES["menu"]["keys"].key)
    assert SHAPES["menu"]["keys"].control == "nodes"


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_every_way_out_is_a_field_that_leads_to_a_node(path: Path) -> None:
    flow = load_text(path.read_text(encoding="utf-8"), path.name)
    for node in flow.nodes.values():
        fields = SHAPES[node.kind]
        for edge in node.edges():
            assert fields[edge.field[0]].control == ("nodes" if len(edge.field) == 2 else "node"), (node.kind, edge)
        for role, _, field in node.needs():
            if role in ROLES and node.kind != "transfer":
                assert fields[field].role == ROLES[role], (node.kind, field)


def test_no_field_leads_to_a_node_unless_the_node_says_so() -> None:
    leading = {
        (kind, name)
        for kind, fields in SHAPES.items()
        for name, field in fields.items()
        if field.control in ("node", "nodes")
    }
    seen = {
        (node.kind, edge.field[0])
        for path in FLOWS
        for node in load_text(path.read_text(encoding="utf-8"), path.name).nodes.values()
        for edge in node.edges()
    }
    assert seen <= leading


def test_where_nodes_are_drawn_is_kept_and_says_nothing_about_the_call() -> None:
    text = FLOWS[0].read_text(encoding="utf-8")
    plain = document(load_text(text, "a"))
    drawn = {**plain, "layout": {plain["start"]: [10, -20], "gone": [1, 2]}}
    flow = parse_document(drawn, "a")
    assert check(flow) == check(parse_document(plain, "a"))
    assert document(flow)["layout"] == {plain["start"]: [10, -20]}
    assert parse_document(document(flow), "a") == flow
