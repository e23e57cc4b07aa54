"""The library of prompts by API: texts, recordings in any format, versions, who uses them; phone passwords."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import soundfile
from web_kit import Browser, FakeCore

from server.http.context import Web
from server.prompts.library import library_folder

NEW = {
    "id": "greeting",
    "name": {"zh": "欢迎词", "en": "Welcome"},
    "number": "12",
    "texts": {"zh": "欢迎。", "en": "Welcome."},
}


def recording(format_: str = "WAV", subtype: str | None = None, seconds: float = 1.0, level: float = 0.02) -> bytes:
    rate = 48_000
    t = np.arange(int(seconds * rate)) / rate
    out = io.BytesIO()
    soundfile.write(out, level * np.sin(2 * np.pi * 700 * t), rate, format=format_, subtype=subtype)
    return out.getvalue()


async def upload(admin: Browser, data: bytes, language: str = "zh", **more: str) -> Any:
    return await admin.ask(
        "POST", "/prompts/greeting/audio", data=io.BytesIO(data), params={"language": language, **more}
    )


async def test_a_recording_is_levelled_heard_and_restored(admin: Browser, core: FakeCore, parts: Web) -> None:
    made = await admin.send("POST", "/prompts", NEW, status=201)
    assert (made["recorded"], made["used_by"]) == ({}, [])
    first = await upload(admin, recording(), comment="Studio")
    assert first.status == 201, await first.text()
    (version,) = (await first.json())["versions"]
    assert version["level"] == pytest.approx(-20, abs=0.5)
    assert (version["version"], version["current"], version["source"], version["comment"]) == (
        1,
        True,
        "upload",
        "Studio",
    )
    second = await upload(admin, recording("OGG", "OPUS", 2.0, 0.4), source="browser")
    assert (await second.json())["recorded"] == {"zh": 2}
    sent = core.asked("config.put")[-1]["snapshot"]["prompts"][0]
    assert sent["texts"] == NEW["texts"]
    assert (library_folder(parts.settings.root) / f"{sent['files']['zh']}.wav").is_file()

    whole = await admin.ask("GET", "/prompts/greeting/audio", params={"language": "zh"})
    body = await whole.read()
    assert soundfile.info(io.BytesIO(body)).samplerate == 8000
    assert soundfile.info(io.BytesIO(body)).duration == pytest.approx(2.0, abs=0.1)
    part = await admin.ask("GET", "/prompts/greeting/audio", params={"language": "zh"}, headers={"Range": "bytes=0-43"})
    assert (part.status, len(await part.read())) == (206, 44)
    assert (await admin.ask("GET", "/prompts/greeting/audio", params={"language": "en"})).status == 404

    back = await admin.send("POST", "/prompts/greeting/restore", {"language": "zh", "version": 1})
    assert back["recorded"] == {"zh": 1}
    assert (await admin.ask("POST", "/prompts/greeting/restore", {"language": "zh", "version": 9})).status == 404
    spoken = await admin.ask("DELETE", "/prompts/greeting/audio", params={"language": "zh"})
    assert (await spoken.json())["recorded"] == {}
    actions = [entry["action"] for entry in (await admin.get("/audit", subject="greeting"))["items"]]
    assert actions == ["prompts.unrecord", "prompts.restore", "prompts.record", "prompts.record", "prompts.create"]


async def test_a_text_is_heard_before_it_is_saved(admin: Browser) -> None:
    """The voice of the calls, with numbers as words: the longer the number, the longer the speech."""
    lengths = []
    for text in ("请按1", "请拨打12345678"):
        answer = await admin.ask("POST", "/prompts/speak", {"language": "zh", "text": text})
        assert answer.status == 200, await answer.text()
        heard = soundfile.info(io.BytesIO(await answer.read()))
        assert heard.samplerate == 8000
        lengths.append(heard.duration)
    assert 0.3 < lengths[0] < lengths[1]
    refused = await admin.ask("POST", "/prompts/speak", {"language": "zh", "text": "您好{name}"})
    assert (refused.status, (await refused.json())["error"]["field"]) == (422, "text")


BAD = {
    "empty": b"",
    "text": b"no sound at all",
    "cut": b"RIFF\x00\x00\x00\x00WAVE",
    "silent": recording(level=0.0),
    "short": recording(seconds=0.05),
    "long": recording("FLAC", "PCM_16", seconds=302),
    "webm": bytes.fromhex("1a45dfa3") + b"\x80" * 20,
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
async def test_what_is_no_recording_is_refused(admin: Browser, data: bytes) -> None:
    await admin.send("POST", "/prompts", NEW, status=201)
    answer = await upload(admin, data)
    assert answer.status == 422
    error = (await answer.json())["error"]
    assert error["code"] == "audio.invalid"
    assert error["message_zh"]


async def test_only_administrators(wang: Browser, boss: Browser) -> None:
    assert (await wang.ask("GET", "/prompts")).status == 403
    assert (await upload(boss, recording())).status == 403


async def test_a_prompt_in_use_stays(admin: Browser) -> None:
    await admin.send("POST", "/prompts", NEW, status=201)
    flow = {
        "flow": "hello",
        "name": {"zh": "好", "en": "Hello"},
        "start": "say",
        "languages": ["zh", "en"],
        "nodes": {
            "say": {"kind": "play", "say": {"prompt": "greeting"}, "next": "bye"},
            "bye": {"kind": "hangup"},
        },
    }
    unknown = {**flow, "nodes": flow["nodes"] | {"say": {"kind": "play", "say": {"prompt": "hi"}, "next": "bye"}}}
    checked = await admin.send("POST", "/flows/check", {"document": unknown})
    assert any("unknown prompt 'hi'" in finding["message_en"] for finding in checked["findings"])
    await admin.send("POST", "/flows", {"document": flow}, status=201)
    assert (await admin.get("/prompts/greeting"))["used_by"] == ["hello"]
    refused = await admin.ask("DELETE", "/prompts/greeting")
    assert refused.status == 409
    assert "hello" in (await refused.json())["error"]["message"]
    assert (await admin.ask("PATCH", "/prompts/greeting", {"texts": {"zh": "好。"}})).status == 409
    trial = await admin.send("POST", "/flows/hello/try", {"language": "en"})
    assert trial["lines"][0]["text"] == "Welcome."
    await upload(admin, recording(), "en")
    trial = await admin.send("POST", "/flows/hello/try", {"language": "en"})
    assert trial["lines"][0]["text"] == "«greeting»"
    changed = await admin.send("PATCH", "/prompts/greeting", {"texts": {"zh": "好。"}, "number": None})
    assert (changed["texts"], changed["number"]) == ({"zh": "好。"}, None)
    await admin.send("PUT", "/flows/hello", {"document": {**flow, "nodes": {"say": {"kind": "hangup"}}}})
    assert (await admin.ask("DELETE", "/prompts/greeting")).status == 204


@pytest.mark.parametrize(
    "wrong",
    [{"id": "Wel come"}, {"texts": {"zh": "{caller:phone}"}}, {"texts": {"fr": "Bonjour"}}, {"name": {"zh": "只有"}}],
)
async def test_wrong_prompts_are_refused(admin: Browser, wrong: dict[str, Any]) -> None:
    assert (await admin.ask("POST", "/prompts", NEW | wrong)).status == 422


async def test_numbers_are_of_one_prompt_only(admin: Browser) -> None:
    await admin.send("POST", "/prompts", NEW, status=201)
    assert (await admin.ask("POST", "/prompts", NEW)).status == 409
    assert (await admin.ask("POST", "/prompts", NEW | {"id": "other"})).status == 409


async def test_phone_passwords(admin: Browser, wang: Browser) -> None:
    assert (await wang.ask("PUT", "/auth/phone-password", {"password": "2468"})).status == 204
    assert (await wang.ask("PUT", f"/users/{wang.user['id']}/phone-password", {"password": "1"})).status == 403
    assert (await admin.ask("PUT", f"/users/{wang.user['id']}/phone-password", {"password": "13579"})).status == 204
    assert (await admin.ask("PUT", "/auth/phone-password", {"password": "2468"})).status == 422  # no 工号
    for weak in ("123", "1111", "12ab"):
        assert (await wang.ask("PUT", "/auth/phone-password", {"password": weak})).status == 422
    audit = await admin.get("/audit", action="users.phone_password")
    assert [entry["details"] for entry in audit["items"]] == [{"set": True}, {"set": True}]
    assert "13579" not in str(audit)


async def test_a_recording_is_the_music_of_a_queue(admin: Browser, core: FakeCore, parts: Web) -> None:
    folder = parts.settings.root / "sounds" / "music" / "brass"
    folder.mkdir(parents=True)
    await admin.send("POST", "/prompts", NEW, status=201)
    assert [row["id"] for row in await admin.get("/music")] == ["default", "brass"], "words alone are no music"
    assert (await upload(admin, recording())).status == 201
    rows = {row["id"]: (row["kind"], row["name"]["en"]) for row in await admin.get("/music")}
    assert rows == {
        "default": ("own", "Standard music"),
        "brass": ("folder", "brass"),
        "greeting": ("prompt", "Welcome"),
    }

    await admin.send("PATCH", "/queues/shop", {"music": "greeting"})
    snapshot = core.asked("config.put")[-1]["snapshot"]
    assert {queue["id"]: queue["music"] for queue in snapshot["queues"]}["shop"] == "greeting"
    assert (await admin.get("/prompts/greeting"))["music_of"] == ["shop"]
    assert {row["id"]: row["music_of"] for row in await admin.get("/prompts")}["greeting"] == ["shop"]
    for method, path, query in (
        ("DELETE", "/prompts/greeting", {}),
        ("DELETE", "/prompts/greeting/audio", {"language": "zh"}),
    ):
        refused = await admin.ask(method, path, params=query)
        assert refused.status == 409, path
        assert "shop" in (await refused.json())["error"]["message"]

    await admin.send("PATCH", "/queues/shop", {"music": "default"})
    assert (await admin.ask("DELETE", "/prompts/greeting/audio", params={"language": "zh"})).status == 200
    assert (await admin.get("/prompts/greeting"))["music_of"] == []
