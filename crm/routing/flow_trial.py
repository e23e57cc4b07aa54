"""A flow tried without a telephone: what is published, a draft, or a document that is kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.errors import Invalid
from crm.routing.calendars import parse_instant
from crm.routing.flow_drafts import FlowDrafts, findings_of, raw_document
from crm.routing.flow_known import known
from crm.routing.flow_schemas import FlowBody, Trial, TrialBody, TrialLine
from crm.routing.flows import FlowService, finding_row
from crm.routing.snapshot import build
from telephony.clock import Now
from telephony.config_model import Hours, HoursInterval, Snapshot
from telephony.ivr.loader import Lines
from telephony.ivr.schema import parse_document
from telephony.ivr.simulator import try_flow

ALWAYS = (HoursInterval("00:00", "24:00"),)


async def trial(session: AsyncSession, who: Principal, flow_id: str, body: TrialBody) -> Trial:
    """The transcript of a call. Raises FlowInvalid for a document that fits no schema (other errors are findings
    beside the transcript), Invalid for keys, calendars or an instant that do not exist."""
    document, lines = await _document(session, who, flow_id, body)
    source = f"flow {flow_id}"
    flow = parse_document(document, source, lines=lines)
    there = await known(session)
    snapshot = await build(session)
    hours = _hours(snapshot, body)
    variables = {"caller": "", "dialled": "", "customer_name": "", **body.variables}
    try:
        transcript = await asyncio.to_thread(
            try_flow,
            flow,
            body.keys,
            body.language,
            Now(0.0, parse_instant(body.at).timestamp()),
            body.answers,
            hours=hours,
            zone=snapshot.company.zone,
            variables=variables,
            flows={**(there.flows or {}), flow.flow: flow},
            library={prompt.id: prompt for prompt in snapshot.prompts},
        )
    except ValueError as error:
        raise Invalid(str(error), field="keys") from error
    return Trial(
        outcome=transcript[-1].text,
        lines=[TrialLine.model_validate(line) for line in transcript],
        findings=[finding_row(finding) for finding in findings_of(document, source, there, lines)],
    )


async def _document(
    session: AsyncSession, who: Principal, flow_id: str, body: TrialBody
) -> tuple[Mapping[str, object], Lines]:
    if body.document is not None or body.yaml is not None:
        return raw_document(FlowBody(document=body.document, yaml=body.yaml), f"flow {flow_id}")
    if body.which == "draft":
        return (await FlowDrafts(session, who).draft(flow_id)).document, {}
    return (await FlowService(session, who).version(flow_id, body.version)).document, {}


def _hours(snapshot: Snapshot, body: TrialBody) -> dict[str, Hours]:
    found = {hours.id: hours for hours in snapshot.hours}
    for field, names, week in (("open", body.open, (ALWAYS,) * 7), ("closed", body.closed, ((),) * 7)):
        for name in names:
            if name not in found:
                raise Invalid(f"there is no calendar {name}", field=field)
            found[name] = Hours(name, found[name].name, week)
    return found
