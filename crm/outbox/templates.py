"""Templates: shipped with the program, worded anew or added by the company, checked whenever they are saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.documents.usage import refuse_named
from crm.errors import InUse, Invalid, NotFound
from crm.outbox.models import MessageTemplate
from crm.outbox.rendering import check, render
from crm.text import BothLanguages

Kind = Literal["sms", "email"]
Language = Literal["zh", "en"]
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
SMS_LONGEST = 500
"""Characters: providers send at most some hundred, in parts of 67."""


class Variable(BaseModel):
    """A value that a text may use; `example` fills it in when the template is tried."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    zh: str = Field("", max_length=100)
    en: str = Field("", max_length=100)
    example: str = Field("", max_length=300)


class Mail(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    subject: str = Field(min_length=1, max_length=300)
    body: str = Field(min_length=1, max_length=20_000)


class Template(BaseModel):
    """Texts per channel and language; at least one. `provider_id`: what the SMS provider calls the registered template
    (报备模板), for its request."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: BothLanguages
    variables: list[Variable] = Field(default_factory=list, max_length=40)
    sms: dict[Language, str] = Field(default_factory=dict)
    email: dict[Language, Mail] = Field(default_factory=dict)
    provider_id: str = Field("", max_length=64)

    @model_validator(mode="after")
    def _not_empty(self) -> Template:
        if not self.sms and not self.email:
            raise ValueError("give a text for SMS or e-mail")
        return self


class TemplateRow(Template):
    """`shipped`: comes with the program and cannot be removed; `changed`: the company has its own wording."""

    code: str
    shipped: bool
    changed: bool


class Rendered(BaseModel):
    """What a template makes of values. `length` in characters."""

    kind: Kind
    language: Language
    subject: str
    body: str
    length: int


class PreviewBody(BaseModel):
    """A template as it would be saved; values that are missing are its examples."""

    model_config = ConfigDict(strict=True, extra="forbid")

    template: Template
    values: dict[str, str] = Field(default_factory=dict, max_length=40)


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Template]:
    raw = yaml.safe_load((resources.files("crm.outbox") / "shipped.yaml").read_text(encoding="utf-8"))
    return {code: Template.model_validate(document) for code, document in raw.items()}


async def template(session: AsyncSession, code: str) -> Template:
    """The company's wording, else the shipped one. Raises NotFound."""
    row = await session.get(MessageTemplate, code)
    if row is not None:
        return Template.model_validate(row.document)
    found = shipped().get(code)
    if found is None:
        raise NotFound(f"there is no template {code}")
    return found


async def all_templates(session: AsyncSession) -> list[TemplateRow]:
    """Shipped and own ones by code."""
    own = {row.code: Template.model_validate(row.document) for row in await session.scalars(select(MessageTemplate))}
    return [_row(code, (dict(shipped()) | own)[code], changed=code in own) for code in sorted({*shipped(), *own})]


async def one(session: AsyncSession, code: str) -> TemplateRow:
    found = await template(session, code)
    return _row(code, found, changed=await session.get(MessageTemplate, code) is not None)


async def save(session: AsyncSession, who: Principal, code: str, new: Template) -> TemplateRow:
    """Raises Invalid when a text cannot be filled in with the variables listed. A shipped template keeps its variables:
    the program fills them in."""
    if _CODE.fullmatch(code) is None:
        raise Invalid(
            "a code has small letters, digits, _ and -", field="code", message_zh="编码只能用小写字母、数字、_ 和 -"
        )
    standard = shipped().get(code)
    if standard is not None:
        new = new.model_copy(update={"variables": standard.variables})
    preview(new, {})
    row = await session.get(MessageTemplate, code)
    document = new.model_dump(mode="json")
    if row is None:
        session.add(MessageTemplate(code=code, document=document, updated_at=utcnow(), updated_by=who.user))
    else:
        row.document, row.updated_at, row.updated_by = document, utcnow(), who.user
    note(session, who, "templates.save", "message_template", code, {"template": document})
    await session.flush()
    return await one(session, code)


async def remove(session: AsyncSession, who: Principal, code: str) -> None:
    """The company's wording goes; a shipped template is as shipped again. Raises InUse for one that is shipped
    only, and for one that a document type names."""
    row = await session.get(MessageTemplate, code)
    if row is None:
        if code in shipped():
            raise InUse(
                f"{code} comes with the program: word it anew instead", message_zh="内置模板不能删除，可修改措辞"
            )
        raise NotFound(f"there is no template {code}")
    if code not in shipped():
        await refuse_named(session, "template", code)
    note(session, who, "templates.delete", "message_template", code, {"template": row.document})
    await session.delete(row)
    await session.flush()


def preview(tried: Template, values: Mapping[str, str]) -> list[Rendered]:
    """Every text with its examples, or the values given. Raises Invalid naming the text that is wrong."""
    names = [variable.name for variable in tried.variables]
    given = {variable.name: variable.example for variable in tried.variables} | {
        name: value for name, value in values.items() if name in names
    }
    made: list[Rendered] = []
    for language, text in tried.sms.items():
        check(text, names, f"sms.{language}")
        made.append(fill(tried, "sms", language, given))
    for language, mail in tried.email.items():
        check(mail.subject, names, f"email.{language}.subject")
        check(mail.body, names, f"email.{language}.body")
        made.append(fill(tried, "email", language, given))
    return made


def fill(used: Template, kind: Kind, language: str, values: Mapping[str, Any]) -> Rendered:
    """The text of the language, else of the other one. Raises NotFound when the template has none for the channel,
    Invalid when a value is missing or an SMS gets too long."""
    texts: Mapping[Any, Any] = used.sms if kind == "sms" else used.email
    if not texts:
        raise NotFound(f"the template has no text for {kind}")
    said: Language = language if language in texts else next(iter(texts))  # type: ignore[assignment]
    if kind == "sms":
        body = render(used.sms[said], values, f"sms.{said}").strip()[:SMS_LONGEST]
        return Rendered(kind=kind, language=said, subject="", body=body, length=len(body))
    mail = used.email[said]
    subject = " ".join(render(mail.subject, values, f"email.{said}.subject").split())[:200]
    body = render(mail.body, values, f"email.{said}.body")
    return Rendered(kind=kind, language=said, subject=subject, body=body, length=len(body))


def _row(code: str, found: Template, *, changed: bool) -> TemplateRow:
    return TemplateRow(**found.model_dump(), code=code, shipped=code in shipped(), changed=changed)
