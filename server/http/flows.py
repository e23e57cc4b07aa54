"""Flows: drafts, trials, versions. Publishing puts a version in force at once; calls in progress stay on theirs."""

from __future__ import annotations

from aiohttp import web

from crm.errors import Invalid
from crm.routing.flow_drafts import FlowDrafts, as_yaml
from crm.routing.flow_editor import FlowKinds, FlowUses, NewFlowDraft, flow_kinds, flow_uses, new_drafts
from crm.routing.flow_hosts import http_hosts, set_http_hosts
from crm.routing.flow_names import FlowNames
from crm.routing.flow_schemas import (
    DiffQuery,
    FlowBody,
    FlowCheck,
    FlowDiff,
    FlowDraftBody,
    FlowDraftRow,
    FlowVersionDetail,
    FlowVersionRow,
    HttpHosts,
    PublishBody,
    RollbackBody,
    Trial,
    TrialBody,
    VersionQuery,
)
from crm.routing.flow_trial import trial
from crm.routing.flows import FlowService
from crm.routing.schemas import FlowPublished, FlowRow
from server.http.context import Request
from server.http.route import Routes

routes = Routes("flows")


@routes("GET", "/flows")
async def list_flows(request: Request) -> list[FlowRow]:
    """Published flows, without their documents."""
    async with request.web.db.read() as session:
        return await FlowService(session, request.who).all()


@routes("POST", "/flows", status=201)
async def create_flow(request: Request, body: FlowBody) -> FlowPublished:
    """Check and publish a new flow; 422 names everything that is wrong with it."""
    async with request.web.db.write() as session:
        row = await FlowService(session, request.who).create(body)
        await request.web.configuration.publish(session)
    return row


@routes("POST", "/flows/check")
async def check_flow(request: Request, body: FlowBody) -> FlowCheck:
    """Everything wrong with a flow that is kept nowhere."""
    async with request.web.db.read() as session:
        return await FlowDrafts(session, request.who).check(body)


@routes("GET", "/flow-kinds")
async def get_flow_kinds(request: Request) -> FlowKinds:
    """The kinds of nodes with their fields, and the names of what they may refer to."""
    async with request.web.db.read() as session:
        return await flow_kinds(session)


@routes("GET", "/flow-names")
async def get_flow_names(request: Request) -> dict[str, FlowNames]:
    """Published flows by id: what their nodes are called and what keys stand for, as people read it."""
    async with request.web.db.read() as session:
        return await request.web.flow_names.published(session)


@routes("GET", "/flow-drafts")
async def list_new_flow_drafts(request: Request) -> list[NewFlowDraft]:
    """Drafts of flows that were never published."""
    async with request.web.db.read() as session:
        return await new_drafts(session)


@routes("GET", "/flows/{id}/uses")
async def get_flow_uses(request: Request) -> FlowUses:
    """Numbers and flows that lead to this flow."""
    async with request.web.db.read() as session:
        return await flow_uses(session, request.path["id"])


@routes("GET", "/flows/{id}")
async def get_flow(request: Request) -> FlowRow:
    """The published version of a flow."""
    async with request.web.db.read() as session:
        return await FlowService(session, request.who).get(request.path["id"])


@routes("PUT", "/flows/{id}")
async def put_flow(request: Request, body: FlowBody) -> FlowPublished:
    """Check and publish a new version; calls in progress stay on theirs."""
    async with request.web.db.write() as session:
        row = await FlowService(session, request.who).replace(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("GET", "/flows/{id}/draft")
async def get_flow_draft(request: Request) -> FlowDraftRow:
    """The draft of a flow, with everything that is wrong with it now."""
    async with request.web.db.read() as session:
        return await FlowDrafts(session, request.who).get(request.path["id"])


@routes("PUT", "/flows/{id}/draft")
async def put_flow_draft(request: Request, body: FlowDraftBody) -> FlowDraftRow:
    """Keep a draft, also one with errors; 409 when somebody else did something to it that an editor has not seen."""
    async with request.web.db.write() as session:
        return await FlowDrafts(session, request.who).put(_new_id(request), body)


@routes("DELETE", "/flows/{id}/draft")
async def delete_flow_draft(request: Request) -> None:
    """Drop the draft."""
    async with request.web.db.write() as session:
        await FlowDrafts(session, request.who).delete(request.path["id"])


@routes("POST", "/flows/{id}/publish")
async def publish_flow_draft(request: Request, body: PublishBody) -> FlowPublished:
    """Put the draft in force; 409 when another version was published since it was kept."""
    async with request.web.db.write() as session:
        row = await FlowDrafts(session, request.who).publish(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("POST", "/flows/{id}/try")
async def try_flow(request: Request, body: TrialBody) -> Trial:
    """What a caller hears who presses these keys."""
    async with request.web.db.read() as session:
        return await trial(session, request.who, request.path["id"], body)


@routes("GET", "/flows/{id}/versions")
async def list_flow_versions(request: Request) -> list[FlowVersionRow]:
    """Every version that was ever published, newest first: who, when, why."""
    async with request.web.db.read() as session:
        return await FlowService(session, request.who).versions(request.path["id"])


@routes("GET", "/flows/{id}/versions/{version}")
async def get_flow_version(request: Request) -> FlowVersionDetail:
    """One version with its document."""
    number = request.path["version"]
    if not (number.isascii() and number.isdecimal() and int(number[:9]) > 0 and len(number) < 10):
        raise Invalid("a version is a number from 1", field="version")
    async with request.web.db.read() as session:
        return await FlowService(session, request.who).version(request.path["id"], int(number))


@routes("GET", "/flows/{id}/diff")
async def diff_flow(request: Request, query: DiffQuery) -> FlowDiff:
    """What is different between two versions; 0 is the draft."""
    async with request.web.db.read() as session:
        return await FlowDrafts(session, request.who).diff(request.path["id"], query.from_, query.to)


@routes("POST", "/flows/{id}/rollback")
async def roll_back_flow(request: Request, body: RollbackBody) -> FlowPublished:
    """Publish an old version anew."""
    async with request.web.db.write() as session:
        row = await FlowService(session, request.who).rollback(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row


@routes("GET", "/flows/{id}/yaml", media="application/yaml")
async def export_flow(request: Request, query: VersionQuery) -> web.StreamResponse:
    """A version as YAML, which imports as the same document."""
    async with request.web.db.read() as session:
        row = await FlowService(session, request.who).version(request.path["id"], query.version)
    return web.Response(
        text=as_yaml(row.document),
        content_type="application/yaml",
        headers={"Content-Disposition": f'attachment; filename="{row.id}-{row.version}.yaml"'},
    )


@routes("GET", "/http-hosts")
async def get_http_hosts(request: Request) -> HttpHosts:
    """The hosts that flows may ask over HTTP."""
    async with request.web.db.read() as session:
        return await http_hosts(session)


@routes("PUT", "/http-hosts")
async def put_http_hosts(request: Request, body: HttpHosts) -> HttpHosts:
    """Say which hosts flows may ask over HTTP, and which of them are inside the company's network."""
    async with request.web.db.write() as session:
        return await set_http_hosts(session, request.who, body)


def _new_id(request: Request) -> str:
    flow_id = request.path["id"]
    if not (flow_id.isascii() and flow_id.replace("_", "").isalnum() and flow_id[0].isalpha() and len(flow_id) <= 40):
        raise Invalid("a flow's id has small letters, digits and _ only", field="id")
    return flow_id
