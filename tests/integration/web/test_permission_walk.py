"""Every route × role × scope on real HTTP: what lies outside somebody's scope is in no answer, no frame, and stays as it
is. Driven by the table of permissions: a route of which the walk knows nothing fails it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import ServerDisconnectedError, TCPConnector
from aiohttp.test_utils import TestClient, TestServer
from walk_cases import CASES, HOURS, Case
from walk_rows import NEAR, NUMBERS, UNITS, Rows, plant, state_of
from web_kit import PASSWORD, Browser, FakeCore, envelope, log_in, make_parts

from crm.access import system
from crm.base import utcnow
from crm.masking import masked
from crm.roles.functions import BUILT_IN, FUNCTIONS
from crm.roles.models import RoleRecord
from crm.users.schemas import NewUser
from crm.users.service import UserService
from server.database import Database
from server.http.app import make_app
from server.http.context import Web
from server.http.permissions import ACCESS, PUBLIC
from server.settings import Settings
from telephony import domain_events as news
from telephony.domain_events import Envelope

pytestmark = pytest.mark.timeout(500)  # every route by everybody, on both cores beside other tests

HOME = "north"
"""The unit of everybody who walks."""
SCOPES = ("own", "unit", "below", "units", "all")
REACHED = {"own": set(), "unit": {"north"}, "below": {"north", "outlet"}, "units": {"south"}, "all": set(UNITS)}
"""Scope → units whose rows somebody of `north` reaches; `units` names south."""
BLIND = "blind"
"""Reaches everything and sees no whole number."""


@dataclass(frozen=True, slots=True)
class Walker:
    """`reach`: function → units."""

    name: str
    reach: dict[str, set[str]]

    def reaches(self, function: str) -> set[str]:
        return self.reach.get(function, set())

    @property
    def everywhere(self) -> set[str]:
        return set().union(*self.reach.values()) if self.reach else set()


def walkers() -> Iterator[Walker]:
    for role in BUILT_IN:
        reach = {}
        for code, function in FUNCTIONS.items():
            scope = "all" if role == "administrator" else function.built_in.get(role)
            if scope is not None and scope != "none":
                reach[code] = REACHED[scope]
        yield Walker(role, reach)
    for scope in SCOPES:
        yield Walker(scope, {code: REACHED[scope] for code, function in FUNCTIONS.items() if function.rows})
    yield Walker("nothing", {})


WALKERS = tuple(walkers())


@dataclass
class Company:
    client: TestClient[Any, Any]
    parts: Web
    rows: Rows

    async def enter(self, walker: str) -> Browser:
        return await log_in(self.client, f"walker_{walker}")

    def core(self) -> FakeCore:
        assert isinstance(self.parts.core, FakeCore)
        return self.parts.core


@pytest.fixture
async def company(company_url: str, tmp_path: Path) -> AsyncIterator[Company]:
    """On SQLite and on PostgreSQL: four units with rows of everything, and a user of north for each walker."""
    settings = Settings(home=tmp_path / "home", database_url=company_url, switch_http_port=23090, _env_file=None)  # type: ignore[call-arg]
    settings.make_folders()
    db = Database(company_url)
    async with db.write() as session:
        rows = await plant(session)
        for scope in (*SCOPES, "nothing", BLIND):
            grant: dict[str, Any] = {"scope": "all" if scope == BLIND else scope}
            if scope == "units":
                grant["units"] = ["south"]
            grants = {} if scope == "nothing" else {code: grant for code, each in FUNCTIONS.items() if each.rows}
            if scope == BLIND:
                grants |= dict.fromkeys(("call_lists.work", "outbox.send", "audit.read"), grant)
            elif scope != "nothing":
                grants["phones.see"] = {"scope": "all"}
            session.add(
                RoleRecord(
                    id=scope, name_zh=scope, name_en=scope, base="agent", built_in=False, grants=grants,
                    updated_at=utcnow(),
                )
            )  # fmt: skip
        await session.flush()
        for place, role in enumerate((*BUILT_IN, *SCOPES, "nothing", BLIND)):
            new = NewUser(
                username=f"walker_{role}", name=role, password=PASSWORD, roles=[role], unit_id=HOME,
                number=str(8000 + place), must_change_password=False,
            )  # fmt: skip
            await UserService(session, system()).create(new, f"plain:{PASSWORD}")
    settings.imports_dir.mkdir(parents=True, exist_ok=True)
    for name, content in rows.files.items():
        (settings.imports_dir / name).write_bytes(content)
    parts = make_parts(settings, db)
    assert isinstance(parts.core, FakeCore)
    parts.core.answers["callback.add"] = {"callback": "added"}
    await parts.configuration.load_names()  # type: ignore[attr-defined]
    for unit in UNITS:
        parts.hub.publish(live_call(rows, unit))
        rows.ids.setdefault("live", {})[unit] = f"live-{unit}"
        rows.tokens.setdefault("live", {})[unit] = {f"live-{unit}", f"secret-{unit}-live"}
    fresh = TCPConnector(force_close=True)  # an upload that is refused ends its connection
    async with TestClient(TestServer(make_app(parts, tmp_path / "dist")), connector=fresh) as client:
        yield Company(client, parts, rows)
    await db.close()


def live_call(rows: Rows, unit: str, text: str = "") -> Any:
    item = news.CallLive(
        f"live-{unit}", "talking", 1.0, 1.0, "inbound", NUMBERS[unit], "1000", None, f"secret-{unit}-live{text}",
        f"queue_{unit}", rows.ids["users"][unit], None,
    )  # fmt: skip
    return envelope(1.0, item)


def nearest(units: set[str]) -> list[str]:
    """Two of the units that somebody does not reach: another branch, and the nearest one."""
    return [unit for unit in ("south", "north", "outlet", "root") if unit in units][:2]


def cases() -> list[tuple[str, Case]]:
    return [(key, CASES[key]) for key, access in ACCESS.items() if key in CASES and access != PUBLIC]


def test_the_walk_knows_every_route() -> None:
    """Add a case (walk_cases.py) for a new route, and a row (walk_rows.py) for a new noun."""
    whole = {code for code, function in FUNCTIONS.items() if not function.rows}
    missing = [key for key, access in ACCESS.items() if access not in {PUBLIC, *whole} and key not in CASES]
    assert missing == []
    assert not CASES.keys() - ACCESS.keys()


async def test_nothing_outside_a_scope_is_told_or_changed(company: Company) -> None:
    rows, leaks, open_doors, requests = company.rows, [], [], 0
    blunt: set[str] = set()
    """Refused because of the body: that proves nothing."""
    for walker in WALKERS:
        browser = await company.enter(walker.name)
        far = set(UNITS) - walker.everywhere - ({HOME} if walker.name in BUILT_IN else set())
        before = await company_state(company, far)
        company.core().requests.clear()
        for key, case in cases():
            out = set(UNITS) - walker.reaches(case.by or ACCESS[key])
            if case.near:
                out -= NEAR[case.noun]
            for unit in nearest(out) if case.noun else [HOME]:
                if key in {"POST /auth/logout", "POST /auth/password"}:
                    continue
                status, body, sent = await call(browser, rows, key, case, unit)
                requests += 1
                assert status < 500, f"{walker.name} {key}: {body[:500]!r}"
                tokens = _tokens(rows, case, out) | _tokens_of_all(rows, far)
                told = sorted(token for token in tokens if token in body and token not in sent)
                if told:
                    leaks.append(f"{walker.name} {key} ({unit}): {told[:3]}")
                if case.refused and status == 422 and rows.ids[case.noun][unit] not in body:
                    blunt.add(f"{key}: {body[:200]}")
                if case.refused and status < 400:
                    open_doors.append(f"{walker.name} {key} ({unit}): {status}")
        asked = orjson.dumps([item for item in company.core().requests if item[0] != "config.put"]).decode()
        far_ids = {rows.ids[noun][unit] for noun in ("users", "live", "calls") for unit in far}
        assert not [each for each in far_ids if each in asked], f"{walker.name} had the core act on {asked[:500]}"
        assert await company_state(company, far) == before, walker.name
        for key, case in cases():  # what is near, seen from where it belongs, tells nothing of what is far
            reach = walker.reaches(case.by or ACCESS[key])
            if key.startswith("GET") and case.noun in rows.models and reach and reach < set(UNITS):
                unit = min(reach, key=list(UNITS).index)
                status, body, sent = await call(browser, rows, key, case, unit)
                assert status < 500, f"{walker.name} {key}: {body[:500]!r}"
                tokens = _tokens(rows, case, set(UNITS) - reach) | _tokens_of_all(rows, far)
                if told := sorted(token for token in tokens if token in body and token not in sent):
                    leaks.append(f"{walker.name} {key} (within {unit}): {told[:3]}")
    assert not leaks, "\n".join(leaks)
    assert open_doors == []
    assert not blunt, "\n".join(sorted(blunt))
    assert requests > 2000


MANAGED: tuple[dict[str, Any], ...] = (
    {"status": "done"},
    {"status": "cancelled", "remark": "walk"},
    {"status": "suspended", "remark": "walk"},
    {"type": "complaint"},
    {"assignee_id": None},
    {"title": "walk"},
    {"unit_id": "south"},
)
"""What is done with somebody else's ticket by who manages it alone."""


