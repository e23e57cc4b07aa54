"""The routing configuration as a YAML document: out, and in again."""

from __future__ import annotations

from dataclasses import asdict

import yaml
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from crm.errors import Invalid
from crm.routing.portable import Importer, ImportResult, export
from crm.routing.snapshot import build
from server.http.context import Request
from server.http.route import Routes
from telephony.configuration import load_snapshot

routes = Routes("configuration")


class ImportBody(BaseModel):
    """`dry_run`: check and say what would change, and keep nothing."""

    model_config = ConfigDict(strict=True, extra="forbid")

    yaml: str = Field(max_length=5_000_000)
    dry_run: bool = True


@routes("GET", "/config/export", media="application/yaml")
async def export_configuration(request: Request) -> web.Response:
    """Skills, pauses' reasons, calendars, trunks (without secrets), queues, flows and numbers."""
    async with request.web.db.read() as session:
        document = await export(session, request.who)
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    return web.Response(
        text=text,
        content_type="application/yaml",
        headers={"Content-Disposition": 'attachment; filename="hotline-routing.yaml"'},
    )


@routes("POST", "/config/import")
async def import_configuration(request: Request, body: ImportBody) -> ImportResult:
    """Add and change what the document has; nothing is removed. All of it, or nothing when anything is wrong."""
    try:
        document = yaml.safe_load(body.yaml)
    except yaml.YAMLError as error:
        raise Invalid(
            f"this is no valid YAML: {error}", field="yaml", message_zh=f"不是有效的 YAML：{error}"
        ) from error
    if not isinstance(document, dict):
        raise Invalid("a mapping is expected", field="yaml", message_zh="不是导出的配置文件")
    async with request.web.db.write() as session:
        result = await Importer(session, request.who).take(document, dry_run=body.dry_run)
        if body.dry_run:
            load_snapshot(asdict(await build(session)))
            await session.rollback()
        else:
            await request.web.configuration.publish(session)
    return result
