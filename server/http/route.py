"""Routes from typed handlers: what a handler's annotations say is checked, documented and sent.

A handler is `async def handler(request: Request, query: SomeQuery, body: SomeBody) -> Answer` (query and body when it
has them). Its answer is a pydantic type, None (204), or an aiohttp response for audio.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web
from multidict import MultiMapping
from pydantic import BaseModel, TypeAdapter

from crm.errors import Invalid
from crm.incall import CURRENT
from server.http.context import WEB, Request
from server.http.errors import NotJson
from server.http.permissions import ACCESS
from server.http.session import authorise, set_cookies

PREFIX = "/api/v1"
Handler = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API. `access`: the function that it takes (server.http.permissions).

    `answer` is None when nothing (204) or something that is no JSON comes back."""

    method: str
    path: str
    handler: Handler
    tag: str
    status: int
    access: str
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    answer: TypeAdapter[Any] | None
    media: tuple[str, ...]
    upload: str
    open_before_password_change: bool

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def operation(self) -> str:
        return self.handler.__name__

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.handler) or self.operation.replace("_", " ")).split("\n\n")[0].replace("\n", " ")


class Routes:
    """The operations of one resource (`tag`)."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.all: list[Route] = []

    def __call__(
        self,
        method: str,
        path: str,
        *,
        status: int = 200,
        media: str | tuple[str, ...] = (),
        upload: str = "",
        open_before_password_change: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Register a handler. `media` names the answer's type, or types, when it is no JSON, `upload` the body's when
        it is a file, which the handler reads itself. Every route must stand in the table of permissions."""

        def register(handler: Handler) -> Handler:
            hints = typing.get_type_hints(handler)
            answer = hints.get("return", type(None))
            nothing = answer is type(None)
            self.all.append(
                Route(
                    method=method,
                    path=path,
                    handler=handler,
                    tag=self.tag,
                    status=204 if nothing else status,
                    access=ACCESS[f"{method} {path}"],
                    query=hints.get("query"),
                    body=hints.get("body"),
                    answer=None if nothing or media else TypeAdapter(answer),
                    media=(media,) if isinstance(media, str) else media,
                    upload=upload,
                    open_before_password_change=open_before_password_change,
                )
            )
            return handler

        return register


def endpoint(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The aiohttp handler: log-in, permission, CSRF; then query and body; then the handler; then its answer."""

    async def serve(http: web.Request) -> web.StreamResponse:
        request = Request(http, http.app[WEB], _texts(http.match_info))
        await authorise(request, route.access, before_password_change=route.open_before_password_change)
        CURRENT.set(_call_in_hand(request))
        arguments: dict[str, Any] = {}
        if route.query is not None:
            arguments["query"] = route.query.model_validate(_query(http.query))
        if route.body is not None:
            arguments["body"] = route.body.model_validate_json(await _json(http))
        answer = await route.handler(request, **arguments)
        if isinstance(answer, web.StreamResponse):
            return answer
        if route.answer is None:
            response = web.Response(status=204)
        else:
            response = web.Response(
                body=route.answer.dump_json(answer, by_alias=True),
                status=route.status,
                content_type="application/json",
                charset="utf-8",
            )
        set_cookies(request, response)
        return response

    return serve


def _call_in_hand(request: Request) -> str | None:
    """The call that the asker is in, or wraps up."""
    if request.principal is None or request.http.method in {"GET", "HEAD"}:
        return None
    return request.web.hub.state.call_in_hand(request.principal.user or "")


def _query(given: MultiMapping[str]) -> dict[str, str]:
    """The query string; an empty value means that it is not given, and no name may come twice."""
    for name in given:
        if len(given.getall(name)) > 1:
            raise Invalid(f"{name} is given more than once", field=name)
    return {name: value for name, value in _texts(given).items() if value != ""}


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    """The parts of an address; none may hold a NUL, which databases refuse."""
    for name, value in given.items():
        if "\0" in value:
            raise Invalid(f"{name} holds a NUL character", field=name)
    return dict(given)


async def _json(http: web.Request) -> bytes:
    if http.content_type not in {"application/json", "application/octet-stream"} and http.can_read_body:
        raise NotJson(f"send application/json, not {http.content_type}")
    raw = await http.read()
    try:
        parsed = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"the body is no valid JSON: {error}") from error
    if b"\\u0000" in raw and _has_nul(parsed):
        raise Invalid("a text holds a NUL character", field="body")
    return raw


def _has_nul(value: object) -> bool:
    match value:
        case str():
            return "\0" in value
        case dict():
            return any(_has_nul(item) for pair in value.items() for item in pair)
        case list():
            return any(_has_nul(item) for item in value)
        case _:
            return False
