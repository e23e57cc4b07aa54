"""The first set-up: how far it has come, and the flows that it begins with."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from crm.routing import settings
from crm.setup.service import Setup, SetupChange, change_setup, setup_of
from crm.text import BothLanguages
from server.flow_templates import filled, shipped
from server.http.context import Request
from server.http.route import Routes
from server.settings import SOURCE

routes = Routes("setup")


class TemplateQuery(BaseModel):
    """The queue and the calendar that the flow leads to; they need not exist yet."""

    model_config = ConfigDict(extra="forbid")

    queue: str = Field("service", max_length=40)
    hours: str = Field("office", max_length=40)


class FlowTemplate(BaseModel):
    """`document`: a whole flow for this company, to be given a name of its own and published."""

    id: str
    name: BothLanguages
    document: dict[str, Any]


@routes("GET", "/setup")
async def get_setup(request: Request) -> Setup:
    """How far the first set-up has come."""
    async with request.web.db.read() as session:
        return await setup_of(session)


@routes("PATCH", "/setup")
async def patch_setup(request: Request, body: SetupChange) -> Setup:
    """Tell what a step has made, or that the set-up is over."""
    async with request.web.db.write() as session:
        return await change_setup(session, request.who, body)


@routes("GET", "/flow-templates")
async def list_flow_templates(request: Request, query: TemplateQuery) -> list[FlowTemplate]:
    """Shipped flows to begin with, in the company's name."""
    async with request.web.db.read() as session:
        company = await settings.company(session)
    values = {
        "queue": query.queue,
        "hours": query.hours,
        "company_zh": company.name.zh,
        "company_en": company.name.en,
    }
    return [
        FlowTemplate(id=document["flow"], name=BothLanguages(**document["name"]), document=filled(document, values))
        for document in shipped(SOURCE)
    ]
