"""China's regions."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.regions.tree import Region, china
from server.http.context import Request
from server.http.route import Routes

routes = Routes("regions")


class RegionQuery(BaseModel):
    """One of: `q` (name, pinyin, initials, English, code), `code` (the way from the province down to it), `phone`
    (region of a number), `parent` (those below it; absent: the provinces)."""

    model_config = ConfigDict(extra="forbid")

    parent: str = Field("", pattern=r"^\d{0,6}$")
    code: str = Field("", pattern=r"^\d{0,6}$")
    phone: str = Field("", max_length=40)
    q: str = Field("", max_length=60)
    limit: int = Field(20, ge=1, le=200)


class RegionRow(BaseModel):
    """`code` is GB/T 2260. `lat`, `lon`: its seat (WGS 84), `approximate` when it is that of the region above."""

    code: str
    parent: str
    level: Literal["province", "city", "district"]
    name_zh: str
    name_en: str
    pinyin: str
    full_zh: str
    full_en: str
    lat: float | None
    lon: float | None
    approximate: bool
    children: bool


@routes("GET", "/regions")
async def list_regions(request: Request, query: RegionQuery) -> list[RegionRow]:
    """Provinces, cities and districts: those below one, the way to one, or what a search finds."""
    tree = china()
    if query.q:
        return [_row(region) for region in tree.search(query.q, query.limit)]
    if query.code:
        return [_row(region) for region in tree.path(query.code)]
    if query.phone:
        found = tree.of_phone(query.phone, request.web.company.area_code)
        return [_row(region) for region in tree.path(found.code)] if found else []
    return [_row(region) for region in tree.children(query.parent)]


def _row(region: Region) -> RegionRow:
    tree = china()
    lat, lon = region.place or (None, None)
    return RegionRow(
        code=region.code,
        parent=region.parent,
        level=region.level,
        name_zh=region.name_zh,
        name_en=region.name_en,
        pinyin=region.pinyin,
        full_zh=tree.full_name(region.code, "zh"),
        full_en=tree.full_name(region.code, "en"),
        lat=lat,
        lon=lon,
        approximate=region.approximate,
        children=bool(tree.children(region.code)),
    )
