"""One spelling per phone number, whatever came in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.phones import is_person, is_short, local, normalise, region_of


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("13800138000", "+8613800138000"),
        ("013800138000", "+8613800138000"),
        ("8613800138000", "+8613800138000"),
        ("008613800138000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("17951013800138000", "+8613800138000"),
        ("1795113800138000", "+8613800138000"),
        ("tel:+8613800138000", "+8613800138000"),
        ("010-62881234", "+861062881234"),
        ("(010) 6288 1234", "+861062881234"),
        ("62881234", "+861062881234"),
        ("861062881234", "+861062881234"),
        ("+861062881234", "+861062881234"),
        ("0571-88881234", "+8657188881234"),
        ("17951057188881234", "+8657188881234"),
        ("4008001234", "+864008001234"),
        ("400-800-1234", "+864008001234"),
        ("95588", "95588"),
        ("+8695588", "95588"),
        ("12345", "12345"),
        ("10086", "10086"),
        ("110", "110"),
        ("1000", "1000"),
        ("8001", "8001"),
        ("+14155550100", "+14155550100"),
        ("0014155550100", "+14155550100"),
        ("\u202d138 0013 8000\u202c", "+8613800138000"),
        ("\ufeff138\u200b00138000", "+8613800138000"),
        ("138–0013–8000", "+8613800138000"),
        ("010‑6288‑1234", "+861062881234"),
        ("＋８６ １３８００１３８０００", "+8613800138000"),
        ("１０００", "1000"),
        ("６２８８１２３４", "+861062881234"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_spellings(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


def test_area_code_completes_local_numbers() -> None:
    assert normalise("88881234", area_code="0571") == "+8657188881234"


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "0", "86", "0086", "+86", "17951", "179510"])
)
def test_every_spelling_of_a_mobile_is_one(number: str, prefix: str) -> None:
    assert normalise(prefix + number) == "+86" + number


@given(st.text(alphabet="0123456789+-() 转abc.", max_size=24))
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@given(st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}", fullmatch=True))
def test_landlines_survive_a_round_trip(raw: str) -> None:
    number = normalise(raw)
    if number.startswith("+86"):
        assert normalise(local(number)) == number


def test_regions_in_both_languages() -> None:
    assert region_of("+8613800138000") == {"zh": "北京市", "en": "Beijing"}
    assert region_of("95588") == {}


def test_who_can_be_a_customer() -> None:
    assert is_person("+8613800138000")
    assert is_person("+861062881234")
    assert not is_person("95588")
    assert not is_person("+864008001234")
    assert not is_person("8001")
    assert not is_person("anonymous")


def test_short_codes_and_extensions() -> None:
    assert is_short("95588")
    assert is_short("1000")
    assert not is_short("13800138000")


def test_local_spelling() -> None:
    assert local("+8613800138000") == "13800138000"
    assert local("+861062881234") == "010-62881234"
    assert local("+8657188881234") == "0571-88881234"
    assert local("95588") == "95588"
