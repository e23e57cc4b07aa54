"""From the switch's raw audio to Ogg Opus, as a stream: the memory used does not grow with the recording.

A call is raw 16-bit little-endian PCM at 8 kHz with two interleaved channels, as Asterisk's MixMonitor writes it with
its option `D`: left what the recorded leg says (the customer), right what it hears (the agent). A message left by a
caller is a mono WAV file.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from recordings.errors import CorruptRecording, MissingRecording, NoRoom
from recordings.waveform import Peaks, Samples, Waveform

RATE = 8000
OPUS_RATES = frozenset({8000, 12000, 16000, 24000, 48000})
_BLOCK = 1 << 16  # frames
_BYTES = 2
_WAV_HEADER = 44  # bytes, as the switch writes it: 16-bit PCM without further chunks


@dataclass(frozen=True, slots=True)
class ProcessedRecording:
    """`path` is the playable file, `peaks` one tuple of values 0.0 to 1.0 for each channel (see waveform)."""

    path: Path
    seconds: float
    channels: int
    peaks: Peaks
    sha256: str = ""
    size: int = 0
    key_id: str = ""
    """`sha256` and `size` (bytes) are those of the Ogg file; `key_id` names the key that sealed it, "" for none."""


@dataclass(frozen=True, slots=True)
class Encoded:
    seconds: float
    channels: int
    peaks: Peaks
    sha256: str = ""
    size: int = 0
    key_id: str = ""


def encode(raw: Path, target: Path, *, channels: int) -> Encoded:
    """Write `target` (Ogg Opus) from `raw`; `channels` applies to headerless files, a WAV file knows its own.

    Raises MissingRecording, CorruptRecording, and NoRoom when the target cannot be written. A raw file that was
    cut in the middle of a frame loses that frame only.
    """
    if not raw.is_file():
        raise MissingRecording(f"{raw}: no such file; the switch announced it but did not write it")
    if raw.suffix == ".wav":
        return _encode_wav(raw, target)
    return _encode_raw(raw, target, channels=channels, rate=RATE, offset=0)


def _encode_raw(raw: Path, target: Path, *, channels: int, rate: int, offset: int) -> Encoded:
    frames = (raw.stat().st_size - offset) // (_BYTES * channels)
    if frames <= 0:
        raise CorruptRecording(f"{raw}: the file has no audio")
    return _write(_raw_blocks(raw, channels, offset), target, frames=frames, channels=channels, rate=rate)


def _encode_wav(raw: Path, target: Path) -> Encoded:
    try:
        source = soundfile.SoundFile(raw)
    except soundfile.LibsndfileError as error:
        raise CorruptRecording(f"{raw}: not a WAV file that can be read ({error})") from error
    with source:
        if source.samplerate not in OPUS_RATES or source.channels > 2:
            raise CorruptRecording(f"{raw}: {source.channels} channels at {source.samplerate} Hz are not understood")
        if source.frames == 0:
            # The writer was killed before it could fill in the length: everything after the header is audio.
            return _encode_raw(raw, target, channels=source.channels, rate=source.samplerate, offset=_WAV_HEADER)
        return _write(
            _wav_blocks(source), target, frames=source.frames, channels=source.channels, rate=source.samplerate
        )


def _raw_blocks(raw: Path, channels: int, offset: int) -> Generator[Samples, None, None]:
    with raw.open("rb") as file:
        file.seek(offset)
        rest = b""
        while data := file.read(_BLOCK * _BYTES * channels):
            data = rest + data
            whole = len(data) - len(data) % (_BYTES * channels)
            data, rest = data[:whole], data[whole:]
            if data:
                yield np.frombuffer(data, dtype="<i2").reshape(-1, channels)


def _wav_blocks(source: soundfile.SoundFile) -> Generator[Samples, None, None]:
    while len(block := source.read(_BLOCK, dtype="int16", always_2d=True)):
        yield block


def _write(blocks: Generator[Samples, None, None], target: Path, *, frames: int, channels: int, rate: int) -> Encoded:
    waveform = Waveform(frames, channels)
    step = waveform.slice * max(1, _BLOCK // waveform.slice)
    written = 0
    try:
        # A raw file that is left open takes its room on the full disk even when it is removed.
        with (
            closing(blocks),
            soundfile.SoundFile(target, "w", samplerate=rate, channels=channels, format="OGG", subtype="OPUS") as file,
        ):
            for block in _regular(blocks, step):
                file.write(block)
                waveform.add(block)
                written += len(block)
    except soundfile.LibsndfileError as error:
        raise NoRoom(f"{target}: cannot be written, is the disk full? ({error})") from error
    return Encoded(written / rate, channels, waveform.peaks())


def _regular(blocks: Iterator[Samples], step: int) -> Iterator[Samples]:
    """The same frames in blocks of `step`, the last one shorter."""
    kept: list[Samples] = []
    count = 0
    for block in blocks:
        kept.append(block)
        count += len(block)
        if count >= step:
            joined = np.concatenate(kept)
            whole = count // step * step
            for start in range(0, whole, step):
                yield joined[start : start + step]
            kept, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(kept)
