"""`/api/openapi.json`, and `/api/docs`: a page that shows it, without anything from elsewhere."""

from __future__ import annotations

from importlib import resources

import orjson
from aiohttp import web

from server.http.openapi import document
from server.http.route import Route

_FILES = {"docs.html": "text/html", "docs.js": "text/javascript", "docs.css": "text/css"}


def add_docs(app: web.Application, routes: list[Route]) -> None:
    folder = resources.files("server.http") / "static"
    files = {name: (folder / name).read_bytes() for name in _FILES}

    cache: dict[str, bytes] = {}

    async def openapi(_request: web.Request) -> web.Response:
        described = cache.setdefault("openapi", b"") or orjson.dumps(document(routes))
        cache["openapi"] = described
        return web.Response(body=described, content_type="application/json", charset="utf-8")

    async def docs(request: web.Request) -> web.Response:
        name = request.match_info.get("name", "docs.html")
        if name not in files:
            raise web.HTTPNotFound
        return web.Response(body=files[name], content_type=_FILES[name], charset="utf-8")

    app.router.add_get("/api/openapi.json", openapi)
    app.router.add_get("/api/docs", docs)
    app.router.add_get("/api/docs/{name}", docs)
