"""Text messages to many customers: counted, confirmed, written piece by piece, cancelled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from web_kit import Browser

from crm.customers import mailing
from crm.outbox.models import OutboxMessage
from server.http.context import Web
from server.mailings import MailingWorker

TEMPLATE = {
    "name": {"zh": "停暖通知", "en": "No heat"},
    "variables": [{"name": "customer"}, {"name": "day"}],
    "sms": {"zh": "{{ customer }}：{{ day }}停暖", "en": "{{ customer }}: no heat on {{ day }}"},
}


async def company(admin: Browser, count: int = 3) -> list[str]:
    """Customers with a mobile, and one each without, unwilling, English."""
    await admin.send("PUT", "/message-templates/no_heat", TEMPLATE)
    ids = []
    for place in range(count):
        body = {"name": f"客户{place}", "phones": [{"number": f"1380013800{place}"}], "tags": ["heat"]}
        ids.append((await admin.send("POST", "/customers", body, status=201))["id"])
    for name, more in (
        ("固话", {"phones": [{"number": "010-62881234"}]}),
        ("勿扰", {"phones": [{"number": "13900139000"}], "no_sms": True}),
        ("Emma", {"phones": [{"number": "13900139001"}], "language": "en"}),
    ):
        await admin.send("POST", "/customers", {"name": name, "tags": ["heat"]} | more, status=201)
    return ids


def body(**more: Any) -> dict[str, Any]:
    selection = {"filters": {"tag": "heat"}}
    return {"selection": selection, "template": "no_heat", "values": {"day": "周一"}} | more


async def texts(parts: Web) -> list[str]:
    async with parts.db.read() as session:
        rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.recipient))
        return [row.body for row in rows]


async def test_counted_confirmed_and_sent_once(
    admin: Browser, wang: Browser, parts: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "PIECE", 2)
    await company(admin)
    shown = await admin.send("POST", "/customer-mailings/preview", body())
    assert shown == {
        "selected": 6,
        "recipients": 4,
        "no_mobile": 1,
        "same_number": 0,
        "opted_out": 1,
        "erased": 0,
        "example": "客户0：周一停暖",
    }
    assert (await admin.ask("POST", "/customer-mailings", body(expected=6))).status == 409
    assert (await wang.ask("POST", "/customer-mailings", body(expected=4))).status == 403
    made = await admin.send("POST", "/customer-mailings", body(expected=4), status=201)
    worker = MailingWorker(parts.db)
    assert await worker.step()
    halfway = await admin.get(f"/customer-mailings/{made['id']}")
    assert (halfway["state"], halfway["done"], halfway["sent"], halfway["total"]) == ("running", 2, 2, 4)
    assert await worker.step()
    assert not await worker.step()
    done = await admin.get(f"/customer-mailings/{made['id']}")
    assert (done["state"], done["done"], done["sent"]) == ("done", 4, 4)
    expected = ["客户0：周一停暖", "客户1：周一停暖", "客户2：周一停暖", "Emma: no heat on 周一"]
    assert await texts(parts) == expected
    assert [row["id"] for row in (await admin.get("/customer-mailings"))["items"]] == [made["id"]]


async def test_cancelled_and_changed_minds_are_respected(
    admin: Browser, parts: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "PIECE", 1)
    ids = await company(admin)
    selection = {"selection": {"ids": ids}}
    made = await admin.send("POST", "/customer-mailings", body(expected=3, **selection), status=201)
    await admin.send("PATCH", f"/customers/{ids[0]}", {"no_sms": True})
    worker = MailingWorker(parts.db)
    assert await worker.step()
    assert await worker.step()
    await admin.send("POST", f"/customer-mailings/{made['id']}/cancel")
    assert not await worker.step()
    assert await texts(parts) == ["客户1：周一停暖"]
    assert (await admin.ask("POST", f"/customer-mailings/{made['id']}/cancel")).status == 409


async def test_a_number_that_several_have_gets_one_text(admin: Browser, parts: Web) -> None:
    """A family, or a customer who was entered twice, was written to as often as there are records."""
    await company(admin)
    both = [{"number": "13812345678"}]
    for name in ("甲", "乙"):
        await admin.send("POST", "/customers", {"name": name, "phones": both, "tags": ["twice"]}, 201)
    twice = {"selection": {"filters": {"tag": "twice"}}}
    shown = await admin.send("POST", "/customer-mailings/preview", body(**twice))
    assert (shown["selected"], shown["recipients"], shown["same_number"]) == (2, 1, 1)
    await admin.send("POST", "/customer-mailings", body(expected=1, **twice), 201)
    assert await MailingWorker(parts.db).step()
    assert await texts(parts) == ["甲：周一停暖"]


async def test_a_search_is_a_selection(admin: Browser) -> None:
    await company(admin)
    for q, selected in (("客户1", 1), ("客户", 3), ("nobody", 0)):
        shown = await admin.send(
            "POST", "/customer-mailings/preview", body(selection={"filters": {"q": q, "tag": "heat"}})
        )
        assert shown["selected"] == selected, q


async def test_what_cannot_be_sent_is_said(admin: Browser) -> None:
    await company(admin, 1)
    for wrong, status in (
        ({"template": "none"}, 404),
        ({"values": {}}, 422),
        ({"selection": {}}, 422),
        ({"selection": {"filters": {"tag": "x"}}, "expected": 0}, 422),
    ):
        answer = await admin.ask("POST", "/customer-mailings", body(expected=2) | wrong)
        assert answer.status == status, await answer.text()
