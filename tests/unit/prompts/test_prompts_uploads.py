"""Recordings in the formats that people send, as they are played: level, length, band."""

from __future__ import annotations

import contextlib
import io
import math
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from server.prompts import audio, uploads, webm

CAPTURED = Path(__file__).with_name("captured") / "chromium.webm"
"""2.5 s of Chromium's MediaRecorder (audio/webm;codecs=opus): bursts of 700 Hz."""


def dominant(samples: npt.NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / audio.RATE)[int(spectrum.argmax())])


def speech(rate: int, level: float = 0.05) -> npt.NDArray[np.float64]:
    """Half a second of silence, a second of 700 Hz with a pause in it, half a second of silence."""
    t = np.arange(rate) / rate
    tone = level * np.sin(2 * np.pi * 700 * t) * ((t < 0.3) | (t > 0.8))
    return np.concatenate([np.zeros(rate // 2), tone, np.zeros(rate // 2)])


@pytest.mark.parametrize(
    ("format_", "subtype", "rate", "channels"),
    [
        ("WAV", "PCM_16", 8000, 1),
        ("WAV", "PCM_24", 44_100, 2),
        ("WAV", "FLOAT", 96_000, 1),
        ("WAV", "ULAW", 8000, 1),
        ("FLAC", "PCM_16", 48_000, 2),
        ("OGG", "VORBIS", 44_100, 1),
        ("OGG", "OPUS", 48_000, 1),
        ("MP3", "MPEG_LAYER_III", 44_100, 2),
        ("AIFF", "PCM_16", 22_050, 1),
        ("AU", "PCM_16", 16_000, 1),
    ],
)
def test_formats(tmp_path: Path, format_: str, subtype: str, rate: int, channels: int) -> None:
    source = tmp_path / "upload"
    samples = np.repeat(speech(rate)[:, None], channels, axis=1)
    soundfile.write(source, samples, rate, format=format_, subtype=subtype)
    stored = uploads.store(source, tmp_path / "library")
    played = audio.read_wav(tmp_path / "library" / f"{stored.file}.wav")
    assert dominant(played) == pytest.approx(700, abs=3)
    assert stored.seconds == pytest.approx(1.1, abs=0.1)  # the ends are cut, the pause within is kept
    assert 20 * math.log10(audio.speech_rms(played)) == pytest.approx(-20, abs=0.3)
    assert stored.level == pytest.approx(-20, abs=0.3)


def test_what_chromium_records(tmp_path: Path) -> None:
    stored = uploads.store(CAPTURED, tmp_path)
    played = audio.read_wav(tmp_path / f"{stored.file}.wav")
    assert dominant(played) == pytest.approx(700, abs=5)
    assert stored.seconds == pytest.approx(2.3, abs=0.4)


def test_webm_keeps_what_is_there_when_it_is_cut_short() -> None:
    data = CAPTURED.read_bytes()
    whole = soundfile.info(io.BytesIO(webm.to_ogg(data))).duration
    half = soundfile.info(io.BytesIO(webm.to_ogg(data[: len(data) // 2]))).duration
    assert 0.3 * whole < half < 0.7 * whole


@given(st.data())
def test_damaged_webm_is_refused_or_read(data: st.DataObject) -> None:
    raw = bytearray(CAPTURED.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(webm.NotWebm):
        webm.to_ogg(bytes(raw[: data.draw(st.integers(0, len(raw)))]))


def test_the_same_recording_is_one_file(tmp_path: Path) -> None:
    source = tmp_path / "upload.wav"
    soundfile.write(source, speech(8000), 8000)
    first, second = (uploads.store(source, tmp_path / "library") for _ in range(2))
    assert first == second
    assert [file.name for file in (tmp_path / "library").iterdir()] == [f"{first.file}.wav"]


def test_loud_peaks_keep_their_head_room(tmp_path: Path) -> None:
    source = tmp_path / "upload.wav"
    clicks = np.zeros(8000)
    clicks[::400] = 1.0
    clicks += 0.01 * np.sin(2 * np.pi * 700 * np.arange(8000) / 8000)
    soundfile.write(source, np.clip(clicks, -1, 1), 8000)
    stored = uploads.store(source, tmp_path)
    played = audio.read_wav(tmp_path / f"{stored.file}.wav")
    assert float(np.abs(played).max()) <= 10 ** (-1 / 20) + 0.001
    assert stored.level < -20


def test_other_formats_need_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "find_ffmpeg", lambda: None)
    source = tmp_path / "upload.amr"
    source.write_bytes(b"#!AMR\n" + b"\x3c" * 200)
    with pytest.raises(uploads.BadAudio, match="install ffmpeg"):
        uploads.store(source, tmp_path)


FAKE = """#!/bin/sh
for word in "$@"; do case "$word" in file:*) cat "${word#file:}";; esac; done
"""


def test_what_ffmpeg_says_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for ffmpeg that returns its input: samples at 16 kHz."""
    program = tmp_path / "ffmpeg"
    program.write_text(FAKE)
    program.chmod(0o755)
    monkeypatch.setattr(uploads, "find_ffmpeg", lambda: str(program))
    source = tmp_path / "upload"
    source.write_bytes((speech(16_000) * 32767).astype("<i2").tobytes())
    stored = uploads.store(source, tmp_path)
    assert dominant(audio.read_wav(tmp_path / f"{stored.file}.wav")) == pytest.approx(700, abs=3)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="this machine has no ffmpeg")
def test_playlists_open_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    soundfile.write(secret, speech(8000), 8000)
    source = tmp_path / "upload"
    source.write_text(f"ffconcat version 1.0\nfile {secret}\n")
    with pytest.raises(uploads.BadAudio):
        uploads.store(source, tmp_path)
