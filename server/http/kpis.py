"""The catalogue of figures, the thresholds in it, and figures of any period."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from sqlalchemy import Connection

from crm.base import instant
from crm.errors import Forbidden, Invalid
from crm.kpis.catalogue import BY_ID, CATALOGUE
from crm.kpis.kpi import Group, Kpi
from crm.kpis.measures import Measures, Policy
from crm.kpis.report import Asked, Report
from crm.kpis.schemas import KpiCatalogue, KpiReport, KpiValues, KpiValuesQuery, catalogue
from crm.kpis.settings import KpiSettings, kpi_settings, policy, set_kpi_settings
from server.http.context import Request
from server.http.route import Routes

routes = Routes("kpis")

LONGEST = timedelta(days=400)
LONGEST_BY_HOUR = timedelta(days=62)
_one_at_a_time = asyncio.Semaphore(1)
"""Reports read many rows: one at a time leaves threads for calls."""


@routes("GET", "/kpis")
async def list_kpis(request: Request) -> KpiCatalogue:
    """Every figure with its formula in both languages, and the thresholds in force."""
    async with request.web.db.read() as session:
        return catalogue(await kpi_settings(session), await policy(session))


@routes("GET", "/kpis/settings")
async def get_kpi_settings(request: Request) -> KpiSettings:
    """Thresholds for figures; a queue's own target is with the queue."""
    async with request.web.db.read() as session:
        return await kpi_settings(session)


@routes("PUT", "/kpis/settings")
async def put_kpi_settings(request: Request, body: KpiSettings) -> KpiSettings:
    """Change the thresholds. Figures of the past follow, because they are computed when they are asked for."""
    async with request.web.db.write() as session:
        return await set_kpi_settings(session, request.who, body)


@routes("GET", "/kpis/values")
async def kpi_values(request: Request, query: KpiValuesQuery) -> KpiReport:
    """Figures of a period per queue, agent or unit, by interval of the company's calendar."""
    who, parts = request.who, request.web
    if not who.grant("kpis.read").wide and query.group != "agent":
        raise Forbidden(
            "agents see their own figures: ask for group=agent",
            message_zh="坐席只能查看自己的指标：请使用 group=agent",
        )
    kpis = _chosen(query)
    _check_length(query)
    asked = Asked(query.group, query.interval, query.from_.timestamp(), query.to.timestamp(), query.queue, query.agent)
    async with parts.db.read() as session:
        thresholds = await policy(session)

    def read(connection: Connection) -> Report:
        report = Report(connection, who, thresholds, parts.company.zone, asked, time.time())
        report.run()
        return report

    async with _one_at_a_time:
        report = await parts.db.look(read)
    return _answer(query, kpis, report, thresholds)


def _chosen(query: KpiValuesQuery) -> list[Kpi]:
    if query.kpis is None:
        return list(CATALOGUE)
    unknown = [name for name in query.kpis.split(",") if name not in BY_ID]
    if unknown:
        raise Invalid(f"there is no figure {unknown[0]}: see GET /kpis", field="kpis")
    return [BY_ID[name] for name in query.kpis.split(",")]


def _check_length(query: KpiValuesQuery) -> None:
    length = query.to - query.from_
    if length <= timedelta(0):
        raise Invalid("to must be later than from", field="to", message_zh="结束时间必须晚于开始时间")
    longest = LONGEST_BY_HOUR if query.interval == "hour" else LONGEST
    if length > longest:
        raise Invalid(
            f"the period is longer than {longest.days} days",
            field="to",
            message_zh=f"时段不能超过{longest.days}天",
        )


def _answer(query: KpiValuesQuery, kpis: list[Kpi], report: Report, thresholds: Policy) -> KpiReport:
    def values(measures: Measures, group: Group) -> dict[str, float | None]:
        return {kpi.id: kpi.value(measures) for kpi in kpis if group in kpi.groups}

    rows = []
    for (key, place), measures in sorted(report.rows.items()):
        start, end = report.intervals[place]
        rows.append(
            KpiValues(
                key=key or None,
                from_=instant(start),
                to=instant(end),
                service_level_seconds=thresholds.target(key) if query.group == "queue" else None,
                values=values(measures, query.group),
            )
        )
    total = KpiValues(key=None, from_=query.from_, to=query.to, values=values(report.total, "company"))
    return KpiReport(group=query.group, interval=query.interval, rows=rows, total=total)
