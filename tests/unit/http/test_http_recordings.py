"""Recordings by API: who hears what part, who is written down for it, what keeps them and what ends them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select, update
from web_kit import Browser, FakeFiles, envelope

from crm.audit.models import AuditEntry
from crm.base import instant
from crm.calls.store import NewsStore
from crm.recordings.models import Recording
from crm.recordings.service import playable
from recordings.retention import Deleted
from server.http.context import Web
from server.recording_alarms import Alarms
from server.recording_keeper import RecordingKeeper
from telephony import domain_events as news
from telephony.cdr import fold
from telephony.domain_events import Envelope

AUDIO = bytes(range(256)) * 40


class Files(FakeFiles):
    """Fake files that can be deleted."""

    async def delete(self, recordings: Any) -> Deleted:
        for recording, _ in recordings:
            self.files.pop(recording, None)
        return Deleted((), 0)

    async def remove_cuts(self, older_than: float = 0) -> None:
        self.cuts.clear()


async def talk(parts: Web, call: str, agents: tuple[str, ...], *, queue: str = "service", age_days: float = 0) -> str:
    """A finished call with each agent in turn, 30 s each, recorded in one file."""
    at = time.time() - 600 - age_days * 86400
    items: list[tuple[float, news.News]] = [
        (0, news.CallStarted(call, "inbound", "+8613800138000", "", "1000", "1000", f"a1:{call}")),
        (1, news.RecordingStarted(call, f"r-{call}", f"raw/2026/11/21/r-{call}")),
    ]
    for number, agent in enumerate(agents, 1):
        start = 1 + (number - 1) * 30
        items += [
            (start, news.CallConnected(call, number, agent, "8001", None, queue)),
            (start + 30, news.CallSegmentEnded(call, number, agent, queue, 30.0, "agent")),
        ]
    length = 30.0 * len(agents)
    sent = [envelope(at + seconds, item, n) for n, (seconds, item) in enumerate(items, 1)]
    cdr = fold(sent, ended=at + 1 + length, ended_by="caller", cause="normal") | {"queue": queue}
    sent.append(envelope(at + 1 + length, news.CallEnded(call, cdr), len(sent) + 1))
    await parts.db.store(lambda connection: NewsStore(connection).store(sent))
    await finish(parts, f"r-{call}", at + 1, length)
    return f"r-{call}"


async def finish(parts: Web, recording: str, started: float, length: float) -> None:
    path = parts.settings.root / f"{recording}.ogg"
    path.write_bytes(AUDIO)
    files = parts.recordings
    assert isinstance(files, FakeFiles)
    files.files[recording] = path
    digest = await files.checksum(recording)
    await parts.db.store(
        lambda connection: playable(
            connection, recording, seconds=length, channels=2, peaks=[[0.5], [0.5]], sha256=digest, size=len(AUDIO)
        )
    )
    async with parts.db.write() as session:
        await session.execute(
            update(Recording).where(Recording.id == recording).values(started_at=instant(started), kind="call")
        )


async def audit(parts: Web, action: str) -> list[AuditEntry]:
    async with parts.db.read() as session:
        return list(await session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


@pytest.fixture
def told() -> list[Envelope]:
    return []


@pytest.fixture
def keeper(parts: Web, told: list[Envelope]) -> RecordingKeeper:
    parts.recordings = Files()
    return RecordingKeeper(parts.db, parts.recordings, Alarms(told.append), 365)


async def test_an_agent_hears_his_own_part_only(wang: Browser, li: Browser, boss: Browser, parts: Web) -> None:
    recording = await talk(parts, "c1", (wang.user["id"], li.user["id"]))
    files = parts.recordings
    assert isinstance(files, FakeFiles)
    row = await li.get(f"/recordings/{recording}")
    assert ([part["segment"] for part in row["parts"]], row["whole"], row["peaks"]) == ([2], False, None)
    assert [(marker["type"], marker["data"]["agent"]) for marker in row["markers"] if marker["at"] > 31] == [
        ("call.segment_ended", li.user["id"])
    ]
    assert (await li.ask("GET", f"/recordings/{recording}/audio")).status == 200
    assert files.cuts == [(recording, 30.0, 60.0)]
    assert (await li.ask("GET", "/calls/c1/recording")).status == 200
    assert files.cuts == [(recording, 30.0, 60.0)] * 2
    assert (await li.ask("GET", f"/recordings/{recording}/audio?segment=1")).status == 404
    whole = await boss.get(f"/recordings/{recording}")
    assert (whole["whole"], len(whole["parts"]), whole["peaks"]) == (True, 2, [[0.5], [0.5]])
    assert await (await boss.ask("GET", f"/recordings/{recording}/audio")).read() == AUDIO
    alone = await talk(parts, "c2", (wang.user["id"],))
    assert (await li.ask("GET", f"/recordings/{alone}")).status == 404
    assert (await wang.get(f"/recordings/{alone}"))["whole"] is True


async def test_listening_is_written_down_once_a_sitting_and_download_is_its_own(
    wang: Browser, boss: Browser, parts: Web
) -> None:
    recording = await talk(parts, "c1", (wang.user["id"],))
    for start in (0, 1000, 5000):
        answer = await boss.ask(
            "GET", f"/recordings/{recording}/audio", headers={"Range": f"bytes={start}-{start + 9}"}
        )
        assert (answer.status, await answer.read()) == (206, AUDIO[start : start + 10])
    (entry,) = await audit(parts, "recordings.listen")
    assert (entry.subject, entry.username, entry.details["range"]) == (recording, "boss", "bytes=0-9")
    assert (await wang.ask("GET", f"/recordings/{recording}/download")).status == 403
    answer = await boss.ask("GET", f"/recordings/{recording}/download")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{recording}.ogg"'
    assert len(await audit(parts, "recordings.download")) == 1
    await wang.ask("GET", f"/recordings/{recording}/audio")
    assert len(await audit(parts, "recordings.listen")) == 2


async def test_recordings_are_found(wang: Browser, li: Browser, boss: Browser, parts: Web) -> None:
    first = await talk(parts, "c1", (wang.user["id"],))
    second = await talk(parts, "c2", (li.user["id"], wang.user["id"]), queue="heating", age_days=2)

    async def found(**asked: Any) -> list[str]:
        return [row["id"] for row in (await boss.get("/recordings", **asked))["items"]]

    assert await found() == [first, second]
    assert await found(agent="1002") == [second]
    assert await found(queue="heating") == [second]
    assert await found(min_seconds=45) == [second]
    assert await found(max_seconds=45) == [first]
    assert await found(number="138001") == [first, second]
    assert await found(direction="outbound") == []
    assert await found(held="true") == []
    rated = news.CallRated("c2", "service", "service", 3, li.user["id"], "heating", 1)
    await parts.db.store(lambda connection: NewsStore(connection).store([envelope(time.time(), rated, 99)]))
    assert await found(rated="true") == [second]
    assert await found(rated="false") == [first]
    assert [row["id"] for row in (await li.get("/recordings"))["items"]] == [second]


async def test_retention_goes_by_queue_and_spares_what_is_held(
    wang: Browser, admin: Browser, boss: Browser, parts: Web, keeper: RecordingKeeper
) -> None:
    user = wang.user["id"]
    old = await talk(parts, "old", (user,), age_days=40)
    other = await talk(parts, "other", (user,), queue="heating", age_days=40)
    forever = await talk(parts, "forever", (user,), queue="shop", age_days=4000)
    young = await talk(parts, "young", (user,))
    held = await talk(parts, "held", (user,), age_days=40)
    rules = {"days": 30, "queues": {"heating": 60, "shop": 0}}
    tried = await admin.send("POST", "/recording-retention/effect", rules)
    assert (tried["recordings"], tried["voicemails"], tried["default_days"]) == (2, 0, 365)
    assert tried["oldest"] is not None
    assert (await admin.send("POST", "/recording-retention/effect", {"days": 0}))["oldest"] is None
    assert (await admin.ask("POST", "/recording-retention/effect", {"queues": {"nowhere": 1}})).status == 422
    assert (await boss.ask("POST", "/recording-retention/effect", rules)).status == 403
    await admin.send("PUT", "/recording-retention", rules)
    hold = await boss.send("POST", "/legal-holds", {"kind": "call", "subject": "held", "reason": "起诉"}, 201)
    assert (await boss.ask("POST", "/legal-holds", {"kind": "call", "subject": "held", "reason": "x"})).status == 409
    assert await keeper.keep_rules() == 1
    files = parts.recordings
    assert isinstance(files, FakeFiles)
    assert set(files.files) == {other, forever, young, held}
    tomb = await boss.get(f"/recordings/{old}")
    assert (tomb["state"], tomb["delete_rule"], tomb["deleted_by"]) == ("deleted", "retention", None)
    assert tomb["sha256"]
    assert (await boss.get("/calls/old"))["recording"] == "deleted"
    assert (await boss.ask("GET", f"/recordings/{old}/audio")).status == 404
    assert (await boss.ask("POST", f"/recordings/{held}/delete", {"reason": "x"})).status == 409
    await boss.send("POST", f"/legal-holds/{hold['id']}/clear", {"reason": "和解"})
    assert await keeper.keep_rules() == 1
    assert set(files.files) == {other, forever, young}
    assert {
        entry.action for kind in ("legal_holds.set", "legal_holds.clear") for entry in await audit(parts, kind)
    } == {
        "legal_holds.set",
        "legal_holds.clear",
    }
    assert len(await audit(parts, "recordings.delete")) == 2


async def test_a_hold_on_the_customer_keeps_all_his_calls(
    wang: Browser, admin: Browser, boss: Browser, parts: Web, keeper: RecordingKeeper
) -> None:
    recording = await talk(parts, "c1", (wang.user["id"],), age_days=400)
    customer = (await boss.get("/calls/c1"))["customer_id"]
    await boss.send("POST", "/legal-holds", {"kind": "customer", "subject": customer, "reason": "调查"}, 201)
    assert await keeper.keep_rules() == 0
    assert (await boss.get(f"/recordings/{recording}"))["held"] is True
    assert (await boss.get("/legal-holds", active="true"))["total"] == 1


async def test_deleting_by_hand_needs_a_reason_and_leaves_a_tombstone(
    wang: Browser, boss: Browser, parts: Web, keeper: RecordingKeeper
) -> None:
    recording = await talk(parts, "c1", (wang.user["id"],))
    assert (await wang.ask("POST", f"/recordings/{recording}/delete", {"reason": "x"})).status == 403
    assert (await boss.ask("POST", f"/recordings/{recording}/delete", {"reason": ""})).status == 422
    await boss.send("POST", f"/recordings/{recording}/delete", {"reason": "客户要求"}, 204)
    await keeper.finish()
    tomb = await boss.get(f"/recordings/{recording}")
    assert (tomb["delete_rule"], tomb["delete_reason"], tomb["deleted_by"]) == (
        "by_hand",
        "客户要求",
        boss.user["id"],
    )
    files = parts.recordings
    assert isinstance(files, FakeFiles)
    assert not files.files
    assert (await boss.ask("POST", f"/recordings/{recording}/delete", {"reason": "x"})).status == 409


async def test_a_damaged_file_raises_an_alarm_once(
    wang: Browser, boss: Browser, parts: Web, keeper: RecordingKeeper, told: list[Envelope]
) -> None:
    recording = await talk(parts, "c1", (wang.user["id"],))
    assert (await boss.send("POST", f"/recordings/{recording}/verify"))["integrity"] == "ok"
    assert await keeper.scrub() == 0
    async with parts.db.write() as session:
        await session.execute(update(Recording).values(checked_at=None))
    (parts.settings.root / f"{recording}.ogg").write_bytes(AUDIO[:-1])
    assert await keeper.scrub() == 1
    assert [(item.data["alarm"], item.data["subject"]) for item in told] == [("recording.damaged", recording)]
    assert (await boss.get("/recordings", integrity="damaged"))["total"] == 1
    (parts.settings.root / f"{recording}.ogg").unlink()
    files = parts.recordings
    assert isinstance(files, FakeFiles)
    files.files.clear()
    assert (await boss.send("POST", f"/recordings/{recording}/verify"))["integrity"] == "missing"
