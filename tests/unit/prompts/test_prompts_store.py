"""Rendering once, finding again, and a change of voice."""

from __future__ import annotations

from pathlib import Path

import pytest
from tone_voice import ToneVoice

from server.prompts import audio, sounds
from server.prompts.store import PromptStore
from server.prompts.tts import VoiceError
from telephony.ivr.speech.catalog import PROMPTS
from telephony.ivr.speech.keys import tone_path
from telephony.ivr.speech.language import LANGUAGES, SpeechError
from telephony.ivr.speech.media import media
from telephony.ivr.speech.template import Placeholder, parse


def test_only_what_is_missing_is_rendered(tmp_path: Path) -> None:
    voice = ToneVoice()
    store = PromptStore(tmp_path, voice)
    seen: list[tuple[int, int]] = []
    phrases = [("zh", "请按一"), ("zh", " 请按一 "), ("en", "one"), ("zh", "，")]
    assert store.ensure(phrases, lambda done, of: seen.append((done, of))) == 3  # type: ignore[arg-type]
    assert sorted(voice.rendered) == [("en", "one"), ("zh", "请按一")]
    assert seen[-1] == (3, 3)
    assert store.ensure([("zh", "请按一"), ("zh", "请按二")]) == 1
    assert voice.rendered[-1] == ("zh", "请按二")
    assert store.path("one", "en").exists()
    assert audio.speech_rms(audio.read_wav(store.path("one", "en"))) == pytest.approx(audio.SPEECH_LEVEL, rel=0.02)
    assert not audio.read_wav(store.path("，", "zh")).any()


def test_a_failing_voice_is_reported_and_what_was_rendered_stays(tmp_path: Path) -> None:
    store = PromptStore(tmp_path, ToneVoice(fails_on="坏"))
    with pytest.raises(VoiceError, match="坏"):
        store.ensure([("zh", "好"), ("zh", "坏"), *(("zh", f"第{n}") for n in "一二三四五六七八九")])
    rendered = list((tmp_path / "tone-1" / "zh").iterdir())
    assert all(path.suffix == ".wav" for path in rendered)
    assert PromptStore(tmp_path, ToneVoice()).ensure([("zh", "好"), ("zh", "坏")]) >= 1


def test_everything_a_call_can_play_is_there(tmp_path: Path) -> None:
    text = "您的订单{no:digits}，共{n:quantity:件}，{total:money}。"
    sounds.prepare(tmp_path, [("zh", text)], ToneVoice(), pronunciation={"10086": "幺零零八六"})
    root = str(sounds.sounds_root(tmp_path))
    values = {"no": "A1002", "n": 2, "total": "12.05", "ahead": 2, "wait": 95, "number": "13800138000"}
    values["at"] = "2026-11-26T09:30:00"
    for path in media(text, values, "zh", root):
        assert Path(path + ".wav").is_file()
    for texts in PROMPTS.values():
        for lang in LANGUAGES:
            places = [part for part in parse(texts[lang]) if isinstance(part, Placeholder)]
            samples = {place.name: values.get(place.name, "3") for place in places}
            assert all(Path(path + ".wav").is_file() for path in media(texts[lang], samples, lang, root))
    assert Path(tone_path(root, "beep") + ".wav").is_file()
    assert [path.name for path in sounds.music_folder(tmp_path).iterdir()] == ["hold.wav"]


def test_a_second_start_renders_nothing(tmp_path: Path) -> None:
    first, second = ToneVoice(), ToneVoice()
    sounds.prepare(tmp_path, [], first)
    sounds.prepare(tmp_path, [], second)
    assert first.rendered
    assert not second.rendered


def test_the_voice_changes_at_once_when_all_is_rendered(tmp_path: Path) -> None:
    link = sounds.sounds_root(tmp_path) / "speech"
    sounds.prepare(tmp_path, [], ToneVoice("old"))
    assert link.resolve().name == "old"
    with pytest.raises(VoiceError):
        sounds.prepare(tmp_path, [], ToneVoice("new", fails_on="零"))
    assert link.resolve().name == "old"
    sounds.prepare(tmp_path, [], ToneVoice("new"))
    assert link.resolve().name == "new"
    assert not link.readlink().is_absolute()


def test_a_bad_text_is_refused_before_anything_is_rendered(tmp_path: Path) -> None:
    voice = ToneVoice()
    with pytest.raises(SpeechError, match="column 1"):
        sounds.prepare(tmp_path, [("zh", "{n}")], voice)
    assert not voice.rendered
