"""Which recordings go and which stay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.retention import expired
from recordings.store import Stored, key_of

TODAY = date(2026, 11, 21)


def stored(age: int, name: str = "r1") -> Stored:
    day = TODAY - timedelta(days=age)
    return Stored(key_of(name, day), day, 100)


@given(st.integers(0, 1000), st.integers(1, 400))
def test_only_what_is_older_than_the_days_goes(age: int, days: int) -> None:
    assert bool(expired([stored(age)], today=TODAY, days=days)) == (age > days)


def test_what_is_kept_on_purpose_stays() -> None:
    items = [stored(100, "a"), stored(100, "b")]
    assert expired(items, today=TODAY, days=30, keep=frozenset({"a"})) == [items[1]]


def test_zero_days_is_refused() -> None:
    with pytest.raises(ValueError, match="one day at least"):
        expired([], today=TODAY, days=0)
