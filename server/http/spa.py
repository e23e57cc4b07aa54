"""The browser's pages: files of the built front end, with its index for every other address."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from server.http.errors import json_response

NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>热线 Hotline</title></head>
<body style="font-family: sans-serif; max-width: 40em; margin: 4em auto">
<h1>热线 Hotline</h1>
<p>网页尚未构建：请运行 <code>./hotline up</code>。API 文档见 <a href="/api/docs">/api/docs</a>。</p>
<p>The pages have not been built yet: run <code>./hotline up</code>. The API is described at
<a href="/api/docs">/api/docs</a>.</p>
</body></html>
"""
_FOREVER = "public, max-age=31536000, immutable"


def add_pages(app: web.Application, dist: Path) -> None:
    """Serve `dist`; addresses without a file get its index (the front end has routes of its own). The links of
    customers get a page that is theirs alone: it knows no log-in, and a phone loads no more than it needs."""

    async def page(request: web.Request) -> web.StreamResponse:
        asked = request.match_info["path"]
        if asked.startswith(("api/", "ws/")):
            body = {"error": {"code": "not_found", "message": "there is no such address", "message_zh": "没有这个地址"}}
            return json_response(body, 404)
        file = _file(dist, asked)
        if file is not None:
            hashed = asked.startswith("assets/")
            return web.FileResponse(file, headers={"Cache-Control": _FOREVER if hashed else "no-cache"})
        if asked.startswith("assets/") or request.method not in {"GET", "HEAD"}:
            raise web.HTTPNotFound
        index = dist / ("survey.html" if asked.startswith("survey/") else "index.html")
        if not index.is_file():
            return web.Response(text=NOT_BUILT, content_type="text/html")
        return web.FileResponse(index, headers={"Cache-Control": "no-cache"})

    app.router.add_get("/{path:.*}", page)


def _file(dist: Path, asked: str) -> Path | None:
    """The file of an address, never outside `dist`."""
    if not asked or "\0" in asked:
        return None
    root = dist.resolve()
    file = (root / asked).resolve()
    return file if file.is_relative_to(root) and file.is_file() else None
