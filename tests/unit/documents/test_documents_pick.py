"""Who of several gets a step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm.documents.engine.pick import Candidate, by_load, in_turn

NUMBERS = st.lists(st.integers(1000, 9999).map(str), min_size=1, max_size=8, unique=True)


@given(NUMBERS)
def test_each_has_a_turn_before_anyone_has_two(numbers: list[str]) -> None:
    candidates = [Candidate(f"u{number}", number) for number in numbers]
    last: str | None = None
    turns = []
    for _ in range(2 * len(numbers)):
        user = in_turn(candidates, last)
        last = user.removeprefix("u")
        turns.append(last)
    assert turns == sorted(numbers) * 2


def test_the_turn_goes_on_after_one_who_left() -> None:
    assert in_turn([Candidate("a", "1001"), Candidate("c", "1003")], "1002") == "c"
    assert in_turn([Candidate("a", "1001"), Candidate("c", "1003")], "1003") == "a"


def test_load_then_longest_without() -> None:
    busy, fresh, rested = Candidate("a", "1", 3), Candidate("b", "2", 1, last=50), Candidate("c", "3", 1, last=20)
    assert by_load([busy, fresh, rested]) == "c"
    assert by_load([busy]) == "a"
