"""A web process's parts around a core that only remembers what it was asked."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from crm.routing.settings import CompanyFacts
from crm.webhooks.plan import Outcome
from server.configuration import ConfigurationPublisher
from server.database import Database
from server.events import Feed
from server.http.context import Web
from server.live.hub import Hub
from server.login_keys import LoginKeys
from server.metrics import Metrics
from server.outbox.worker import OutboxWorker
from server.settings import Settings
from server.webhooks.worker import Webhooks
from telephony.domain_events import Envelope, News
from telephony.errors import CoreUnavailable, HotlineError

PASSWORD = "correct horse"


class PlainPasswords:
    """Stands in for argon2: the "hash" is the password, so that tests with many users are fast."""

    async def hash(self, password: str) -> str:
        return f"plain:{password}"

    async def verify(self, encoded: str | None, password: str) -> bool:
        return encoded == f"plain:{password}"


class FakeCore:
    """Answers every request with `{}` or what `answers` says; raises what `failures` says."""

    def __init__(self) -> None:
        self.connected = True
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {"call.dial": {"call": "call-9"}}
        self.failures: dict[str, HotlineError] = {}
        self.receipts: list[str] = []
        self.acks: list[int] = []
        self.receipt = asyncio.Event()

    async def request(self, method: str, params: Mapping[str, Any], timeout: float = 5.0) -> dict[str, Any]:
        if not self.connected:
            raise CoreUnavailable
        self.requests.append((method, dict(params)))
        if method in self.failures:
            raise self.failures[method]
        return self.answers.get(method, {})

    def ack(self, n: int) -> None:
        self.acks.append(n)

    def pop_receipt(self, pop: str) -> None:
        self.receipts.append(pop)
        self.receipt.set()

    def asked(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.requests if name == method]


@dataclass
class FakeFiles:
    """Playable recordings by id."""

    files: dict[str, Path] = field(default_factory=dict)

    cuts: list[tuple[str, float, float]] = field(default_factory=list)

    def path_of(self, recording: str) -> Path | None:
        return self.files.get(recording)

    async def size(self, recording: str) -> int | None:
        path = self.files.get(recording)
        return None if path is None else path.stat().st_size

    async def read(self, recording: str, start: int, length: int) -> bytes:
        return self.files[recording].read_bytes()[start : start + length]

    async def cut(self, recording: str, start: float, end: float) -> str:
        self.cuts.append((recording, start, end))
        return recording

    async def checksum(self, recording: str) -> str | None:
        path = self.files.get(recording)
        return None if path is None else hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass
class FakeSender:
    """Takes webhooks: each is kept, and answered with the next of `answers`, or 200."""

    sent: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    taken: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        self.sent.append((url, body, dict(headers)))
        self.taken.set()
        return self.answers.pop(0) if self.answers else Outcome(200)


def make_parts(settings: Settings, db: Database) -> Web:
    metrics, core = Metrics(), FakeCore()
    hub = Hub(metrics)
    db.show = lambda frame: hub.tell(frame.user, frame.kind, dict(frame.data))
    feed, sender = Feed(), FakeSender()
    db.told = feed.stored
    return Web(
        settings=settings,
        db=db,
        core=core,
        hub=hub,
        passwords=PlainPasswords(),  # type: ignore[arg-type]
        login_keys=LoginKeys(settings.root / "login-keys.json"),
        metrics=metrics,
        recordings=FakeFiles(),
        configuration=ConfigurationPublisher(db, core, hub),
        company=CompanyFacts(ZoneInfo("Asia/Shanghai"), "010", "暖购", "WarmShop"),
        feed=feed,
        sender=sender,
        webhooks=Webhooks(db, feed, sender),
        outbox=OutboxWorker(db, settings.root),
    )


def envelope(at: float, item: News, n: int = 0) -> Envelope:
    return Envelope(n, at, item.type, item.call, item.data())


class Browser:
    """A person at the API: logs in and sends his token."""

    def __init__(self, client: TestClient[Any, Any], token: str, user: dict[str, Any]) -> None:
        self.client = client
        self.token = token
        self.user = user

    async def ask(self, method: str, path: str, json: object = None, **more: Any) -> ClientResponse:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return await self.client.request(method, f"/api/v1{path}", json=json, headers=headers, **more)

    async def get(self, path: str, **params: Any) -> Any:
        response = await self.ask("GET", path, params=params)
        assert response.status == 200, await response.text()
        return await response.json()

    async def send(self, method: str, path: str, json: object = None, status: int = 200) -> Any:
        response = await self.ask(method, path, json)
        assert response.status == status, await response.text()
        return await response.json() if response.status != 204 else None


async def log_in(client: TestClient[Any, Any], username: str, password: str = PASSWORD) -> Browser:
    response = await client.post("/api/v1/auth/login", json={"username": username, "password": password})
    assert response.status == 200, await response.text()
    body = await response.json()
    client.session.cookie_jar.clear()
    return Browser(client, body["token"], body["user"])
