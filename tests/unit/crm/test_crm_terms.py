"""Ranking articles by the words of a question: Chinese without spaces, English, weights, rarity."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm.knowledge.terms import KEYWORD, LEAST, TERM_LENGTH, TITLE, question, rank, terms, weights

SHOP = {
    "delivery": weights(["送货时间说明"], ["配送", "快递"], ["一般三天内送货上门，偏远地区七天。"]),
    "returns": weights(["退货流程"], ["退货", "退款"], ["签收七天内可以申请退货，退款三天到账。"]),
    "heating": weights(["暖气不热怎么办", "Radiator stays cold"], ["暖气", "排气"], ["先排气，再检查阀门。"]),
}


def ranked(text: str, **more: dict[str, int]) -> list[str]:
    asked = question(text)
    shared = {name: {t: w for t, w in doc.items() if t in asked} for name, doc in SHOP.items()}
    return [each.article for each in rank(asked, {n: d for n, d in shared.items() if d}, len(SHOP), **more)]


def test_terms_of_chinese_and_english() -> None:
    assert terms("暖气不热") == ["暖气", "气不", "不热"]
    assert terms("The AC-100 is 不热, the radiator's cold") == ["ac-100", "不热", "radiator", "s", "cold"]
    assert terms("的") == terms("是的") == terms("   ，。") == []
    assert question("退货退货") == ["退货", "货退"]


def test_the_fitting_article_comes_first() -> None:
    assert ranked("客户说家里暖气不热，要求上门")[0] == "heating"
    assert ranked("我想退货，钱什么时候到账")[0] == "returns"
    assert ranked("my radiator is cold") == ["heating"]
    assert ranked("发票抬头写错了") == []


def test_keywords_weigh_more_than_titles_than_bodies() -> None:
    found = weights(["退货流程"], ["退款"], ["退款退款退款 到账"])
    assert found["退款"] == KEYWORD
    assert found["退货"] == TITLE
    assert 0 < found["到账"] < TITLE


def test_alike_the_more_used_then_the_newer_comes_first() -> None:
    same = {"01A": {"退货": 2.0}, "01B": {"退货": 2.0}, "01C": {"退货": 2.0}}
    order = [each.article for each in rank(["退货"], same, 3, {"01A": 7})]
    assert order == ["01A", "01C", "01B"]


def test_what_led_to_it_is_told() -> None:
    (best, *_) = rank(["退货", "退款", "马"], {"x": {"退货": 2.0, "退款": 4.0}}, 10)
    assert best.matched == ("退款", "退货")


WORDS = st.sampled_from(["退货", "退款", "暖气", "发票", "ac-100"])


@given(
    asked=st.lists(WORDS, max_size=8),
    articles=st.dictionaries(st.sampled_from("abcdef"), st.dictionaries(WORDS, st.floats(0.1, 9), min_size=1)),
    spare=st.integers(0, 50),
)
def test_scores_are_shares(asked: list[str], articles: dict[str, dict[str, float]], spare: int) -> None:
    found = rank(asked, articles, len(articles) + spare)
    assert all(LEAST <= each.score <= 1 for each in found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(set(each.matched) <= set(asked) & set(articles[each.article]) for each in found)
    assert found == rank(reversed(asked), articles, len(articles) + spare)


@given(st.text(max_size=200))
def test_any_text_has_short_terms(text: str) -> None:
    assert all(0 < len(term) <= TERM_LENGTH and term == term.lower() for term in terms(text))
