"""Mailboxes and recordings on a real Asterisk: a message left anew, the lamp of the agent's phone, a talk that cannot
be recorded, and one that is sealed."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from recordings import Recordings
from recordings.sealing import KeyFile, add_key
from server.demo.ua import tone
from tests.integration.core.test_calls import AGENT, CUSTOMER, customer, desk, talking
from tests.support.company import snapshot
from tests.support.stack import Stack, Web, running

RATE = 8000
BOX: dict[str, Any] = {"id": "service", "name": {"zh": "信箱", "en": "Box"}, "agent": "a1", "review": True}


def company(**box: Any) -> dict[str, Any]:
    return snapshot(agents=1) | {"mailboxes": [BOX | box]}


def loudest(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples))


async def test_a_message_is_left_anew_and_lights_the_lamp_of_the_agents_phone(home: Path) -> None:
    async with running(home, company()) as (switch, web):
        lamps: asyncio.Queue[str] = asyncio.Queue()
        one = await desk(switch, web, "a1", "8001")
        one.phone.on_notify = lambda user, event, body: lamps.put_nowait(f"{user} {event} {body}")
        call = await customer(switch, "1000")
        await call.wait_audio(0.02, 10)
        await call.send_digits("2")
        await web.heard("call.live", stage="voicemail")
        await call.send_digits("#")  # enough of the greeting
        await web.heard("voicemail.started")
        await asyncio.sleep(2)  # the caller speaks for this long
        await call.send_digits("#")
        first = await web.heard("voicemail.reviewed")
        await call.send_digits("2")
        await web.heard("voicemail.discarded", recording=first.data["recording"], reason="again")
        await web.heard("voicemail.started", count=2)
        call.speak(tone(660, 1))
        await asyncio.sleep(3)
        await call.send_digits("#")
        second = await web.heard("voicemail.reviewed", count=2)
        await call.send_digits("1")
        left = await web.heard("voicemail.left", box="service")
        assert left.data["recording"] == second.data["recording"]
        await call.wait_ended(15)
        (cdr,) = await web.cdrs(1)
        assert (cdr["outcome"], cdr["voicemail"]) == ("voicemail", second.data["recording"])
        (kept,) = switch.settings.recordings_dir.rglob("*.wav")
        samples, _ = soundfile.read(kept)
        assert loudest(samples[RATE // 2 : -RATE // 2]) == pytest.approx(660, abs=5)

        await web.request("mailbox.counts", agents={"a1": [1, 0]})
        said = await asyncio.wait_for(lamps.get(), 5)
        assert said.startswith("8001 message-summary Messages-Waiting: yes\r\nVoice-Message: 1/0")
        await web.request("agent.logout", agent="a1")
        assert "Messages-Waiting: no" in await asyncio.wait_for(lamps.get(), 5)


async def test_a_talk_that_cannot_be_recorded_goes_on(home: Path) -> None:
    async with running(home, snapshot(agents=1)) as (switch, web):
        raw = switch.settings.recordings_dir / "raw"
        raw.write_text("a file where the folder should be")
        one, call, leg = await talking(switch, web)
        alarm = await web.heard("alarm", alarm="recording.failed", raised=True)
        assert alarm.data["details"]["file"].startswith(f"{raw}/")
        await leg.wait_tone(CUSTOMER, 10)
        await call.hangup()
        (cdr,) = await web.cdrs(1)
        assert (cdr["outcome"], cdr["recordings"]) == ("answered", [])
        raw.unlink()
        await web.heard("agent.state", agent="a1", state="available", count=2)
        again = await customer(switch)
        leg = await one.answers()
        await leg.wait_tone(CUSTOMER, 10)
        await asyncio.sleep(1.5)  # something to record
        await again.hangup()
        await web.heard("recording.ready", kind="call")
        await web.heard("alarm", alarm="recording.failed", raised=False)


async def test_a_sealed_recording_of_a_real_talk_plays_by_ranges_as_it_was_spoken(home: Path) -> None:
    async with running(home, snapshot(agents=1)) as (switch, web):
        _, call, leg = await talking(switch, web)
        await asyncio.sleep(2)  # the talk
        await leg.hangup()
        ready = await web.heard("recording.ready", kind="call")
        await call.wait_ended(5)
        root = switch.settings.recordings_dir
        raw = root / (ready.data["path"] + ".raw")
        spoken = np.fromfile(raw, dtype="<i2").reshape(-1, 2)
        keys = home / "recording-keys.json"
        add_key(keys, "k1")
        add_key(keys, "k2")
        recordings = Recordings(root, keys=KeyFile(keys))
        try:
            done = await recordings.process(ready.data["recording"], ready.data["path"], "call")
            assert (done.path.suffix, done.key_id) == (".sealed", "k2")
            assert not raw.exists()
            size = await recordings.size(ready.data["recording"])
            assert size == done.size
            parts = [await recordings.read(ready.data["recording"], at, 999) for at in range(0, size, 999)]
            heard, _ = soundfile.read(io.BytesIO(b"".join(parts)), dtype="int16")
        finally:
            await recordings.close()
        assert heard.shape == spoken.shape
        middle = slice(RATE // 2, RATE * 3 // 2)
        assert loudest(heard[middle, 0]) == pytest.approx(CUSTOMER, abs=5) == loudest(spoken[middle, 0])
        assert loudest(heard[middle, 1]) == pytest.approx(AGENT, abs=5) == loudest(spoken[middle, 1])


async def test_what_is_said_while_the_core_is_dead_is_kept(home: Path) -> None:
    async with running(home, company(review=False)) as (switch, web):
        await _dead_core(switch, web)


async def _dead_core(switch: Stack, web: Web) -> None:
    call = await customer(switch, "1000")
    await call.wait_audio(0.02, 10)
    await call.send_digits("2")
    await web.heard("call.live", stage="voicemail")
    await call.send_digits("#")
    started = await web.heard("voicemail.started")
    await asyncio.sleep(1.5)  # the caller speaks
    await switch.kill_core()
    await asyncio.sleep(1)
    await call.hangup()
    await switch.start_core()
    left = await web.heard("voicemail.left", recording=started.data["recording"])
    assert left.data["seconds"] > 1.5
    file = switch.settings.recordings_dir / (started.data["path"] + ".wav")
    assert file.stat().st_size > 24000
    assert (await web.cdrs(1))[0]["outcome"] == "voicemail"
