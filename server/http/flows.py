"""Flows: checked, then published."""

from __future__ import annotations

from crm.routing.flows import FlowService
from crm.routing.schemas import FlowBody, FlowPublished, FlowRow
from server.http.context import Request
from server.http.route import Routes

routes = Routes("flows")


@routes("GET", "/flows")
async def list_flows(request: Request) -> list[FlowRow]:
    """Published flows, without their documents."""
    async with request.web.db.read() as session:
        return await FlowService(session, request.who).all()


@routes("GET", "/flows/{id}")
async def get_flow(request: Request) -> FlowRow:
    """The published version of a flow."""
    async with request.web.db.read() as session:
        return await FlowService(session, request.who).get(request.path["id"])


@routes("POST", "/flows", status=201)
async def create_flow(request: Request, body: FlowBody) -> FlowPublished:
    """Check and publish a new flow; 422 names everything that is wrong with it."""
    async with request.web.db.write() as session:
        row = await FlowService(session, request.who).create(body)
        await request.web.configuration.publish(session)
    return row


@routes("PUT", "/flows/{id}")
async def put_flow(request: Request, body: FlowBody) -> FlowPublished:
    """Check and publish a new version; calls in progress stay on theirs."""
    async with request.web.db.write() as session:
        row = await FlowService(session, request.who).replace(request.path["id"], body)
        await request.web.configuration.publish(session)
    return row
