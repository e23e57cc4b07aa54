"""What customers said as files (visits with their answers, ratings), and the messages of one's own box: with the
filters of the list, of what one may see, masked for whoever sees numbers masked, no formulas, audited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_http_exports import exported
from test_http_record_exports import audited
from test_http_surveys import store, talk
from test_http_visits import CLOSED, QUESTIONS, REPAIRS, active, ticket
from web_kit import Browser

from crm.exports import answers
from crm.messages.service import tell
from server.http.context import Web
from telephony import domain_events as news
from tests.support.flows import SURVEY

PHONES = ("13800138001", "13800138002", "13800138003")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is made of several."""
    monkeypatch.setattr(answers, "CHUNK", 2)


async def visited(boss: Browser, wang: Browser, li: Browser) -> str:
    """Three visits of one questionnaire: two with wang, of which one is done, one with li; the questionnaire."""
    for phone in PHONES:
        await ticket(boss, phone, *CLOSED)
    questionnaire = await active(boss)
    people = [wang.user["id"], li.user["id"]]
    new = {"questionnaire_id": questionnaire, "name": "=1+1", "rule": REPAIRS, "agents": people}
    await boss.send("POST", "/visit-batches", new, 201)
    first = (await wang.get("/visits", mine="true"))["items"][0]
    answered = {"service": "bad", "reason": f"=2+2 打 {PHONES[0]}", "came": False, "stars": 4}
    result = {"version": 1, "outcome": "done", "answers": answered, "note": "再联系"}
    await wang.send("POST", f"/visits/{first['id']}/result", result)
    return questionnaire


def column(names: list[str], rows: list[list[Any]], name: str) -> list[Any]:
    return [row[names.index(name)] for row in rows]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_visits_are_exported_as_they_are_filtered(
    boss: Browser, wang: Browser, li: Browser, parts: Web, tmp_path: Path, kind: str
) -> None:
    await visited(boss, wang, li)
    names, rows = await exported(boss, "/exports/visits", tmp_path / "a", format=kind)
    assert len(rows) == (await boss.get("/visits"))["total"] == 3
    assert len(names) == len(set(names)) == 19
    assert column(names, rows, "批次") == ["'=1+1" if kind == "csv" else "=1+1"] * 3
    assert sorted(map(str, column(names, rows, "电话"))) == list(PHONES)
    assert sorted(column(names, rows, "状态")) == ["已完成", "待回访", "待回访"]
    shared = [(await browser.get("/visits", mine="true"))["total"] for browser in (wang, li)]
    assert sorted(column(names, rows, "坐席")) == ["1001"] * shared[0] + ["1002"] * shared[1]
    for query, count in (({"state": "done"}, 1), ({"assignee": li.user["id"]}, shared[1]), ({"mine": "true"}, 0)):
        _, rows = await exported(boss, "/exports/visits", tmp_path / "b", format=kind, **query)
        assert len(rows) == count, query
    last, first = (await audited(parts))[:2]
    assert first == ("visits.export", {"filter": {"format": kind, "mine": True}})
    assert last == ("visits.export", {"filter": {"format": kind, "mine": True}, "rows": 0, "complete": True})


