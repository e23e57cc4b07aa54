"""What a company that makes household appliances lives on: a complaint from the call to the satisfied customer, and a
repair from the call through an outlet to the certified visit. Calls are real, everything else goes by API."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.demo.ua import IncomingCall, UserAgent, tone
from tests.e2e.company import AGENT_PASSWORD, PHONE_SECRET, Company, Person
from tests.e2e.scenes import through_the_menu
from tests.support.web_api import Api

_places = itertools.count(1)
CHANGAN = "130102"


class Texts:
    """The SMS provider: keeps what it is asked to send."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def take(self, request: web.Request) -> web.Response:
        self.sent.put_nowait(await request.json())
        return web.json_response({"code": "0"})

    async def next(self, number: str) -> str:
        """The next message to this number."""
        async with asyncio.timeout(20):
            while (message := await self.sent.get())["mobile"] != number:
                pass
        return str(message["text"])


@pytest.fixture
async def texts(admin: Api) -> AsyncIterator[Texts]:
    made, app = Texts(), web.Application()
    app.router.add_post("/send", made.take)
    async with TestServer(app) as server:
        gateway = {
            "url": str(server.make_url("/send")),
            "body": '{"mobile": "{{ local }}", "text": {{ text | json }}}',
            "success_path": "code",
            "success_values": ["0"],
            "private": True,
        }
        await admin.send("PUT", "/message-gateways", {"sms": gateway})
        yield made
        await admin.send("PUT", "/message-gateways", {"sms": None})


class Staff:
    """People of units, beside the agents who are called."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._apis: list[Api] = []

    async def close(self) -> None:
        for api in self._apis:
            await api.close()

    async def unit(self, parent: str, name: str) -> str:
        body = {"parent_id": parent, "name_zh": f"{name}{next(_places)}", "name_en": f"Unit {next(_places)}"}
        row = await self._company.admin.send("POST", "/units", body)
        return str(row["id"])

    async def person(self, role: str, unit: str) -> Api:
        name = f"staff{next(_places)}"
        body = {"username": name, "name": name, "password": AGENT_PASSWORD, "role": role, "unit_id": unit}
        row = await self._company.admin.send("POST", "/users", body | {"must_change_password": False})
        return await self.at_work(Person(row["id"], name, name, ""))

    async def at_work(self, person: Person) -> Api:
        self._apis.append(await self._company.log_in(person))
        return self._apis[-1]


@pytest.fixture
async def staff(company: Company) -> AsyncIterator[Staff]:
    made = Staff(company)
    yield made
    await made.close()


@asynccontextmanager
async def called(company: Company, staff: Staff, phone: UserAgent, number: str) -> AsyncIterator[tuple[Api, str]]:
    """A customer talks to an agent at his desk: the agent's API, and the call."""
    agent, extension, desk = await company.agent(), await company.extension(), UserAgent()
    talking = asyncio.Event()

    async def answer(call: IncomingCall) -> None:
        await call.answer()
        call.speak(tone(880, 1))
        talking.set()

    desk.on_incoming = answer
    await desk.start()
    try:
        await desk.register(extension, PHONE_SECRET, company.hotline.registrar)
        own = await staff.at_work(agent)
        await own.send("POST", "/agent/session", {"extension": extension})
        await company.state_of(agent, "available")
        call = await through_the_menu(company, phone, number)
        async with asyncio.timeout(40):
            await talking.wait()
        live = await company.live_call(number, agent=agent.id)
        yield own, live["call"]
        await call.hangup()
        await company.call_of(number)
    finally:
        await desk.stop()


