"""Trunks with their state, rules of calls to the outside, lists of numbers, emergency messages: by API."""

from __future__ import annotations

from typing import Any

from web_kit import Browser, FakeCore, envelope

from server.http.context import Web
from telephony.configuration import load_outbound, load_snapshot
from telephony.domain_events import OutboundRefused, TrunkStateChanged
from telephony.errors import HotlineError
from telephony.outside.refusals import ERRORS, REASONS, Refusal

TRUNK = {"id": "unicom", "name": "联通", "host": "203.0.113.7", "numbers": ["010-62881234".replace("-", "")]}


def sent(core: FakeCore) -> dict[str, Any]:
    """The snapshot that the core got last."""
    snapshot = core.asked("config.put")[-1]["snapshot"]
    load_snapshot(snapshot)
    return dict(snapshot)


async def test_a_trunk_with_all_its_settings_reaches_the_core(admin: Browser, core: FakeCore) -> None:
    full = TRUNK | {
        "transport": "tls",
        "srtp": True,
        "codecs": ["alaw"],
        "proxy": "proxy.example.com:5061",
        "format": {"shape": "e164", "prefix": "9"},
        "channels": 30,
        "user": "01062881234",
        "secret": "a-secret",
        "register": True,
    }
    row = await admin.send("POST", "/trunks", full, 201)
    assert "secret" not in row
    assert row["format"]["prefix"] == "9"
    (trunk,) = sent(core)["trunks"]
    assert (trunk["secret"], trunk["transport"], trunk["channels"], trunk["codecs"]) == (
        "a-secret",
        "tls",
        30,
        ("alaw",),
    )
    assert trunk["format"]["shape"] == "e164"
    row = await admin.send("PATCH", "/trunks/unicom", {"channels": 5})
    assert (row["channels"], row["transport"]) == (5, "tls")
    core.answers["outside.usage"] = {
        "trunks": [
            {
                "trunk": "unicom",
                "up": True,
                "registration": "registered",
                "reachable": True,
                "since": 1.0,
                "in_use": 2,
                "channels": 5,
                "why_not": "",
            }
        ]
    }
    (shown,) = await admin.get("/trunks")
    assert (shown["state"]["up"], shown["state"]["in_use"]) == (True, 2)
    core.connected = False
    (shown,) = await admin.get("/trunks")
    assert shown["state"] is None
    log = await admin.get("/audit", kind="trunk")
    assert all("a-secret" not in str(item) for item in log["items"])


async def test_trunks_that_are_wrong_are_named(admin: Browser) -> None:
    for change, field in (
        ({"match": ["example.com"]}, "match"),
        ({"codecs": ["g729"]}, "codecs"),
        ({"register": True}, "user"),
        ({"srtp": True}, "srtp"),
        ({"host": "a b"}, "host"),
        ({"secret": "a;b"}, "secret"),
        ({"numbers": ["abc"]}, "numbers"),
        ({"format": {"shape": "round"}}, "format"),
    ):
        error = (await admin.send("POST", "/trunks", TRUNK | change, 422))["error"]
        assert error["field"].startswith(field), change
        assert error["message_zh"]


async def test_rules_are_checked_by_the_core_and_versioned(admin: Browser, boss: Browser, core: FakeCore) -> None:
    await admin.send("POST", "/trunks", TRUNK, 201)
    rules = await admin.get("/outbound/rules")
    assert rules["emergency"] == ["110", "119", "120", "122"]
    guard = {"scope": "role:agent", "cost_per_day": "50", "deny": ["00"], "velocity": [{"count": 60, "seconds": 3600}]}
    change = {
        "guards": [guard],
        "rates": [{"prefix": "1", "price": "0.15"}],
        "caller_ids": {"company": "01062881234"},
    }
    changed = await admin.send("PUT", "/outbound/rules", rules | change)
    assert changed["version"] == 1
    assert sent(core)["outbound"]["guards"][0]["cost_per_day"] == "50"
    assert (await admin.send("PUT", "/outbound/rules", rules | change, 409))["error"]["code"] == "conflict"
    wrong = changed | {"caller_ids": {"company": "01099999999"}}
    error = (await admin.send("PUT", "/outbound/rules", wrong, 422))["error"]
    assert "01099999999"[1:] in error["message"]
    assert (await admin.get("/outbound/rules"))["caller_ids"] == {"company": "01062881234"}
    await admin.send("PUT", "/outbound/rules", changed | {"rates": [{"prefix": "1", "price": "NaN"}]}, 422)
    await boss.send("PUT", "/outbound/rules", changed, 403)
    assert (await admin.get("/audit", kind="outbound"))["total"] == 1


