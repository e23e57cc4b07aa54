"""Passwords (argon2id, off the event loop) and the brake on guessing them."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_ABSENT = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Verified against when there is no such user, so that the answer takes equally long."""


class Argon2Passwords:
    """argon2id, 19 MiB, two passes, one lane; at most two hashes at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def verify(self, encoded: str | None, password: str) -> bool:
        """True when `password` is the one. None stands for "no such user" and takes as long."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._verify, encoded, password)

    def _verify(self, encoded: str | None, password: str) -> bool:
        try:
            return self._hasher.verify(encoded or _ABSENT, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def close(self) -> None:
        self._threads.shutdown(wait=False)


@dataclass(slots=True)
class _Failures:
    count: int
    until: float
    last: float


class LoginThrottle:
    """After `free` failures of one user from one address, or ten times as many from one address, further tries wait:
    2 s, 4 s, … up to `longest`. Forgotten `forget` seconds after the last failure. Remembers at most `size` keys."""

    def __init__(
        self,
        *,
        free: int = 5,
        longest: float = 900.0,
        forget: float = 1800.0,
        size: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free, self._longest, self._forget, self._size = free, longest, forget, size
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait(self, username: str, address: str) -> float:
        """Seconds until the next try is allowed; 0 when it is allowed now."""
        now = self._clock()
        keys = self._keys(username, address)
        return max((self._failures[key].until - now for key in keys if key in self._failures), default=0.0)

    def failed(self, username: str, address: str) -> None:
        now = self._clock()
        for key, free in zip(self._keys(username, address), (self._free, self._free * 10), strict=True):
            entry = self._failures.pop(key, None)
            if entry is None or now - entry.last > self._forget:
                entry = _Failures(0, 0.0, now)
            entry.count += 1
            entry.last = now
            if entry.count >= free:
                entry.until = now + min(self._longest, 2.0 ** (entry.count - free + 1))
            self._failures[key] = entry
        while len(self._failures) > self._size:
            self._failures.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        self._failures.pop(self._keys(username, address)[0], None)

    def _keys(self, username: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return (username.strip().lower(), address), ("", address)
