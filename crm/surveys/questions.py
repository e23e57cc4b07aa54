"""The questions of surveys as people read them: what is asked, and what an answer stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.routing.flow_names import Words, words_of
from crm.routing.models import Flow, FlowVersion

Questions = Mapping[str, Mapping[str, Any]]
"""Name → question, as the flow's document has it."""


async def questions_of(session: AsyncSession, flows: Iterable[str]) -> dict[str, Questions]:
    """Flow → the questions of its first survey node, as it is published; flows without one are left out."""
    rows = await session.execute(
        select(FlowVersion.flow_id, FlowVersion.document)
        .join(Flow, (Flow.id == FlowVersion.flow_id) & (Flow.version == FlowVersion.version))
        .where(Flow.id.in_(set(flows)))
    )
    found: dict[str, Questions] = {}
    for flow, document in rows:
        for node in ((document or {}).get("nodes") or {}).values():
            if node.get("kind") == "survey":
                found[flow] = {question["name"]: question for question in parts(node["questions"])}
                break
    return found


def title(question: Mapping[str, Any]) -> Words | None:
    """What is asked, for those who read; None where the flow has no words for it."""
    return words_of(question.get("title"))


def meaning(question: Mapping[str, Any], key: str) -> Words | None:
    """What a key stands for."""
    return words_of((question.get("meanings") or {}).get(key))


def meaning_of_score(question: Mapping[str, Any], score: int) -> Words | None:
    """What an answer with this score stands for; None where several keys, or none, count as that."""
    keys = [key for key, value in question["scores"].items() if int(value) == score]
    return meaning(question, keys[0]) if len(keys) == 1 else None


def said(question: Mapping[str, Any], language: str) -> str:
    """What the telephone says."""
    return " ".join(part.get(language, "") for part in parts(question.get("say"))).strip()


def parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
