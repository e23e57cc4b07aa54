"""Raw audio becomes playable audio."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.errors import CorruptRecording, MissingRecording
from recordings.process import _regular, encode
from recordings.waveform import Waveform

RATE = 8000


def sine(frequency: float, seconds: float, level: float = 0.5) -> np.ndarray:
    return (level * 32767 * np.sin(2 * np.pi * frequency * np.arange(int(RATE * seconds)) / RATE)).astype(np.int16)


def main_frequency(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples))


def test_both_channels_of_a_call_stay_apart(tmp_path: Path) -> None:
    raw = tmp_path / "a.raw"
    np.column_stack([sine(440, 3), sine(1000, 3)]).astype("<i2").tofile(raw)
    encoded = encode(raw, tmp_path / "a.ogg", channels=2)
    audio, rate = soundfile.read(tmp_path / "a.ogg")
    assert soundfile.info(tmp_path / "a.ogg").subtype == "OPUS"
    assert (rate, audio.shape) == (RATE, (3 * RATE, 2))
    assert main_frequency(audio[:, 0]) == pytest.approx(440, abs=2)
    assert main_frequency(audio[:, 1]) == pytest.approx(1000, abs=2)
    assert encoded.seconds == 3.0
    assert [len(channel) for channel in encoded.peaks] == [800, 800]
    assert all(0.45 <= peak <= 0.52 for channel in encoded.peaks for peak in channel)


def test_one_silent_party_is_silent_in_the_file(tmp_path: Path) -> None:
    raw = tmp_path / "a.raw"
    np.column_stack([sine(440, 2), np.zeros(2 * RATE, np.int16)]).astype("<i2").tofile(raw)
    encoded = encode(raw, tmp_path / "a.ogg", channels=2)
    audio, _ = soundfile.read(tmp_path / "a.ogg")
    assert np.sqrt(np.mean(audio[:, 0] ** 2)) > 0.3
    assert np.sqrt(np.mean(audio[:, 1] ** 2)) < 0.001
    assert set(encoded.peaks[1]) == {0}


@pytest.mark.parametrize("extra", [1, 2, 3])
def test_a_raw_file_cut_within_a_frame_loses_that_frame_only(tmp_path: Path, extra: int) -> None:
    raw = tmp_path / "a.raw"
    raw.write_bytes(np.column_stack([sine(440, 1), sine(440, 1)]).astype("<i2").tobytes() + b"\x01\x02\x03"[:extra])
    assert encode(raw, tmp_path / "a.ogg", channels=2).seconds == 1.0


def test_a_long_recording_is_streamed_in_blocks(tmp_path: Path) -> None:
    raw = tmp_path / "a.raw"
    np.column_stack([sine(300, 40), sine(600, 40)]).astype("<i2").tofile(raw)
    encoded = encode(raw, tmp_path / "a.ogg", channels=2)
    assert encoded.seconds == 40.0
    assert len(encoded.peaks[0]) == 800


def test_a_message_is_mono(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "m.wav", sine(500, 2), RATE, subtype="PCM_16")
    encoded = encode(tmp_path / "m.wav", tmp_path / "m.ogg", channels=1)
    assert (encoded.channels, encoded.seconds, len(encoded.peaks)) == (1, 2.0, 1)
    audio, _ = soundfile.read(tmp_path / "m.ogg")
    assert main_frequency(audio) == pytest.approx(500, abs=2)


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF])
def test_a_wav_whose_header_was_never_finished_is_read(tmp_path: Path, length: int) -> None:
    path = tmp_path / "m.wav"
    soundfile.write(path, sine(500, 2), RATE, subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = length.to_bytes(4, "little")
    path.write_bytes(data)
    assert encode(path, tmp_path / "m.ogg", channels=1).seconds == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize(("name", "content"), [("a.raw", b""), ("a.raw", b"xyz"), ("a.wav", b""), ("a.wav", b"RIFFno")])
def test_what_holds_no_audio_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorruptRecording, match=name):
        encode(tmp_path / name, tmp_path / "a.ogg", channels=2)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingRecording, match="no such file"):
        encode(tmp_path / "a.raw", tmp_path / "a.ogg", channels=2)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 50), max_size=20), st.integers(1, 40))
def test_blocks_are_regular_and_complete(lengths: list[int], step: int) -> None:
    total = np.arange(2 * sum(lengths), dtype=np.int16).reshape(-1, 2)
    blocks = np.split(total, np.cumsum(lengths)[:-1]) if lengths else []
    regular = list(_regular(iter(blocks), step))
    assert all(len(block) == step for block in regular[:-1])
    joined = np.concatenate(regular) if regular else total
    assert np.array_equal(joined, total)


@given(st.integers(1, 5000), st.integers(1, 900))
def test_a_waveform_has_at_most_its_points_and_the_true_peak(frames: int, points: int) -> None:
    samples = np.zeros((frames, 1), dtype=np.int16)
    samples[frames // 2] = -32768
    waveform = Waveform(frames, 1, points)
    waveform.add(samples)
    (peaks,) = waveform.peaks()
    assert len(peaks) <= points
    assert max(peaks) == 1.0
