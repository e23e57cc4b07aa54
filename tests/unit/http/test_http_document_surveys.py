"""Questionnaires that a document's type attaches: asked at the step and on the document, and counted."""

from __future__ import annotations

from typing import Any

from test_http_documents import TYPE
from test_http_visits import QUESTIONS, active
from web_kit import Browser

GOOD = {"service": "good", "came": True, "stars": 5}


async def lending(admin: Browser, *, step: str, document: str, more: str = "") -> None:
    """A type whose first step asks one questionnaire, and whose documents ask another."""
    asked = TYPE.replace('      edit: ["*"]\n', f'      edit: ["*"]\n      surveys: [{step}]\n')
    yaml = asked.replace("family: ticket\n", f"family: ticket\nsurveys: [{document}]\n{more}")
    assert yaml.count("surveys:") == 2
    draft = await admin.send("PUT", "/document-types/loan/draft", {"yaml": yaml})
    assert draft["findings"] == []
    await admin.send("POST", "/document-types/loan/publish", {})


async def lent(wang: Browser, **more: Any) -> dict[str, Any]:
    new = {"type": "loan", "title": "借梯子", "fields": {"thing": "梯子"}, **more}
    return dict(await wang.send("POST", "/documents", new, 201))


async def test_a_step_asks_its_questionnaire(admin: Browser, boss: Browser, wang: Browser, li: Browser) -> None:
    at_step, of_document = await active(boss), await active(boss)
    await lending(admin, step=at_step, document=of_document)
    customer = await wang.send("POST", "/customers", {"name": "王女士", "phones": [{"number": "13800138001"}]}, 201)
    made = await lent(wang, customer_id=customer["id"])
    path, step = f"/documents/{made['id']}/surveys", made["steps"][0]["id"]
    assert [(one["questionnaire_id"], one["step_id"], one["state"]) for one in made["surveys"]] == [
        (of_document, None, "open"),
        (at_step, step, "open"),
    ]
    shown = made["surveys"][1]
    assert (shown["step"]["zh"], shown["may_ask"], len(shown["questions"])) == ("申请", True, len(QUESTIONS))
    body = {"questionnaire_id": at_step, "step": step, "version": 0, "outcome": "unreachable"}
    # whose step it is not does not ask
    assert (await li.ask("POST", path, body)).status == 409
    missed = (await wang.send("POST", path, body | {"answers": {"came": True}}))["surveys"][1]
    assert (missed["state"], missed["attempts"], missed["answers"]) == ("unreachable", 1, {"came": True})
    assert missed["may_ask"], "whoever was not reached is asked again"
    again = body | {"outcome": "done", "version": missed["version"]}
    refused = await wang.send("POST", path, again | {"answers": {"service": "bad"}}, 422)
    assert refused["error"]["field"] == "answers.reason"
    document = await wang.send("POST", path, again | {"answers": GOOD, "note": "很客气"})
    done = document["surveys"][1]
    assert (done["state"], done["score"], done["most"], done["satisfied"]) == ("done", 15, 15, True)
    assert (done["asked_by"], done["customer_id"], done["may_ask"]) == (wang.user["id"], customer["id"], False)
    assert done["asked_at"] is not None
    assert document["history"][-1]["action"] == "survey"
    await wang.send("POST", path, again | {"answers": GOOD}, 409)  # a double click
    await wang.send("POST", path, again | {"answers": GOOD, "version": done["version"]}, 409)
    await wang.send("POST", path, {**body, "questionnaire_id": of_document}, 404)

    # the questionnaire's figures count it for whoever sees the document; the visits are those of batches
    figures = await boss.get(f"/questionnaires/{at_step}/statistics")
    assert (figures["states"], figures["percent"], figures["agents"][0]["agent_id"]) == (
        {"done": 1},
        100.0,
        wang.user["id"],
    )
    assert (await boss.get("/visits"))["total"] == 0

    # it is done without the other's answer, and that one is asked when it is closed
    await wang.send("POST", f"/documents/{made['id']}/act", {"outcome": "submit"})
    closed = await boss.send("POST", f"/documents/{made['id']}/cancel", {"remark": "不借了"})
    assert [(one["state"], one["may_ask"]) for one in closed["surveys"]] == [("open", True), ("done", False)]
    late = {"questionnaire_id": of_document, "version": 0, "outcome": "done", "answers": GOOD}
    assert (await wang.send("POST", path, late))["surveys"][0]["state"] == "done"


