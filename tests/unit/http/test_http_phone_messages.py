"""What web answers to who hears voicemail by telephone: whose messages, what he may, and what is audited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from test_http_voicemails import leave
from web_kit import Browser

from crm.recordings.models import Recording
from recordings import Recordings
from recordings.sealing import KeyFile, add_key
from recordings.service import PHONE
from server.http.context import Web
from server.phone_messages import PhoneMessages


class Copies:
    """Stands for recordings.Recordings."""

    def __init__(self) -> None:
        self.open: set[str] = set()

    async def for_phone(self, recording: str) -> str:
        self.open.add(f"phone/{recording}")
        return f"phone/{recording}"

    async def phone_over(self, path: str) -> None:
        self.open.discard(path)

    async def remove_phone_copies(self) -> None:
        self.open.clear()


class Asking:
    def __init__(self, parts: Web) -> None:
        self.copies = Copies()
        self.woken: list[str] = []
        messages = PhoneMessages(
            parts.db,
            self.copies,
            lambda: parts.company,
            lambda: self.woken.append("mail"),
            lambda: self.woken.append("keeper"),
        )
        self.queries = messages.queries()

    async def __call__(self, verb: str, staff: str = "1001", message: str = "vm1") -> dict[str, Any]:
        return dict(await self.queries[f"voicemail.{verb}"]({"staff": staff, "id": message}))


@pytest.fixture
async def asking(parts: Web, wang: Browser) -> Asking:
    await leave(parts, "service")  # the box of a queue that Wang serves
    return Asking(parts)


async def test_messages_of_ones_own_boxes(asking: Asking, boss: Browser) -> None:
    heard = await asking("list")
    (row,) = heard.pop("messages")
    assert heard == {"found": True, "fresh": 1, "heard": 0, "handle": True, "delete": False}
    assert (row["id"], row["number"], row["heard"], len(row["at"])) == ("vm1", "13800138000", False, 19)
    assert (await asking("list", staff="4711")) == {"found": False}
    assert (await asking("list", staff="")) == {"found": False}
    # a supervisor sees every message on the page, but is read none that is not for him
    assert (await asking("list", staff=boss.user["number"]))["messages"] == []


async def test_a_message_is_opened_marked_and_closed(asking: Asking, wang: Browser, admin: Browser) -> None:
    assert await asking("open") == {"found": True, "file": "phone/vm1"}
    assert await asking("open") == {"found": True, "file": "phone/vm1"}
    await asking.queries["voicemail.close"]({"file": "phone/vm1"})
    assert asking.copies.open == set()
    assert await asking("heard") == {"done": True}
    assert asking.woken == ["mail"]
    assert (await wang.get("/voicemails"))["items"][0]["heard_by"] == wang.user["id"]
    assert ((await asking("list"))["fresh"], (await asking("list"))["heard"]) == (0, 1)
    assert await asking("new") == {"done": True}
    assert (await asking("list"))["fresh"] == 1
    assert await asking("number") == {"number": "+8613800138000"}
    audited = (await admin.get("/audit", kind="voicemail"))["items"]
    assert [(entry["action"], entry["address"]) for entry in reversed(audited)] == [
        ("voicemails.listen", "phone"),  # once in a sitting
        ("voicemails.mark", "phone"),
        ("voicemails.mark", "phone"),
        ("voicemails.call_back", "phone"),
    ]


async def test_who_may_not_is_refused(asking: Asking, boss: Browser, parts: Web) -> None:
    assert await asking("delete") == {"done": False}  # agents delete nothing
    await leave(parts, "sales", "vm2")
    for verb, refused in (("open", "found"), ("heard", "done"), ("new", "done"), ("delete", "done")):
        assert (await asking(verb, message="vm2"))[refused] is False
    assert await asking("number", message="vm2") == {"number": ""}
    assert (await asking("delete", staff=boss.user["number"])) == {"done": True}
    assert asking.woken[-2:] == ["keeper", "mail"]
    assert await asking("open") == {"found": False}
    assert (await boss.get("/voicemails", deleted="true"))["items"][0]["delete_reason"].startswith("电话收听")


async def test_one_that_is_not_ready_is_no_file(asking: Asking, parts: Web) -> None:
    async with parts.db.write() as session:
        (await session.get_one(Recording, "vm1")).state = "pending"
    assert await asking("open") == {"found": True, "file": ""}


@pytest.mark.parametrize("sealed", [False, True])
async def test_the_copy_that_the_switch_plays(tmp_path: Path, sealed: bool) -> None:
    keys = tmp_path / "keys.json"
    if sealed:
        add_key(keys, "k1")
    recordings = Recordings(tmp_path, keys=KeyFile(keys))
    try:
        (tmp_path / "raw").mkdir()
        wave = (np.sin(np.arange(16000) * 2 * np.pi * 660 / 8000) * 12000).astype("<i2")
        soundfile.write(tmp_path / "raw" / "vm1.wav", wave, 8000, subtype="PCM_16")
        done = await recordings.process("vm1", "raw/vm1", "voicemail")
        assert (done.path.suffix == ".sealed") is sealed
        one, two = await recordings.for_phone("vm1"), await recordings.for_phone("vm1")
        assert one != two
        samples, rate = soundfile.read(tmp_path / f"{one}.wav", dtype="int16")
        assert (rate, samples.shape) == (8000, (16000,))
        assert int(np.argmax(np.abs(np.fft.rfft(samples[4000:12000])))) == 660
        await recordings.phone_over(one)
        await recordings.phone_over("raw/../vm1")  # no copy: left alone
        assert [file.stem for file in (tmp_path / PHONE).iterdir()] == [two.removeprefix(f"{PHONE}/")]
        await recordings.remove_phone_copies()
        assert len(list((tmp_path / PHONE).iterdir())) == 1  # it is fresh
        await recordings.remove_phone_copies(older_than=-1)
        assert list((tmp_path / PHONE).iterdir()) == []
    finally:
        await recordings.close()
