"""Voicemail by telephone on a real Asterisk: a message left with a tone is heard from the phone of whose box it is in,
and the lamp of the phone follows. It is sealed on the disk, and no open copy of it stays."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.access import Role, system
from crm.audit.models import AuditEntry
from crm.calls.store import NewsStore
from crm.organisation.models import ROOT, Unit
from crm.recordings.service import playable
from crm.routing.settings import CompanyFacts
from crm.users.schemas import NewUser
from crm.users.service import UserService
from crm.voicemails.models import Mailbox, Voicemail
from recordings import Recordings
from recordings.sealing import KeyFile, add_key
from server.auth import Argon2Passwords
from server.database import Database
from server.demo.ua import tone
from server.lookups import Lookups
from server.mail_worker import MailWorker
from server.metrics import Metrics
from server.phone_messages import PhoneMessages
from server.prompts.library import PhoneRecordings
from tests.integration.core.test_calls import customer, desk
from tests.support.company import SECRET, snapshot
from tests.support.stack import Stack, Web, running

TONE = 660.0


async def database(home: Path) -> tuple[Database, str]:
    """A company with one agent and his box. → his user id."""
    db = Database(f"sqlite+aiosqlite:///{home / 'hotline.db'}")
    async with db.write() as session:
        session.add(Unit(id=ROOT, parent_id=None, path=f"/{ROOT}/", name_zh="总部", name_en="Head office"))
        await session.flush()
        new = NewUser(username="one", name="坐席1", number="1001", password="x" * 8, role=Role.AGENT)
        user = await UserService(session, system()).create(new, "x")
        session.add(Mailbox(id="service", unit_id=ROOT, name={"zh": "信箱", "en": "Box"}, user_id=user.id, options={}))
    return db, user.id


def company(agent: str) -> dict[str, Any]:
    """The core's view of it."""
    raw = snapshot(agents=1)
    raw["agents"][0]["id"] = agent
    return raw | {"mailboxes": [{"id": "service", "name": {"zh": "信箱", "en": "Box"}, "agent": agent}]}


async def left_message(switch: Stack, web: Web, db: Database, recordings: Recordings) -> str:
    """A customer leaves a tone; it is stored and sealed as web does it. → its id."""
    call = await customer(switch, "1000")
    await call.wait_audio(0.02, 10)
    await call.send_digits("2")
    await web.heard("call.live", stage="voicemail")
    await call.send_digits("#")  # enough of the greeting
    await web.heard("voicemail.started")
    call.speak(tone(TONE, 1))
    await asyncio.sleep(3)  # the message
    await call.hangup()
    ready = (await web.heard("recording.ready", kind="voicemail")).data
    await web.cdrs(1)
    told = [item for item in web.news if item.type in {"voicemail.left", "recording.ready"}]
    await db.store(lambda connection: NewsStore(connection).store(told))
    done = await recordings.process(ready["recording"], ready["path"], "voicemail")
    assert done.path.suffix == ".sealed"
    facts = {"seconds": done.seconds, "channels": 1, "peaks": [list(done.peaks[0])]}
    await db.store(lambda connection: playable(connection, ready["recording"], **facts))
    return str(ready["recording"])


async def shows(lamps: asyncio.Queue[str], counts: str) -> None:
    """The phone may be told the same twice."""
    async with asyncio.timeout(10):
        while counts not in await lamps.get():
            pass


async def test_a_message_is_heard_from_the_phone_of_whose_box_it_is_in(home: Path, schema: None) -> None:
    db, agent = await database(home)
    async with running(home, company(agent)) as (switch, web):
        add_key(home / "recording-keys.json", "k1")
        root = switch.settings.recordings_dir
        recordings = Recordings(root, keys=KeyFile(home / "recording-keys.json"))
        facts = CompanyFacts(ZoneInfo("Asia/Shanghai"), "010", "测试", "Test")
        mail = MailWorker(db, web.client, lambda: facts.zone)
        heard = asyncio.Event()
        messages = PhoneMessages(db, recordings, lambda: facts, heard.set, lambda: None)
        prompts = PhoneRecordings(db, root, switch.settings.root, None)  # type: ignore[arg-type]
        lookups = Lookups(db, Metrics(), lambda: facts, Argon2Passwords(), prompts, messages.queries())
        web.client._on_ask = {"directory.customer": web._customer, "directory.query": lookups.query}
        try:
            lamps: asyncio.Queue[str] = asyncio.Queue()
            one = await desk(switch, web, agent, "8001")
            one.phone.on_notify = lambda _user, _event, body: lamps.put_nowait(body)
            message = await left_message(switch, web, db, recordings)
            await mail.tell_counts()
            await shows(lamps, "Voice-Message: 1/0")

            call = await one.phone.call(switch.number("*98"), user="8001", secret=SECRET)
            await call.wait_answered()
            await call.wait_audio(0.02, 10)  # how many there are
            await call.wait_tone(TONE, 40)
            assert len(list((root / "phone").iterdir())) == 1
            await asyncio.wait_for(heard.wait(), 20)  # to its end
            await mail.tell_counts()
            await shows(lamps, "Voice-Message: 0/1")
            await call.wait_audio(0.02, 10)  # the keys
            await call.send_digits("1")
            await call.wait_tone(TONE, 40)
            await call.send_digits("#")
            assert (await call.wait_ended(10)).by == "remote"
            async with asyncio.timeout(5):
                while list((root / "phone").iterdir()):
                    await asyncio.sleep(0.05)
            async with db.read() as session:
                row = await session.get_one(Voicemail, message)
                assert row.heard_by == agent
                audit = list(await session.scalars(select(AuditEntry).where(AuditEntry.subject == message)))
            assert sorted((entry.action, entry.username, entry.address) for entry in audit) == [
                ("voicemails.listen", "one", "phone"),
                ("voicemails.mark", "one", "phone"),
            ]
        finally:
            await recordings.close()
            await db.close()