async def test_who_may_write_tickets_does_not_manage_them(company: Company) -> None:
    """Every ticket is its agent's: whoever sees and may write it changes nothing without `documents.manage`."""
    ticket = company.rows.ids["tickets"][HOME]
    admin = await company.enter("administrator")
    version = (await admin.get(f"/tickets/{ticket}"))["version"]
    wrote = 0
    for walker in WALKERS:
        if HOME in walker.reaches("documents.manage"):
            continue
        wrote += HOME in walker.reaches("tickets.write")
        browser = await company.enter(walker.name)
        before = await company_state(company, {HOME})
        for change in MANAGED:
            answer = await browser.ask("PATCH", f"/tickets/{ticket}", {"version": version} | change)
            assert answer.status in {403, 404, 409}, f"{walker.name} {change}: {answer.status}"
        assert await company_state(company, {HOME}) == before, walker.name
    assert wrote, "nobody was there to be refused"
    await admin.send("PATCH", f"/tickets/{ticket}", {"version": version, "status": "done"})


async def test_what_is_within_a_scope_is_told(company: Company) -> None:
    """The walk would find leaks in these lists: each shows what it should."""
    lists = (
        *("calls", "customers", "tickets", "recordings", "callbacks", "voicemails", "users", "mailboxes"),
        *("imports", "outbox", "visits", "assessments", "calibrations"),
    )
    named = {"call_lists": "call-lists", "mailings": "customer-mailings", "batches": "visit-batches"}
    for scope in ("unit", "below", "units", "all"):
        browser = await company.enter(scope)
        for noun in (*lists, *named):
            response = await browser.ask("GET", f"/{named.get(noun, noun)}")
            body = await response.text()
            shown = {unit for unit, row in company.rows.ids[noun].items() if row in body}
            assert shown == REACHED[scope], f"{scope} {noun}"
        for noun in (
            *("/histories/agent-calls", "/histories/agent-states", "/histories/queue-visits", "/histories/ivr-visits"),
            f"/live/replay?{HOURS}",
        ):
            body = await (await browser.ask("GET", noun)).text()
            shown = {unit for unit in UNITS if any(token in body for token in company.rows.tokens["histories"][unit])}
            assert shown == REACHED[scope], f"{scope} {noun}"


