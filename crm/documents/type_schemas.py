"""Document types as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class TypeFinding(BaseModel):
    """`place` is the way to it in the document."""

    code: str
    place: str
    message_en: str
    message_zh: str


class DocumentTypeInfo(BaseModel):
    """`version` 0: never published. `draft`: there is one. `shipped`: as it came with Hotline."""

    code: str
    family: str
    name: dict[str, str]
    version: int
    active: bool
    position: int
    draft: bool
    shipped: bool


class DocumentTypeDetail(DocumentTypeInfo):
    """`document` is the version asked for, else the published one."""

    document: dict[str, Any] = Field(default_factory=dict)


class DocumentTypeBody(BaseModel):
    """A type's document, as JSON or as YAML."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any] | None = None
    yaml: str | None = Field(None, max_length=1_000_000)


class DocumentTypeDraftBody(DocumentTypeBody):
    """From a designer: `base` is the version that it began from, `since` when the draft was kept last as far as it
    knows (none: there was no draft). 409 when somebody else has kept, dropped or published it meanwhile."""

    base: int | None = Field(None, ge=0)
    since: datetime | None = None


class DocumentTypeCheck(BaseModel):
    ok: bool
    findings: list[TypeFinding]


class DocumentTypeDraftInfo(BaseModel):
    """`base` is the version that the draft was made from."""

    code: str
    base: int
    document: dict[str, Any]
    changed_at: datetime
    changed_by: str | None
    findings: list[TypeFinding]


class TypePublish(BaseModel):
    """`base`: the version that the draft was made from, when another one published meanwhile must not be undone."""

    model_config = ConfigDict(strict=True, extra="forbid")

    comment: str = Field("", max_length=500)
    base: int | None = None


class TypeChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    active: bool | None = None
    position: int | None = Field(None, ge=0, le=10_000)


class TypeVersionInfo(BaseModel):
    version: int
    published: bool
    comment: str
    created_at: datetime
    created_by: str | None


class TypeVersionQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=1, le=1_000_000)


class TypeDiffQuery(BaseModel):
    """Versions; `to` is the published one when it is not given, 0 stands for the draft."""

    model_config = ConfigDict(extra="forbid")

    from_: int = Field(alias="from", ge=0, le=1_000_000)
    to: int | None = Field(None, ge=0, le=1_000_000)


class Changed(BaseModel):
    """Each `{code, zh, en}`."""

    added: list[dict[str, str]]
    removed: list[dict[str, str]]
    changed: list[dict[str, str]]


class TypeDiff(BaseModel):
    """`nodes` and `fields` name what is different, `unified` compares the YAML line by line."""

    from_version: int
    to_version: int
    nodes: Changed
    fields: Changed
    unified: str


class OpenVersion(BaseModel):
    version: int
    open: int


class TypeUses(BaseModel):
    """`open`: documents in progress, `versions` by the version on which they finish. `made_by`: types
    (`{code, zh, en}`) whose triggers make documents of this one."""

    open: int
    versions: list[OpenVersion]
    made_by: list[dict[str, str]]


class NamedChoice(BaseModel):
    value: str
    zh: str
    en: str
