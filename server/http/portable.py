"""The configuration: as a YAML document, out and in again, and its versions with the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TypeVar

import yaml
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import Invalid
from crm.live.settings import live_settings
from crm.paging import Page
from crm.portable.document import Importer, ImportResult, export
from crm.portable.part import Here
from crm.routing.settings import facts
from crm.routing.snapshot import build
from crm.versions.schemas import (
    RestoreResult,
    SettingRestoreBody,
    SettingVersionBody,
    SettingVersionRow,
    SettingVersionsQuery,
)
from crm.versions.service import VersionService
from server.http.context import Request
from server.http.route import Routes
from server.outbox.worker import KINDS, secret_name
from server.secret_store import secret
from telephony.configuration import load_snapshot

routes = Routes("configuration")
Result = TypeVar("Result", ImportResult, RestoreResult)

HEAD = """\
# 不在本文件中：用户及其技能、队列和话机，客户资料，黑白名单，密码与密钥（中继、消息网关、事件订阅、登录安全），
# 提示音的录音（prompts 的 recorded 标明哪些语言有录音，请在提示音页面下载并上传），知识库、公告和业务记录。
# Not in this file: users with their skills, queues and phones, customers, black and white lists, passwords and keys
# (trunks, message gateways, webhooks, log-in security), prompts' recordings (`recorded` says in which languages there
# are any: download and upload them on the page of prompts), knowledge, notices and records.
"""


class ImportBody(BaseModel):
    """`dry_run`: check and say what would change, and keep nothing."""

    model_config = ConfigDict(strict=True, extra="forbid")

    yaml: str = Field(max_length=5_000_000)
    dry_run: bool = True


@routes("GET", "/config/export", media="application/yaml")
async def export_configuration(request: Request) -> web.Response:
    """What administrators shape, without secrets, people and customers; what is not in it stands at its head."""
    async with request.web.db.read() as session:
        document = await export(session, request.who)
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    return web.Response(
        text=HEAD + text,
        content_type="application/yaml",
        headers={"Content-Disposition": 'attachment; filename="hotline-configuration.yaml"'},
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
    return await _taken(
        request, lambda session: Importer(session, request.who).take(document, dry_run=body.dry_run), body.dry_run
    )


@routes("GET", "/config/versions")
async def versions(request: Request, query: SettingVersionsQuery) -> Page[SettingVersionRow]:
    """What settings were, who changed them and when: of those that the asker may change. Flows and document types have
    versions of their own."""
    async with request.web.db.read() as session:
        return await VersionService(session, request.who).find(query)


@routes("GET", "/config/versions/{id}")
async def version(request: Request) -> SettingVersionBody:
    """One version whole, with what it changed and what has changed since."""
    async with request.web.db.read() as session:
        return await VersionService(session, request.who, _here(request)).get(request.path["id"])


@routes("POST", "/config/versions/{id}/restore")
async def restore_version(request: Request, body: SettingRestoreBody) -> RestoreResult:
    """Make the setting as it was in this version; what was deleted is made again."""
    wanted = request.path["id"]
    return await _taken(
        request,
        lambda session: VersionService(session, request.who, _here(request)).restore(wanted, dry_run=body.dry_run),
        body.dry_run,
    )


async def _taken(request: Request, take: Callable[[AsyncSession], Awaitable[Result]], dry_run: bool) -> Result:
    """Do it and put it in force; of a trial, check that it could be and keep nothing."""
    async with request.web.db.write() as session:
        result = await take(session)
        if dry_run:
            load_snapshot(asdict(await build(session)))
            await session.rollback()
            return result
        await request.web.configuration.publish(session)
        company, live = await facts(session), await live_settings(session)
    request.web.company = company
    request.web.hub.tell_agents = live.supervision.tell_agents
    request.web.hub.recheck()
    request.web.wake_mail()
    request.web.webhooks.changed()
    request.web.outbox.wake()
    return result


def _here(request: Request) -> Here:
    root = request.web.settings.root
    kept = frozenset(kind for kind in KINDS if secret(root, secret_name(kind)))
    return Here(private_webhooks=request.web.settings.webhook_private, secrets=kept)
