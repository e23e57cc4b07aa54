"""Histories and figures through the API: filters, summary lines, scope, CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from web_kit import Browser

from crm.calls.store import NewsStore
from crm.kpis.catalogue import CATALOGUE
from server.http.context import Web
from telephony import domain_events as news
from telephony.cdr import fold
from telephony.domain_events import Envelope, News

START = 1_795_000_000.0  # 2026-11-18 19:06:40 in Shanghai
DAY = {"from": "2026-11-18T00:00:00+08:00", "to": "2026-11-19T00:00:00+08:00"}


class Said:
    """News of a made-up day, stored as the consumer does."""

    def __init__(self) -> None:
        self.all: list[Envelope] = []

    def add(self, at: float, item: News) -> None:
        self.all.append(Envelope(len(self.all) + 1, START + at, item.type, item.call, item.data()))

    def call(self, call: str, at: float, agent: str, *, number: str, missed: str | None = None) -> None:
        """Ten seconds of menu, four of waiting, three of them ringing, a minute of talk and ten seconds of wrap-up."""
        first = len(self.all)
        self.add(at, news.CallStarted(call, "inbound", number, "", "1000", "1000", "leg"))
        self.add(at, news.CallNodeEntered(call, "main", 1, "menu", {}))
        self.add(at + 10, news.CallNode(call, "main", 1, "menu", "menu", START + at, 10.0, "0"))
        self.add(at + 10, news.CallQueued(call, "service", 0, START + at + 10, None))
        if missed:
            self.add(at + 10, news.CallOffered(call, "service", missed, "8002", 1, False, True, {}))
            self.add(at + 10, news.CallOfferEnded(call, "service", missed, "rejected", 0.5))
        self.add(at + 11, news.CallOffered(call, "service", agent, "8001", 2, False, True, {}))
        self.add(at + 14, news.CallOfferEnded(call, "service", agent, "answered", 3.0))
        self.add(at + 14, news.CallLeftQueue(call, "service", "answered", 4.0))
        self.add(at + 14, news.CallConnected(call, 1, agent, "8001", None, "service"))
        self.state(at + 14, agent, "talking", "available", 14.0, call)
        self.add(at + 74, news.CallSegmentEnded(call, 1, agent, "service", 60.0, "caller"))
        self.state(at + 74, agent, "wrap_up", "talking", 60.0, call)
        self._end(call, at + 74, first)
        self.state(at + 84, agent, "available", "wrap_up", 10.0)

    def gone(self, call: str, at: float, wait: float, number: str) -> None:
        first = len(self.all)
        self.add(at, news.CallStarted(call, "inbound", number, "", "1000", "1000", "leg"))
        self.add(at, news.CallQueued(call, "service", 0, START + at, None))
        self.add(at + wait, news.CallLeftQueue(call, "service", "abandoned", wait))
        self._end(call, at + wait, first)

    def state(self, at: float, agent: str, state: str, before: str, lasted: float, call: str | None = None) -> None:
        queue = "service" if call else None
        self.add(at, news.AgentStateChanged(call, agent, state, before, "", "8001", queue, START + at, lasted))

    def _end(self, call: str, at: float, first: int) -> None:
        mine = [item for item in self.all[first:] if item.call == call and item.type != "agent.state"]
        self.add(at, news.CallEnded(call, fold(mine, ended=START + at, ended_by="caller", cause="normal")))


async def a_day(parts: Web, wang: Browser, li: Browser) -> None:
    me, other = wang.user["id"], li.user["id"]
    said = Said()
    said.state(0, me, "available", "offline", 0.0)
    said.call("call-1", 0, me, number="+8613800138000", missed=other)
    said.gone("call-2", 20, 30.0, "+861062881234")
    said.gone("call-3", 30, 2.0, "=1+1")
    said.call("call-4", 100, me, number="+8613800138000")
    said.state(200, me, "offline", "available", 16.0)
    await parts.db.store(lambda connection: NewsStore(connection, epoch="e").store(said.all))


async def test_the_four_histories_with_their_summary_lines(
    parts: Web, boss: Browser, wang: Browser, li: Browser
) -> None:
    await a_day(parts, wang, li)
    calls = await boss.get("/histories/agent-calls")
    assert [(r["call_id"], r["agent_number"], r["result"]) for r in calls["items"]] == [
        ("call-4", "1001", "answered"),
        ("call-1", "1001", "answered"),
        ("call-1", "1002", "rejected"),
    ]
    first = calls["items"][0]
    assert (first["ring_seconds"], first["talk_seconds"], first["wrap_up_seconds"]) == (3.0, 60.0, 10.0)
    assert calls["summary"] == {
        "parts": 3,
        "handled": 2,
        "talk_time": 120.0,
        "mean_talk": 60.0,
        "mean_hold": 0.0,
        "mean_ring": 2.167,
        "mean_wrap_up": 10.0,
        "mean_work": 73.0,
        "aht": 70.0,
    }
    visits = await boss.get("/histories/queue-visits")
    assert [(r["call_id"], r["result"], r["wait_seconds"]) for r in visits["items"]] == [
        ("call-4", "answered", 4.0),
        ("call-2", "abandoned", 30.0),
        ("call-3", "abandoned", 2.0),
        ("call-1", "answered", 4.0),
    ]
    assert visits["summary"] == {
        "queued": 4,
        "results": {"abandoned": 2, "answered": 2},
        "mean_wait": 10.0,
        "asa": 4.0,
        "mean_wait_abandoned": 16.0,
    }
    states = await boss.get("/histories/agent-states", agent=wang.user["id"])
    assert [(r["state"], r["seconds"]) for r in states["items"]] == [
        ("offline", None),
        ("available", 16.0),
        ("wrap_up", 10.0),
        ("talking", 60.0),
        ("available", 30.0),
        ("wrap_up", 10.0),
        ("talking", 60.0),
        ("available", 14.0),
    ]
    assert states["summary"]["seconds"] == {"available": 60.0, "talking": 120.0, "wrap_up": 20.0, "offline": 0.0}
    ways = await boss.get("/histories/ivr-visits")
    assert [(r["call_id"], r["node"], r["seconds"], r["exit"], r["channel"]) for r in ways["items"]] == [
        ("call-4", "menu", 10.0, "queue", "1000"),
        ("call-1", "menu", 10.0, "queue", "1000"),
    ]
    assert ways["summary"] == {"visits": 2, "calls": 2, "mean_seconds": 10.0, "exits": {"queue": 2}}


async def test_filters(parts: Web, boss: Browser, wang: Browser, li: Browser) -> None:
    await a_day(parts, wang, li)

    async def calls(path: str, **asked: Any) -> list[str]:
        return [row["call_id"] for row in (await boss.get(f"/histories/{path}", **asked))["items"]]

    assert await calls("agent-calls", agent_number="1002") == ["call-1"]
    assert await calls("agent-calls", answered="true", call="call-1") == ["call-1"]
    assert await calls("agent-calls", number="138 0013 8000", result="rejected") == ["call-1"]
    assert await calls("queue-visits", number="62881234") == ["call-2"]
    assert await calls("queue-visits", result="abandoned", queue="service") == ["call-2", "call-3"]
    assert await calls("queue-visits", queue="shop") == []
    assert await calls("queue-visits", to="2026-11-18T11:07:20Z") == ["call-3", "call-1"]
    assert await calls("ivr-visits", flow="main", node="menu", call="call-4") == ["call-4"]
    assert await calls("ivr-visits", exit="voicemail") == []
    paged = await boss.get("/histories/agent-calls", page=2, page_size=2)
    assert ([row["call_id"] for row in paged["items"]], paged["total"], paged["summary"]["parts"]) == (["call-1"], 3, 3)
    refused = await boss.ask("GET", "/histories/agent-calls", params={"nodes": "menu"})
    assert refused.status == 422


async def test_agents_see_their_own_rows_only(parts: Web, wang: Browser, li: Browser) -> None:
    await a_day(parts, wang, li)
    assert {row["agent_id"] for row in (await li.get("/histories/agent-calls"))["items"]} == {li.user["id"]}
    assert (await li.get("/histories/queue-visits"))["summary"]["queued"] == 0
    assert (await wang.get("/histories/queue-visits"))["summary"]["queued"] == 2
    assert (await li.get("/histories/agent-states", agent=wang.user["id"]))["total"] == 0
    report = await li.get("/kpis/values", group="agent", **DAY)
    assert [(row["key"], row["values"]["handled"]) for row in report["rows"]] == [(li.user["id"], 0)]
    refused = await li.ask("GET", "/kpis/values", params={"group": "queue", **DAY})
    assert refused.status == 403


async def test_csv_has_headings_company_times_and_no_formulas(
    parts: Web, admin: Browser, boss: Browser, wang: Browser, li: Browser
) -> None:
    await a_day(parts, wang, li)
    response = await boss.ask("GET", "/histories/queue-visits.csv", params={"result": "abandoned"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = (await response.read()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["通话编号"], r["号码"], r["等待时长（秒）"], r["离开时间"]) for r in rows] == [
        ("call-2", "010-62881234", "30.0", "2026-11-18 19:07:30"),
        ("call-3", "'=1+1", "2.0", "2026-11-18 19:07:12"),
    ]
    audit = await admin.get("/audit", action="histories.export")
    assert [(row["username"], row["subject"]) for row in audit["items"]] == [("boss", "queue-visits")]


async def test_figures_of_a_day(parts: Web, admin: Browser, boss: Browser, wang: Browser, li: Browser) -> None:
    await a_day(parts, wang, li)
    report = await boss.get("/kpis/values", group="queue", **DAY)
    (row,) = report["rows"]
    assert (row["key"], row["service_level_seconds"]) == ("service", 20.0)
    expected = {
        "queued": 4,
        "answered": 2,
        "answer_rate": 0.5,
        "service_level": 0.6667,
        "abandoned": 1,
        "short_abandoned": 1,
        "abandon_rate": 0.3333,
        "asa": 4.0,
        "aht": 70.0,
        "mean_wrap_up": 10.0,
    }
    assert {name: row["values"][name] for name in expected} == expected
    assert "occupancy" not in row["values"]
    mine = await wang.get("/kpis/values", group="agent", kpis="occupancy,utilisation,logged_in_time,handled", **DAY)
    assert mine["rows"][0]["values"] == {"occupancy": 0.7, "utilisation": 0.7, "logged_in_time": 200.0, "handled": 2}
    units = await boss.get("/kpis/values", group="unit", interval="hour", kpis="queued", **DAY)
    assert [(r["key"], r["from"], r["values"]) for r in units["rows"]] == [
        ("root", "2026-11-18T11:00:00Z", {"queued": 4})
    ]
    await admin.send("PUT", "/kpis/settings", {"short_abandon_seconds": 0.0})
    changed = await boss.get("/kpis/values", kpis="abandoned,repeat_rate", **DAY)
    assert changed["total"]["values"] == {"abandoned": 2, "repeat_rate": 0.3333}
    for wrong in ({"kpis": "nonsense"}, {"to": DAY["from"]}, {"interval": "hour", "to": "2027-03-01T00:00:00Z"}):
        assert (await boss.ask("GET", "/kpis/values", params=DAY | wrong)).status == 422


async def test_the_catalogue_says_the_formula_with_the_thresholds_in_force(admin: Browser, wang: Browser) -> None:
    await admin.send("PUT", "/kpis/settings", {"short_abandon_seconds": 3.0, "service_level_seconds": 15.0})
    found = await wang.get("/kpis")
    assert found["settings"]["short_abandon_seconds"] == 3.0
    assert [kpi["id"] for kpi in found["kpis"]] == [kpi.id for kpi in CATALOGUE]
    level = next(kpi for kpi in found["kpis"] if kpi["id"] == "service_level")
    assert level["name"] == {"zh": "15秒接通率", "en": "Service level (15 s)"}
    assert "3秒内放弃" in level["formula"]["zh"]
    audit = await admin.get("/audit", action="kpis.settings")
    assert audit["total"] == 1
