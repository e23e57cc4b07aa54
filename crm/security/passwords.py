"""Whether a password fits the company's rules."""

from __future__ import annotations

import unicodedata

from crm.errors import Invalid
from crm.security.settings import PasswordRules

_KINDS = {"Ll": "small", "Lu": "capital", "Nd": "digit"}


def kinds(password: str) -> int:
    """Of how many kinds of characters it is: small and capital letters, digits, others (Chinese ones, too)."""
    return len({_KINDS.get(unicodedata.category(letter), "other") for letter in password})


def check_password(rules: PasswordRules, password: str, names: tuple[str | None, ...], *, field: str) -> None:
    """Raises Invalid, which says what is missing. `names`: user name and 工号."""
    if len(password) < rules.min_length:
        raise Invalid(
            f"a password has at least {rules.min_length} characters",
            field=field,
            message_zh=f"密码至少 {rules.min_length} 个字符",
        )
    if kinds(password) < rules.kinds:
        raise Invalid(
            f"a password needs {rules.kinds} kinds of characters: small and capital letters, digits, others",
            field=field,
            message_zh=f"密码须包含大写字母、小写字母、数字、其他字符中的至少 {rules.kinds} 种",
        )
    lower = password.lower()
    if rules.without_name and any(name and len(name) >= 3 and name.lower() in lower for name in names):
        raise Invalid(
            "a password may not hold the user name or the 工号", field=field, message_zh="密码不能包含用户名或工号"
        )