async def test_why_a_call_would_be_refused(boss: Browser, wang: Browser, core: FakeCore) -> None:
    core.answers["outside.check"] = {
        "allowed": False,
        "number": "+85212345678",
        "code": "outbound.international",
        "message": "no",
        "message_zh": "不可",
        "attempts": [],
    }
    verdict = await boss.send("POST", "/outbound/check", {"number": "0085212345678", "agent": "x"})
    assert (verdict["allowed"], verdict["code"]) == (False, "outbound.international")
    await wang.send("POST", "/outbound/check", {"number": "110"}, 403)


async def test_rules_are_tried_before_they_are_saved(admin: Browser, boss: Browser, core: FakeCore) -> None:
    core.answers["outside.check"] = {"allowed": True, "number": "+8613800138000", "attempts": []}
    await admin.send("POST", "/trunks", TRUNK, 201)
    rules = await admin.get("/outbound/rules")
    draft = rules | {"routes": [{"prefix": "1", "trunks": ["unicom"]}]}
    wish = {"number": "13800138000", "at": "2026-11-27T20:00:00+08:00", "rules": draft}
    await boss.send("POST", "/outbound/check", wish)
    asked = core.asked("outside.check")[-1]
    assert (asked["number"], asked["at"]) == ("13800138000", 1795780800.0)
    assert load_outbound(asked["rules"]).routes[0].trunks == ("unicom",)
    assert await admin.get("/outbound/rules") == rules
    for wrong, field in (
        ({"routes": [{"prefix": "1", "trunks": ["mars"]}]}, "routes.0.trunks"),
        ({"routes": [{"prefix": "1", "trunks": ["unicom"]}] * 2}, "routes.1.prefix"),
        ({"rates": [{"prefix": "1", "price": "1"}] * 2}, "rates.1.prefix"),
        ({"guards": [{"scope": "company"}, {"scope": "company"}]}, "guards.1.scope"),
        ({"guards": [{"scope": "company", "hours": "mars"}]}, "guards.0.hours"),
        ({"caller_ids": {"company": "01099999999"}}, "caller_ids.company"),
    ):
        error = (await admin.send("POST", "/outbound/check", wish | {"rules": rules | wrong}, 422))["error"]
        assert error["field"] == f"rules.{field}"
        error = (await admin.send("PUT", "/outbound/rules", rules | wrong, 422))["error"]
        assert error["field"] == field
        assert error["message_zh"]


async def test_every_reason_has_a_status_and_words(wang: Browser, core: FakeCore) -> None:
    await wang.send("POST", "/agent/session", {"browser": True})
    for code in REASONS:
        raised: HotlineError = Refusal(code, "+85212345678", "company").error()
        assert isinstance(raised, ERRORS[code])
        core.failures["call.dial"] = raised
        error = (await wang.send("POST", "/agent/dial", {"number": "0085212345678"}, 409))["error"]
        assert error["code"] == code
        assert error["message"]
        assert error["message_zh"] == raised.details["message_zh"]


async def test_lists_are_edited_and_reach_the_core(boss: Browser, wang: Browser, core: FakeCore) -> None:
    new = {"list": "black", "direction": "in", "number": "138-0013-8000", "reason": "骚扰", "action": "message"}
    row = await boss.send("POST", "/number-lists", new, 201)
    assert row["number"] == "+8613800138000"
    assert sent(core)["lists"] == ("b,i,m,0,+8613800138000",)
    assert (await boss.send("POST", "/number-lists", new, 409))["error"]["code"] == "duplicate"
    changed = await boss.send("PATCH", f"/number-lists/{row['id']}", {"expires_at": "2099-01-01T00:00:00Z"})
    assert changed["expires_at"] == "2099-01-01T00:00:00Z"
    assert sent(core)["lists"] == ("b,i,m,4070908800,+8613800138000",)
    await boss.send("POST", "/number-lists", {"list": "dnc", "number": "0108888*"}, 201)
    await boss.send("POST", "/number-lists", {"list": "dnc", "number": "+86138????0000"}, 201)
    for bad in ("abc", "*", "1", "138x*"):
        await boss.send("POST", "/number-lists", {"list": "dnc", "number": bad}, 422)
    found = await boss.get("/number-lists", list="black", q="骚扰")
    assert [item["id"] for item in found["items"]] == [row["id"]]
    await boss.send("DELETE", f"/number-lists/{row['id']}", status=204)
    await boss.send("DELETE", f"/number-lists/{row['id']}", status=404)
    assert len(sent(core)["lists"]) == 2
    await wang.send("POST", "/number-lists", new, 403)


