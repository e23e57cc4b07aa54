"""What is done to a rendered phrase, measured."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.prompts import audio, music, tones


def tone(frequency: float, seconds: float, rate: int, amplitude: float = 0.1) -> npt.NDArray[np.float32]:
    t = np.arange(int(seconds * rate)) / rate
    return np.asarray(amplitude * np.sin(2 * np.pi * frequency * t), dtype=np.float32)


def decibels(samples: npt.NDArray[np.float32]) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2))))


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100, 48000])
def test_resampling_keeps_the_telephone_band_and_drops_the_rest(rate: int) -> None:
    kept = audio.resample(tone(1000, 0.5, rate), rate)
    assert abs(len(kept) - 4000) <= 160
    assert decibels(kept) == pytest.approx(decibels(tone(1000, 0.5, rate)), abs=0.3)
    assert int(np.argmax(np.abs(np.fft.rfft(kept))) * audio.RATE / len(kept)) == pytest.approx(1000, abs=3)
    if rate > 10000:
        assert decibels(audio.resample(tone(5000, 0.5, rate), rate)) < -60


@given(st.floats(0.0005, 1.0), st.integers(1, 40))
def test_level_is_minus_20_dbfs_and_never_clips(amplitude: float, crest: int) -> None:
    samples = tone(440, 0.4, audio.RATE, amplitude / crest)
    samples[::400] = amplitude
    levelled = audio.level(samples)
    assert np.abs(levelled).max() <= audio.PEAK + 1e-6
    assert audio.speech_rms(levelled) <= audio.SPEECH_LEVEL * 1.001
    at_peak = np.abs(levelled).max() > audio.PEAK * 0.999
    assert at_peak or audio.speech_rms(levelled) == pytest.approx(audio.SPEECH_LEVEL, rel=0.01)


def test_trim_takes_silence_from_ends_and_shortens_gaps() -> None:
    word = tone(440, 0.2, audio.RATE)
    samples = np.concatenate([audio.silence(300), word, audio.silence(900), word, audio.silence(500)])
    trimmed = audio.trim(samples)
    assert len(trimmed) / audio.RATE == pytest.approx(0.2 + 0.3 + 0.2 + 0.03, abs=0.03)
    assert trimmed[0] == 0
    assert abs(trimmed[-1]) < 1e-3
    assert audio.trim(audio.silence(100)).size == 0


def test_punctuation_becomes_a_pause() -> None:
    def seconds(text: str) -> float:
        return len(audio.phrase(tone(440, 0.5, 16000), 16000, text)) / audio.RATE

    assert seconds("好，") - seconds("好") == pytest.approx(0.16, abs=0.001)
    assert seconds("，好。") - seconds("好") == pytest.approx(0.42, abs=0.001)


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "zh" / "a.wav"
    audio.write_wav(path, tone(440, 0.1, audio.RATE))
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.getnframes() == 800
    assert np.allclose(audio.read_wav(path), tone(440, 0.1, audio.RATE), atol=1e-4)
    path.with_name("b.wav").mkdir()
    with pytest.raises(IsADirectoryError):
        audio.write_wav(path.with_name("b.wav"), tone(440, 0.1, audio.RATE))
    path.with_name("b.wav").rmdir()
    assert [entry.name for entry in path.parent.iterdir()] == ["a.wav"]


def test_beep() -> None:
    beep = tones.beep()
    assert len(beep) == 2000
    assert decibels(beep) == pytest.approx(-15, abs=0.5)
    assert np.argmax(np.abs(np.fft.rfft(beep))) * 4 == 1000


def test_music_on_hold_is_soft_seamless_and_always_the_same() -> None:
    loop = music.hold_loop()
    assert len(loop) == 48 * audio.RATE
    assert decibels(loop) == pytest.approx(-24, abs=0.5)
    assert np.abs(loop).max() < 0.7
    assert np.array_equal(loop, music.hold_loop())
    assert abs(float(loop[0] - loop[-1])) < 0.02
    by_second = np.sqrt(np.mean(loop.reshape(48, -1) ** 2, axis=1))
    assert by_second.min() > 0.02, "a caller never hears silence"
    assert abs(float(np.mean(loop))) < 1e-3
