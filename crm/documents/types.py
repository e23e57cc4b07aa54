"""Document types: drafts, checks, versions. A version is never changed; documents finish on theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import utcnow
from crm.dictionaries.models import DictionaryEntry
from crm.documents.engine.check import check, read
from crm.documents.engine.findings import Finding, TypeInvalid
from crm.documents.engine.model import DocumentType
from crm.documents.known import known
from crm.documents.models import Document, DocumentTypeDraft, DocumentTypeRow, DocumentTypeVersion
from crm.documents.plain import plain
from crm.documents.type_schemas import (
    DocumentTypeBody,
    DocumentTypeCheck,
    DocumentTypeDetail,
    DocumentTypeDraftBody,
    DocumentTypeDraftInfo,
    DocumentTypeInfo,
    TypeChange,
    TypeFinding,
    TypePublish,
    TypeVersionInfo,
)
from crm.documents.usage import types_naming
from crm.drafts import seen_by_editor
from crm.errors import Conflict, InUse, Invalid, NotFound

PLAIN = "plain"
"""`shipped` of a type that nobody has designed."""
TICKET_TYPES = "ticket_type"
"""The dictionary of 受理类型: each entry is a document type of the family ticket."""


class DocumentTypeService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def all(self, *, unpublished: bool = False) -> list[DocumentTypeInfo]:
        drafts = set(await self._session.scalars(select(DocumentTypeDraft.code)))
        query = select(DocumentTypeRow).order_by(DocumentTypeRow.position, DocumentTypeRow.code)
        rows = [_info(row, draft=row.code in drafts) for row in await self._session.scalars(query)]
        new = sorted(drafts - {row.code for row in rows}) if unpublished else []
        return rows + [_unpublished(await self._session.get_one(DocumentTypeDraft, code)) for code in new]

    async def get(self, code: str, version: int | None = None) -> DocumentTypeDetail:
        row = await self._row(code)
        found = await self._version(row, version or row.version)
        draft = await self._session.get(DocumentTypeDraft, code) is not None
        return DocumentTypeDetail(**_info(row, draft=draft).model_dump(), document=found.document)

    async def versions(self, code: str) -> list[TypeVersionInfo]:
        """Newest first."""
        row = await self._row(code)
        query = (
            select(DocumentTypeVersion)
            .where(DocumentTypeVersion.code == code)
            .order_by(DocumentTypeVersion.version.desc())
        )
        return [
            TypeVersionInfo(
                version=found.version,
                published=found.version == row.version,
                comment=found.comment,
                created_at=found.created_at,
                created_by=found.created_by,
            )
            for found in await self._session.scalars(query)
        ]

    async def check(self, body: DocumentTypeBody) -> DocumentTypeCheck:
        findings = await self._findings(document_of(body))
        return DocumentTypeCheck(ok=not findings, findings=[_finding(one) for one in findings])

    async def draft(self, code: str) -> DocumentTypeDraftInfo:
        row = await self._session.get(DocumentTypeDraft, code)
        if row is None:
            raise NotFound(f"document type {code} has no draft")
        findings = await self._findings(row.document)
        return DocumentTypeDraftInfo(
            code=code,
            base=row.base,
            document=row.document,
            changed_at=row.changed_at,
            changed_by=row.changed_by,
            findings=[_finding(one) for one in findings],
        )

    async def put_draft(self, code: str, body: DocumentTypeDraftBody) -> DocumentTypeDraftInfo:
        """Keep a draft, also one with errors. Raises Conflict where somebody else's change was not seen."""
        document = document_of(body)
        if document.get("code") != code:
            raise Invalid(f"the document says code: {document.get('code')}, not {code}", field="code")
        row = await self._session.get(DocumentTypeDraft, code)
        if body.base is not None:
            seen_by_editor((row.changed_by, row.changed_at) if row is not None else None, body.since, self._who.user)
        if row is None:
            published = await self._session.get(DocumentTypeRow, code)
            base = body.base if body.base is not None else published.version if published else 0
            row = DocumentTypeDraft(code=code, base=base)
            self._session.add(row)
        row.document, row.changed_at, row.changed_by = document, utcnow(), self._who.user
        await self._session.flush()
        note(self._session, self._who, "document_types.draft", "document_type", code)
        return await self.draft(code)

    async def delete_draft(self, code: str) -> None:
        row = await self._session.get(DocumentTypeDraft, code)
        if row is None:
            raise NotFound(f"document type {code} has no draft")
        await self._session.delete(row)
        note(self._session, self._who, "document_types.delete_draft", "document_type", code)

    async def publish_draft(self, code: str, asked: TypePublish) -> DocumentTypeDetail:
        """Raises TypeInvalid, Conflict when another version was published since the draft was made."""
        draft = await self._session.get(DocumentTypeDraft, code)
        if draft is None:
            raise NotFound(f"document type {code} has no draft")
        row = await self._session.get(DocumentTypeRow, code)
        if (row.version if row else 0) != (asked.base if asked.base is not None else draft.base):
            raise Conflict("another version was published since this draft was made: load it and compare")
        await self.publish(draft.document, asked.comment)
        await self._session.delete(draft)
        await self._session.flush()
        return await self.get(code)

    async def publish(self, document: dict[str, Any], comment: str = "", *, shipped: str = "") -> DocumentType:
        """A new version in force. Raises TypeInvalid with everything that is wrong."""
        findings = await self._findings(document)
        if findings:
            raise TypeInvalid(findings)
        kind = read(document)
        row = await self._session.get(DocumentTypeRow, kind.code, with_for_update=True)
        if row is None:
            last = await self._session.scalar(select(func.max(DocumentTypeRow.position)))
            row = DocumentTypeRow(code=kind.code, version=0, position=(last or 0) + 1)
            self._session.add(row)
        row.family, row.name_zh, row.name_en = kind.family, kind.name.zh, kind.name.en
        row.version, row.shipped = (row.version or 0) + 1, shipped
        await self._session.flush()
        self._session.add(
            DocumentTypeVersion(
                code=kind.code,
                version=row.version,
                document=document,
                comment=comment,
                created_at=utcnow(),
                created_by=self._who.user,
            )
        )
        await self._in_dictionary(kind, row.position)
        await self._session.flush()
        details = {"version": row.version, "comment": comment}
        note(self._session, self._who, "document_types.publish", "document_type", kind.code, details)
        return kind

    async def change(self, code: str, change: TypeChange) -> DocumentTypeDetail:
        row = await self._row(code)
        for name, value in change.model_dump(exclude_none=True).items():
            setattr(row, name, value)
        await self._session.flush()
        note(self._session, self._who, "document_types.update", "document_type", code, change.model_dump())
        return await self.get(code)

    async def delete(self, code: str) -> None:
        """Only one that no document was ever made of."""
        row = await self._row(code)
        if await self._session.scalar(select(Document.id).where(Document.type == code).limit(1)):
            raise InUse(f"there are documents of the type {code}: take it out of use instead")
        if others := [one for one in await types_naming(self._session, "document type", code) if one != code]:
            raise InUse(
                f"document types make documents of it: {', '.join(others)}; change them first",
                message_zh=f"单据类型 {'、'.join(others)} 会生成该类型的单据，请先修改",
            )
        for version in await self._session.scalars(select(DocumentTypeVersion).where(DocumentTypeVersion.code == code)):
            await self._session.delete(version)
        await self._session.flush()
        await self._session.delete(row)
        note(self._session, self._who, "document_types.delete", "document_type", code)

    async def portable(self) -> dict[str, dict[str, Any]]:
        """Code → {"document"}: the published types, to keep elsewhere."""
        rows = list(await self._session.scalars(select(DocumentTypeRow).where(DocumentTypeRow.version > 0)))
        return {
            row.code: {"document": canonical((await self._version(row, row.version)).document)}
            for row in sorted(rows, key=lambda row: (row.position, row.code))
        }

    async def take(self, types: Mapping[str, Mapping[str, Any]]) -> None:
        """Publish types that came from elsewhere; those that refer to each other are tried again after the others.
        Raises TypeInvalid, Invalid."""
        waiting = dict(types)
        while waiting:
            refused: dict[str, Mapping[str, Any]] = {}
            why: TypeInvalid | None = None
            for code, raw in waiting.items():
                document = raw.get("document")
                if not isinstance(document, dict) or document.get("code") != code:
                    raise Invalid(f"a document with code: {code} is expected", field=f"document_types/{code}")
                try:
                    await self.publish(document)
                except TypeInvalid as error:
                    error.details["field"] = f"document_types/{code}"
                    refused[code], why = raw, error
            if why is not None and len(refused) == len(waiting):
                raise why
            waiting = refused

    async def _findings(self, document: dict[str, Any]) -> list[Finding]:
        try:
            kind = read(document)
        except TypeInvalid as error:
            return list(error.findings)
        return check(kind, await known(self._session))

    async def _row(self, code: str) -> DocumentTypeRow:
        row = await self._session.get(DocumentTypeRow, code)
        if row is None:
            raise NotFound(f"there is no document type {code}")
        return row

    async def _version(self, row: DocumentTypeRow, version: int) -> DocumentTypeVersion:
        found = await self._session.get(DocumentTypeVersion, (row.code, version))
        if found is None:
            raise NotFound(f"document type {row.code} has no version {version}")
        return found

    async def _in_dictionary(self, kind: DocumentType, position: int) -> None:
        """A type of tickets is a 受理类型 too."""
        if kind.family == "ticket" and await self._session.get(DictionaryEntry, (TICKET_TYPES, kind.code)) is None:
            entry = DictionaryEntry(dictionary=TICKET_TYPES, code=kind.code, position=position)
            entry.name_zh, entry.name_en = kind.name.zh[:100], kind.name.en[:100]
            self._session.add(entry)


