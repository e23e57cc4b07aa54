"""Settings that there is one of: the company, feature codes, rules of outbound calls and so on, each by its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.errors import Invalid
from crm.kpis.settings import KpiSettings, kpi_settings, set_kpi_settings
from crm.live.settings import LiveSettings, live_settings, set_live_settings
from crm.menu.service import MenuBody, arrange, arranged
from crm.outside.rules import RulesBody, put_rules, rules
from crm.portable.part import Part, Things, at, body
from crm.recordings.keeping import RetentionBody, retention, set_retention
from crm.routing.feature_codes import FeatureCodes, feature_codes, set_feature_codes
from crm.routing.flow_hosts import http_hosts, set_http_hosts
from crm.routing.flow_schemas import HttpHosts
from crm.routing.media import MediaBody, media, set_media
from crm.routing.schemas import CompanyBody
from crm.routing.settings import company, set_company

AGENT = "agent:"
"""Scopes of rules for one person. People are not in the document: their rules stay as they are here."""


@dataclass(frozen=True, slots=True)
class Setting:
    """`function`: what its page takes. `early`: other parts go by it, and it names none of them."""

    function: str
    model: type[BaseModel]
    read: Callable[[AsyncSession], Awaitable[BaseModel]]
    write: Callable[[AsyncSession, Principal, Any], Awaitable[Any]]
    early: bool = False


async def _outbound(session: AsyncSession) -> RulesBody:
    now = await rules(session)
    return now.model_copy(
        update={
            "guards": [each for each in now.guards if not each.scope.startswith(AGENT)],
            "caller_ids": {scope: ours for scope, ours in now.caller_ids.items() if not scope.startswith(AGENT)},
        }
    )


async def _set_outbound(session: AsyncSession, who: Principal, new: RulesBody) -> None:
    now = await rules(session)
    named = {each.scope for each in new.guards}
    kept = [each for each in now.guards if each.scope.startswith(AGENT) and each.scope not in named]
    ours = {scope: number for scope, number in now.caller_ids.items() if scope.startswith(AGENT)}
    await put_rules(
        session,
        who,
        new.model_copy(
            update={
                "version": now.version,
                "guards": [*new.guards, *kept],
                "caller_ids": {**ours, **new.caller_ids},
            }
        ),
    )


async def _media(session: AsyncSession) -> MediaBody:
    return (await media(session)).model_copy(update={"agents": {}})


async def _set_media(session: AsyncSession, who: Principal, new: MediaBody) -> None:
    now = await media(session)
    await set_media(session, who, new.model_copy(update={"agents": {**now.agents, **new.agents}}))


SETTINGS: Mapping[str, Setting] = {
    "company": Setting("company.manage", CompanyBody, company, set_company, early=True),
    "feature_codes": Setting("devices.manage", FeatureCodes, feature_codes, set_feature_codes, early=True),
    "flow_hosts": Setting("flows.manage", HttpHosts, http_hosts, set_http_hosts, early=True),
    "outbound": Setting("trunks.manage", RulesBody, _outbound, _set_outbound),
    "media": Setting("skills.manage", MediaBody, _media, _set_media),
    "kpis": Setting("kpis.manage", KpiSettings, kpi_settings, set_kpi_settings),
    "live": Setting("live.manage", LiveSettings, live_settings, set_live_settings),
    "recording_retention": Setting("recordings.retain", RetentionBody, retention, set_retention),
    "menu": Setting("menu.manage", MenuBody, arranged, arrange),
}
_NOT_SHOWN = {"outbound": {"version"}, "media": {"agents"}}


class Settings(Part):
    name = "settings"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return {
            name: (await setting.read(self._session)).model_dump(mode="json", exclude=_NOT_SHOWN.get(name))
            for name, setting in SETTINGS.items()
        }

    @classmethod
    def needed(cls, ident: str) -> str:
        """Raises Invalid for a setting that there is not."""
        if ident not in SETTINGS:
            raise Invalid(
                f"there is no setting {ident!r}: use {', '.join(SETTINGS)}",
                field=f"{cls.name}/{ident}",
                message_zh=f"没有设置“{ident}”，可用：{'、'.join(SETTINGS)}",
            )
        return SETTINGS[ident].function

    async def prepare(self, news: Things, before: Things) -> None:
        await self._put_all({name: raw for name, raw in news.items() if SETTINGS[name].early}, before)

    async def take(self, news: Things, before: Things) -> None:
        await self._put_all({name: raw for name, raw in news.items() if not SETTINGS[name].early}, before)

    async def _put_all(self, news: Things, before: Things) -> None:
        """What the document leaves out of a setting stays."""
        for name, raw in news.items():
            setting, place = SETTINGS[name], f"{self.name}/{name}"
            with at(place):
                await setting.write(self._session, self._who, body(setting.model, place, {**before[name], **raw}))
