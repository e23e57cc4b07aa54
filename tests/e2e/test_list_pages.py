"""Lists are narrowed and taken home as files, and worked through: return visits with what was answered, callbacks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from crm.imports.tables import data, heading, recognise
from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import QUEUE, Company
from tests.e2e.documents import choose
from tests.support.web_api import Api

pytestmark = pytest.mark.browser

SERVICE = {
    "code": "service",
    "kind": "choice",
    "label": {"zh": "服务", "en": "Service"},
    "required": True,
    "options": [{"code": "good", "zh": "满意", "en": "Good"}, {"code": "bad", "zh": "不满意", "en": "Bad"}],
}
WISH = {"code": "wish", "kind": "text", "label": {"zh": "建议", "en": "Wish"}}


async def visits(company: Company, boss: Api, mark: str) -> tuple[str, list[str]]:
    """Two visits of a new questionnaire called `mark`, of which one is done; the customers' names, that one's first."""
    agent = await company.agent()
    for place in range(2):
        phone = {"number": company.customer_number()}
        body = {"name": f"{mark}客户{place}", "phones": [phone], "owner_id": agent.id}
        await company.admin.send("POST", "/customers", body)
    questions = [{"field": SERVICE, "scores": {"good": 5, "bad": 0}}, {"field": WISH}]
    made = await boss.send("POST", "/questionnaires", {"name": {"zh": mark, "en": mark}, "questions": questions})
    await boss.send("PATCH", f"/questionnaires/{made['id']}", {"version": made["version"], "state": "active"})
    rule = {"source": "customers", "where": {"field": "owner", "is": "eq", "value": agent.id}, "rest_days": 0}
    batch = {"questionnaire_id": made["id"], "name": mark, "rule": rule, "agents": [agent.id]}
    await boss.send("POST", "/visit-batches", batch)
    async with await company.log_in(agent) as api:
        first, second = (await api.get("/visits", mine="true"))["items"]
        answers = {"service": "good", "wish": "=1+1"}
        result = {"version": first["version"], "outcome": "done", "answers": answers}
        await api.send("POST", f"/visits/{first['id']}/result", result)
    return made["id"], [first["name"], second["name"]]


async def saved(tab: Tab, kind: str, folder: Path) -> list[dict[str, Any]]:
    """The file that the page's export makes, as lines by heading."""
    await tab.button("common.export").click()
    async with tab.page.expect_download() as saving:
        await tab.page.get_by_text(tab.t(f"common.export_{'csv' if kind == 'csv' else 'excel'}")).click()
    download = await saving.value
    assert download.suggested_filename.endswith(f".{kind}")
    path = folder / f"list.{kind}"
    await download.save_as(path)
    layout = recognise(path)
    names = heading(path, layout)
    return [dict(zip(names, row, strict=True)) for _, row in data(path, layout)]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_visits_are_narrowed_and_exported_with_their_answers(
    company: Company, browsers: Browsers, language: Language, tmp_path: Path
) -> None:
    english = language == "en"
    boss = await company.agent(role="supervisor", language="en" if english else "zh")
    mark = f"导出回访{language}"
    async with await company.log_in(boss) as api:
        questionnaire, (done, todo) = await visits(company, api, mark)
    tab = await browsers.open(language=language)
    await tab.log_in(boss)
    await tab.visit("/visits")
    await tab.page.get_by_text(tab.t("visits.everybodys"), exact=True).click()
    await choose(tab, tab.t("visits.questionnaire"), mark)
    await tab.page.wait_for_url(f"**questionnaire={questionnaire}*")
    rows = tab.page.get_by_role("row").filter(has_text=mark)
    await expect(rows).to_have_count(1, timeout=PATIENCE_MS)
    await expect(rows).to_contain_text(todo)
    name = "Name" if english else "姓名"
    assert [line[name] for line in await saved(tab, "csv", tmp_path)] == [todo]

    await choose(tab, tab.t("live.state"), tab.t("words.visit_state.done"))
    await expect(rows).to_contain_text(done, timeout=PATIENCE_MS)
    await expect(rows).to_have_count(1)
    await tab.accessible()
    (line,) = await saved(tab, "xlsx", tmp_path)
    assert line[name] == done
    assert line["Service" if english else "服务"] == ("Good" if english else "满意")
    assert line["Wish" if english else "建议"] == "=1+1"  # text in a workbook, and no formula
    (line,) = await saved(tab, "csv", tmp_path)
    assert line["Wish" if english else "建议"] == "'=1+1"
    log = (await company.admin.get("/audit", action="visits.export", user=boss.id))["items"]
    assert [entry["details"].get("rows") for entry in reversed(log)] == [None, 1] * 3


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_figures_of_a_questionnaire_are_exported_as_they_are_narrowed(
    company: Company, browsers: Browsers, language: Language, tmp_path: Path
) -> None:
    english = language == "en"
    boss = await company.agent(role="supervisor", language="en" if english else "zh")
    mark = f"指标导出{language}"
    async with await company.log_in(boss) as api:
        questionnaire, _ = await visits(company, api, mark)
    tab = await browsers.open(language=language)
    await tab.log_in(boss)
    await tab.visit("/questionnaires")
    await tab.page.locator(f'a[href="/questionnaires/{questionnaire}/statistics"]').first.click()
    await expect(tab.page.get_by_role("heading", level=1)).to_contain_text(mark)
    await expect(tab.page.get_by_text("Good" if english else "满意", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()
    part, name, value = ("Part", "Item", "Count") if english else ("部分", "项目", "次数")
    lines: list[dict[str, Any]] = []
    for kind in ("csv", "xlsx"):
        lines = await saved(tab, kind, tmp_path)
        assert {part, name, value} <= set(lines[0]), lines[0]
        states = {line[name]: line[value] for line in lines if line[part] == ("Visits" if english else "回访")}
        assert {key: float(count) for key, count in states.items()} == {
            tab.t("words.visit_state.done"): 1.0,
            tab.t("words.visit_state.open"): 1.0,
        }

    # of one batch, by the page's own filter
    await choose(tab, tab.t("visits.batch"), mark)
    await tab.page.wait_for_url("**batch=*")
    assert len(await saved(tab, "csv", tmp_path)) == len(lines)
    log = (await company.admin.get("/audit", action="visits.export_figures", user=boss.id))["items"]
    assert len(log) == 6, "each beginning and each end"
    assert questionnaire in tab.page.url


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_callbacks_are_cancelled_together(company: Company, browsers: Browsers, language: Language) -> None:
    boss = await company.agent(role="supervisor", language="en" if language == "en" else "zh")
    start = "189077" + ("71" if language == "en" else "70")
    numbers = [f"{start}{place}01" for place in range(3)]
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    for number in numbers:
        await company.admin.send("POST", "/callbacks", {"queue": QUEUE, "number": number, "not_before": later})
    tab = await browsers.open(language=language)
    await tab.log_in(boss)
    await tab.visit("/callbacks")
    await tab.page.get_by_role("searchbox", name=tab.t("calls.number")).fill(start)
    await tab.page.keyboard.press("Enter")
    rows = tab.page.get_by_role("row").filter(has_text=start[:3]).filter(has_text=tab.t("callbacks.state.waiting"))
    await expect(rows).to_have_count(3, timeout=PATIENCE_MS)
    for place in range(2):
        await rows.nth(place).get_by_role("checkbox").check()
    bar = tab.page.get_by_role("region", name=tab.t("common.chosen_actions"))
    await expect(bar).to_contain_text(tab.t("common.chosen").replace("{{count}}", "2"))
    await tab.accessible()
    await bar.get_by_role("button", name=tab.t("callbacks.cancel")).click()
    asked = tab.page.get_by_role("tooltip")
    await expect(asked).to_contain_text(tab.t("callbacks.cancel_many").replace("{{count}}", "2"))
    await asked.get_by_role("button", name=tab.t("callbacks.cancel")).click()
    await expect(tab.page.get_by_text(tab.t("common.bulk_done").replace("{{count}}", "2"))).to_be_visible()
    await expect(rows).to_have_count(1, timeout=PATIENCE_MS)
    await tab.page.get_by_text(tab.t("callbacks.over"), exact=True).click()
    over = tab.page.get_by_role("row").filter(has_text=tab.t("callbacks.result.cancelled"))
    await expect(over).to_have_count(2, timeout=PATIENCE_MS)
    found = (await company.admin.get("/callbacks", number=start))["items"]
    assert sorted((row["number"][-11:], row["state"], row["ended_by"]) for row in found) == [
        (numbers[0], "ended", boss.id),
        (numbers[1], "ended", boss.id),
        (numbers[2], "waiting", None),
    ]
    await asyncio.gather(*(company.admin.send("DELETE", f"/callbacks/{row['id']}", ok=False) for row in found))
