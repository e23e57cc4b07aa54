"""Encryption at rest: AES-256-GCM in chunks, so that any part of a file is read without the rest.

A sealed file is a header (magic, the key's id, a salt) and chunks of 64 KiB, each with its tag. The key of a file is
derived from the installation's key and the salt; the nonce is the chunk's number. The header and whether a chunk is the
last one are authenticated with it: chunks cannot be changed, reordered, exchanged between files or cut off unnoticed.
"""

from __future__ import annotations

import base64
import io
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recordings.errors import CorruptRecording, MissingKey, NoKeys, RecordingError

CHUNK = 1 << 16
MAGIC = b"HLSEAL1\n"
_TAG = 16
_SALT = 32
_INFO = b"hotline recording"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys by id; `current` seals new recordings ("" for none), the others still open what they sealed."""

    current: str = ""
    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def key(self, key_id: str) -> bytes:
        """Raises MissingKey."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise MissingKey(f"the key {key_id!r} is not among the installation's recording keys") from None


def read_keys(path: Path) -> Keys:
    """The keys in a file as `add_key` writes it; none when there is no file. Raises NoKeys for a bad one."""
    try:
        raw = orjson.loads(path.read_bytes())
        keys = {name: base64.b64decode(value, validate=True) for name, value in raw["keys"].items()}
        current = str(raw["current"])
    except FileNotFoundError:
        return Keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoKeys(f"{path}: not a file of keys ({error})") from error
    if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise NoKeys(f"{path}: the current key is missing, or a key is not {KEY_BYTES} bytes long")
    return Keys(current, keys)


class KeyFile:
    """The keys in a file, read again when it has changed. Raises NoKeys when a file that is `needed`, or was there, is
    gone."""

    def __init__(self, path: Path, *, needed: bool = False) -> None:
        self._path = path
        self._needed = needed
        self._read: tuple[tuple[int, int], Keys] | None = None

    def __call__(self) -> Keys:
        try:
            status = self._path.stat()
        except FileNotFoundError as error:
            if self._needed or self._read is not None:
                raise NoKeys(f"{self._path}: the keys that seal recordings are gone, bring them back") from error
            return Keys()
        mark = (status.st_mtime_ns, status.st_ino)
        if self._read is None or self._read[0] != mark:
            self._read = (mark, read_keys(self._path))
        return self._read[1]


def add_key(path: Path, key_id: str) -> Keys:
    """Make a new current key; the older ones stay. The file is readable by its owner only, and replaced as a whole."""
    before = read_keys(path)
    if not key_id.isascii() or not 1 <= len(key_id) <= 40 or key_id in before.keys:
        raise RecordingError(f"{key_id!r} is no new id of a key: 1 to 40 ASCII characters that no key has yet")
    after = Keys(key_id, {**before.keys, key_id: secrets.token_bytes(KEY_BYTES)})
    raw = {"current": key_id, "keys": {name: base64.b64encode(key).decode() for name, key in after.keys.items()}}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(raw, option=orjson.OPT_INDENT_2))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return after


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=_INFO).derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def seal(source: Path, target: Path, keys: Keys) -> None:
    """Write `target` from `source` with the current key. Raises MissingKey, OSError."""
    key = keys.key(keys.current)
    name = keys.current.encode()
    salt = secrets.token_bytes(_SALT)
    header = MAGIC + bytes([len(name)]) + name + salt
    cipher = _cipher(key, salt)
    with source.open("rb") as reader, target.open("wb") as writer:
        writer.write(header)
        chunk, number = reader.read(CHUNK), 0
        while True:
            following = reader.read(CHUNK)
            writer.write(cipher.encrypt(_nonce(number), chunk, header + (b"\0" if following else b"\1")))
            if not following:
                return
            chunk, number = following, number + 1


class SealedFile(io.RawIOBase):
    """A sealed file as its plain content, seekable. Raises CorruptRecording where a chunk is not what was sealed."""

    def __init__(self, path: Path, keys: Keys) -> None:
        super().__init__()
        self._file: BinaryIO = path.open("rb")
        try:
            self._header, self.key_id = self._read_header(path)
            self._cipher = _cipher(keys.key(self.key_id), self._header[-_SALT:])
        except BaseException:
            self._file.close()
            raise
        body = os.fstat(self._file.fileno()).st_size - len(self._header)
        self._chunks = -(-body // (CHUNK + _TAG))
        self.size = body - self._chunks * _TAG
        self._path = path
        self._position = 0
        self._number, self._chunk = -1, b""

    def _read_header(self, path: Path) -> tuple[bytes, str]:
        start = self._file.read(len(MAGIC) + 1)
        if len(start) <= len(MAGIC) or not start.startswith(MAGIC):
            raise CorruptRecording(f"{path}: not a sealed recording")
        name = self._file.read(start[-1])
        header = start + name + self._file.read(_SALT)
        if len(header) != len(MAGIC) + 1 + start[-1] + _SALT:
            raise CorruptRecording(f"{path}: cut off")
        return header, name.decode(errors="replace")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(0, self.size - self._position))
        if wanted <= 0:
            return 0
        number, inside = divmod(self._position, CHUNK)
        piece = self._open_chunk(number)[inside : inside + wanted]
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def verify(self) -> None:
        """Open the last chunk: a file that was cut at the edge of a chunk is noticed here. Raises CorruptRecording."""
        if self._chunks < 1:
            raise CorruptRecording(f"{self._path}: cut off")
        self._open_chunk(self._chunks - 1)

    def _open_chunk(self, number: int) -> bytes:
        if number != self._number:
            self._file.seek(len(self._header) + number * (CHUNK + _TAG))
            sealed = self._file.read(CHUNK + _TAG)
            last = b"\1" if number == self._chunks - 1 else b"\0"
            try:
                self._chunk = self._cipher.decrypt(_nonce(number), sealed, self._header + last)
            except InvalidTag:
                raise CorruptRecording(f"{self._path}: chunk {number} is not what was sealed") from None
            self._number = number
        return self._chunk

    def close(self) -> None:
        self._file.close()
        super().close()
