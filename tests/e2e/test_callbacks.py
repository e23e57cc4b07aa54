"""Callbacks through a whole running system: noted by API, kept by the core, seen in the list, cancelled."""

from __future__ import annotations

from tests.support.web_api import Api


async def test_a_callback_is_noted_listed_and_cancelled(admin: Api) -> None:
    queue = (await admin.get("/queues"))[0]["id"]
    made = await admin.send("POST", "/callbacks", {"queue": queue, "number": "138-0013-8999"})
    again = await admin.send("POST", "/callbacks", {"queue": queue, "number": "+8613800138999"})
    assert again == made
    row = await admin.until(
        "/callbacks", lambda page: next((row for row in page["items"] if row["id"] == made["id"]), None), open="true"
    )
    assert (row["number"], row["source"], row["state"]) == ("+8613800138999", "api", "waiting")
    refused = await admin.send("POST", "/callbacks", {"queue": queue, "number": "10086"}, ok=False)
    assert refused["error"]["code"] == "not_possible"
    await admin.send("DELETE", f"/callbacks/{made['id']}")
    gone = await admin.until(
        "/callbacks", lambda page: next((row for row in page["items"] if row["id"] == made["id"]), None), open="false"
    )
    assert (gone["result"], gone["ended_by"]) == ("cancelled", admin.user["id"])


async def test_what_is_heard_while_waiting_is_set_by_api(admin: Api) -> None:
    queue = (await admin.get("/queues"))[0]
    change = {
        "strategy": "ring_all",
        "announcements": {"whisper": True, "comfort": [{"zh": "请您稍候。", "en": "Please stay on the line."}]},
        "keys": {"1": {"action": "callback"}},
    }
    row = await admin.send("PATCH", f"/queues/{queue['id']}", change)
    assert row["keys"]["1"] == {"action": "callback", "target": ""}
    before = {name: queue[name] for name in ("strategy", "announcements", "keys")}
    await admin.send("PATCH", f"/queues/{queue['id']}", before)