async def type_of(session: AsyncSession, code: str, version: int) -> DocumentType:
    """That version of a type, read. It was sound when it was published."""
    row = await session.get_one(DocumentTypeVersion, (code, version))
    return read(row.document)


async def type_for_new(session: AsyncSession, who: Principal, code: str) -> tuple[DocumentType, int]:
    """The published type and its version. A 受理类型 that nobody has designed a type for gets the plain process.
    Raises Invalid when there is none, or it takes no new documents."""
    row = await session.get(DocumentTypeRow, code)
    if row is None or not row.version:
        entry = await session.get(DictionaryEntry, (TICKET_TYPES, code))
        if entry is None or not entry.active:
            raise Invalid(f"{code} is not in the dictionary {TICKET_TYPES}, and no document type", field="type")
        document = plain(code, entry.name_zh, entry.name_en)
        kind = await DocumentTypeService(session, who).publish(document, shipped=PLAIN)
        return kind, 1
    entry = await session.get(DictionaryEntry, (TICKET_TYPES, code)) if row.family == "ticket" else None
    if not row.active or (entry is not None and not entry.active):
        raise Invalid(f"the document type {code} is out of use", field="type", message_zh="该单据类型已停用")
    return await type_of(session, code, row.version), row.version


def document_of(body: DocumentTypeBody) -> dict[str, Any]:
    """Raises Invalid unless exactly one of `document` and `yaml` is given, and is a mapping."""
    if (body.document is None) == (body.yaml is None):
        raise Invalid("send either document or yaml", field="document")
    if body.document is not None:
        return body.document
    try:
        loaded = yaml.safe_load(body.yaml or "")
    except yaml.YAMLError as error:
        raise Invalid(f"this is no valid YAML: {error}", field="yaml") from error
    if not isinstance(loaded, dict):
        raise Invalid("a mapping is expected", field="yaml")
    return loaded


