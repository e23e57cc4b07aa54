"""One-time codes: the RFC's own examples, clocks that differ, codes that come twice; passwords by rule."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.security import totp
from crm.security.passwords import check_password, kinds
from crm.security.settings import OidcRules, PasswordRules

RFC = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_the_examples_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.code_at(RFC, totp.step_at(seconds)) == code[-6:]


@given(st.floats(200, 4e9), st.integers(-3, 3))
def test_a_clock_may_be_one_step_off(seconds: float, off: int) -> None:
    step = totp.step_at(seconds) + off
    found = totp.matching_step(RFC, totp.code_at(RFC, step), seconds, -1)
    near = {totp.code_at(RFC, totp.step_at(seconds) + skew) for skew in (-1, 0, 1)}
    assert (found is not None) == (totp.code_at(RFC, step) in near)
    if found is not None:
        assert totp.matching_step(RFC, totp.code_at(RFC, step), seconds, found) is None, "replayed"


def test_the_link_of_the_qr_code() -> None:
    link = urlsplit(totp.address(RFC, "wang", "暖购 热线"))
    assert (link.scheme, link.netloc) == ("otpauth", "totp")
    assert link.path == "/%E6%9A%96%E8%B4%AD%20%E7%83%AD%E7%BA%BF%3Awang"
    assert parse_qs(link.query)["secret"] == [RFC]
    assert "+" not in link.query


def test_recovery_codes_differ_and_are_read_leniently() -> None:
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == 10
    assert totp.recovery_hash("u1", codes[0].lower().replace("-", " ")) == totp.recovery_hash("u1", codes[0])
    assert totp.recovery_hash("u2", codes[0]) != totp.recovery_hash("u1", codes[0])


@pytest.mark.parametrize(("password", "count"), [("abc", 1), ("abC1", 3), ("a1 密", 3), ("aB1!", 4), ("", 0)])
def test_kinds_of_characters(password: str, count: int) -> None:
    assert kinds(password) == count


@pytest.mark.parametrize("password", ["Short1!", "long enough", "With-Wang-Fang1", "My1001-number"])
def test_passwords_that_break_a_rule(password: str) -> None:
    rules = PasswordRules(min_length=10, kinds=3)
    with pytest.raises(Invalid) as refused:
        check_password(rules, password, ("wang", "1001"), field="new")
    assert refused.value.details["field"] == "new"


def test_passwords_that_keep_the_rules() -> None:
    check_password(PasswordRules(min_length=10, kinds=3), "Correct-horse1", ("wang", None), field="new")
    check_password(PasswordRules(), "correct horse", ("wang", "1001"), field="new")


@pytest.mark.parametrize("issuer", ["http://example.com", "https://user@example.com", "https://x/?a=1", "ftp://x"])
def test_issuers_that_are_not_taken(issuer: str) -> None:
    with pytest.raises(ValueError, match="https"):
        OidcRules(issuer=issuer)


def test_a_provider_is_named_before_it_is_switched_on() -> None:
    with pytest.raises(ValueError, match="issuer"):
        OidcRules(enabled=True)
    assert OidcRules(enabled=True, issuer="http://127.0.0.1:1234", client_id="x").enabled
