"""The indexes against the plainest model of each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telephony.acd.index import LazyHeap, Timers

IDS = st.sampled_from("abcde")
STEPS = st.lists(st.tuples(IDS, st.none() | st.integers(0, 5)), max_size=200)


@given(STEPS)
def test_the_first_is_the_smallest_of_those_that_count(steps: list[tuple[str, int | None]]) -> None:
    heap, model = LazyHeap(), dict[str, tuple[int]]()
    for ident, key in steps:
        if key is None:
            heap.discard(ident)
            model.pop(ident, None)
        else:
            heap.put(ident, (key,))
            model[ident] = (key,)
        assert heap.first() == min(((each, name) for name, each in model.items()), default=None)
        assert len(heap) == len(model)
        assert ("a" in heap) == ("a" in model)


@given(STEPS, st.integers(0, 5))
def test_timers_come_due_in_order_and_once(steps: list[tuple[str, int | None]], now: int) -> None:
    timers, model = Timers(), dict[str, float]()
    for ident, at in steps:
        if at is None:
            timers.cancel("kind", ident)
            model.pop(ident, None)
        else:
            timers.set("kind", ident, at)
            model[ident] = at
        assert timers.next() == min(model.values(), default=None)
        assert timers.get("kind", ident) == model.get(ident)
    due = []
    while entry := timers.pop_due(now):
        due.append(entry[1])
    assert due == [name for at, name in sorted((at, name) for name, at in model.items()) if at <= now]
    assert timers.next() == min((at for at in model.values() if at > now), default=None)


def test_memory_does_not_grow_with_what_was() -> None:
    heap, timers = LazyHeap(), Timers()
    for n in range(10_000):
        heap.put("a", (n,))
        timers.set("kind", "a", float(n))
    assert len(heap._heap) < 100
    assert len(timers._heap) < 100
