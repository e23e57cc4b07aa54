"""The people and numbers of the tests: the shipped menu, always open, and agents who exist for one test."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from tests.support.installation import PASSWORD, Installation
from tests.support.web_api import Api

_numbers = itertools.count(1)
AGENT_PASSWORD = "agents-password"
PHONE_SECRET = "secret-of-a-phone"
QUEUE = "service"
WRAP_UP = 20.0
ALWAYS = [[{"start": "00:00", "end": "24:00"}]] * 7


async def seed(hotline: Installation) -> None:
    """Open day and night; the first set-up is over; short announcements."""
    async with await Api.open(hotline.address, "admin", PASSWORD) as admin:
        await admin.send("PATCH", "/setup", {"state": "skipped"})
        body = {"name": {"zh": "工作时间", "en": "Working hours"}, "week": ALWAYS, "special": []}
        await admin.send("PUT", "/hours/office", body)
        await admin.send("PATCH", f"/queues/{QUEUE}", {"wrap_up": WRAP_UP, "no_answer_penalty": 1.0})


@dataclass(frozen=True)
class Person:
    """A user of the pages."""

    id: str
    username: str
    name: str
    number: str
    password: str = AGENT_PASSWORD


class Company:
    """Makes people for one test; `close` logs them out."""

    def __init__(self, hotline: Installation, admin: Api) -> None:
        self.hotline = hotline
        self.admin = admin
        self._people: list[Person] = []

    def customer_number(self) -> str:
        """A mobile number that nobody has called from before."""
        return f"1380013{next(_numbers) + 4000}"

    async def agent(self, *, role: str = "agent", language: str = "zh") -> Person:
        """A new user with a 工号 who serves the queue."""
        place = next(_numbers)
        number = str(3000 + place)
        body = {
            "username": f"e2e{number}",
            "name": f"坐席{number}",
            "password": AGENT_PASSWORD,
            "role": role,
            "number": number,
            "language": language,
            "must_change_password": False,
            "queues": [{"queue": QUEUE}],
        }
        row = await self.admin.send("POST", "/users", body)
        person = Person(row["id"], row["username"], row["name"], number)
        self._people.append(person)
        return person

    async def extension(self) -> str:
        """A new hard phone; its secret is PHONE_SECRET."""
        extension = str(60000 + next(_numbers))
        await self.admin.send("POST", "/devices", {"id": extension, "secret": PHONE_SECRET})
        return extension

    async def log_in(self, person: Person) -> Api:
        return await Api.open(self.hotline.address, person.username, person.password)

    async def call_of(self, number: str, *, seconds: float = 20.0) -> dict[str, Any]:
        """The stored record of the call from a number, once it is there."""

        def stored(page: dict[str, Any]) -> dict[str, Any] | None:
            return next((row for row in page["items"] if row["ended_at"]), None)

        row = await self.admin.until("/calls", stored, seconds, number=number)
        return await self.record(row["id"])

    async def record(self, call: str) -> dict[str, Any]:
        """The stored record of a call, once it has ended."""
        found: dict[str, Any] = await self.admin.until(f"/calls/{call}", lambda row: row["ended_at"] and row)
        return found

    async def live_call(self, number: str, *, seconds: float = 20.0, **fields: Any) -> dict[str, Any]:
        """The live call from a number ("": any), once it has these fields."""

        def found(view: dict[str, Any]) -> dict[str, Any] | None:
            for call in view["calls"]:
                if call["from_number"].endswith(number) and all(call.get(key) == fields[key] for key in fields):
                    return dict(call)
            return None

        call: dict[str, Any] = await self.admin.until("/live/snapshot", found, seconds)
        return call

    async def state_of(self, person: Person, state: str, *, seconds: float = 20.0) -> dict[str, Any]:
        """The agent's live view, once he is in this state."""

        def found(view: dict[str, Any]) -> dict[str, Any] | None:
            return next((a for a in view["agents"] if a["agent"] == person.id and a["state"] == state), None)

        agent: dict[str, Any] = await self.admin.until("/live/snapshot", found, seconds)
        return agent

    async def close(self) -> None:
        for call in (await self.admin.get("/live/snapshot"))["calls"]:
            await self.admin.send("POST", f"/live/calls/{call['call']}/hangup", ok=False)
        for person in self._people:
            await self.admin.send("DELETE", f"/users/{person.id}/totp", ok=False)
            async with await self.log_in(person) as api:
                await api.send("DELETE", "/agent/session", ok=False)
            await self.admin.send("PATCH", f"/users/{person.id}", {"disabled": True}, ok=False)
