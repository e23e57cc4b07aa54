"""The simulation: agents at their phones and browsers, customers who call at random moments, a line a minute."""

from __future__ import annotations

import asyncio
import signal
import time

import aiohttp
import structlog

from server.demo.agents import SimulatedAgent
from server.demo.api import User
from server.demo.customers import SimulatedCustomer
from server.demo.guide import Guide
from server.demo.people import Company, Customer, customers_of, sample_company
from server.demo.persona import Dice, plan_customer
from server.demo.statistics import Statistics
from server.demo.ua import IncomingCall, MediaClock, UserAgent
from server.demo.voices import Voices
from server.seed import read_config
from server.settings import SOURCE, Settings

log = structlog.get_logger(__name__)

MOST_CALLS = 150
"""Calls at one time, whatever the rate: what one core carries with audio."""
_STAGGER = 0.15
_REPORT = 60.0
_LAST_WORDS = 8.0


class Simulation:
    """Everybody of the demo. `rate` is in calls per minute."""

    def __init__(
        self, settings: Settings, company: Company, http: aiohttp.ClientSession, rate: float, seed: int
    ) -> None:
        self.statistics = Statistics()
        self.guide = Guide()
        self._company = company
        self._customers: tuple[Customer, ...] = ()
        self._http = http
        self._rate = rate
        self._dice = Dice(seed)
        self._voices = Voices(settings.root / "demo" / "voices")
        self._base = f"http://{_reachable(settings.http_host)}:{settings.http_port}"
        self._sip = f"{_reachable(settings.sip_host)}:{settings.sip_port}"
        clock = MediaClock()
        self._desks = UserAgent(clock=clock, name="Hotline-Demo-Agent")
        self._outside = UserAgent(clock=clock, name="Hotline-Demo-Customer")
        self._agents: dict[str, SimulatedAgent] = {}
        self._busy: set[str] = set()
        self._calls: set[asyncio.Task[None]] = set()
        self._began = time.monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        supervisor = User(self._http, self._base, self._company.supervisor)
        self._customers = await customers_of(supervisor)
        await asyncio.to_thread(self._voices.prepare)
        await self._desks.start()
        await self._outside.start()
        self._desks.on_incoming = self._ring
        workers = [
            asyncio.create_task(work)
            for work in (self._staff(), self._report(), supervisor.live(self.guide.on_frame, self._blind))
        ]
        callers = asyncio.create_task(self._dial())
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({stopped, callers, *workers}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            callers.cancel()
            await self._wind_down()
            for task in (stopped, *workers):
                task.cancel()
            results = await asyncio.gather(stopped, callers, *workers, return_exceptions=True)
            await self._desks.stop()
            await self._outside.stop()
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _wind_down(self) -> None:
        """Customers hang up, agents log out."""
        for task in self._calls:
            task.cancel()
        try:
            async with asyncio.timeout(_LAST_WORDS):
                await asyncio.gather(*self._calls, return_exceptions=True)
                await asyncio.gather(*(agent.sign_out() for agent in self._agents.values() if agent.working))
        except TimeoutError:
            log.warning("demo.slow_end", calls=len(self._calls))

    def _blind(self) -> None:
        self.guide.trusted = False

    # agents

    async def _staff(self) -> None:
        """One agent after the other comes to work."""
        async with asyncio.TaskGroup() as group:
            for person in self._company.simulated:
                agent = SimulatedAgent(
                    person,
                    User(self._http, self._base, person.login),
                    self._desks,
                    self._sip,
                    voices=self._voices,
                    dice=self._dice.fork(),
                    statistics=self.statistics,
                    dispositions=self._company.dispositions,
                    break_reasons=self._company.break_reasons,
                )
                self._agents[person.device] = agent
                group.create_task(agent.run())
                await asyncio.sleep(_STAGGER)

    async def _ring(self, call: IncomingCall) -> None:
        agent = self._agents.get(call.to_user)
        if agent is None:
            call.reject(480)
        else:
            await agent.ring(call)

    # customers

    async def _dial(self) -> None:
        """Calls arrive as a Poisson process; beyond MOST_CALLS at one time none are added."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + self._dice.pause(self._rate), loop.time() - 1.0)
            await asyncio.sleep(max(0.0, due - loop.time()))
            if len(self._calls) < MOST_CALLS:
                self._call(self._dice.fork())

    def _call(self, dice: Dice) -> None:
        plan = plan_customer(dice, self._customers, busy=frozenset(self._busy))
        entry = f"sip:{dice.random.choice(self._company.entries)}@{self._sip}"
        customer = SimulatedCustomer(plan, self._outside, entry, guide=self.guide, voices=self._voices, dice=dice)
        self._busy.add(plan.number)
        task = asyncio.create_task(self._one_call(customer, plan.number))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _one_call(self, customer: SimulatedCustomer, number: str) -> None:
        self.statistics.started += 1
        self.statistics.live += 1
        try:
            self.statistics.fates[await customer.run()] += 1
        except Exception:
            self.statistics.errors["customer"] += 1
            log.exception("demo.customer_failed")
        finally:
            self.statistics.live -= 1
            self._busy.discard(number)

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(_REPORT)
            self.report()

    def report(self) -> None:
        """Log the statistics."""
        minutes = (time.monotonic() - self._began) / 60
        working = sum(agent.working for agent in self._agents.values())
        log.info("demo.minute", told=self.statistics.line(minutes, working))


async def run(settings: Settings, rate: float, seed: int = 1) -> None:
    """Simulate until SIGTERM or SIGINT. Raises ConfigError when the installation is not the sample company's."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    company = sample_company(read_config(SOURCE, demo=True))
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=100)) as http:
        simulation = Simulation(settings, company, http, rate, seed)
        await simulation.run(stop)
        simulation.report()


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound
