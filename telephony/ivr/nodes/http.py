"""Ask another system of the company over HTTP and go on according to its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field

from telephony.ivr import places
from telephony.ivr.fields import Name, Target, Variable
from telephony.ivr.flow import Edge
from telephony.ivr.nodes.enquiring import Enquiring
from telephony.ivr.session import Session

QUERY = "http.request"
"""The lookup under which web makes the request."""
_URL = re.compile(r"https?://([A-Za-z0-9.-]+(?::\d{1,5})?)(?:[/?]\S*)?")
Template = Annotated[str, Field(max_length=500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest(Enquiring):
    """`url` names a host that the company has allowed; places for variables may follow it and are filled in
    percent-encoded. `body` becomes a JSON object of texts; `body` and `headers` may have masked variables. An answer
    with status 2xx is JSON, from which `results` sets variables: name → path such as `data.items.0.price`. `status`
    names a variable that gets the HTTP status (0: no answer). 404 leads to `not_found`, if given; every other failure
    to `failed`."""

    kind: Literal["http"] = "http"
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: Annotated[str, Field(max_length=1000)]
    headers: Mapping[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")], Template] = field(
        default_factory=dict
    )
    body: Mapping[Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")], Template] = field(default_factory=dict)
    results: Mapping[Name, Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){0,9}$")]] = field(
        default_factory=dict
    )
    status: Variable | None = None
    success: Target
    not_found: Target | None = None
    failed: Target

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"body", "headers"})

    def enter(self, s: Session) -> None:
        if self.say:
            s.say(self.say)
        params = {
            "method": self.method,
            "url": places.fill(self.url, lambda name: quote(s.get(name), safe="")),
            "headers": json.dumps(self._filled(s, self.headers), ensure_ascii=False),
            "timeout": f"{self.timeout:g}",
        }
        if self.body:
            params["body"] = json.dumps(self._filled(s, self.body), ensure_ascii=False)
        s.look_up(QUERY, params, self.timeout)

    @staticmethod
    def _filled(s: Session, templates: Mapping[str, str]) -> dict[str, str]:
        return {name: places.fill(value, lambda key: s.reveal(key) or "") for name, value in templates.items()}

    def answered(self, s: Session, result: Mapping[str, Any] | None) -> None:
        status = int((result or {}).get("status") or 0)
        if self.status is not None:
            s.set(self.status, str(status))
        if 200 <= status < 300:
            for name, path in self.results.items():
                self.keep(s, name, _at((result or {}).get("json"), path))
            self.leave(s, self.success, str(status))
        elif status == 404 and self.not_found is not None:
            self.leave(s, self.not_found, "404")
        else:
            self.leave(s, self.failed, str(status) if status else "failed")

    def edges(self) -> Iterable[Edge]:
        yield Edge(("success",), self.success)
        if self.not_found is not None:
            yield Edge(("not_found",), self.not_found)
        yield Edge(("failed",), self.failed)

    def sets(self) -> Iterable[str]:
        return (*self.results, *((self.status,) if self.status is not None else ()))

    def templates(self) -> Iterable[tuple[tuple[str, ...], str]]:
        yield ("url",), self.url
        yield from ((("headers", name), value) for name, value in self.headers.items())
        yield from ((("body", name), value) for name, value in self.body.items())

    def needs(self) -> Iterable[tuple[str, str, str]]:
        match = _URL.fullmatch(self.url)
        return (("host", match.group(1).lower(), "url"),) if match else ()

    def problems(self) -> Iterable[tuple[str, str]]:
        yield from Enquiring.problems(self)
        if not _URL.fullmatch(self.url):
            yield "bad_url", "url"
        if self.body and self.method in {"GET", "DELETE"}:
            yield "body_unused", "body"


def _at(document: Any, path: str) -> str | int | float | None:
    """The text, number or truth at a path of names and list positions; None when there is none."""
    for step in path.split("."):
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    if isinstance(document, bool):
        return "true" if document else "false"
    return document if isinstance(document, str | int | float) else None
