"""Ask a registered CRM query and go on according to its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import Name, QueryId, Target, Variable
from telephony.ivr.flow import Edge
from telephony.ivr.nodes.enquiring import Enquiring
from telephony.ivr.session import Session

RENDERED: Mapping[str, frozenset[str]] = {"article": frozenset({"title", "spoken"})}
"""Query → results whose words were made ready with the configuration (config_model.Snapshot.spoken): they may be said
as text and need no list of phrases."""

Params = Mapping[Name, Annotated[str, Field(max_length=200)]]


def filled(s: Session, params: Params) -> dict[str, str] | None:
    """The parameters with their places filled, masked variables too, without those that are empty; None when a masked
    number did not outlive a restart."""
    found: dict[str, str] = {}
    for name, template in params.items():
        if any(s.reveal(variable) is None for variable in places.names(template)):
            return None
        value = places.fill(template, lambda variable: s.reveal(variable) or "")
        if value:
            found[name] = value
    return found


def part(result: Mapping[str, Any], name: str, lang: str) -> Any:
    """The answer's `name`, or its `name_zh` and `name_en` according to the caller's language."""
    return result.get(name, result.get(f"{name}_{lang}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Enquiring):
    """`params` may have places for variables, masked ones too; one that is filled with nothing is left out. An answer
    that is empty or has `found: false` means not found, and so does one that has nothing to say in the caller's
    language. Each of `results` becomes a variable, empty when the answer
    lacks it."""

    kind: Literal["lookup"] = "lookup"
    query: QueryId
    params: Params = field(default_factory=dict)
    results: tuple[Variable, ...] = ()
    found: Target
    not_found: Target
    failed: Target

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"params"})

    def enter(self, s: Session) -> None:
        if self.say:
            s.say(self.say)
        params = filled(s, self.params)
        if params is None:
            self.answered(s, None)
        else:
            s.look_up(self.query, params, self.timeout)

    def answered(self, s: Session, result: Mapping[str, Any] | None) -> None:
        if result is None:
            self.leave(s, self.failed, "failed")
        elif not result or result.get("found") is False or any(not part(result, name, s.lang) for name in self._said()):
            self.leave(s, self.not_found, "not_found")
        else:
            for name in self.results:
                self.keep(s, name, part(result, name, s.lang))
            self.leave(s, self.found, "found")

    def edges(self) -> Iterable[Edge]:
        return (
            Edge(("found",), self.found),
            Edge(("not_found",), self.not_found),
            Edge(("failed",), self.failed),
        )

    def _said(self) -> frozenset[str]:
        return RENDERED.get(self.query, frozenset()) & set(self.results)

    def listed(self) -> Iterable[str]:
        return (*self.phrases, *self._said())

    def sets(self) -> Iterable[str]:
        return self.results

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        return tuple((("params", name), value) for name, value in self.params.items())

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("query", self.query, "query"),)