async def test_with_a_questionnaire_each_question_is_a_column_in_words(
    boss: Browser, wang: Browser, li: Browser, tmp_path: Path
) -> None:
    questionnaire = await visited(boss, wang, li)
    (batch,) = (await boss.get("/visit-batches"))["items"]
    for asked in ({"questionnaire": questionnaire}, {"batch": batch["id"]}):
        names, rows = await exported(boss, "/exports/visits", tmp_path / "a", format="csv", **asked)
        assert names[-4:] == ["service", "reason", "came", "stars"]
        done = next(row for row in rows if row[names.index("状态")] == "已完成")
        assert done[-4:] == ["bad", f"'=2+2 打 {PHONES[0]}", "否", "4"]
        assert [row[-4:] for row in rows if row is not done] == [["", "", "", ""]] * 2
    # what is asked no longer keeps its column behind the new questions; what was answered, the words of then
    shown = await boss.get(f"/questionnaires/{questionnaire}")
    choice = QUESTIONS[0]["field"] | {"options": [{"code": "bad", "zh": "差", "en": "poor"}]}
    newer = [QUESTIONS[3], QUESTIONS[0] | {"field": choice, "scores": {"bad": 0}}]
    await boss.send("PATCH", f"/questionnaires/{questionnaire}", {"version": shown["version"], "questions": newer})
    names, rows = await exported(boss, "/exports/visits", tmp_path / "b", format="csv", questionnaire=questionnaire)
    assert names[-4:] == ["stars", "service", "reason", "came"]
    done = next(row for row in rows if row[names.index("状态")] == "已完成")
    assert done[-4:] == ["4", "bad", f"'=2+2 打 {PHONES[0]}", "否"]
    names, rows = await exported(boss, "/exports/visits", tmp_path / "c", format="csv", questionnaire="nothing")
    assert (len(names), rows) == (19, [])


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_figures_of_a_questionnaire_are_exported_as_the_page_has_them(
    boss: Browser, wang: Browser, li: Browser, parts: Web, tmp_path: Path, language: str
) -> None:
    """Visits by state, shares, every option of a question, numbers, agents; of a batch; of what one may export."""
    questionnaire = await visited(boss, wang, li)
    (batch,) = (await boss.get("/visit-batches"))["items"]
    await boss.send("PATCH", "/auth/me", {"language": language})
    path, asked = "/exports/questionnaire-figures", {"questionnaire": questionnaire}
    names, rows = await exported(boss, path, tmp_path / "a", format="csv", **asked)
    assert names[0] == ("部分" if language == "zh" else "Part")
    page = await boss.get(f"/questionnaires/{questionnaire}/statistics")
    done, opened = ("已完成", "待回访") if language == "zh" else ("Done", "To be made")
    assert {row[1]: row[3] for row in rows if row[0] in {"回访", "Visits"}} == {done: "1", opened: "2"}
    assert [row[5] for row in rows if row[0] in {"汇总", "Summary"}] == [
        str(page[name]) if page[name] is not None else "" for name in ("done_percent", "percent", "satisfied_percent")
    ]
    said = [row[1:] for row in rows if row[0] in {"问题", "Question"}]
    yes, no = ("是", "否") if language == "zh" else ("Yes", "No")
    assert [row for row in said if row[0] == "came"][1:] == [
        ["came", yes, "0", "", "0.0"],
        ["came", no, "1", "", "100.0"],
    ]
    assert [row[3] for row in said if row[0] == "stars"] == ["", "4.0", "4.0", "4.0"]
    assert [row[1:4] for row in rows if row[0] in {"坐席", "Agent"}] == [["1001", done, "1"]]
    last = (await audited(parts))[0]
    given = {"filter": {"format": "csv", "questionnaire": "•••"}, "rows": len(rows), "complete": True}
    assert last == ("visits.export_figures", given)
    _, of_batch = await exported(boss, path, tmp_path / "b", format="xlsx", batch=batch["id"], **asked)
    assert len(of_batch) == len(rows)
    _, none = await exported(boss, path, tmp_path / "c", format="csv", to="2001-01-01T00:00:00Z", **asked)
    assert not [row for row in none if row[0] in {"回访", "Visits", "坐席", "Agent"}]
    assert (await boss.ask("GET", f"{path}?questionnaire=nothing&format=csv")).status == 404
    assert (await wang.ask("GET", f"{path}?questionnaire={questionnaire}")).status == 403


async def test_figures_count_what_one_may_export(
    boss: Browser, wang: Browser, li: Browser, admin: Browser, tmp_path: Path
) -> None:
    questionnaire = await visited(boss, wang, li)
    grants = {
        "visits.export": {"scope": "own"},
        "visits.read": {"scope": "all"},
        "questionnaires.read": {"scope": "all"},
    }
    await admin.send("PATCH", "/roles/agent", {"grants": grants})
    mine = (await wang.get("/visits", mine="true"))["total"]
    _, rows = await exported(
        wang, "/exports/questionnaire-figures", tmp_path / "a", format="csv", questionnaire=questionnaire
    )
    assert sum(int(row[3]) for row in rows if row[0] == "回访") == mine < 3


