"""`/healthz` (alive), `/readyz` (switch, core, database) and `/metrics` (Prometheus): without log-in."""

from __future__ import annotations

from aiohttp import web

from server.http.context import WEB, Web
from server.http.errors import json_response


def add_health(app: web.Application) -> None:
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)


async def healthz(_request: web.Request) -> web.Response:
    """200 while the process serves."""
    return json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """200 when switch, core and database are there and the core runs on the stored configuration; 503 names what is
    not."""
    checks = await readiness(request.app[WEB])
    ready = all(checks.values())
    return json_response({"ready": ready, "checks": checks}, 200 if ready else 503)


async def readiness(parts: Web) -> dict[str, bool]:
    return {
        "database": await parts.db.ping(),
        "core": parts.core.connected,
        "switch": parts.core.connected and bool(parts.hub.state.switch["up"]),
        "configuration": parts.configuration.in_force,
    }


async def metrics(request: web.Request) -> web.Response:
    return web.Response(
        body=request.app[WEB].metrics.exposition(),
        headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
    )
