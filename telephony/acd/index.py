"""Ordered indexes with cheap removal: entries that no longer count are skipped when they come to the top."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from heapq import heapify, heappop, heappush
from typing import Any

Key = tuple[Any, ...]
_SLACK = 64
_AFTER_ALL = "\U0010ffff"


class LazyHeap:
    """The smallest of a changing set of ids, each with one key. Every operation is O(log n) amortised."""

    __slots__ = ("_heap", "_keys")

    def __init__(self) -> None:
        self._heap: list[tuple[Key, str]] = []
        self._keys: dict[str, Key] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, ident: object) -> bool:
        return ident in self._keys

    def put(self, ident: str, key: Key) -> None:
        """Add `ident`, or give it another key."""
        if self._keys.get(ident) == key:
            return
        self._keys[ident] = key
        heappush(self._heap, (key, ident))
        if len(self._heap) > 2 * len(self._keys) + _SLACK:
            self._heap = [(kept, name) for name, kept in self._keys.items()]
            heapify(self._heap)

    def discard(self, ident: str) -> None:
        self._keys.pop(ident, None)

    def first(self) -> tuple[Key, str] | None:
        """The entry with the smallest key, or None; it stays."""
        heap, keys = self._heap, self._keys
        while heap:
            key, ident = heap[0]
            if keys.get(ident) == key:
                return heap[0]
            heappop(heap)
        return None


class Timers:
    """One deadline (mono) for each pair of kind and id. Equal deadlines come due in the order of kinds and ids,
    whatever order they were set in: a restored state behaves as the one that was saved."""

    __slots__ = ("_at", "_heap")

    def __init__(self) -> None:
        self._heap: list[tuple[float, str, str]] = []
        self._at: dict[tuple[str, str], float] = {}

    def set(self, kind: str, ident: str, at: float) -> None:
        if self._at.get((kind, ident)) == at:
            return
        self._at[kind, ident] = at
        heappush(self._heap, (at, kind, ident))
        if len(self._heap) > 2 * len(self._at) + _SLACK:
            self._heap = [(when, *pair) for pair, when in self._at.items()]
            heapify(self._heap)

    def cancel(self, kind: str, ident: str) -> None:
        self._at.pop((kind, ident), None)

    def get(self, kind: str, ident: str) -> float | None:
        return self._at.get((kind, ident))

    def next(self) -> float | None:
        """The earliest deadline, or None."""
        while self._heap:
            at, kind, ident = self._heap[0]
            if self._at.get((kind, ident)) == at:
                return at
            heappop(self._heap)
        return None

    def pop_due(self, mono: float) -> tuple[str, str] | None:
        """Take the earliest (kind, id) whose deadline is not after `mono`."""
        at = self.next()
        if at is None or at > mono:
            return None
        _, kind, ident = heappop(self._heap)
        del self._at[kind, ident]
        return kind, ident


class Rota:
    """Takes turns: the first is who follows the last one served, round and round, within the smallest `keys[0]` (the
    preference). Same methods as LazyHeap; `turns` (preference → key of the last one served) is shared by the lanes of
    a queue."""

    __slots__ = ("_keys", "_sorted", "_turns")

    def __init__(self, turns: dict[int, Key]) -> None:
        self._sorted: list[tuple[Key, str]] = []
        self._keys: dict[str, Key] = {}
        self._turns = turns

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, ident: object) -> bool:
        return ident in self._keys

    def put(self, ident: str, key: Key) -> None:
        if self._keys.get(ident) == key:
            return
        self.discard(ident)
        self._keys[ident] = key
        insort(self._sorted, (key, ident))

    def discard(self, ident: str) -> None:
        key = self._keys.pop(ident, None)
        if key is not None:
            del self._sorted[bisect_left(self._sorted, (key, ident))]

    def first(self) -> tuple[Key, str] | None:
        if not self._sorted:
            return None
        first = self._sorted[0]
        last = self._turns.get(first[0][0])
        if last is not None:
            following = bisect_right(self._sorted, (last, _AFTER_ALL))
            if following < len(self._sorted) and self._sorted[following][0][0] == first[0][0]:
                return self._sorted[following]
        return first

    def served(self, key: Key) -> None:
        """This one had his turn."""
        self._turns[key[0]] = key