def deltas(rows: Rows, unit: str) -> list[Envelope]:
    """One piece of each sort of news of the unit; each carries `secret-UNIT-TYPE`."""
    agent, queue, call = rows.ids["users"][unit], f"queue_{unit}", f"live-{unit}"
    told: dict[str, dict[str, Any]] = {
        "agent.state": {"agent": agent, "state": "busy", "device": None, "since": 1.0},
        "agent.pause_over": {"agent": agent},
        "figures.agent": {"agent": agent},
        "outbound.refused": {"agent": agent, "number": NUMBERS[unit]},
        "queue.figures": {"queue": queue},
        "figures.queue": {"queue": queue},
        "item.queued": {"queue": queue, "agent": None},
        "item.offered": {"queue": queue, "agent": agent},
        "item.ended": {"queue": queue, "agent": agent},
        "callback.requested": {"queue": queue, "number": NUMBERS[unit]},
        "callback.ended": {"queue": queue},
        "voicemail.left": {"box": queue, "from_number": NUMBERS[unit]},
        "supervision.joined": {"supervisor": agent, "agent": agent},
        "supervision.session": {"supervisor": agent, "session": call, "agent": agent, "mode": "listen", "state": "on"},
        "screen_pop": {"agent": agent},
        "screen_pop_withdrawn": {"agent": agent},
        "recording.paused": {"queue": queue, "agent": agent},
        "call.rated": {"queue": queue, "agent": agent},
        "call.ended": {"cdr": {"agents": [agent], "queue": queue, "from_number": NUMBERS[unit]}},
    }
    return [Envelope(0, 1.0, kind, call, data | {"mark": f"secret-{unit}-{kind}"}) for kind, data in told.items()]


