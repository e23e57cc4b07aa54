"""Figures as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.kpis.catalogue import CATALOGUE
from crm.kpis.measures import Policy
from crm.kpis.periods import Interval
from crm.kpis.settings import KpiSettings
from crm.paging import Moment


class Words(BaseModel):
    zh: str
    en: str


class KpiRow(BaseModel):
    """One figure of the catalogue, its thresholds put in. `unit`: calls, seconds, or share (0…1). `better`: up, down or
    empty. `groups`: what it exists for. `live`: it is on the live boards."""

    id: str
    name: Words
    formula: Words
    note: Words | None
    unit: str
    better: str
    groups: list[str]
    live: bool


class KpiCatalogue(BaseModel):
    settings: KpiSettings
    kpis: list[KpiRow]


class KpiValuesQuery(BaseModel):
    """`from` ≤ instant < `to`. A queue visit or talk counts where it ended. `kpis`: ids with commas between; all when
    absent."""

    model_config = ConfigDict(extra="forbid")

    group: Literal["queue", "agent", "unit", "company"] = "company"
    interval: Interval = "none"
    from_: Moment = Field(alias="from")
    to: Moment
    queue: str | None = Field(None, max_length=64)
    agent: str | None = Field(None, max_length=26)
    kpis: str | None = Field(None, max_length=1000)


class KpiValues(BaseModel):
    """`key`: the queue's, agent's or unit's id; null for the company. `service_level_seconds`: the queue's target."""

    key: str | None
    from_: datetime = Field(serialization_alias="from")
    to: datetime
    service_level_seconds: float | None = None
    values: dict[str, float | None]


class KpiReport(BaseModel):
    """`rows` by key, then by interval; `total` is over everything that the asker may see."""

    group: str
    interval: str
    rows: list[KpiValues]
    total: KpiValues


def catalogue(settings: KpiSettings, policy: Policy) -> KpiCatalogue:
    return KpiCatalogue(
        settings=settings,
        kpis=[
            KpiRow(
                id=kpi.id,
                name=Words(**kpi.words(kpi.name, policy)),
                formula=Words(**kpi.words(kpi.formula, policy)),
                note=Words(**kpi.words(kpi.note, policy)) if kpi.note else None,
                unit=kpi.unit,
                better=kpi.better,
                groups=list(kpi.groups),
                live=kpi.live,
            )
            for kpi in CATALOGUE
        ],
    )
