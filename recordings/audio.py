"""Playable recordings as they are read: any part of them, sealed or not, whole or only the part between two moments."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import BinaryIO, cast

import soundfile

from recordings.errors import CorruptRecording
from recordings.sealing import Keys, SealedFile

SEALED = ".sealed"
RATE = 8000
"""Hz, what the telephone carries."""
_BLOCK = 1 << 16


def open_audio(path: Path, keys: Keys) -> BinaryIO:
    """The Ogg file as a seekable stream; close it. Raises OSError, MissingKey, CorruptRecording."""
    if path.suffix == SEALED:
        return cast("BinaryIO", io.BufferedReader(SealedFile(path, keys), _BLOCK))
    return path.open("rb")


def size_of(path: Path, keys: Keys) -> int:
    """Bytes of the Ogg file."""
    if path.suffix == SEALED:
        with SealedFile(path, keys) as file:
            return file.size
    return path.stat().st_size


def read_part(path: Path, keys: Keys, start: int, length: int) -> bytes:
    """At most `length` bytes from `start`."""
    with open_audio(path, keys) as file:
        file.seek(start)
        return file.read(length)


def checksum(path: Path, keys: Keys) -> str:
    """SHA-256 of the Ogg file, in hexadecimal digits, whether it is sealed or not. Raises CorruptRecording for a sealed
    one that was changed."""
    digest = hashlib.sha256()
    if path.suffix == SEALED:
        with SealedFile(path, keys) as sealed:
            sealed.verify()
    with open_audio(path, keys) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def as_wav(path: Path, keys: Keys, target: Path) -> None:
    """Write the recording as a WAV file that a switch plays: mono, 16 bits, 8000 Hz. Raises OSError, MissingKey,
    CorruptRecording, also for what was not recorded at a telephone's rate."""
    with open_audio(path, keys) as stream:
        try:
            with soundfile.SoundFile(stream) as source:
                if source.samplerate != RATE or source.channels != 1:
                    raise CorruptRecording(f"{path}: {source.channels} channels at {source.samplerate} Hz")
                with soundfile.SoundFile(
                    target, "w", samplerate=RATE, channels=1, format="WAV", subtype="PCM_16"
                ) as out:
                    while len(block := source.read(_BLOCK, dtype="int16")):
                        out.write(block)
        except soundfile.LibsndfileError as error:
            raise CorruptRecording(f"{path}: cannot be read ({error})") from error


def cut(path: Path, keys: Keys, target: Path, *, start: float, end: float) -> None:
    """Write the part between `start` and `end` (seconds) as a file of its own. Raises CorruptRecording."""
    with open_audio(path, keys) as stream:
        try:
            with soundfile.SoundFile(stream) as source:
                rate = source.samplerate
                first = min(max(0, round(start * rate)), source.frames)
                left = max(0, min(round(end * rate), source.frames) - first)
                source.seek(first)
                with soundfile.SoundFile(
                    target, "w", samplerate=rate, channels=source.channels, format="OGG", subtype="OPUS"
                ) as out:
                    while left > 0 and len(block := source.read(min(_BLOCK, left), dtype="int16", always_2d=True)):
                        out.write(block)
                        left -= len(block)
        except soundfile.LibsndfileError as error:
            raise CorruptRecording(f"{path}: cannot be cut ({error})") from error
