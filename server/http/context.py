"""What handlers work with: the web process's parts, and one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.errors import Forbidden
from crm.routing.flow_names import NamesOfFlows
from crm.routing.settings import CompanyFacts
from crm.security.settings import SecuritySettings
from crm.sessions.service import Limits
from crm.users.models import User
from server.alarms import AlarmBoard
from server.auth import Argon2Passwords
from server.captchas import Captchas
from server.database import Database
from server.events import Feed
from server.http.rates import Rates
from server.http.sittings import Sittings
from server.live.hub import Hub
from server.login_keys import LoginKeys
from server.metrics import Metrics
from server.oidc.provider import Provider
from server.outbox.worker import OutboxWorker
from server.settings import Settings
from server.webhooks.sender import Sender


class Core(Protocol):
    """The line to the telephony core (telephony.bus.BusClient)."""

    connected: bool

    async def request(self, method: str, params: Mapping[str, Any], timeout: float = 5.0) -> dict[str, Any]: ...

    def ack(self, n: int) -> None: ...

    def pop_receipt(self, pop: str) -> None: ...


class RecordingFiles(Protocol):
    """Where playable recordings are (recordings.service.Recordings)."""

    def path_of(self, recording: str) -> Path | None: ...

    async def size(self, recording: str) -> int | None: ...

    async def read(self, recording: str, start: int, length: int) -> bytes: ...

    async def cut(self, recording: str, start: float, end: float) -> str: ...

    async def checksum(self, recording: str) -> str | None: ...


class Configuration(Protocol):
    """Sends the core its configuration (server.configuration)."""

    async def publish(self, session: AsyncSession) -> None: ...

    @property
    def in_force(self) -> bool: ...


class WebhookLines(Protocol):
    """Delivers to subscriptions (server.webhooks.worker)."""

    def changed(self) -> None: ...


@dataclass(slots=True)
class Web:
    """The parts of the web process, wired in server.web."""

    settings: Settings
    db: Database
    core: Core
    hub: Hub
    passwords: Argon2Passwords
    login_keys: LoginKeys
    metrics: Metrics
    recordings: RecordingFiles
    configuration: Configuration
    company: CompanyFacts
    feed: Feed
    sender: Sender
    webhooks: WebhookLines
    outbox: OutboxWorker
    alarms: AlarmBoard = field(default_factory=AlarmBoard)
    told_alarm: Callable[[Mapping[str, Any], float], None] = lambda _view, _at: None
    """What keeps the history of alarms: one began, changed or ended at that instant."""
    sittings: Sittings = field(default_factory=Sittings)
    public_rates: Rates = field(default_factory=Rates)
    """Of those who read without a log-in, by address."""
    security: SecuritySettings = field(default_factory=SecuritySettings)
    """As this process last read them; see server.web."""
    captchas: Captchas = field(default_factory=Captchas)
    captcha_rates: Rates = field(default_factory=lambda: Rates(per_second=3.0, burst=200))
    """Many people behind one address begin work at the same minute."""
    sound_rates: Rates = field(default_factory=lambda: Rates(per_second=0.2, burst=20))
    flow_names: NamesOfFlows = field(default_factory=NamesOfFlows)
    provider: Provider = field(default_factory=Provider)
    """The identity provider that people may log in at."""
    wake_keeper: Callable[[], None] = lambda: None
    """Recordings were deleted by hand: their files are to go."""
    wake_mailings: Callable[[], None] = lambda: None
    """A text message to many customers was started."""
    wake_mail: Callable[[], None] = lambda: None
    """Voicemails or mailboxes have changed: message lamps are to follow."""

    wake_imports: Callable[[], None] = lambda: None
    """Imports were started, cancelled, or are to be taken back."""

    @property
    def limits(self) -> Limits:
        """Of log-ins: the company's, else the installation's."""
        installation = Limits(
            timedelta(minutes=self.settings.session_idle_minutes), timedelta(hours=self.settings.session_hours)
        )
        return self.security.limits(installation)


WEB: web.AppKey[Web] = web.AppKey("web", Web)


@dataclass(slots=True)
class Request:
    """One request as a handler sees it. `path` holds the parts of the address; `cookie`: the asker came by cookie."""

    http: web.Request
    web: Web
    path: Mapping[str, str]
    principal: Principal | None = None
    user: User | None = None
    csrf: str = ""
    cookie: bool = False
    must_enrol: bool = False
    cookies: dict[str, str | None] = field(default_factory=dict)
    """Cookies to set (None: remove) with the answer; see server.http.session."""

    @property
    def who(self) -> Principal:
        if self.principal is None:
            raise Forbidden
        return self.principal

    @property
    def me(self) -> User:
        if self.user is None:
            raise Forbidden
        return self.user

    @property
    def address(self) -> str:
        return self.http.remote or ""
