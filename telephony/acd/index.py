"""Ordered indexes with cheap removal: entries that no longer count are skipped when they come to the top."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import Any

Key = tuple[Any, ...]
_SLACK = 64


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
    """One deadline (mono) for each pair of kind and id; equal deadlines come due in the order in which they were
    set."""

    __slots__ = ("_at", "_heap", "_set")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, str, str]] = []
        self._at: dict[tuple[str, str], tuple[float, int]] = {}
        self._set = 0

    def set(self, kind: str, ident: str, at: float) -> None:
        self._set += 1
        self._at[kind, ident] = (at, self._set)
        heappush(self._heap, (at, self._set, kind, ident))
        if len(self._heap) > 2 * len(self._at) + _SLACK:
            self._heap = [(when, order, *pair) for pair, (when, order) in self._at.items()]
            heapify(self._heap)

    def cancel(self, kind: str, ident: str) -> None:
        self._at.pop((kind, ident), None)

    def get(self, kind: str, ident: str) -> float | None:
        entry = self._at.get((kind, ident))
        return entry[0] if entry else None

    def next(self) -> float | None:
        """The earliest deadline, or None."""
        while self._heap:
            at, order, kind, ident = self._heap[0]
            if self._at.get((kind, ident)) == (at, order):
                return at
            heappop(self._heap)
        return None

    def pop_due(self, mono: float) -> tuple[str, str] | None:
        """Take the earliest (kind, id) whose deadline is not after `mono`."""
        at = self.next()
        if at is None or at > mono:
            return None
        _, _, kind, ident = heappop(self._heap)
        del self._at[kind, ident]
        return kind, ident
