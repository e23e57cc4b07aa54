"""The API's description (OpenAPI 3.1), made from the handlers' types. `python -m server.http.openapi` prints it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import orjson
from pydantic import TypeAdapter

from server.http.errors import STATUS
from server.http.permissions import PUBLIC
from server.http.problems import SCHEMA as PROBLEM
from server.http.route import PREFIX, Route

Mode = Literal["validation", "serialization"]
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "message_zh"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "message_zh": {"type": "string"},
                "field": {"type": "string"},
            },
        }
    },
}
_REF = "#/components/schemas/{model}"


_MEDIA: Mapping[str, Any] = {"application/yaml": {"type": "object"}}
"""Answers that are no JSON, but data all the same; every other one is octets."""


def document(routes: list[Route]) -> dict[str, Any]:
    """The whole description."""
    schemas, definitions = TypeAdapter.json_schemas(list(_types(routes)), ref_template=_REF)
    components = dict(definitions.get("$defs", {}))
    components["Error"] = ERROR
    components["Problem"] = dict(PROBLEM)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(PREFIX + route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hotline 热线",
            "version": "1",
            "description": (
                "Instants are ISO 8601 in UTC, durations seconds, phone numbers E.164 (short codes in national form). "
                "Errors carry their message in English and Chinese; with `Accept: application/problem+json` they are "
                "problem details (RFC 9457, schema Problem) that point to the field. "
                "The live websocket is /api/v1/live."
            ),
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "hotline_session"},
            },
        },
        "security": [{"bearer": []}, {"cookie": []}],
    }


def _types(routes: list[Route]) -> Iterator[tuple[str, Mode, TypeAdapter[Any]]]:
    for route in routes:
        if route.query is not None:
            yield f"{route.key} query", "validation", TypeAdapter(route.query)
        if route.body is not None:
            yield f"{route.key} body", "validation", TypeAdapter(route.body)
        if route.answer is not None:
            yield f"{route.key} answer", "serialization", route.answer


def _operation(route: Route, schemas: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation,
        "tags": [route.tag],
        "summary": route.summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", route.path)
        ],
        "responses": _responses(route, schemas),
    }
    if route.query is not None:
        operation["parameters"] += _query_parameters(route)
    if route.body is not None:
        schema = schemas[f"{route.key} body", "validation"]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.upload:
        binary = {"type": "string", "format": "binary"}
        operation["requestBody"] = {"required": True, "content": {route.upload: {"schema": binary}}}
    if route.access == PUBLIC:
        operation["security"] = []
    else:
        operation["x-function"] = route.access
    return operation


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    assert route.query is not None
    schema = TypeAdapter(route.query).json_schema(ref_template=_REF)
    required = set(schema.get("required", ()))
    definitions = schema.get("$defs", {})
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _inline(prop, definitions)}
        for name, prop in schema["properties"].items()
    ]


def _inline(schema: Any, definitions: dict[str, Any]) -> Any:
    """A parameter's schema without references, and without `null`, which a query string cannot say."""
    if isinstance(schema, list):
        return [_inline(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inline(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    schema = {key: _inline(value, definitions) for key, value in schema.items()}
    choices = schema.get("anyOf")
    if choices is not None and {"type": "null"} in choices:
        choices = [choice for choice in choices if choice != {"type": "null"}]
        schema.pop("anyOf")
        schema.pop("default", None)
        schema |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    return schema


def _responses(route: Route, schemas: dict[Any, Any]) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    done: dict[str, Any] = {"description": "done"}
    if route.answer is not None:
        done["content"] = {"application/json": {"schema": schemas[f"{route.key} answer", "serialization"]}}
    elif route.media:
        binary = {"type": "string", "format": "binary"}
        done["content"] = {media: {"schema": _MEDIA.get(media, binary)} for media in route.media}
    statuses = {400, 401, 403, 404, 409, 413, 422, 429, 503} & set(STATUS.values())
    responses = {str(route.status): done}
    if route.media:
        responses["206"] = {**done, "description": "the range that was asked for"}
        responses["416"] = {"description": "no such range"}
    responses |= {str(status): {"description": "refused", "content": error} for status in sorted(statuses)}
    return responses


def main() -> None:
    """Print the description."""
    from server.http.app import all_routes  # noqa: PLC0415 - app imports this module

    sys.stdout.buffer.write(orjson.dumps(document(all_routes()), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
