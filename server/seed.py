"""The first start: an empty database gets an administrator and config/; with `demo` the sample company."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import structlog
import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role, system
from crm.base import utcnow
from crm.dictionaries.models import Dictionary, DictionaryEntry
from crm.documents.shipped import ship
from crm.organisation.models import ROOT, Unit
from crm.prompts.schemas import NewPrompt
from crm.prompts.service import PromptService
from crm.routing import holidays
from crm.routing import settings as company_settings
from crm.routing.flow_schemas import FlowBody
from crm.routing.flows import FlowService
from crm.routing.schemas import CompanyBody, HoursBody, NewEntry, NewQueue
from crm.routing.service import RoutingService
from crm.routing.skill_schemas import NewPauseReason, NewSkill
from crm.routing.skills import SkillService
from crm.setup import service as first_setup
from crm.text import BothLanguages
from crm.users.models import User
from crm.users.schemas import NewUser
from crm.users.service import Passwords, UserService
from server.database import Database
from telephony.errors import ConfigError

log = structlog.get_logger(__name__)

ADMINISTRATOR = "admin"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


async def seed(db: Database, source: Path, passwords: Passwords, *, password: str | None, demo: bool) -> str | None:
    """Fill an empty database. → the administrator's password when one was made up and must be shown once, else None.

    `source` is the folder with config/ and ivr_flows/. Raises ConfigError for a wrong file."""
    async with db.read() as session:
        if await session.scalar(select(func.count()).select_from(User)):
            return None
    made_up = None if password else secrets.token_urlsafe(9)
    encoded = await passwords.hash(password or made_up or "")
    config = read_config(source, demo=demo)
    async with db.write() as session:
        await seed_configuration(session, system(ROOT), config, source)
        await ship(session, system(ROOT), document_types(source))
        await _administrator(session, system(ROOT), encoded, must_change=made_up is not None)
        await company_settings.next_version(session)
        if demo:
            from server.demo_data import seed_demo  # noqa: PLC0415 - the sample company's generator, rarely needed

            await seed_demo(session, system(ROOT), config, read_yaml(source / "config/demo/words.yaml"), passwords)
        else:
            await first_setup.begin(session)
    log.info("seed.done", demo=demo)
    return made_up


async def ship_documents(db: Database, source: Path) -> None:
    """Bring an installation that is there already the document types that it does not have yet."""
    async with db.write() as session:
        published = await ship(session, system(ROOT), document_types(source))
    if published:
        log.info("documents.shipped", types=published)


def document_types(source: Path) -> list[dict[str, Any]]:
    """The types of config/documents. Raises ConfigError for a wrong file."""
    return [read_yaml(path) for path in sorted((source / "config/documents").glob("*.yaml"))]


def read_config(source: Path, *, demo: bool) -> dict[str, Any]:
    """config/defaults.yaml, with --demo what config/demo/company.yaml says instead."""
    config = read_yaml(source / "config/defaults.yaml")
    if demo:
        config |= read_yaml(source / "config/demo/company.yaml")
    return config


def read_yaml(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: is no valid YAML: {error}") from error
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}: must be a mapping")
    return loaded


async def seed_configuration(session: AsyncSession, who: Principal, config: dict[str, Any], source: Path) -> None:
    """Units, company, hours, queues, flows, entries and dictionaries. Raises ConfigError naming the part."""
    company = CompanyBody.model_validate(config["company"])
    await _units(session, company.name, config["units"])
    await company_settings.set_company(session, who, company)
    routing = RoutingService(session, who)
    today = utcnow().astimezone(ZoneInfo(company.zone)).date()
    for hours_id, raw in config["hours"].items():
        await routing.put_hours(hours_id, _hours(raw, today))
    await _skills_and_pauses(session, who, config)
    for queue in _in_order([_queue(queue_id, raw) for queue_id, raw in config["queues"].items()]):
        await routing.create_queue(queue)
    for prompt_id, raw in config["prompts"].items():
        await PromptService(session, who).create(
            NewPrompt(id=prompt_id, number=raw["number"], name=BothLanguages(**raw["name"]))
        )
    flows = FlowService(session, who)
    for flow_id in config["flows"]:
        path = source / "ivr_flows" / f"{flow_id}.yaml"
        try:
            await flows.create(FlowBody(yaml=path.read_text(encoding="utf-8")))
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    for number, raw in config["entries"].items():
        await routing.create_entry(NewEntry(number=number, flow=raw["flow"], name=BothLanguages(**raw["name"])))
    for dictionary, entries in config["dictionaries"].items():
        if await session.get(Dictionary, dictionary) is None:
            session.add(Dictionary(id=dictionary, name_zh=dictionary, name_en=dictionary))
        for position, (code, name) in enumerate(entries.items()):
            session.add(
                DictionaryEntry(
                    dictionary=dictionary, code=code, name_zh=name["zh"], name_en=name["en"], position=position
                )
            )
    await session.flush()


async def _skills_and_pauses(session: AsyncSession, who: Principal, config: dict[str, Any]) -> None:
    skills = SkillService(session, who)
    for skill_id, name in config.get("skills", {}).items():
        await skills.create(NewSkill(id=skill_id, name=BothLanguages(**name)))
    for place, (reason_id, raw) in enumerate(config.get("pause_reasons", {}).items()):
        await skills.create_pause_reason(NewPauseReason.model_validate({"id": reason_id, "position": place, **raw}))


async def _units(session: AsyncSession, name: BothLanguages, units: list[dict[str, Any]]) -> None:
    session.add(Unit(id=ROOT, parent_id=None, path=f"/{ROOT}/", name_zh=name.zh, name_en=name.en))
    await session.flush()
    for raw in units:
        path = f"/{ROOT}/{raw['id']}/"
        session.add(Unit(id=raw["id"], parent_id=ROOT, path=path, name_zh=raw["name"]["zh"], name_en=raw["name"]["en"]))
    await session.flush()


def _queue(queue_id: str, raw: dict[str, Any]) -> NewQueue:
    fields = dict(raw)
    action, target = next(iter(fields.pop("overflow").items()))
    return NewQueue.model_validate({"id": queue_id, **fields, "overflow_action": action, "overflow_target": target})


def _in_order(queues: list[NewQueue]) -> list[NewQueue]:
    """Queues that others overflow to come first."""
    return sorted(queues, key=lambda queue: queue.overflow_action == "queue")


def _hours(raw: dict[str, Any], today: date) -> HoursBody:
    return HoursBody.model_validate_json(
        orjson.dumps(
            {
                "name": raw["name"],
                "week": [[_interval(text) for text in raw["week"][day]] for day in DAYS],
                "special": _special(raw["holidays"], [_interval(text) for text in raw["week"]["monday"]], today),
                "country": raw["holidays"],
            }
        )
    )


def _interval(text: str) -> dict[str, str]:
    start, _, end = text.partition("-")
    return {"start": start, "end": end}


def _special(country: str, working: list[dict[str, str]], today: date) -> list[dict[str, Any]]:
    """Public holidays and make-up working days of this year and the next, as far as they are known."""
    return [
        day
        for year in (today.year, today.year + 1)
        for day in (holidays.special_days(country, year, working) if country else [])
    ]


async def _administrator(session: AsyncSession, who: Principal, encoded: str, *, must_change: bool) -> None:
    new = NewUser(
        username=ADMINISTRATOR,
        name="管理员",
        password="x" * 8,
        role=Role.ADMINISTRATOR,
        must_change_password=must_change,
    )
    await UserService(session, who).create(new, encoded)
