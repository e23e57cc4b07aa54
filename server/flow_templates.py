"""Flows that are shipped to begin with (ivr_flows/templates): whole flows with `<queue>`, `<hours>`, `<company_zh>` and
`<company_en>` where a company's own stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.seed import read_yaml

_PLACE = re.compile(r"<([a-z_]+)>")


def shipped(source: Path) -> list[dict[str, Any]]:
    """The documents as they are in their files. Raises ConfigError for a wrong one."""
    return [read_yaml(path) for path in sorted((source / "ivr_flows/templates").glob("*.yaml"))]


def filled(document: dict[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """A copy with every place filled in. Braces in a value are doubled: they are no places of the flow's own."""
    texts = {name: value.replace("{", "{{").replace("}", "}}") for name, value in values.items()}
    return {key: _fill(value, texts) for key, value in document.items()}


def _fill(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _PLACE.sub(lambda place: texts.get(place[1], place[0]), value)
    if isinstance(value, dict):
        return {key: _fill(each, texts) for key, each in value.items()}
    if isinstance(value, list):
        return [_fill(each, texts) for each in value]
    return value