def as_yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(canonical(document), allow_unicode=True, sort_keys=False, width=120)


def canonical(document: dict[str, Any]) -> dict[str, Any]:
    """In the order of the model, without what is at its default: databases do not keep the order of keys. A draft with
    errors stays as it is."""
    try:
        return read(document).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    except TypeInvalid:
        return document


def _finding(finding: Finding) -> TypeFinding:
    return TypeFinding(
        code=finding.code,
        place=finding.place,
        message_en=finding.message("en"),
        message_zh=finding.message("zh"),
    )


def _info(row: DocumentTypeRow, *, draft: bool) -> DocumentTypeInfo:
    return DocumentTypeInfo(
        code=row.code,
        family=row.family,
        name={"zh": row.name_zh, "en": row.name_en},
        version=row.version,
        active=row.active,
        position=row.position,
        draft=draft,
        shipped=bool(row.shipped),
    )


def _unpublished(draft: DocumentTypeDraft) -> DocumentTypeInfo:
    name = draft.document.get("name")
    return DocumentTypeInfo(
        code=draft.code,
        family=str(draft.document.get("family", "ticket")),
        name={k: str(v) for k, v in name.items()} if isinstance(name, dict) else {},
        version=0,
        active=False,
        position=0,
        draft=True,
        shipped=False,
    )
