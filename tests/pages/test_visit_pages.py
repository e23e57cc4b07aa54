"""Return visits: a planner gives them to an agent, who asks, is told what is missing, and certifies the tickets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.company import Company, Person
from tests.support.installation import PASSWORD
from tests.support.web_api import Api

pytestmark = pytest.mark.browser
ADMIN = Person("", "admin", "admin", "", PASSWORD)
ANSWERS = {"good": {"zh": "满意", "en": "Good"}, "bad": {"zh": "不满意", "en": "Bad"}}
QUESTIONS = [
    {
        "field": {
            "code": "service",
            "kind": "choice",
            "label": {"zh": "服务态度", "en": "Service"},
            "required": True,
            "options": [{"code": code, **words} for code, words in ANSWERS.items()],
        },
        "scores": {"good": 5, "bad": 0},
    },
    {
        "field": {
            "code": "reason",
            "kind": "text",
            "label": {"zh": "不满意原因", "en": "Reason"},
            "required": True,
            "visible_if": {"field": "service", "is": "eq", "value": "bad"},
        }
    },
]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_visits_are_given_away_and_made(
    company: Company, browsers: Browsers, admin: Api, language: Language
) -> None:
    short = language[:2]
    agent = await company.agent(language=short)
    batch = await planned(company, admin, f"回访{language}")
    boss = await browsers.open(language=language)
    await boss.log_in(ADMIN)
    await boss.visit("/visits")
    await boss.page.locator(".ant-segmented-item").filter(has_text=boss.t("visits.everybodys")).click()
    await boss.choose(boss.page.get_by_role("combobox", name=boss.t("visits.batch")), batch)
    rows = boss.page.get_by_role("row").filter(has_text=boss.t("visits.nobodys"))
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    await boss.page.locator("thead").get_by_role("checkbox").first.check()
    await boss.page.get_by_role("button", name=boss.t("visits.assign_chosen").replace("{{count}}", "2")).click()
    dialog = boss.page.get_by_role("dialog")
    await boss.choose(dialog.get_by_role("combobox"), agent.name)
    await dialog.get_by_role("button", name=boss.t("visits.assign_now"), exact=True).click()
    await expect(boss.page.get_by_role("row").filter(has_text=agent.name)).to_have_count(2, timeout=PATIENCE_MS)
    await boss.accessible()

    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # what is incomplete is refused
    await tab.log_in(agent)
    await tab.visit("/visits")
    await tab.page.get_by_role("link", name=tab.t("visits.nameless")).first.click()
    await expect(tab.page.get_by_text(tab.t("visits.finish_certify"))).to_be_visible(timeout=PATIENCE_MS)
    reason = tab.page.get_by_label("不满意原因" if short == "zh" else "Reason")
    await expect(reason).to_have_count(0)
    await answer(tab, ANSWERS["bad"][short])
    await tab.button("visits.finish_certify").click()
    await expect(tab.page.locator(".ant-form-item-explain-error")).to_have_count(1, timeout=PATIENCE_MS)
    await tab.accessible()
    await reason.fill("迟到")
    await tab.page.reload()
    await expect(tab.page.get_by_text(tab.t("common.draft_found"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(reason).to_have_value("迟到")
    await tab.button("visits.finish_certify").click()
    await certified(tab, "handling")
    await tab.page.get_by_role("button", name=tab.t("visits.next").replace("{{count}}", "1")).click()
    await answer(tab, ANSWERS["good"][short])
    await tab.button("visits.finish_certify").click()
    await certified(tab, "done")

    page = await admin.get("/visits", batch=await batch_id(admin, batch))
    assert sorted((row["state"], row["satisfied"]) for row in page["items"]) == [("done", False), ("done", True)]
    tickets = [await admin.get(f"/tickets/{row['ticket_id']}") for row in page["items"]]
    assert sorted(ticket["status"] for ticket in tickets) == ["done", "handling"]


async def planned(company: Company, admin: Api, name: str) -> str:
    """Two tickets that wait for their visits, in a batch that is nobody's yet; → its name."""
    since = datetime.now(UTC).isoformat()
    new = {"name": {"zh": "维修回访", "en": "Repair visit"}, "questions": QUESTIONS, "options": {"certify": True}}
    made = await admin.send("POST", "/questionnaires", new)
    await admin.send("PATCH", f"/questionnaires/{made['id']}", {"version": made["version"], "state": "active"})
    for _ in range(2):
        body: dict[str, Any] = {"type": "praise", "title": "师傅很好", "phone": company.customer_number()}
        ticket = await admin.send("POST", "/tickets", body)
        for status in ("handling", "to_visit"):
            change = {"version": ticket["version"], "status": status}
            ticket = await admin.send("PATCH", f"/tickets/{ticket['id']}", change)
    rule = {"source": "tickets", "closed_from": since, "rest_days": 0}
    await admin.send("POST", "/visit-batches", {"questionnaire_id": made["id"], "name": name, "rule": rule})
    return name


async def batch_id(admin: Api, name: str) -> str:
    return str(next(row["id"] for row in (await admin.get("/visit-batches"))["items"] if row["name"] == name))


async def answer(tab: Tab, words: str) -> None:
    radio = tab.page.get_by_role("radio", name=words, exact=True)
    await tab.page.locator("label").filter(has=radio).click()


async def certified(tab: Tab, how: str) -> None:
    """What became of the ticket is said."""
    first, last = tab.t(f"visits.certified.{how}").split("{{number}}")
    said = tab.page.get_by_role("alert").filter(has_text=first.strip()).filter(has_text=last.strip())
    await expect(said).to_be_visible(timeout=PATIENCE_MS)
