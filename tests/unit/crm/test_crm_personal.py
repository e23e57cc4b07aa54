"""What tells who a customer is, taken out of texts."""

from __future__ import annotations

import pytest

from crm.customers.personal import Personal

HIS = Personal(
    ["+8613800138000", "+861062881234", "+14155552671"], ["王芳", "Li", "王"], ["翠微路18号", "repair", "12", ""]
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请打13800138000。", "请打erased。"),
        ("138 0013 8000 / +86-138-0013-8000", "erased / erased"),
        ("０１０－６２８８１２３４或 62881234", "erased或 erased"),
        ("+1 415 555 2671", "erased"),
        ("王芳住翠微路18号", "erased住erased"),
        ("Li lives in Lille", "erased lives in Lille"),
        ("王经理 12 repair", "王经理 12 repair"),
        ("2138001380001", "2138001380001"),
        ("+8613800138000", "erased"),
    ],
)
def test_a_text(text: str, left: str) -> None:
    assert HIS.without(text) == left


def test_all_that_json_holds() -> None:
    assert HIS.without({"a": ["王芳", {"b": 3, "王芳": None}]}) == {"a": ["erased", {"b": 3, "王芳": None}]}
    assert HIS.without("王芳 13800138000", numbers_only=True) == "王芳 erased"
    assert Personal().without("王芳") == "王芳"