NEVER = frozenset({"screen_pop", "screen_pop_withdrawn"})
"""Told to their agent alone."""
SURE = frozenset({"agent.state", "figures.agent", "queue.figures", "item.offered", "voicemail.left", "call.ended"})
"""Whoever watches the unit is told of these."""


async def test_live_frames_stay_within_the_scope(company: Company) -> None:
    for walker in WALKERS:
        browser = await company.enter(walker.name)
        reach = walker.reaches("live.watch")
        async with company.client.ws_connect(f"/api/v1/live?token={browser.token}") as socket:
            seen = await socket.receive_str(timeout=5)
            for unit in UNITS:
                company.parts.hub.publish(live_call(company.rows, unit, "-again"))
                for each in deltas(company.rows, unit):
                    company.parts.hub.publish(each)
                company.parts.hub.publish(live_call(company.rows, unit))
            company.parts.hub.tell(browser.user["id"], "test.end", {})
            while "test.end" not in (frame := await socket.receive_str(timeout=5)):
                seen += frame
        told = {unit for unit in UNITS if f"secret-{unit}-live" in seen}
        assert told == reach, walker.name
        assert {unit for unit in UNITS if f"secret-{unit}-live-again" in seen} == reach, walker.name
        for kind in (each.type for each in deltas(company.rows, HOME)):
            told = {unit for unit in UNITS if f'secret-{unit}-{kind}"' in seen}
            allowed = set() if kind in NEVER else reach
            assert told <= allowed, f"{walker.name} {kind}"
            assert kind not in SURE or told == reach, f"{walker.name} {kind}"


async def test_whoever_sees_no_numbers_finds_none_anywhere(company: Company) -> None:
    browser = await company.enter(BLIND)
    numbers = {NUMBERS[unit] for unit in UNITS} | {NUMBERS[unit].removeprefix("+86") for unit in UNITS}
    hidden = 0
    for key, case in cases():
        if key.startswith(("POST /auth/", "DELETE")):
            continue
        for unit in UNITS if case.noun else [HOME]:
            status, body, _ = await call(browser, company.rows, key, case, unit)
            assert status < 500, f"{key}: {body[:500]!r}"
            assert not [number for number in numbers if number in body], key
            hidden += masked(NUMBERS[unit]) in body
    assert hidden > 20
    async with company.client.ws_connect(f"/api/v1/live?token={browser.token}") as socket:
        seen = await socket.receive_str(timeout=5)
        company.parts.hub.publish(live_call(company.rows, "south"))
        seen += await socket.receive_str(timeout=5)
    assert not [number for number in numbers if number in seen]
    assert masked(NUMBERS["south"]) in seen


