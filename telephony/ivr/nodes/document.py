"""Enter a document (a repair, a meter reading, an application) out of what the caller has keyed in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import DocumentTypeId, Name, Target, Variable
from telephony.ivr.flow import Edge
from telephony.ivr.nodes.enquiring import Enquiring
from telephony.ivr.session import Session

QUERY = "document.create"
"""The lookup under which web enters the document. Whoever runs the flow adds the call, its customer and the place in
the flow; the same request for the same call enters nothing twice."""
Template = Annotated[str, Field(max_length=500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDocument(Enquiring):
    """`fields` are values of the type's form, with places for variables; one that is filled with nothing is left out.
    `variable` gets the document's number. `refused`: a value does not fit the form (without it: `failed`).
    """

    kind: Literal["document"] = "document"
    document_type: DocumentTypeId
    title: Annotated[str, Field(min_length=1, max_length=200)]
    fields: Mapping[Name, Template] = field(default_factory=dict)
    variable: Variable = "document_number"
    timeout: Annotated[float, Field(gt=0, le=10)] = 5.0
    created: Target
    refused: Target | None = None
    failed: Target

    def enter(self, s: Session) -> None:
        if self.say:
            s.say(self.say)
        filled = {code: places.fill(value, s.get) for code, value in self.fields.items()}
        values = {code: value for code, value in filled.items() if value}
        title = places.fill(self.title, s.get)[:200]
        params = {"type": self.document_type, "title": title, "fields": json.dumps(values, ensure_ascii=False)}
        s.look_up(QUERY, params, self.timeout)

    def answered(self, s: Session, result: Mapping[str, Any] | None) -> None:
        number = str((result or {}).get("number") or "")
        if number:
            s.set(self.variable, number)
            self.leave(s, self.created, number)
        elif result is not None and self.refused is not None:
            self.leave(s, self.refused, f"refused {result.get('field', '')}".strip()[:64])
        else:
            self.leave(s, self.failed, "failed")

    def edges(self) -> Iterable[Edge]:
        yield Edge(("created",), self.created)
        if self.refused is not None:
            yield Edge(("refused",), self.refused)
        yield Edge(("failed",), self.failed)

    def sets(self) -> Iterable[str]:
        return (self.variable,)

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        yield ("title",), self.title
        yield from ((("fields", code), value) for code, value in self.fields.items())

    def needs(self) -> Iterable[tuple[str, str, str]]:
        yield "document_type", self.document_type, "document_type"
        yield from (("document_field", f"{self.document_type}.{code}", f"fields.{code}") for code in self.fields)
