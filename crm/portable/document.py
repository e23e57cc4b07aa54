"""The configuration as one document, to keep elsewhere or to take to another installation.

It has what administrators shape, as the API shows it: so no secrets, nor people and customers. Taking one in adds and
changes; nothing is removed (docs/adr/0210).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.errors import Forbidden, Invalid
from crm.portable import asking, business, organisation, outgoing, people, settings, speech, telephone
from crm.portable.part import Here, Part, Raw, Things, Work

FORMAT = 1
_KINDS: tuple[type[Part], ...] = (
    organisation.Units,
    organisation.Positions,
    organisation.Roles,
    business.Dictionaries,
    business.CustomerFields,
    asking.Questionnaires,
    asking.Scorecards,
    business.Templates,
    business.Outlets,
    telephone.Skills,
    telephone.PauseReasons,
    telephone.Hours,
    telephone.Trunks,
    speech.Prompts,
    speech.Mailboxes,
    business.DocumentTypes,
    telephone.Flows,
    telephone.Queues,
    telephone.Entries,
    settings.Settings,
)
"""In the order in which they are taken in: what others name comes first. Queues are made before anything and set after
the flows that they may lead to."""
PARTS = tuple(kind.name for kind in _KINDS)
_BESIDE: tuple[type[Part], ...] = (people.Agents, outgoing.Webhooks, outgoing.Gateways)
"""What has versions and is in no file: people, and what is nothing without its keys (docs/adr/0216)."""
BESIDE = tuple(kind.name for kind in _BESIDE)


class ImportResult(BaseModel):
    """`created`, `changed` and `same` name things as `part/id`. `needs_secret`: trunks that will register once their
    password has been set; `needs_audio`: prompts (`prompts/id.language`) whose recording is elsewhere and was not taken
    along. With a dry run nothing was kept."""

    dry_run: bool
    created: list[str]
    changed: list[str]
    same: list[str]
    needs_secret: list[str]
    needs_audio: list[str]


async def export(session: AsyncSession, who: Principal) -> dict[str, Any]:
    """{"format", then each part: id → its settings}."""
    work = Work(session, who)
    return {"format": FORMAT, **{kind.name: await kind(work).shown() for kind in _KINDS}}


def kind_of(part: str) -> type[Part]:
    """Also of those that are in no file."""
    [kind] = [each for each in (*_KINDS, *_BESIDE) if each.name == part]
    return kind


class Importer:
    """Takes a document in, within the caller's transaction. What is wrong is raised with its place in the document
    (`queues/heating.demand`) as the `field`. `parts`: those that it may have."""

    def __init__(
        self, session: AsyncSession, who: Principal, here: Here | None = None, parts: Sequence[str] = PARTS
    ) -> None:
        self._work = Work(session, who, here or Here())
        self._names = parts

    async def take(self, document: Mapping[str, Any], *, dry_run: bool) -> ImportResult:
        """Raises Forbidden for a change that the asker could not make on the thing's own page."""
        things = _checked(document, self._names)
        parts = [kind_of(name)(self._work) for name in self._names]
        for part in parts:
            for ident in things[part.name]:
                part.needed(ident)
        before = {part.name: await part.shown() if things[part.name] else {} for part in parts}
        news = {part.name: _news(part, things[part.name], before[part.name]) for part in parts}
        self._permitted(parts, news)
        for part in parts:
            part.wanting(things[part.name], before[part.name])
        for part in parts:
            await part.prepare(news[part.name], before[part.name])
        for part in parts:
            await part.take(news[part.name], before[part.name])
        named = [(name, ident) for name in self._names for ident in things[name]]
        return ImportResult(
            dry_run=dry_run,
            created=[f"{name}/{ident}" for name, ident in named if ident not in before[name]],
            changed=[f"{name}/{ident}" for name, ident in named if ident in before[name] and ident in news[name]],
            same=[f"{name}/{ident}" for name, ident in named if ident not in news[name]],
            needs_secret=self._work.needs_secret,
            needs_audio=self._work.needs_audio,
        )

    def _permitted(self, parts: list[Part], news: Mapping[str, Things]) -> None:
        for part in parts:
            for ident in news[part.name]:
                function = part.needed(ident)
                if not self._work.who.may(function):
                    raise Forbidden(
                        f"to change this, your roles lack {function}",
                        field=f"{part.name}/{ident}",
                        message_zh=f"修改此项需要权限 {function}",
                    )


def _news(part: Part, things: Things, before: Things) -> dict[str, Raw]:
    """Things that are not as they are here already."""
    return {
        ident: raw for ident, raw in things.items() if ident not in before or part.differs(ident, raw, before[ident])
    }


def _checked(document: Mapping[str, Any], names: Sequence[str]) -> dict[str, dict[str, Raw]]:
    if document.get("format") != FORMAT:
        raise Invalid(f"a document of format {FORMAT} is expected", field="format")
    for name in document:
        if name not in (*names, "format"):
            raise Invalid(f"there is no part {name!r}: use {', '.join(names)}", field=str(name))
    parts = {part: document.get(part) or {} for part in names}
    for part, things in parts.items():
        if not isinstance(things, dict) or not all(isinstance(raw, dict) for raw in things.values()):
            raise Invalid("ids with their settings are expected", field=part)
    return {part: {str(ident): raw for ident, raw in things.items()} for part, things in parts.items()}
