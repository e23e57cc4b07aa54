"""Document types (单据类型): forms and processes that administrators describe, in versions."""

from __future__ import annotations

from aiohttp import web

from crm.documents.choices import choices
from crm.documents.comparing import diff, uses
from crm.documents.type_schemas import (
    DocumentTypeBody,
    DocumentTypeCheck,
    DocumentTypeDetail,
    DocumentTypeDraftBody,
    DocumentTypeDraftInfo,
    DocumentTypeInfo,
    NamedChoice,
    TypeChange,
    TypeDiff,
    TypeDiffQuery,
    TypePublish,
    TypeUses,
    TypeVersionInfo,
    TypeVersionQuery,
)
from crm.documents.types import DocumentTypeService, as_yaml
from server.http.context import Request
from server.http.route import Routes

routes = Routes("document types")


@routes("GET", "/document-types")
async def list_document_types(request: Request) -> list[DocumentTypeInfo]:
    """Types of documents, without what they are made of."""
    async with request.web.db.read() as session:
        return await DocumentTypeService(session, request.who).all(unpublished=True)


@routes("POST", "/document-types/check")
async def check_document_type(request: Request, body: DocumentTypeBody) -> DocumentTypeCheck:
    """Everything wrong with a type that is kept nowhere."""
    async with request.web.db.read() as session:
        return await DocumentTypeService(session, request.who).check(body)


@routes("GET", "/document-type-names")
async def list_document_type_names(request: Request) -> dict[str, list[NamedChoice]]:
    """What the parts of a type may name: roles, units, positions, calendars, queues, templates, types, dictionaries,
    questionnaires."""
    async with request.web.db.read() as session:
        return await choices(session)


@routes("GET", "/document-types/{code}")
async def get_document_type(request: Request, query: TypeVersionQuery) -> DocumentTypeDetail:
    """A type with its form and process; the published version, or the one asked for."""
    async with request.web.db.read() as session:
        return await DocumentTypeService(session, request.who).get(request.path["code"], query.version)


@routes("PATCH", "/document-types/{code}")
async def change_document_type(request: Request, body: TypeChange) -> DocumentTypeDetail:
    """Take a type in or out of use, or to another place in lists."""
    async with request.web.db.write() as session:
        return await DocumentTypeService(session, request.who).change(request.path["code"], body)


@routes("DELETE", "/document-types/{code}")
async def delete_document_type(request: Request) -> None:
    """Only one of which there are no documents; 409 `in_use` otherwise."""
    async with request.web.db.write() as session:
        await DocumentTypeService(session, request.who).delete(request.path["code"])


@routes("GET", "/document-types/{code}/draft")
async def get_document_type_draft(request: Request) -> DocumentTypeDraftInfo:
    """The draft of a type, with everything that is wrong with it now."""
    async with request.web.db.read() as session:
        return await DocumentTypeService(session, request.who).draft(request.path["code"])


@routes("PUT", "/document-types/{code}/draft")
async def put_document_type_draft(request: Request, body: DocumentTypeDraftBody) -> DocumentTypeDraftInfo:
    """Keep a draft, also one with errors; 409 when somebody else did something to it that a designer has not seen."""
    async with request.web.db.write() as session:
        return await DocumentTypeService(session, request.who).put_draft(request.path["code"], body)


@routes("DELETE", "/document-types/{code}/draft")
async def delete_document_type_draft(request: Request) -> None:
    """Drop the draft."""
    async with request.web.db.write() as session:
        await DocumentTypeService(session, request.who).delete_draft(request.path["code"])


@routes("POST", "/document-types/{code}/publish")
async def publish_document_type(request: Request, body: TypePublish) -> DocumentTypeDetail:
    """Put the draft in force for new documents; those there are finish on their version. 422 `document_type.invalid`
    names everything that is wrong, 409 when another version was published since the draft was made."""
    async with request.web.db.write() as session:
        return await DocumentTypeService(session, request.who).publish_draft(request.path["code"], body)


@routes("GET", "/document-types/{code}/versions")
async def list_document_type_versions(request: Request) -> list[TypeVersionInfo]:
    """Every version that was ever published, newest first."""
    async with request.web.db.read() as session:
        return await DocumentTypeService(session, request.who).versions(request.path["code"])


@routes("GET", "/document-types/{code}/diff")
async def diff_document_type(request: Request, query: TypeDiffQuery) -> TypeDiff:
    """What is different between two versions; 0 is the draft."""
    async with request.web.db.read() as session:
        return await diff(session, request.who, request.path["code"], query.from_, query.to)


@routes("GET", "/document-types/{code}/uses")
async def list_document_type_uses(request: Request) -> TypeUses:
    """Whom a new version touches: documents in progress stay on theirs, triggers of other types make new ones."""
    async with request.web.db.read() as session:
        return await uses(session, request.who, request.path["code"])


@routes("GET", "/document-types/{code}/yaml", media="application/yaml")
async def export_document_type(request: Request, query: TypeVersionQuery) -> web.StreamResponse:
    """A version as YAML, which can be put as a draft again."""
    async with request.web.db.read() as session:
        found = await DocumentTypeService(session, request.who).get(request.path["code"], query.version)
    return web.Response(
        text=as_yaml(found.document),
        content_type="application/yaml",
        headers={"Content-Disposition": f'attachment; filename="{found.code}.yaml"'},
    )