async def test_a_step_is_done_without_its_questionnaire_and_says_so(
    admin: Browser, boss: Browser, wang: Browser
) -> None:
    questionnaire = await active(boss)
    await lending(admin, step=questionnaire, document=questionnaire)
    made = await lent(wang)
    gone = await wang.send("POST", f"/documents/{made['id']}/act", {"outcome": "submit"})
    step = made["steps"][0]["id"]
    passed = next(one for one in gone["surveys"] if one["step_id"] == step)
    assert (passed["state"], passed["may_ask"]) == ("open", False)
    late = {"questionnaire_id": questionnaire, "step": step, "version": 0, "outcome": "refused"}
    await wang.send("POST", f"/documents/{made['id']}/surveys", late, 409)
    # one that is not in use is asked of nobody
    detail = await boss.get(f"/questionnaires/{questionnaire}")
    await boss.send("PATCH", f"/questionnaires/{questionnaire}", {"version": detail["version"], "state": "closed"})
    shown = await wang.get(f"/documents/{made['id']}")
    assert [(one["active"], one["may_ask"]) for one in shown["surveys"]] == [(False, False)] * 2
    await wang.send("POST", f"/documents/{made['id']}/surveys", late | {"step": None}, 409)


async def test_what_a_document_was_asked_is_no_visit_of_its_customer(
    admin: Browser, boss: Browser, wang: Browser
) -> None:
    questionnaire = await active(boss)
    await lending(admin, step=questionnaire, document=questionnaire)
    customer = await wang.send("POST", "/customers", {"name": "王女士", "phones": [{"number": "13800138001"}]}, 201)
    made = await lent(wang, customer_id=customer["id"])
    body = {"questionnaire_id": questionnaire, "version": 0, "outcome": "done", "answers": GOOD}
    await wang.send("POST", f"/documents/{made['id']}/surveys", body)
    tried = await boss.send("POST", "/visit-batches/try", {"rule": {"source": "customers"}})
    assert (tried["left_out"], tried["fitting"]) == ({}, 1)


async def test_answers_are_known_to_who_may_know_the_document(
    admin: Browser, boss: Browser, wang: Browser, li: Browser
) -> None:
    questionnaire = await active(boss)
    confidential = "confidential: {roles: [supervisor]}\n"
    await lending(admin, step=questionnaire, document=questionnaire, more=confidential)
    made = await lent(wang)
    path, body = f"/documents/{made['id']}/surveys", {"questionnaire_id": questionnaire, "version": 0}
    await wang.send("POST", path, {**body, "outcome": "done", "answers": GOOD})
    assert (await li.ask("POST", path, {**body, "outcome": "refused"})).status == 404
    counted = {
        name: (await who.get(f"/questionnaires/{questionnaire}/statistics"))["states"]
        for name, who in (("wang", wang), ("boss", boss), ("li", li))
    }
    assert counted == {"wang": {"done": 1}, "boss": {"done": 1}, "li": {}}


async def test_a_type_names_questionnaires_that_there_are(admin: Browser) -> None:
    yaml = TYPE.replace("family: ticket\n", "family: ticket\nsurveys: [nothing]\n")
    draft = await admin.send("PUT", "/document-types/loan/draft", {"yaml": yaml})
    assert [(one["code"], one["place"]) for one in draft["findings"]] == [("unknown", "surveys")]
