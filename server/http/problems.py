"""Errors as problem details (RFC 9457) for who asks for `application/problem+json`; others get `{"error": …}`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

MEDIA = "application/problem+json"
TYPE = "urn:hotline:error:"
"""A problem's type is the error's code behind this."""
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "description": "RFC 9457; sent instead of Error to whoever accepts application/problem+json.",
    "required": ["type", "title", "status", "detail", "instance", "code", "message_zh"],
    "properties": {
        "type": {"type": "string", "examples": [f"{TYPE}invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "message_zh": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "The field that is meant, as a JSON pointer into the body.",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "changes": {"type": "array", "items": {"type": "object"}},
    },
}


@web.middleware
async def as_problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    answer = await handler(request)
    if answer.status < 400 or MEDIA not in request.headers.get("Accept", ""):
        return answer
    if (
        isinstance(answer, web.Response)
        and isinstance(answer.body, bytes)
        and answer.content_type == "application/json"
    ):
        body = orjson.loads(answer.body)
        if isinstance(body, dict) and isinstance(body.get("error"), dict):
            answer.body = orjson.dumps(problem(body["error"], answer.status, request.path))
            answer.content_type = MEDIA
    return answer


def problem(error: Mapping[str, Any], status: int, path: str) -> dict[str, Any]:
    """The same error: `title` says what sort it is, `detail` what is wrong this time; what else it holds stays."""
    found = {
        "type": TYPE + str(error["code"]),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error["message"],
        "instance": path,
        **{name: value for name, value in error.items() if name not in {"message", "field"}},
    }
    if "field" in error:
        found["errors"] = [{"pointer": pointer(str(error["field"])), "detail": error["message"]}]
    return found


def pointer(field: str) -> str:
    """`phones.0.number` → `#/phones/0/number` (RFC 6901 in a fragment)."""
    parts = (part.replace("~", "~0").replace("/", "~1") for part in field.split("."))
    return "#/" + "/".join(parts)