async def test_visits_outside_ones_scope_stay_and_numbers_are_masked(
    boss: Browser, wang: Browser, li: Browser, admin: Browser, tmp_path: Path
) -> None:
    questionnaire = await visited(boss, wang, li)
    assert (await wang.ask("GET", "/exports/visits")).status == 403
    grants = {"visits.export": {"scope": "own"}, "visits.read": {"scope": "all"}, "phones.see": {"scope": "none"}}
    await admin.send("PATCH", "/roles/agent", {"grants": grants})
    assert (await wang.get("/visits"))["total"] == 3  # he sees all of them, and exports his own
    names, rows = await exported(wang, "/exports/visits", tmp_path / "a", format="csv", questionnaire=questionnaire)
    assert set(column(names, rows, "坐席")) == {"1001"}
    assert {phone[:7] for phone in column(names, rows, "电话")} == {"138****"}
    assert not any(phone in str(row) for row in rows for phone in PHONES)
    assert "138****8001" in str(rows)  # in the text of an answer


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_ratings_are_exported_with_what_was_asked_and_answered(
    admin: Browser, boss: Browser, wang: Browser, li: Browser, parts: Web, tmp_path: Path, language: str
) -> None:
    agents = (wang.user["id"], li.user["id"], wang.user["id"])
    await admin.send("POST", "/flows", {"document": SURVEY}, 201)
    for place, agent in enumerate(agents):
        call = f"call-{place}"
        rated = news.CallRated(call, "service", "service", 3 if place else 1, agent, "service", 1)
        await store(parts, *talk(call, agent, "keypad"), rated)
    assert (await wang.ask("GET", "/exports/ratings")).status == 403
    await boss.send("PATCH", "/auth/me", {"language": language})
    names, rows = await exported(boss, "/exports/ratings", tmp_path / "a", format="xlsx")
    assert len(rows) == (await boss.get("/surveys/ratings"))["total"] == 3
    question, answer = ("Question", "Answer") if language == "en" else ("问题", "回答")
    worst, best = ("Dissatisfied", "Satisfied") if language == "en" else ("不满意", "满意")
    assert sorted(column(names, rows, answer)) == sorted([worst, best, best])
    assert set(column(names, rows, question)) == {"Are you satisfied?" if language == "en" else "您满意吗？"}
    assert sorted(column(names, rows, "Agent" if language == "en" else "坐席")) == ["1001", "1001", "1002"]
    _, rows = await exported(boss, "/exports/ratings", tmp_path / "b", format="csv", agent="1002", queue="service")
    assert [row[0] for row in rows] == ["call-1"]
    last, first = (await audited(parts))[:2]
    told = {"filter": {"agent": "1002", "queue": "service", "format": "csv"}}
    assert (first, last) == (("surveys.export", told), ("surveys.export", told | {"rows": 1, "complete": True}))
    own = {"surveys.export": {"scope": "own"}, "surveys.read": {"scope": "all"}}
    await admin.send("PATCH", "/roles/agent", {"grants": own})
    _, rows = await exported(wang, "/exports/ratings", tmp_path / "c", format="csv")
    assert sorted(row[0] for row in rows) == ["call-0", "call-2"]


async def test_everybody_exports_his_own_messages_and_nobody_elses(
    admin: Browser, boss: Browser, wang: Browser, parts: Web, tmp_path: Path
) -> None:
    async with parts.db.write() as session:
        for who, title in ((boss, "=1+1"), (boss, f"{PHONES[0]} 的留言"), (wang, "别人的")):
            words = {"title_zh": title, "title_en": f"{title} en"}
            await tell(session, [who.user["id"]], "notice", **words, subject_kind="", subject_id="")
    assert (await wang.ask("GET", "/exports/messages")).status == 403
    names, rows = await exported(boss, "/exports/messages", tmp_path / "a", format="csv")
    assert column(names, rows, "内容") == [f"{PHONES[0]} 的留言", "'=1+1"]
    assert column(names, rows, "类型") == ["公告", "公告"]
    newest = (await boss.get("/messages"))["items"][0]["id"]
    await boss.send("POST", f"/messages/{newest}/read", status=204)
    _, rows = await exported(boss, "/exports/messages", tmp_path / "b", format="xlsx", unread="true", kind="notice")
    assert [row[2] for row in rows] == ["=1+1"]
    last, _ = (await audited(parts))[:2]
    told = {"filter": {"unread": True, "kind": "notice", "format": "xlsx"}, "rows": 1, "complete": True}
    assert last == ("messages.export", told)
    grants = {"messages.export": {"scope": "all"}, "phones.see": {"scope": "none"}}
    await admin.send("PATCH", "/roles/supervisor", {"grants": grants})
    answer = await boss.ask("GET", "/exports/messages", params={"format": "csv"})
    text = (await answer.read()).decode("utf-8-sig")
    assert "138****8001 的留言" in text
    assert "别人的" not in text
