"""An SMS provider on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.support.web_api import Api


@dataclass
class Provider:
    """Takes messages; refuses for good while `refuses`, and whoever does not bring its `key` where it has one."""

    url: str = ""
    key: str = ""
    refuses: bool = False
    texts: list[str] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return web.json_response({"message": "who are you"}, status=401)
        if self.refuses:
            return web.json_response({"message": "unknown subscriber"}, status=400)
        self.texts.append((await request.json())["text"])
        return web.json_response({"code": "0", "data": {"sid": f"sid-{len(self.texts)}"}})

    @property
    def gateway(self) -> dict[str, Any]:
        said = '{"mobile": "{{ local }}", "text": {{ text | json }}}'
        return {"url": self.url, "body": said, "success_path": "code", "success_values": ["0"], "private": True}


@asynccontextmanager
async def running(admin: Api) -> AsyncIterator[Provider]:
    """One that runs; afterwards there is no gateway any more."""
    made, app = Provider(), web.Application()
    app.router.add_post("/send", made.take)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/send"))
        yield made
        await admin.send("PUT", "/message-gateways", {"sms": None, "secrets": {"sms": ""}})
