"""Rendered prompts, heard by measuring: length, level, clipping, gaps, and that numbers are spoken rightly."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from server.prompts import audio, sounds
from server.prompts.espeak import EspeakVoice
from server.prompts.store import PromptStore
from telephony.ivr.speech.catalog import PROMPTS, all_texts
from telephony.ivr.speech.keys import is_silent, sound_path
from telephony.ivr.speech.language import LANGUAGES, Lang
from telephony.ivr.speech.media import media, required
from telephony.ivr.speech.parts import vocabulary

VALUES = {
    "no": "A1002",
    "n": 2,
    "total": "12345.67",
    "ahead": 12,
    "wait": 3725,
    "number": "0571-88886666转802",
    "when": "2026-11-21T14:05",
    "minutes": 3,
    "waited": 40,
    "callback_key": "1",
    "voicemail_key": "2",
    "fresh": 3,
    "heard": 11,
    "at": "2026-11-21T14:05",
}


def longest_gap(samples: npt.NDArray[np.float32]) -> float:
    """Seconds of the longest silence between two sounds: below 1 % of the peak in 10 ms frames."""
    frames = samples[: len(samples) // 80 * 80].reshape(-1, 80)
    power = np.sqrt(np.mean(frames**2, axis=1))
    loud = np.flatnonzero(power > 0.01 * power.max())
    return float((np.diff(loud).max(initial=1) - 1) / 100)


def joined(paths: list[str]) -> npt.NDArray[np.float32]:
    return np.concatenate([audio.read_wav(Path(path + ".wav")) for path in paths])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_phrase_is_audible_at_one_level_and_unclipped(home: Path, lang: Lang) -> None:
    root = str(sounds.sounds_root(home))
    texts = [text for of, text in all_texts() if of == lang]
    for phrase in sorted(vocabulary(lang) | required(texts, lang)):
        if is_silent(phrase):
            continue
        samples = audio.read_wav(Path(sound_path(root, lang, phrase) + ".wav"))
        seconds = len(samples) / audio.RATE
        syllables = len(phrase) if lang == "zh" else len(phrase) / 3
        assert 0.1 < seconds < 1.5 + 0.45 * syllables, phrase
        assert 20 * np.log10(audio.speech_rms(samples)) == pytest.approx(-20, abs=1), phrase
        assert np.abs(samples).max() < 0.9, phrase
        assert longest_gap(samples) <= 0.4, phrase


@pytest.mark.parametrize("lang", LANGUAGES)
def test_spliced_prompts_have_no_long_gaps_and_no_clicks(home: Path, lang: Lang) -> None:
    root = str(sounds.sounds_root(home))
    texts = [text[lang] for text in PROMPTS.values()]
    texts += ["{total:money}", "{when:datetime}", "{number:phone}", "{no:code}", "{n:ordinal}"]
    for text in texts:
        samples = joined(media(text, VALUES, lang, root))
        assert longest_gap(samples) <= 0.4, text
        assert abs(samples[0]) < 0.01
        assert abs(samples[-1]) < 0.01


def test_rendering_is_fast_and_a_second_start_is_at_once(home: Path, voice: EspeakVoice, tmp_path: Path) -> None:
    phrases: list[tuple[Lang, str]] = [("zh", word) for word in sorted(vocabulary("zh"))[:100]]
    start = time.perf_counter()
    assert PromptStore(tmp_path, voice).ensure(phrases) == 100
    each = (time.perf_counter() - start) / 100
    assert each < 0.1, f"{each * 1000:.1f} ms for each phrase"
    again = []
    for _ in range(5):
        start = time.perf_counter()
        sounds.prepare(home, [], voice)
        again.append(time.perf_counter() - start)
    assert min(again) < 0.2


@pytest.mark.parametrize(
    ("words", "phonemes"),
    [("一", "i55"), ("两", "iA214"), ("十", "i.35"), ("重庆", "ts.hong35"), ("银行", "A35"), ("为您服务", "w'ei51")],
)
def test_mandarin_has_its_tones(espeak_command: list[str], voice: EspeakVoice, words: str, phonemes: str) -> None:
    argv = [*espeak_command, "-v", voice.voice_name("zh"), "-q", "-x", "--stdin"]
    said = subprocess.run(argv, input=words, capture_output=True, text=True, check=True).stdout
    assert phonemes in said


def test_speech_is_in_the_telephone_band(home: Path) -> None:
    samples = joined(media(PROMPTS["recording_notice"]["zh"], {}, "zh", str(sounds.sounds_root(home))))
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    frequency = np.fft.rfftfreq(len(samples), 1 / audio.RATE)
    assert spectrum[(frequency > 100) & (frequency < 3700)].sum() > 0.98 * spectrum.sum()