async def test_what_is_hidden_can_be_dialled(company: Company) -> None:
    browser, rows = await company.enter("administrator"), company.rows
    await browser.send("PATCH", "/roles/agent", {"grants": {"phones.see": {"scope": "none"}}})
    agent = await company.enter("agent")
    customer = await agent.get(f"/customers/{rows.ids['customers']['north']}")
    assert customer["phones"][0]["number"] == masked(NUMBERS["north"])
    await agent.send("POST", "/agent/session", {"browser": True})
    company.core().requests.clear()
    for body in (
        {"customer": customer["id"], "phone": customer["phones"][0]["id"]},
        {"customer": customer["id"]},
        {"ticket": rows.ids["tickets"]["north"]},
    ):
        answer = await agent.ask("POST", "/agent/dial", body)
        assert answer.status == 200, await answer.text()
    assert {each["number"] for each in company.core().asked("call.dial")} == {NUMBERS["north"]}
    for far in ({"customer": rows.ids["customers"]["south"]}, {"call": rows.ids["calls"]["north"]}):
        assert (await agent.ask("POST", "/agent/dial", far)).status == 404
    for wrong in ({}, {"number": "1", "call": "x"}, {"number": "10086", "phone": "x"}):
        assert (await agent.ask("POST", "/agent/dial", wrong)).status == 422


async def call(browser: Browser, rows: Rows, key: str, case: Case, unit: str) -> tuple[int, str, str]:
    """→ status, body, and what was sent (an answer may repeat it)."""
    method, _, path = key.partition(" ")
    row = rows.ids[case.noun][unit] if case.noun else "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    path = path.replace("{id}", row).replace("{device}", "nothing").replace("{kind}", "customer")
    for part in ("item", "merge", "product", "relation", "comment"):
        path = path.replace(f"{{{part}}}", rows.ids[f"{part}s"].get(unit, "1"))
    path = path.replace("{subject}", rows.ids["customers"][unit])
    path = re.sub(r"{(version|number)}", "1", path)
    path = path.replace("{other}", rows.ids["customers"][unit]).replace("{code}", "repair")
    body, query = case.body, case.query
    if body is not None:
        body = orjson.loads(orjson.dumps(body).replace(b"{me}", browser.user["id"].encode()))
    for noun, ids in rows.ids.items():
        query = query.replace(f"{{{noun}}}", ids.get(unit, ""))
        if body is not None:
            body = orjson.loads(orjson.dumps(body).replace(f"{{{noun}}}".encode(), ids.get(unit, "").encode()))
    if query:
        path += f"?{query}"
    content = body if body is not None else ({} if method != "GET" else None)
    try:
        response = await browser.ask(method, path, content)
    except ServerDisconnectedError as error:
        raise AssertionError(f"{key} ended without an answer") from error
    text = (await response.read()).decode(errors="replace")
    return response.status, text, f"{path} {orjson.dumps(body).decode()}"


async def company_state(company: Company, units: set[str]) -> dict[str, Any]:
    async with company.parts.db.read() as session:
        return await state_of(session, company.rows, units)


def _tokens(rows: Rows, case: Case, units: set[str]) -> set[str]:
    nouns = case.tells if case.noun in {"units", "queues"} else (case.noun, *case.tells)
    return {
        token
        for noun in nouns
        for unit in units - NEAR.get(noun, frozenset())
        for token in rows.tokens.get(noun, {}).get(unit, ())
    }


def _tokens_of_all(rows: Rows, units: set[str]) -> set[str]:
    """Units and colleagues are known by name to everybody who is logged in."""
    return {
        token
        for noun, found in rows.tokens.items()
        if noun not in {"units", "users"}
        for unit in units - NEAR.get(noun, frozenset())
        for token in found.get(unit, ())
    }
