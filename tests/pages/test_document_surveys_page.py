"""A document's questionnaires: asked at its step and on the document, answered, and counted in the figures."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.browser import PATIENCE_MS, Browsers, Language, Tab
from tests.e2e.documents import finish, made_person, made_unit
from tests.pages.test_visit_pages import ANSWERS, QUESTIONS, answer
from tests.support.web_api import Api

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_handler_asks_and_the_answers_stay(browsers: Browsers, admin: Api, language: Language) -> None:
    short = language[:2]
    named = {"zh": f"借用调查{short}", "en": f"Loan survey {short}"}
    questionnaire = await in_use(admin, named)
    code = await lending(admin, questionnaire, short)
    person = await made_person(admin, "agent", await made_unit(admin, "借用"), short)
    tab = await browsers.open(language=language)
    tab.watch.allow("422")  # what is incomplete is refused
    await tab.log_in(person)
    made = await admin.send("POST", "/documents", {"type": code, "title": "借梯子", "assignee_id": person.id})
    await tab.visit(f"/documents/{made['id']}")

    # at the step: what is missing is said, what is typed survives a reload
    at_step = survey(tab, "登记" if short == "zh" else "Entering")
    await expect(at_step.get_by_text(tab.t("documents.survey_free"))).to_be_visible(timeout=PATIENCE_MS)
    await ask(tab, at_step)
    await answer(tab, ANSWERS["bad"][short])
    await tab.page.reload()
    await ask(tab, at_step)
    await expect(tab.page.get_by_text(tab.t("common.draft_found"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.button("documents.survey_finish").click()
    await expect(tab.page.locator(".ant-form-item-explain-error")).to_have_count(1, timeout=PATIENCE_MS)
    await tab.page.get_by_label("不满意原因" if short == "zh" else "Reason").fill("梯子太短")
    await tab.accessible()
    await tab.button("documents.survey_finish").click()
    await expect(scored(at_step, tab.t("visits.dissatisfied"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(at_step.get_by_text("梯子太短")).to_be_visible()
    history = tab.page.get_by_text(tab.t("documents.did.survey"), exact=True)
    await expect(history).to_be_visible()

    # the document's own is left: the step is finished, and it can be asked afterwards
    whole = survey(tab, tab.t("documents.survey_whole"))
    await expect(whole.get_by_text(tab.t("documents.survey_open"), exact=True)).to_be_visible()
    await finish(tab, "提交" if short == "zh" else "Submit")
    await ask(tab, whole)
    await answer(tab, ANSWERS["good"][short])
    await tab.button("documents.survey_finish").click()
    await expect(scored(whole, tab.t("visits.satisfied"))).to_be_visible(timeout=PATIENCE_MS)
    await tab.accessible()

    figures = await admin.get(f"/questionnaires/{questionnaire}/statistics")
    assert (figures["states"], figures["satisfied_percent"]) == ({"done": 2}, 50.0)


def survey(tab: Tab, where: str) -> Locator:
    """The questionnaire of a step, or of the document."""
    return tab.page.locator("section").filter(has_text=where).filter(has=tab.page.locator("strong"))


def scored(part: Locator, words: str) -> Locator:
    """What the answers are worth."""
    return part.locator(".ant-tag").filter(has_text=words).filter(has_text="%")


async def ask(tab: Tab, part: Locator) -> None:
    await part.get_by_role("button", name=tab.t("documents.survey_ask"), exact=True).click(timeout=PATIENCE_MS)


async def in_use(admin: Api, name: dict[str, str]) -> str:
    made = await admin.send("POST", "/questionnaires", {"name": name, "questions": QUESTIONS})
    await admin.send("PATCH", f"/questionnaires/{made['id']}", {"version": made["version"], "state": "active"})
    return str(made["id"])


async def lending(admin: Api, questionnaire: str, short: str) -> str:
    """A type whose one step and whose documents ask the questionnaire; → its code."""
    code = f"loan_{short}"
    done = {"kind": "end", "code": "done", "name": {"zh": "办结", "en": "Done"}}
    step = {
        "kind": "task",
        "code": "ask",
        "name": {"zh": "登记", "en": "Entering"},
        "handler": {"by": "creator"},
        "edit": ["*"],
        "surveys": [questionnaire],
        "outcomes": [{"code": "submit", "name": {"zh": "提交", "en": "Submit"}, "to": "done"}],
    }
    document = {
        "code": code,
        "family": "loan",
        "name": {"zh": f"借用单{short}", "en": f"Loan {short}"},
        "surveys": [questionnaire],
        "process": {"start": "ask", "nodes": [step, done]},
    }
    await admin.send("PUT", f"/document-types/{code}/draft", {"document": document})
    await admin.send("POST", f"/document-types/{code}/publish", {})
    return code
