"""A private installation for measuring: own home, own ports, its own company with one queue and many agents."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from crm.access import Role, system
from crm.customers.schemas import NewCustomer
from crm.customers.service import CustomerService
from crm.organisation.models import ROOT
from crm.routing import settings as company_settings
from crm.routing.schemas import NewDevice
from crm.routing.service import RoutingService
from crm.users.schemas import NewUser, UserQueue
from crm.users.service import UserService
from server.auth import Argon2Passwords
from server.bench.cpu import Usage, usages
from server.database import Database
from server.seed import seed_configuration
from server.settings import SOURCE, Settings, load
from server.supervisor import read_pid
from telephony.errors import ConfigError

PASSWORD = "only-measured"  # noqa: S105 - an installation that lives for minutes, on loopback
SECRET = "only-measured"  # noqa: S105
ENTRY = "1000"
SUPERVISOR = "supervisor"
CALLERS = tuple(f"1390100{number:04d}" for number in range(500))
"""Numbers that call, each known as a customer: companies have regular callers."""
FIRST_AGENT = 2001
QUEUE = "bench"
NOTICES = ("recording_notice", "agent_number")
SYLLABLE = "好"
"""What these prompts say here, in both arms: one syllable, so that the work is calls and not listening."""
_READY = 120.0
_STOP = 20.0
_RTP = "20000-27999"
_TEXT = {"zh": "测试", "en": "Bench"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FLOW = f"""
flow: bench
name: {{zh: 测试, en: Bench}}
start: agent
languages: [zh]
nodes:
  agent:
    kind: queue
    queue: {QUEUE}
"""


class Stage:
    """The running installation. `agents` are numbers that are user name, 工号 and extension at once."""

    def __init__(self, settings: Settings, agents: list[str]) -> None:
        self.settings = settings
        self.agents = agents
        self.base = f"http://127.0.0.1:{settings.http_port}"
        self.sip = f"127.0.0.1:{settings.sip_port}"

    @property
    def pids(self) -> dict[str, int]:
        """Process ids of switch, core and web. Raises ConfigError when one is not running."""
        found = {name: read_pid(self.settings.runtime_dir, name) for name in ("switch", "core", "web")}
        missing = [name for name, pid in found.items() if pid is None]
        if missing:
            raise ConfigError(f"{missing[0]} does not run: see {self.settings.root / 'up.log'}")
        return {name: pid for name, pid in found.items() if pid is not None}

    def usages(self) -> dict[str, Usage]:
        return usages(self.pids)


@asynccontextmanager
async def stage(folder: Path, agents: int) -> AsyncIterator[Stage]:
    """Set up, start, and afterwards stop and remove it. Raises ConfigError when it does not become ready."""
    home = folder / "home"
    if home.exists():
        shutil.rmtree(home)
    settings = private_settings(home)
    settings.make_folders()
    numbers = [str(FIRST_AGENT + place) for place in range(agents)]
    await _fill(settings, numbers)
    with (settings.root / "up.log").open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.cli", "up", cwd=SOURCE, env=environment(settings), stdout=out, stderr=out,
            stdin=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await _wait_ready(settings, process)
            yield Stage(settings, numbers)
        finally:
            await stop(process)
    shutil.rmtree(home)


def private_settings(home: Path) -> Settings:
    """For an installation on ports of its own."""
    http, sip, ami, switch = _free_ports(4)
    return load(
        home=home, http_port=http, sip_port=sip, ami_port=ami, switch_http_port=switch, rtp_ports=_RTP, bench=True,
        http_host="127.0.0.1", sip_host="127.0.0.1", database_url="", demo=False, log_level="warning",
    )  # fmt: skip


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def environment(settings: Settings) -> dict[str, str]:
    """The caller's own HOTLINE_… settings do not apply here."""
    names = {f"HOTLINE_{name.upper()}" for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in names}
    chosen = {
        f"HOTLINE_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude={"admin_password"}).items()
        if value not in (None, "")
    }
    return {**inherited, **chosen, "HOTLINE_HOME": str(settings.root)}


def _company() -> dict[str, Any]:
    return {
        "company": {"name": _TEXT},
        "units": [],
        "hours": {"office": {"name": _TEXT, "week": {day: ["00:00-24:00"] for day in _DAYS}, "holidays": ""}},
        "queues": {
            QUEUE: {"name": _TEXT, "wrap_up": 0, "sticky_enabled": False, "overflow": {"voicemail": QUEUE}},
        },
        "flows": ["bench"],
        "entries": {ENTRY: {"flow": "bench", "name": _TEXT}},
        "dictionaries": {},
        "prompts": {},
    }


async def _fill(settings: Settings, numbers: list[str]) -> None:
    """Write company, agents and phones into a new database; every agent has the same password, hashed once."""
    flows = settings.root / "source" / "ivr_flows"
    flows.mkdir(parents=True)
    (flows / "bench.yaml").write_text(_FLOW, encoding="utf-8")
    db, passwords = Database(settings.database), Argon2Passwords()
    try:
        await db.migrate()
        encoded = await passwords.hash(PASSWORD)
        who = system(ROOT)
        async with db.write() as session:
            await seed_configuration(session, who, _company(), flows.parent)
            await company_settings.put(session, "notices", {name: {"zh": SYLLABLE} for name in NOTICES})
            users, routing = UserService(session, who), RoutingService(session, who)
            known = CustomerService(session, who, area_code="010")
            for caller in CALLERS:
                await known.create(NewCustomer.model_validate({"name": caller, "phones": [{"number": f"+86{caller}"}]}))
            boss = NewUser(
                username=SUPERVISOR, name=SUPERVISOR, password=PASSWORD, role=Role.SUPERVISOR,
                must_change_password=False,
            )  # fmt: skip
            await users.create(boss, encoded)
            for number in numbers:
                new = NewUser(
                    username=number, name=number, number=number, password=PASSWORD, role=Role.AGENT,
                    must_change_password=False, queues=[UserQueue(queue=QUEUE, preference=0)],
                )  # fmt: skip
                await users.create(new, encoded)
                await routing.create_device(NewDevice(id=number, name=number, secret=SECRET))
    finally:
        passwords.close()
        await db.close()


async def _wait_ready(settings: Settings, process: asyncio.subprocess.Process) -> None:
    url = f"http://127.0.0.1:{settings.http_port}/readyz"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
        for _ in range(int(_READY / 0.2)):
            if process.returncode is not None:
                break
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.2)
    raise ConfigError(f"the installation to be measured did not become ready: see {settings.root / 'up.log'}")


async def stop(process: asyncio.subprocess.Process) -> None:
    """Ask it to end; kill it when it does not."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(_STOP):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
