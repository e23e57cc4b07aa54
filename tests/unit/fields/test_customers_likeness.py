"""How alike two records of customers are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.customers.likeness import WEIGHTS, Traits, compare

MOBILE, LANDLINE = "+8613800138000", "+861062881234"


def traits(name: str = "", *phones: str, address: str = "", household: str = "") -> Traits:
    return Traits(name, frozenset(phones), address, frozenset({household} - {""}))


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (traits("王芳", MOBILE), traits("王芳", MOBILE, LANDLINE), ("mobile", "name")),
        (traits("王芳", LANDLINE), traits("李雷", LANDLINE), ("phone", "other_name")),
        (traits("张伟"), traits("章威"), ("sound",)),
        (traits("Emma Reid"), traits("emma  reid"), ("name",)),
        (traits("王芳"), traits("李雷"), ()),
        (traits("", MOBILE), traits("李雷", MOBILE), ("mobile",)),
        (traits(address="幸福路 3 号院，5-201"), traits(address="幸福路3号院5201"), ("address",)),
        (traits(address="北京市朝阳区幸福路3号院"), traits(address="朝阳区幸福路3号院"), ("near",)),
        (traits(address="阳光里3楼2单元501室"), traits(address="阳光里3楼2单元502室"), ()),
        (traits(household="00817"), traits(household="00817"), ("household",)),
    ],
)
def test_reasons(one: Traits, other: Traits, reasons: tuple[str, ...]) -> None:
    assert compare(one, other).reasons == reasons


def test_more_reasons_say_more_and_different_names_less() -> None:
    phone = compare(traits("", MOBILE), traits("", MOBILE)).score
    assert compare(traits("王芳", MOBILE), traits("王芳", MOBILE)).score > phone
    assert compare(traits("王芳", MOBILE), traits("李雷", MOBILE)).score < phone


some = st.builds(
    Traits,
    st.sampled_from(["", "王芳", "王方", "李雷", "Emma"]),
    st.frozensets(st.sampled_from([MOBILE, LANDLINE, "95588"])),
    st.text(st.sampled_from("幸福路号院0123 -"), max_size=12),
    st.frozensets(st.sampled_from(["1", "2"])),
)


@given(some, some)
def test_symmetric_and_between_none_and_certain(one: Traits, other: Traits) -> None:
    like = compare(one, other)
    assert like == compare(other, one)
    assert 0 <= like.score <= 1
    assert set(like.reasons) <= WEIGHTS.keys()
