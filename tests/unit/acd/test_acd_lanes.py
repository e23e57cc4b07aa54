"""From which second of waiting an agent may take a caller."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.acd.lanes import able, able_after, needs_after
from telephony.config_model import RelaxStep, SkillDemand

TV = SkillDemand("tv", 60, (RelaxStep(30.0, 20), RelaxStep(60.0, None)))
RADIO = SkillDemand("radio", 10)


@pytest.mark.parametrize(
    ("demands", "skills", "moment"),
    [
        ((), {}, 0.0),
        ((TV,), {"tv": 60}, 0.0),
        ((TV,), {"tv": 20}, 30.0),
        ((TV,), {}, 60.0),
        ((TV, RADIO), {"tv": 99}, None),
        ((TV, RADIO), {"radio": 10}, 60.0),
    ],
)
def test_the_first_moment_at_which_he_has_what_is_needed(
    demands: tuple[SkillDemand, ...], skills: dict[str, int], moment: float | None
) -> None:
    assert able_after(demands, skills) == moment


LEVELS = st.integers(0, 5)
STEPS = st.lists(st.tuples(st.integers(0, 9), st.none() | LEVELS), max_size=3, unique_by=lambda step: step[0])
DEMANDS = st.lists(
    st.builds(
        lambda skill, level, steps: SkillDemand(
            skill, level, tuple(RelaxStep(float(after), to) for after, to in sorted(steps, key=lambda step: step[0]))
        ),
        st.sampled_from("ab"),
        LEVELS,
        STEPS,
    ),
    max_size=3,
)


@given(DEMANDS, st.dictionaries(st.sampled_from("ab"), LEVELS))
def test_it_is_what_trying_every_second_finds(demands: list[SkillDemand], skills: dict[str, int]) -> None:
    tried = (second for second in range(11) if able(skills, needs_after(demands, second)))
    assert able_after(demands, skills) == next(tried, None)
