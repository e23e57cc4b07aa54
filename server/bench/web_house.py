"""The web process alone, in front of a core that only says what it is told to: what browsers see is measured without
the noise of calls. Its company has as many agents and queues as a large call centre."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from crm.access import Role, system
from crm.organisation.models import ROOT
from crm.routing import settings as company_settings
from crm.routing.schemas import NewQueue
from crm.routing.service import RoutingService
from crm.users.schemas import NewUser, UserQueue
from crm.users.service import UserService
from server.auth import Argon2Passwords
from server.bench.stage import FIRST_AGENT, PASSWORD, environment, private_settings, stop
from server.database import Database
from server.seed import read_config, seed_configuration
from server.settings import SOURCE, Settings
from telephony.bus import BusServer
from telephony.domain_events import Envelope, News
from telephony.errors import ConfigError
from telephony.journal import Journal

BOSS = "supervisor"
_READY = 120.0


class QuietCore:
    """Answers what web asks, and passes on the news that it is given."""

    def __init__(self, settings: Settings) -> None:
        self._journal = Journal(settings.core_dir / "journal")
        self._bus = BusServer(settings.core_socket, self._journal)
        self.live: dict[str, Any] = {"agents": [], "queues": [], "calls": [], "devices": {}}

    async def start(self) -> None:
        for method in ("agent.login", "agent.logout", "agent.state", "device.put", "device.drop", "mailbox.counts"):
            self._bus.requests[method] = self._nothing
        self._bus.requests["config.put"] = self._configured
        self._bus.requests["live.snapshot"] = self._snapshot
        await self._bus.start()

    async def close(self) -> None:
        await self._bus.close()
        self._journal.close()

    def say(self, item: News) -> None:
        """Send it without writing it down: it is the way to the browsers that is measured."""
        self._bus.broadcast(Envelope(0, time.time(), item.type, item.call, item.data()))

    async def _nothing(self, _params: Mapping[str, Any]) -> Mapping[str, Any]:
        return {}

    async def _configured(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"version": params["snapshot"]["version"]}

    async def _snapshot(self, _params: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**self.live, "switch": {"node": "bench", "up": True}}


class House:
    """`agents` and `queues` are ids as the news name them; `numbers` are the agents' user names."""

    def __init__(self, settings: Settings, core: QuietCore, pid: int, agents: list[str], queues: list[str]) -> None:
        self.settings = settings
        self.core = core
        self.pid = pid
        self.agents = agents
        self.queues = queues
        self.numbers = [str(FIRST_AGENT + place) for place in range(len(agents))]
        self.base = f"http://127.0.0.1:{settings.http_port}"


@asynccontextmanager
async def house(folder: Path, agents: int, queues: int) -> AsyncIterator[House]:
    """Set up, start, and afterwards stop and remove it. Raises ConfigError when it does not become ready."""
    home = folder / "web-home"
    if home.exists():
        shutil.rmtree(home)
    settings = private_settings(home)
    settings.make_folders()
    ids, names = await _fill(settings, agents, queues)
    core = QuietCore(settings)
    await core.start()
    with (home / "web.log").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "server.web", cwd=SOURCE, env=environment(settings), stdout=out, stderr=out,
            stdin=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await _wait_ready(settings, process)
            yield House(settings, core, process.pid, ids, names)
        finally:
            await stop(process)
            await core.close()
    shutil.rmtree(home)


async def _fill(settings: Settings, agents: int, queues: int) -> tuple[list[str], list[str]]:
    """A company out of config/, a supervisor, and agents who serve one of the queues each. All have one password,
    hashed once."""
    db, passwords = Database(settings.database), Argon2Passwords()
    names = [f"q{place:03d}" for place in range(queues)]
    ids = []
    try:
        await db.migrate()
        encoded = await passwords.hash(PASSWORD)
        who = system(ROOT)
        async with db.write() as session:
            await seed_configuration(session, who, read_config(SOURCE, demo=False), SOURCE)
            await company_settings.next_version(session)
            routing, users = RoutingService(session, who), UserService(session, who)
            for name in names:
                text = {"zh": f"队列{name}", "en": f"Queue {name}"}
                await routing.create_queue(NewQueue.model_validate({"id": name, "name": text}))
            boss = NewUser(
                username=BOSS, name="班长", password=PASSWORD, role=Role.SUPERVISOR, must_change_password=False
            )
            await users.create(boss, encoded)
            for place in range(agents):
                number = str(FIRST_AGENT + place)
                served = [UserQueue(queue=names[place % queues], preference=0)]
                new = NewUser(
                    username=number, name=f"坐席{number}", number=number, password=PASSWORD, role=Role.AGENT,
                    must_change_password=False, queues=served,
                )  # fmt: skip
                ids.append((await users.create(new, encoded)).id)
    finally:
        passwords.close()
        await db.close()
    return ids, names


async def _wait_ready(settings: Settings, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
        for _ in range(int(_READY / 0.2)):
            if process.returncode is not None:
                break
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with http.get(f"http://127.0.0.1:{settings.http_port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)
    raise ConfigError(f"the web process to be measured did not become ready: see {settings.root / 'web.log'}")
