"""Recordings: two channels of a conversation, and messages."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from telephony import commands as c
from telephony.errors import CommandFailed
from telephony.events import DigitPressed, LegEnded, PlaybackFinished, RecordingFinished
from tests.contract.stage import Stage
from tests.contract.test_legs import answered
from tests.contract.test_rooms import end, talk

RATE = 8000


def channels(path: Path) -> np.ndarray:
    """A conversation's samples, shape (frames, 2)."""
    return np.fromfile(path, dtype="<i2").reshape(-1, 2).astype(np.float64)


def loudest(samples: np.ndarray) -> float:
    """The frequency with the most energy, in Hz; 0 for silence."""
    if not len(samples) or np.sqrt(np.mean(samples**2)) < 50:
        return 0.0
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples))


async def test_two_channels_are_kept_apart(stage: Stage, tmp_path: Path) -> None:
    caller, phone = await talk(stage)
    path = tmp_path / "2026/11/21/rec1"
    await stage.switch.execute(c.RecordCall(caller.leg, "rec1", str(path)))
    await stage.pass_time(1.2)
    await stage.switch.execute(c.RecordStop(caller.leg, "rec1"))
    finished = await stage.expect(RecordingFinished, leg=caller.leg, recording="rec1")
    assert finished.ok
    assert finished.path == f"{path}.raw"
    assert finished.seconds == pytest.approx(1.2, abs=0.3)
    samples = channels(Path(finished.path))
    assert len(samples) == pytest.approx(finished.seconds * RATE, abs=1)
    if stage.name != "fake":  # the fake writes silence
        assert loudest(samples[2000:6000, 0]) == pytest.approx(600, abs=5)
        assert loudest(samples[2000:6000, 1]) == pytest.approx(1200, abs=5)
    await end(stage, caller, phone)
    await stage.pass_time(0.2)
    assert len(stage.said(RecordingFinished)) == 1


async def test_it_ends_with_the_leg(stage: Stage, tmp_path: Path) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.RecordCall(caller.leg, "rec2", str(tmp_path / "rec2")))
    await stage.pass_time(0.6)
    await caller.hang_up()
    finished = await stage.expect(RecordingFinished, leg=caller.leg, recording="rec2")
    assert finished.ok
    assert Path(finished.path).stat().st_size == pytest.approx(finished.seconds * RATE * 4, abs=4)
    await stage.expect(LegEnded, leg=caller.leg)
    await end(stage, phone)


async def test_it_goes_on_through_hold_and_pauses_on_request(stage: Stage, tmp_path: Path) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.RecordCall(caller.leg, "rec3", str(tmp_path / "rec3")))
    await stage.pass_time(0.6)
    await stage.switch.execute(c.RecordPause(caller.leg, "rec3"))
    await stage.pass_time(0.8)
    await stage.switch.execute(c.RecordResume(caller.leg, "rec3"))
    await stage.pass_time(0.6)
    await stage.switch.execute(c.RecordStop(caller.leg, "rec3"))
    finished = await stage.expect(RecordingFinished, recording="rec3")
    assert finished.seconds == pytest.approx(2.0, abs=0.4)
    if stage.name != "fake":
        samples = channels(Path(finished.path))
        assert loudest(samples[800:3200, 0]) == pytest.approx(600, abs=5)
        assert not samples[int(0.9 * RATE) : int(1.2 * RATE)].any()
        assert loudest(samples[-3200:-800, 1]) == pytest.approx(1200, abs=5)
    await end(stage, caller, phone)


async def test_what_cannot_be_recorded(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordCall(caller.leg, "rec4", str(tmp_path / "rec4")))
    with pytest.raises(CommandFailed):
        await stage.switch.execute(c.RecordCall(caller.leg, "rec5", str(tmp_path / "rec5")))
    with pytest.raises(CommandFailed):
        await stage.switch.execute(c.RecordPause(caller.leg, "rec9"))
    await stage.switch.execute(c.RecordStop(caller.leg, "rec4"))
    await stage.switch.execute(c.RecordStop(caller.leg, "rec4"))
    await stage.expect(RecordingFinished, recording="rec4")


@pytest.mark.parametrize("path", ["relative/rec", "/tmp/a,b", "/tmp/x\r\nAction: Originate", "/tmp/../etc/rec"])
async def test_paths_that_are_refused(stage: Stage, path: str) -> None:
    caller = await answered(stage)
    for command in (c.RecordCall(caller.leg, "rec6", path), c.RecordMessage(caller.leg, "rec6", path, 10, 3)):
        with pytest.raises(CommandFailed):
            await stage.switch.execute(command)
    assert not stage.said(RecordingFinished)


