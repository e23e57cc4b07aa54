"""Spellings of numbers: inside, and as trunks want them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm import phones
from telephony.outside import numbers
from telephony.outside.prefixes import PrefixMap
from telephony.outside.settings import NumberFormat

SPELT = [
    ("13800138000", "+8613800138000"),
    ("013800138000", "+8613800138000"),
    ("8613800138000", "+8613800138000"),
    ("+86 138 0013 8000", "+8613800138000"),
    ("008613800138000", "+8613800138000"),
    ("1795113800138000", "+8613800138000"),
    ("62881234", "+861062881234"),
    ("01062881234", "+861062881234"),
    ("861062881234", "+861062881234"),
    ("+861062881234", "+861062881234"),
    ("0371-65881234", "+8637165881234"),
    ("8637165881234", "+8637165881234"),
    ("4008001234", "+864008001234"),
    ("+864008001234", "+864008001234"),
    ("110", "110"),
    ("12345", "12345"),
    ("95588", "95588"),
    ("10086", "10086"),
    ("8001", "8001"),
    ("0085212345678", "+85212345678"),
    ("+14155550123", "+14155550123"),
    ("+86009607771234", "+9607771234"),
    ("0086009607771234", "+9607771234"),
    ("8600960777123", "+960777123"),
    ("1795100960777123", "+960777123"),
    ("12593008521234567", "+8521234567"),
    ("１３８００１３８０００", "+8613800138000"),
    ("＋８６ 138\u200b0013\u20118000", "+8613800138000"),
    ("٠٠٩٦٠٧٧٧١٢٣٤", "٠٠٩٦٠٧٧٧١٢٣٤"),
    ("anonymous", "anonymous"),
    ("", ""),
]


@pytest.mark.parametrize(("raw", "inside"), SPELT)
def test_one_spelling_inside(raw: str, inside: str) -> None:
    assert numbers.canonical(raw) == inside
    assert numbers.canonical(inside) == inside


mobiles = st.from_regex(r"1(3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}", fullmatch=True)
landlines = st.from_regex(r"0(10|21)6[2-6][0-9]{6}", fullmatch=True)
foreign = st.from_regex(r"(86|0086|\+86|17951|12593|17911)?00([1-79][0-9]|8[0-57-9])[0-9]{5,9}", fullmatch=True)
anything = st.one_of(mobiles, landlines, foreign, st.text("0123456789+*#- ", max_size=20), st.text(max_size=20))


@settings(deadline=None)
@given(st.one_of(mobiles, landlines), st.sampled_from(["", "0086", "+86", "86"]))
def test_it_agrees_with_the_crm_on_valid_numbers(number: str, before: str) -> None:
    raw = before + number.lstrip("0") if before else number
    assert numbers.canonical(raw) == phones.normalise(raw)


@settings(deadline=None)
@given(foreign)
def test_no_prefix_hides_a_number_of_another_country(raw: str) -> None:
    inside = numbers.canonical(raw)
    ours = inside.startswith("+86") or numbers.is_short(inside)
    assert ours or numbers.is_foreign(inside) or not numbers.can_be_dialled(inside)


@settings(deadline=None)
@given(anything)
def test_the_spelling_inside_never_fails_and_stays(raw: str) -> None:
    inside = numbers.canonical(raw)
    assert numbers.canonical(inside) == inside


@settings(deadline=None)
@given(st.one_of(mobiles, landlines))
def test_the_national_spelling_means_the_same(number: str) -> None:
    inside = numbers.canonical(number)
    assert numbers.national(inside) == number
    assert numbers.canonical(numbers.national(inside)) == inside


@pytest.mark.parametrize(
    ("form", "mobile", "local", "elsewhere", "foreign", "short"),
    [
        (NumberFormat(), "13800138000", "01062881234", "02188881234", "0085212345678", "12345"),
        (NumberFormat("local"), "13800138000", "62881234", "02188881234", "0085212345678", "12345"),
        (NumberFormat("e164"), "8613800138000", "861062881234", "862188881234", "85212345678", "12345"),
        (NumberFormat("plus"), "+8613800138000", "+861062881234", "+862188881234", "+85212345678", "12345"),
        (
            NumberFormat("local", prefix="9", mobile_zero="always"),
            "9013800138000",
            "962881234",
            "902188881234",
            "90085212345678",
            "912345",
        ),
        (NumberFormat("e164", strip=2), "13800138000", "1062881234", "2188881234", "212345678", "12345"),
    ],
)
def test_as_a_trunk_wants_it(
    form: NumberFormat, mobile: str, local: str, elsewhere: str, foreign: str, short: str
) -> None:
    given_ = ("13800138000", "62881234", "021-88881234", "0085212345678", "12345")
    spelt = [numbers.for_trunk(numbers.canonical(raw), form, "010") for raw in given_]
    assert spelt == [mobile, local, elsewhere, foreign, short]


def test_a_zero_before_mobiles_of_elsewhere() -> None:
    form = NumberFormat("local", mobile_zero="elsewhere", local_mobiles=("1380013", "1391"))
    assert numbers.for_trunk("+8613800138000", form) == "13800138000"
    assert numbers.for_trunk("+8613911112222", form) == "13911112222"
    assert numbers.for_trunk("+8613811112222", form) == "013811112222"


prefixes = st.lists(st.tuples(st.from_regex(r"\+?[0-9]{1,8}", fullmatch=True), st.integers()), max_size=30)


@settings(deadline=None)
@given(prefixes, st.one_of(mobiles, landlines, st.from_regex(r"\+[1-79][0-9]{7,11}", fullmatch=True)))
def test_the_longest_prefix_wins(items: list[tuple[str, int]], raw: str) -> None:
    number = numbers.canonical(raw)
    first: dict[str, int] = {}
    for prefix, value in items:
        first.setdefault(prefix, value)
    fitting = {
        len(spelling) - len(prefix): value
        for prefix, value in first.items()
        for spelling in numbers.spellings(number)
        if spelling.startswith(prefix)
    }
    found = PrefixMap(items).find(number)
    if not fitting:
        assert found is None
    else:
        assert found is not None
        assert found[0] == min(fitting)
