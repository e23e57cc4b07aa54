"""What people call the steps of flows, and what their keys stand for: words for the ids in calls, live views and
histories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.routing.models import Flow, FlowVersion


class Words(BaseModel):
    """Both are there: a language without words of its own has those of the other."""

    zh: str
    en: str


class NodeNames(BaseModel):
    """`name` is null for a node that nobody has named. `meanings`: key → what it stands for."""

    kind: str
    name: Words | None
    meanings: dict[str, Words]


class FlowNames(BaseModel):
    """The nodes of one published version. A key may stand for something else in another one."""

    version: int
    nodes: dict[str, NodeNames]


class NamesOfFlows:
    """The names in all published flows. Versions are never changed: each is read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, int], FlowNames] = {}

    async def published(self, session: AsyncSession) -> dict[str, FlowNames]:
        """Flow → its names."""
        rows = await session.execute(select(Flow.id, Flow.version).order_by(Flow.id))
        published = [(flow, version) for flow, version in rows if version > 0]
        if any(pair not in self._read for pair in published):
            here = and_(Flow.id == FlowVersion.flow_id, Flow.version == FlowVersion.version)
            versions = await session.scalars(select(FlowVersion).join(Flow, here))
            for row in versions:
                self._read[row.flow_id, row.version] = names_of(row.document, row.version)
        self._read = {pair: names for pair, names in self._read.items() if pair in published}
        return {flow: self._read[flow, version] for flow, version in published if (flow, version) in self._read}


def names_of(document: Mapping[str, Any], version: int) -> FlowNames:
    """Those of a stored document; one of an older release may hold anything."""
    nodes = _mapping(document.get("nodes"))
    return FlowNames(version=version, nodes={name: _node(_mapping(node)) for name, node in nodes.items()})


def _node(node: Mapping[str, Any]) -> NodeNames:
    meanings = {key: words_of(given) for key, given in _mapping(node.get("meanings")).items()}
    return NodeNames(
        kind=str(node.get("kind", "")),
        name=words_of(node.get("name")),
        meanings={key: words for key, words in meanings.items() if words is not None},
    )


def words_of(given: Any) -> Words | None:
    """Words that somebody wrote in one language or both; None where he wrote nothing."""
    zh, en = (str(_mapping(given).get(language) or "").strip() for language in ("zh", "en"))
    return Words(zh=zh or en, en=en or zh) if zh or en else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
