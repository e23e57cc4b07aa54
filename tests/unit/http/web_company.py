"""The small company that the tests of the API start from."""

from __future__ import annotations

from web_kit import PASSWORD, PlainPasswords

from crm.access import Role, system
from crm.routing.schemas import NewDevice
from crm.routing.service import RoutingService
from crm.users.schemas import NewUser, UserQueue
from crm.users.service import UserService
from server.database import Database
from server.seed import read_config, seed_configuration
from server.settings import SOURCE

PEOPLE = (
    ("admin", Role.ADMINISTRATOR, None, ()),
    ("boss", Role.SUPERVISOR, "2000", ()),
    ("wang", Role.AGENT, "1001", ("service", "shop")),
    ("li", Role.AGENT, "1002", ("heating",)),
)


async def prepare(url: str) -> None:
    """Make the database: the defaults, an administrator, a supervisor, two agents and a phone."""
    db = Database(url)
    await db.migrate()
    passwords = PlainPasswords()
    async with db.write() as session:
        await seed_configuration(session, system(), read_config(SOURCE, demo=False), SOURCE)
        await RoutingService(session, system()).create_device(NewDevice(id="8001", secret="secret-8001"))
        for username, role, number, queues in PEOPLE:
            new = NewUser(
                username=username,
                name=username.title(),
                number=number,
                role=role,
                password=PASSWORD,
                must_change_password=False,
                queues=[UserQueue(queue=queue, preference=place) for place, queue in enumerate(queues)],
            )
            await UserService(session, system()).create(new, await passwords.hash(PASSWORD))
    await db.close()