async def act(who: Api, document: dict[str, Any], outcome: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = await who.send("POST", f"/documents/{document['id']}/act", {"outcome": outcome, **more})
    return found


async def told(who: Api, kind: str, document: dict[str, Any]) -> dict[str, Any]:
    """The message of this kind about the document, once it is in the box."""

    def found(page: dict[str, Any]) -> dict[str, Any] | None:
        about = (row for row in page["items"] if (row["subject"] or {}).get("id") == document["id"])
        return next(about, None)

    message: dict[str, Any] = await who.until("/messages", found, 25, kind=kind)
    return message


def in_seconds(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


async def test_a_complaint_from_the_call_to_the_satisfied_customer(
    company: Company, staff: Staff, phone: UserAgent, texts: Texts
) -> None:
    number = company.customer_number()
    quality = await staff.unit("root", "品质部")
    head, worker = await staff.person("supervisor", quality), await staff.person("agent", quality)
    async with called(company, staff, phone, number) as (agent, call):
        body = {"name": "王女士", "phones": [{"number": number}]}
        customer = await agent.send("POST", "/customers", body)
        new = {
            "type": "complaint",
            "title": "空调维修上门迟到",
            "content": "约好下午两点，五点才来。",
            "fields": {"about": "delay", "level": "serious"},
            "customer_id": customer["id"],
            "phone": number,
            "call_id": call,
            "source": "pop",
            "unit_id": quality,
            "assignee_id": agent.user["id"],
        }
        made = await agent.send("POST", "/documents", new)
        made = await act(agent, made, "submit")
    assert (made["status"], made["assignee_id"]) == ("to_dispatch", head.user["id"])
    record = await agent.get(f"/calls/{call}")
    assert made["id"] in str(record["business"]), "the call record lists it"
    # The head decides that it stands and sets the limit; handler and superior are warned before it and at it.
    decision = {"department": quality, "limit": in_seconds(86_400), "about": "attitude"}
    made = await act(head, made, "stands", fields=decision)
    assert (made["status"], made["fields"]["about"]) == ("handling", "attitude")
    await worker.send("POST", f"/documents/{made['id']}/claim", {})
    await head.send("POST", f"/documents/{made['id']}/extend", {"due_at": in_seconds(6), "remark": "客户催得急"})
    for person in (worker, head):
        await told(person, "task_due", made)
    for person in (worker, head):
        await told(person, "deadline", made)
    assert (await head.get(f"/documents/{made['id']}"))["overdue"]
    # Handled, answered by SMS, not satisfied: round again.
    made = await act(worker, made, "handled", fields={"cause": "排班失误", "measure": "道歉，减免上门费"})
    assert (made["status"], made["assignee_id"]) == ("handling", agent.user["id"])
    refused = await agent.send("POST", f"/documents/{made['id']}/act", {"outcome": "answered"}, ok=False)
    assert refused["error"]["field"].startswith("fields."), "the answer is recorded"
    answer = {"answer": "已减免上门费并致歉", "answered_by": "sms"}
    made = await act(agent, made, "answered", fields=answer)
    assert "已减免上门费并致歉" in await texts.next(number)
    again = {"satisfaction": "dissatisfied"}
    made = await act(agent, made, "dissatisfied", remark="要求书面道歉", fields=again)
    made = await act(head, made, "stands", fields={"limit": in_seconds(86_400)})
    made = await act(worker, made, "handled", fields={"measure": "寄出书面道歉"})
    made = await act(agent, made, "answered", fields={"answer": "书面道歉已寄出", "answered_by": "sms"})
    assert "书面道歉已寄出" in await texts.next(number)
    made = await act(agent, made, "satisfied", fields={"satisfaction": "satisfied"})
    assert (made["status"], made["certified"]) == ("done", True)
    steps = [step["outcome"] for step in made["steps"] if step["outcome"]]
    first = ["submit", "stands", "handled", "answered", "dissatisfied"]
    assert steps == [*first, "stands", "handled", "answered", "satisfied"]
    sent = await company.admin.get("/outbox", subject_id=made["id"])
    assert [row["state"] for row in sent["items"]] == ["sent", "sent"]


async def test_a_repair_from_the_call_through_the_outlet_to_the_certified_visit(
    company: Company, staff: Staff, phone: UserAgent, texts: Texts
) -> None:
    number = company.customer_number()
    centre = await staff.unit("root", "华北服务中心")
    shop = await staff.unit(centre, "石家庄网点")
    chief, master = await staff.person("supervisor", centre), await staff.person("agent", shop)
    other = await staff.person("agent", await staff.unit("root", "华南服务中心"))
    outlet = {
        "id": f"SJZ-{next(_places)}",
        "unit_id": shop,
        "name": {"zh": "石家庄长安网点", "en": "Chang'an outlet"},
        "phone": "031186011234",
        "serves": [CHANGAN],
    }
    await company.admin.send("POST", "/outlets", outlet)
    async with called(company, staff, phone, number) as (agent, call):
        new = {
            "type": "repair",
            "title": "空调不制热",
            "fields": {"fault": "显示 E4", "region": CHANGAN, "address": "中山东路 1 号"},
            "phone": number,
            "call_id": call,
            "source": "pop",
        }
        made = await agent.send("POST", "/documents", new)
        made = await act(agent, made, "outlet")
    step = made["steps"][-1]
    assert (step["node"], step["outlet_id"], made["status"]) == ("received", outlet["id"], "handling")
    why = next(line["remark"] for line in made["history"] if line["action"] == "outlet")
    assert why.startswith("负责河北省石家庄市长安区")
    # The outlet's centre sees it and urges; another centre does not.
    seen = await chief.get("/documents", type="repair")
    assert made["id"] in [row["id"] for row in seen["items"]]
    assert (await other.get("/documents", type="repair"))["total"] == 0
    await chief.send("POST", f"/documents/{made['id']}/urge", {"remark": "客户家有老人"})
    await told(master, "urged", made)
    # Received, appointed, appointed anew, on site, fed back.
    made = await act(master, made, "received")
    for hour in (6, 8):
        at = f"2027-11-27T0{hour}:00:00Z"
        await master.send("POST", f"/documents/{made['id']}/reschedule", {"appointment_at": at})
        text = await texts.next(number)
        assert f"11月27日 {hour + 8}:00" in text
        assert "石家庄长安网点" in text
    made = await act(master, made, "arrived", fields={"arrived_at": in_seconds(0)})
    done = {"work": "更换主板", "parts_fee": "180.00", "visit_fee": "30", "service_fee": "50"}
    made = await act(master, made, "done", fields=done)
    assert (made["status"], made["assignee_id"], made["certified"]) == ("to_visit", agent.user["id"], False)
    visit = {"satisfaction": "satisfied", "on_time": True, "fee_right": True}
    made = await act(agent, made, "satisfied", fields=visit)
    assert (made["status"], made["certified"]) == ("done", True)
    nodes = [step["node"] for step in made["steps"]]
    assert nodes == ["accept", "received", "on_site", "feedback", "visit"]
