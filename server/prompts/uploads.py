"""Recordings of prompts, whatever they come in, made ready for the telephone: decoded, checked, levelled, stored.

WAV, FLAC, Ogg (Vorbis, Opus), MP3, AIFF, AU and CAF are read by libsndfile, WebM with Opus (what Chromium records) as
well; M4A/AAC, AMR, WMA and other WebM need ffmpeg: one on the path, or the one that the package imageio-ffmpeg brings.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import math
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from telephony.errors import HotlineError

if TYPE_CHECKING:
    from server.prompts.tts import Samples

MAX_BYTES = 20 * 1024 * 1024
MAX_SECONDS = 300.0
MIN_SECONDS = 0.2
QUIETEST = 10 ** (-60 / 20)
"""Speech below this (−60 dBFS) is taken for silence."""
_FFMPEG_SECONDS = 60.0
_FORMATS = "matroska,webm,mov,mp4,m4a,aac,amr,asf,mp3,ogg,wav,flac"
"""ffmpeg may read these only: playlists would make it open other files and addresses."""


class BadAudio(HotlineError):
    """The file is no recording that can be used."""

    code = "audio.invalid"


@dataclass(frozen=True, slots=True)
class Stored:
    """`file` lies below the library, without extension; `level` is the speech's RMS in dBFS as it is played."""

    file: str
    seconds: float
    level: float


def store(source: Path, library: Path) -> Stored:
    """Put the recording in `source` into the folder `library` as 8 kHz mono: speech at −20 dBFS RMS, peaks not above
    −1 dBFS, silence at both ends cut, 80 Hz to 3.7 kHz. Storing the same again changes nothing. Blocking.

    Raises BadAudio, with a reason for people, when it is too large, too long, silent, or cannot be read."""
    from server.prompts import audio  # noqa: PLC0415 - a start without uploads loads no numpy

    samples, rate = _decode(source)
    shaped = _trim(audio.level(audio.resample(samples, rate)))
    if audio.speech_rms(samples) < QUIETEST or len(shaped) < MIN_SECONDS * audio.RATE:
        raise BadAudio("there is nothing to hear in the recording")
    library.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=library, prefix=".", suffix=".wav")
    os.close(handle)
    made = Path(temporary)
    try:
        audio.write_wav(made, shaped)
        name = hashlib.sha256(made.read_bytes()).hexdigest()[:32]
        made.replace(library / f"{name}.wav")
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    level = 20 * math.log10(audio.speech_rms(shaped))
    return Stored(name, round(len(shaped) / audio.RATE, 3), round(level, 1))


def _trim(samples: Samples) -> Samples:
    """Without the silence before and after the speech (50 ms stay); pauses within belong to the speaker."""
    import numpy as np  # noqa: PLC0415 - as above

    from server.prompts import audio  # noqa: PLC0415 - as above

    edge = audio.RATE // 20
    loud = np.flatnonzero(np.abs(samples) > float(np.abs(samples).max(initial=0.0)) * 0.02)
    if loud.size == 0:
        return samples[:0]
    return audio.fade(samples[max(0, int(loud[0]) - edge) : int(loud[-1]) + edge])


def _decode(source: Path) -> tuple[Samples, int]:
    """Mono samples and their rate in Hz."""
    from server.prompts import webm  # noqa: PLC0415 - as above

    size = source.stat().st_size
    if size == 0:
        raise BadAudio("the file is empty")
    if size > MAX_BYTES:
        raise BadAudio(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    data = source.read_bytes()
    try:
        return _read(io.BytesIO(webm.to_ogg(data) if webm.is_webm(data) else data))
    except (BadAudio, MemoryError):
        raise
    except (ValueError, RuntimeError) as error:
        program = find_ffmpeg()
        if program is None:
            raise BadAudio(
                "the format is not understood: send WAV, MP3, FLAC, Ogg or WebM (Opus), or install ffmpeg on the server"
            ) from error
        return _convert(program, source)


def _read(file: io.BytesIO) -> tuple[Samples, int]:
    import numpy as np  # noqa: PLC0415 - as above
    import soundfile  # noqa: PLC0415 - as above

    with soundfile.SoundFile(file) as sound:
        rate = int(sound.samplerate)
        if not 4000 <= rate <= 192_000 or sound.channels > 8:
            raise BadAudio(f"{sound.channels} channels at {rate} Hz are no usual recording")
        frames = sound.read(int((MAX_SECONDS + 1) * rate), dtype="float32", always_2d=True)
    if len(frames) > MAX_SECONDS * rate:
        raise BadAudio(f"the recording is longer than {MAX_SECONDS:.0f} seconds")
    mono = np.nan_to_num(frames.mean(axis=1), nan=0.0, posinf=0.0, neginf=0.0)
    return np.asarray(np.clip(mono, -1.0, 1.0), dtype=np.float32), rate


def find_ffmpeg() -> str | None:
    """The ffmpeg to use: of the machine, else of imageio-ffmpeg when that is installed."""
    program = shutil.which("ffmpeg")
    if program is not None:
        return program
    try:
        return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def _convert(program: str, source: Path) -> tuple[Samples, int]:
    import numpy as np  # noqa: PLC0415 - as above

    rate = 16_000
    argv = [program, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", _FORMATS]
    argv += [
        "-i",
        f"file:{source}",
        "-t",
        str(MAX_SECONDS + 1),
        "-vn",
        "-ac",
        "1",
        "-ar",
        str(rate),
        "-f",
        "s16le",
        "-",
    ]
    try:
        done = subprocess.run(argv, capture_output=True, timeout=_FFMPEG_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadAudio("the recording could not be converted") from error
    samples = np.frombuffer(done.stdout[: len(done.stdout) // 2 * 2], dtype="<i2").astype(np.float32) / 32768.0
    if done.returncode != 0 or samples.size == 0:
        raise BadAudio("the format is not understood")
    if len(samples) > MAX_SECONDS * rate:
        raise BadAudio(f"the recording is longer than {MAX_SECONDS:.0f} seconds")
    return samples, rate
