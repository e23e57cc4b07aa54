"""How often somebody who is not logged in may ask."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


class Rates:
    """A bucket for each address: `burst` requests at once, refilled by `per_second`. Remembers the `size` addresses
    that asked last."""

    def __init__(
        self,
        *,
        per_second: float = 2.0,
        burst: int = 60,
        size: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second, self._burst, self._size = per_second, float(burst), size
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> float:
        """Count a request: 0 when it is allowed, else the seconds until the next one is."""
        now = self._clock()
        left, at = self._buckets.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_second)
        allowed = left >= 1.0
        self._buckets[address] = (left - 1.0 if allowed else left, now)
        while len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - left) / self._per_second
