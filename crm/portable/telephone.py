"""Skills, reasons for pauses, calendars, trunks, queues, flows and entry numbers."""

from __future__ import annotations

from typing import Any

from crm.portable.part import OneByOne, Part, Raw, Things, at, body, portable
from crm.routing import schemas, skill_schemas
from crm.routing.flow_schemas import FlowBody
from crm.routing.flows import FlowService
from crm.routing.models import Trunk
from crm.routing.service import RoutingService
from crm.routing.skills import SkillService
from crm.routing.trunk_schemas import NewTrunk, TrunkChange
from telephony.ivr.findings import FlowInvalid


class Skills(OneByOne):
    name = "skills"
    function = "skills.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return portable(await SkillService(self._session, self._who).skills(), skill_schemas.NewSkill)

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        skills = SkillService(self._session, self._who)
        if before is None:
            await skills.create(body(skill_schemas.NewSkill, place, {"id": ident, **raw}))
        else:
            await skills.update(ident, body(skill_schemas.SkillChange, place, raw))


class PauseReasons(OneByOne):
    name = "pause_reasons"
    function = "pauses.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return portable(await SkillService(self._session, self._who).pause_reasons(), skill_schemas.NewPauseReason)

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        skills = SkillService(self._session, self._who)
        if before is None:
            await skills.create_pause_reason(body(skill_schemas.NewPauseReason, place, {"id": ident, **raw}))
        else:
            await skills.update_pause_reason(ident, body(skill_schemas.PauseReasonChange, place, raw))


class Hours(OneByOne):
    name = "hours"
    function = "hours.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return portable(await RoutingService(self._session, self._who).all_hours(), schemas.HoursBody)

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        del before
        await RoutingService(self._session, self._who).put_hours(ident, body(schemas.HoursBody, place, raw))


class Trunks(OneByOne):
    """Without secrets: a new one that registers waits for its own."""

    name = "trunks"
    function = "trunks.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return portable(await RoutingService(self._session, self._who).trunks(), NewTrunk)

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        """It registers once its password has been set."""
        routing = RoutingService(self._session, self._who)
        there = await self._session.get(Trunk, ident)
        given = dict(raw)
        if raw.get("register") and not (there is not None and there.secret):
            self._work.needs_secret.append(place)
            given["register"] = False
        if before is None:
            await routing.create_trunk(body(NewTrunk, place, {"id": ident, **given}))
        else:
            await routing.update_trunk(ident, body(TrunkChange, place, given))


class Queues(OneByOne):
    """Dispositions, wrap-up forms and thresholds of alarms are a queue's own. Who serves it is not in the document."""

    name = "queues"
    function = "queues.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        return portable(await RoutingService(self._session, self._who).queues(), schemas.NewQueue)

    async def prepare(self, news: Things, before: Things) -> None:
        """Flows, mailboxes and other queues lead to them: they are made with their names, and set afterwards."""
        for ident, raw in news.items():
            if ident not in before:
                with at(f"{self.name}/{ident}"):
                    named = {"id": ident, "name": raw.get("name")}
                    queue = body(schemas.NewQueue, f"{self.name}/{ident}", named)
                    await RoutingService(self._session, self._who).create_queue(queue)

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        del before
        await RoutingService(self._session, self._who).update_queue(ident, body(schemas.QueueChange, place, raw))


class Flows(Part):
    name = "flows"
    function = "flows.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        flows = FlowService(self._session, self._who)
        return {flow.id: (await flows.get(flow.id)).document or {} for flow in await flows.all()}

    async def take(self, news: Things, before: Things) -> None:
        """Flows may run each other: those that cannot be published yet are tried again after the others."""
        flows = FlowService(self._session, self._who)
        waiting = dict(news)
        while waiting:
            refused: dict[str, Raw] = {}
            why: FlowInvalid | None = None
            for ident, raw in waiting.items():
                try:
                    with at(f"{self.name}/{ident}"):
                        flow = FlowBody(document={**raw, "flow": ident}, yaml=None)
                        await (flows.replace(ident, flow) if ident in before else flows.create(flow))
                except FlowInvalid as error:
                    refused[ident], why = raw, error
            if why is not None and len(refused) == len(waiting):
                raise why
            waiting = refused


class Entries(OneByOne):
    name = "entries"
    function = "entries.manage"

    async def shown(self) -> dict[str, dict[str, Any]]:
        rows = await RoutingService(self._session, self._who).entries()
        return portable(rows, schemas.NewEntry, key="number")

    async def put(self, place: str, ident: str, raw: Raw, before: Raw | None) -> None:
        routing = RoutingService(self._session, self._who)
        if before is None:
            await routing.create_entry(body(schemas.NewEntry, place, {"number": ident, **raw}))
        else:
            await routing.update_entry(ident, body(schemas.EntryChange, place, raw))