async def test_a_message_ends_with_its_key(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordMessage(caller.leg, "m1", str(tmp_path / "box/m1"), 30, 5))
    await _speak_after_beep(stage, caller)
    await stage.pass_time(1.0)
    await caller.press("#")
    finished = await stage.expect(RecordingFinished, leg=caller.leg, recording="m1")
    assert finished.ok
    assert finished.path == str(tmp_path / "box/m1.wav")
    with wave.open(finished.path) as audio:
        assert (audio.getnchannels(), audio.getframerate(), audio.getsampwidth()) == (1, RATE, 2)
        samples = np.frombuffer(audio.readframes(audio.getnframes()), dtype="<i2").astype(np.float64)
    assert len(samples) / RATE == pytest.approx(finished.seconds, abs=0.05)
    if stage.name != "fake":
        assert loudest(samples[1600:]) == pytest.approx(440, abs=10)
    await stage.expect(DigitPressed, digit="#")


async def _speak_after_beep(stage: Stage, caller) -> None:  # type: ignore[no-untyped-def]
    if stage.name != "fake":
        await caller.hears_music()  # the beep
    caller.say(440)


async def test_a_message_ends_with_silence(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordMessage(caller.leg, "m2", str(tmp_path / "m2"), 30, 2))
    await _speak_after_beep(stage, caller)
    await stage.pass_time(1.0)
    caller.say(None)
    finished = await stage.expect(RecordingFinished, recording="m2")
    assert finished.ok
    assert finished.seconds == pytest.approx(1.0, abs=0.5)


async def test_a_message_has_a_limit(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordMessage(caller.leg, "m3", str(tmp_path / "m3"), 2, 5))
    await _speak_after_beep(stage, caller)
    finished = await stage.expect(RecordingFinished, recording="m3")
    assert finished.seconds == pytest.approx(2.0, abs=1.1)


async def test_a_message_ends_with_the_leg_and_is_kept(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordMessage(caller.leg, "m4", str(tmp_path / "m4"), 30, 5))
    await _speak_after_beep(stage, caller)
    await stage.pass_time(1.0)
    await caller.hang_up()
    finished = await stage.expect(RecordingFinished, recording="m4")
    assert finished.ok
    await stage.expect(LegEnded, leg=caller.leg)


async def test_a_message_is_stopped_by_any_of_several_keys(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordMessage(caller.leg, "m5", str(tmp_path / "m5"), 30, 5, "15"))
    await _speak_after_beep(stage, caller)
    await stage.pass_time(0.8)
    await caller.press("2")
    await stage.expect(DigitPressed, digit="2")
    assert not stage.said(RecordingFinished)
    await caller.press("5")
    finished = await stage.expect(RecordingFinished, recording="m5")
    assert finished.ok


async def test_stopping_a_message(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordMessage(caller.leg, "m6", str(tmp_path / "m6"), 30, 5))
    await _speak_after_beep(stage, caller)
    await stage.pass_time(0.8)
    await stage.switch.execute(c.RecordPause(caller.leg, "m6"))
    await stage.switch.execute(c.RecordResume(caller.leg, "m6"))
    await stage.switch.execute(c.RecordStop(caller.leg, "m6"))
    await stage.expect(RecordingFinished, recording="m6", ok=True)
    await stage.switch.execute(c.Play(caller.leg, "p1", (stage.media(800),)))
    await caller.hears(800)
    await stage.expect(PlaybackFinished, playback="p1")


async def test_silence_alone_is_no_message(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordMessage(caller.leg, "m7", str(tmp_path / "m7"), 30, 1))
    await stage.expect(RecordingFinished, recording="m7", ok=False)


async def test_a_folder_that_cannot_be_written_is_refused_at_once(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    caller = await answered(stage)
    for command in (
        c.RecordCall(caller.leg, "r7", str(tmp_path / "taken/r7")),
        c.RecordMessage(caller.leg, "m7", str(tmp_path / "taken/m7"), 10, 3),
    ):
        with pytest.raises(CommandFailed, match="cannot be written"):
            await stage.switch.execute(command)
    assert not stage.said(RecordingFinished)
