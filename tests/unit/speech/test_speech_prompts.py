"""Prompt texts with placeholders, and the files that they are played from."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.ivr.speech.catalog import PROMPTS, all_texts, prompt
from telephony.ivr.speech.keys import canonical, sound_key, sound_path, tone_path
from telephony.ivr.speech.kinds import EXPECTS, KINDS, Kind, say
from telephony.ivr.speech.language import LANGUAGES, Lang, SpeechError
from telephony.ivr.speech.media import media, phrases, required
from telephony.ivr.speech.parts import PAUSE, fragments, vocabulary
from telephony.ivr.speech.template import Literal, Placeholder, expand, names, parse

VALUES: dict[Kind, st.SearchStrategy[object]] = {
    "number": st.one_of(st.integers(-(10**12), 10**12), st.decimals(-(10**6), 10**6, places=3)),
    "ordinal": st.integers(0, 10**12),
    "digits": st.text("0123456789ABCXYZ- ", min_size=1).filter(lambda text: bool(text.strip(" -"))),
    "code": st.text("0123456789ABC-_./+@*#", min_size=1),
    "phone": st.from_regex(r"\A(\+?[0-9]{3,14}|0571-[0-9]{8}转[0-9]{1,5})\Z"),
    "money": st.decimals(-(10**9), 10**9, places=2),
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    "day": st.dates(),
    "time": st.times(),
    "datetime": st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2199-12-31")),
    "duration": st.integers(0, 10**7),
    "percent": st.decimals(-1000, 1000, places=2),
    "position": st.integers(0, 10**6),
    "key": st.sampled_from("0123456789*#"),
}
VALUE = st.sampled_from(sorted(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind]))


@given(VALUE, st.sampled_from(LANGUAGES))
def test_every_value_is_spliced_from_the_vocabulary(kind_value: tuple[Kind, object], lang: Lang) -> None:
    kind, value = kind_value
    row = fragments(kind, value, lang)
    assert set(row) <= vocabulary(lang)
    words = say(kind, value, lang)
    assert "".join(row) == words.replace(" ", "") if lang == "zh" else " ".join(row).replace(" ,", ",") == words


@given(st.integers(0, 10**9), st.sampled_from(LANGUAGES))
def test_a_quantity_ends_with_its_unit(n: int, lang: Lang) -> None:
    *count, unit = fragments("quantity", n, lang, "位" if lang == "zh" else "item")
    assert unit == ("位" if lang == "zh" else "item" if n == 1 else "items")
    assert set(count) <= vocabulary(lang)


def test_the_vocabulary_is_small_enough_to_render_at_the_first_start() -> None:
    assert 200 < len(vocabulary("zh")) < 500
    assert 200 < len(vocabulary("en")) < 500
    for lang in LANGUAGES:
        assert PAUSE[lang] in vocabulary(lang)


def test_parse() -> None:
    assert parse("订单{no:digits}，共{n:quantity:件}。") == (
        Literal("订单"),
        Placeholder("no", "digits"),
        Literal("，共"),
        Placeholder("n", "quantity", "件"),
        Literal("。"),
    )
    assert parse("{{您好}}") == (Literal("{您好}"),)
    assert parse("") == ()
    assert names(parse("{a:date}{b.c:money}")) == {"a", "b.c"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("您好{n", 'column 3: single "{": write it twice'),
        ("n}", 'column 2: single "}"'),
        ("{n}", "column 1: {n} has no kind: write {n:kind} with one of number, quantity"),
        ("共{n:sum}", 'column 2: unknown kind "sum": write'),
        ("{1:date}", 'column 1: "1" is no name'),
        ("{m:money:元}", 'column 1: money takes no argument: remove ":元"'),
    ],
)
def test_bad_texts_name_column_and_remedy(text: str, message: str) -> None:
    with pytest.raises(SpeechError) as error:
        parse(text)
    assert str(error.value).startswith(message)


def test_expand() -> None:
    own = {"12345": "一二三四五"}
    assert expand("您前面还有{n:quantity:位}，请按1。", {"n": 2}, "zh") == "您前面还有两位，请按一。"
    assert expand("{o:digits}和{p:digits}", {"o": "12345", "p": "123"}, "zh", own) == "一二三四五和幺二三"
    assert expand("{step:text}", {"step": "第2步"}, "zh") == "第二步"
    assert expand("Order {o:digits}, {m:money}", {"o": 12, "m": "3"}, "en") == "Order one two, three yuan"
    with pytest.raises(SpeechError, match='"n" is missing'):
        expand("{n:number}", {"n": None}, "zh")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("number", "1,005", "一千零五"),
        ("number", 2.5, "二点五"),
        ("date", "2026-11-21", "二零二六年十一月二十一日"),
        ("date", "2026-11-21T09:30:00+08:00", "二零二六年十一月二十一日"),
        ("date", date(2026, 2, 2), "二零二六年二月二日"),
        ("time", "14:05", "下午两点零五分"),
        ("time", time(14, 5), "下午两点零五分"),
        ("time", "2026-11-21T14:05", "下午两点零五分"),
        ("datetime", "2026-11-21T14:05", "二零二六年十一月二十一日，下午两点零五分"),
        ("duration", timedelta(minutes=2), "两分钟"),
        ("digits", 1001, "幺零零幺"),
        ("money", Decimal("0.1"), "一角"),
    ],
)
def test_values_come_as_text_or_objects(kind: Kind, value: object, words: str) -> None:
    assert say(kind, value, "zh") == words


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "many"),
        ("number", True),
        ("number", float("nan")),
        ("number", "1e30"),
        ("ordinal", "1.5"),
        ("ordinal", -1),
        ("date", "21.11.2026"),
        ("time", "2 o'clock"),
        ("time", "2026-13-01T10:00"),
        ("duration", -1),
        ("key", "12"),
        ("digits", None),
        ("text", 1.5),
    ],
)
def test_unfit_values_are_refused(kind: Kind, value: object) -> None:
    for lang in LANGUAGES:
        with pytest.raises(SpeechError):
            say(kind, value, lang)


def test_an_error_in_a_call_names_the_value_but_does_not_tell_it() -> None:
    for speak in (
        lambda: media("{pin:digits}", {"pin": "12/34"}, "zh", "/s"),
        lambda: expand("{pin:digits}", {"pin": "12/34"}, "zh"),
    ):
        with pytest.raises(SpeechError) as error:
            speak()
        assert str(error.value) == 'the value "pin" cannot be spoken as digits: it must be digits and letters'
        assert "12/34" not in repr(error.value.__cause__)
    assert set(EXPECTS) == set(KINDS)


def test_a_text_without_placeholders_is_one_file() -> None:
    root = "/srv/sounds"
    assert media("人工服务请按0", {}, "zh", root) == [sound_path(root, "zh", "人工服务请按零")]
    assert sound_path(root, "zh", "x") == f"/srv/sounds/speech/zh/{sound_key('zh', 'x')}"
    assert tone_path(root + "/", "beep") == "/srv/sounds/tones/beep"
    assert media("。", {}, "zh", root) == media("", {}, "zh", root) == []


def test_a_prompt_is_a_row_of_phrases() -> None:
    assert phrases("您前面还有{n:quantity:位}，请稍候。", {"n": 12}, "zh") == ["您前面还有", "十二", "位", "，请稍候。"]
    assert phrases("{a:digits}，{b:number}。", {"a": "1", "b": 2}, "zh") == ["幺", "，", "二"]
    assert phrases("{a:digits}", {"a": "12345"}, "zh", {"12345": "一二三四五"}) == ["一二三四五"]
    assert phrases("{step:text}", {"step": "第2步"}, "zh") == ["第二步"]
    assert phrases("There are {n:quantity:item}.", {"n": 1}, "en") == ["There are", "one", "item"]


def test_keys_depend_on_language_and_words_alone() -> None:
    assert sound_key("zh", " 请按一  ") == sound_key("zh", "请按一")
    assert sound_key("zh", "A") != sound_key("en", "A")
    assert canonical(" two\n words ") == "two words"


TEXT = st.lists(
    st.one_of(
        st.sampled_from(["请按1，", "共20元", "。", "，", "{{注}}", "好"]),
        VALUE.map(lambda kind_value: f"{{{kind_value[0]}:{kind_value[0]}}}"),
        st.just("{n:quantity:件}"),
    ),
    max_size=6,
).map("".join)


@given(TEXT, st.fixed_dictionaries(dict(VALUES.items())), st.integers(0, 1000))
def test_what_is_played_was_required_before(text: str, values: dict[str, object], n: int) -> None:
    own = {"1": "一", "12345": "一二三四五"}
    rendered = required([text], "zh", own) | vocabulary("zh")
    assert set(phrases(text, {**values, "n": n}, "zh", own)) <= rendered


def test_the_catalogue_speaks_both_languages() -> None:
    keys = {"callback_key": "1", "voicemail_key": "2", "fresh": 2, "heard": 1, "n": 1, "at": "2026-11-26T09:30:00"}
    sample = {"no": "1001", "ahead": 2, "minutes": 3, "waited": 40, "number": "13800138000", **keys}
    for name, texts in PROMPTS.items():
        assert set(texts) == set(LANGUAGES)
        assert names(parse(texts["zh"])) == names(parse(texts["en"])), name
        for lang in LANGUAGES:
            assert phrases(texts[lang], sample, lang)
    assert expand(prompt("agent_number", "zh"), sample, "zh") == "工号幺零零幺为您服务。"
    assert expand(prompt("position", "zh"), {"ahead": 0}, "zh") == "下一位就是您，请稍候。"


def test_a_company_may_word_a_prompt_anew() -> None:
    notices = {"goodbye": {"zh": "祝您生活愉快。", "en": ""}}
    assert prompt("goodbye", "zh", notices) == "祝您生活愉快。"
    assert prompt("goodbye", "en", notices) == PROMPTS["goodbye"]["en"]
    assert ("zh", "祝您生活愉快。") in all_texts(notices)
    with pytest.raises(SpeechError, match='no system prompt "hello"'):
        prompt("hello", "zh")
