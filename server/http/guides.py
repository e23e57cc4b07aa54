"""Help: the guides, as their markdown; the page draws it without taking any HTML from it."""

from __future__ import annotations

import asyncio
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crm.errors import NotFound
from server import guides
from server.http.context import Request
from server.http.route import Routes

routes = Routes("guides")


class GuideQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Literal["zh", "en"] = "zh"


class GuideName(BaseModel):
    id: str
    title: str


class Guide(GuideName):
    markdown: str


@routes("GET", "/guides")
async def list_guides(_: Request, query: GuideQuery) -> list[GuideName]:
    """All guides by their titles."""

    def read() -> list[GuideName]:
        found = ((name, guides.text(name, query.language)) for name in guides.names())
        return [GuideName(id=name, title=guides.title(text)) for name, text in found if text is not None]

    return await asyncio.to_thread(read)


@routes("GET", "/guides/{id}")
async def get_guide(request: Request, query: GuideQuery) -> Guide:
    """One guide."""
    name = request.path["id"]
    text = await asyncio.to_thread(guides.text, name, query.language)
    if text is None:
        raise NotFound(f"there is no guide {name}", message_zh=f"没有指南 {name}")
    return Guide(id=name, title=guides.title(text), markdown=text)