async def test_lists_come_and_go_as_csv(admin: Browser, boss: Browser, core: FakeCore) -> None:
    lines = (
        "number,list,direction,reason,expires",
        "13800138000,black,in,骚扰,",
        "abc,black,in,,",
        "010-62881234,dnc,,客户要求,2099-01-01T00:00:00+08:00",
        "13911112222,grey,,,",
    )
    text = "\n".join(lines)
    done = await admin.send("POST", "/number-lists/import", {"csv": text})
    assert (done["added"], [bad["line"] for bad in done["bad"]]) == (2, [3, 5])
    assert all(bad["message"] and bad["message_zh"] for bad in done["bad"])
    again = await admin.send("POST", "/number-lists/import", {"csv": text})
    assert (again["added"], again["changed"]) == (0, 0)
    response = await admin.ask("GET", "/number-lists/export")
    exported = await response.text()
    assert "+861062881234" in exported
    only = await admin.send(
        "POST", "/number-lists/import", {"csv": "number\n95588\n", "list": "black", "replace": True}
    )
    assert (only["added"], only["removed"]) == (1, 1)
    assert {entry.split(",")[-1] for entry in sent(core)["lists"]} == {"95588", "+861062881234"}
    back = await admin.send("POST", "/number-lists/import", {"csv": exported})
    assert back["bad"] == []
    await admin.send("POST", "/number-lists/import", {"csv": "a,b\n1,2\n", "list": "black"}, 422)
    await boss.send("POST", "/number-lists/import", {"csv": text}, 403)


async def test_an_emergency_message_is_switched_on_and_off(boss: Browser, core: FakeCore, parts: Web) -> None:
    words = {"zh": "管网抢修，今日停暖。", "en": "Heating is interrupted today."}
    row = await boss.send("POST", "/announcements", {"text": words, "mode": "instead"}, 201)
    assert row["active"]
    assert sent(core)["announcements"][0]["mode"] == "instead"
    assert [item["text"]["en"] for item in (await boss.get("/live/snapshot"))["announcements"]] == [words["en"]]
    second = await boss.send("POST", "/announcements", {"text": words, "until": "2099-01-01T00:00:00Z"}, 201)
    assert [item["id"] for item in sent(core)["announcements"]] == [second["id"]]
    assert [item["id"] for item in (await boss.get("/announcements", active="true"))["items"]] == [second["id"]]
    off = await boss.send("DELETE", f"/announcements/{second['id']}")
    assert not off["active"]
    assert sent(core)["announcements"] == ()
    assert parts.hub.state.names.announced(0.0) == []
    for wrong in ({"until": "2001-01-01T00:00:00Z"}, {"scope": "queue:mars"}, {"scope": "mars"}, {"text": {"zh": "x"}}):
        await boss.send("POST", "/announcements", {"text": words} | wrong, 422)


async def test_news_of_trunks_and_refusals_go_to_those_concerned(
    admin: Browser, boss: Browser, wang: Browser, parts: Web
) -> None:
    await admin.send("POST", "/trunks", TRUNK, 201)
    (trunk,) = (await boss.get("/live/snapshot"))["trunks"]
    assert (trunk["trunk"], trunk["name"], trunk["up"]) == ("unicom", TRUNK["name"], None), "nobody has spoken of it"
    parts.hub.publish(
        envelope(1.0, TrunkStateChanged(None, "unicom", up=False, registration="rejected", reachable=None))
    )
    (trunk,) = (await boss.get("/live/snapshot"))["trunks"]
    assert (trunk["trunk"], trunk["up"], trunk["registration"]) == ("unicom", False, "rejected")
    user = wang.user["id"]
    refused = OutboundRefused(None, "outbound.premium", "no", "不可", "16899999", "agent", user, None, None)
    assert parts.hub._audience("outbound.refused", {"agent": user}, frozenset()) == {user}
    parts.hub.publish(envelope(1.0, refused))


async def test_entries_with_prefix_trunk_and_options(admin: Browser, core: FakeCore) -> None:
    await admin.send("POST", "/trunks", TRUNK, 201)
    flow = (await admin.get("/flows"))[0]["id"]
    base = {"flow": flow, "name": {"zh": "专线", "en": "line"}}
    row = await admin.send("POST", "/entries", base | {"number": "010628*@unicom", "priority": 5, "concurrent": 2}, 201)
    assert (row["priority"], row["concurrent"], row["on_full"]) == (5, 2, "busy")
    entry = next(item for item in sent(core)["entries"] if item["number"] == "010628*@unicom")
    assert (entry["priority"], entry["concurrent"]) == (5, 2)
    row = await admin.send("PATCH", "/entries/010628*@unicom", {"anonymous": "reject"})
    assert (row["anonymous"], row["priority"]) == ("reject", 5)
    await admin.send("POST", "/entries", base | {"number": "010@nowhere"}, 422)
    await admin.send("POST", "/entries", base | {"number": "01*0"}, 422)
