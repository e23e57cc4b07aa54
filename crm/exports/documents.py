"""Documents as a table: what every document has, and, of one type, the fields of its form in words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence, Set

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.repository import CustomerRepository
from crm.documents.context import Work
from crm.documents.engine.check import read
from crm.documents.engine.states import NAMES, Status
from crm.documents.lists import filtered
from crm.documents.models import Document, DocumentTypeRow, DocumentTypeVersion
from crm.documents.searching import EXPORTED
from crm.documents.types import DocumentTypeService
from crm.errors import NotFound
from crm.exports.cells import UNTOLD, field_cell
from crm.exports.lists import CHUNK, Names, Reader
from crm.exports.schemas import DocumentExportQuery
from crm.exports.tables import Value
from crm.fields.definitions import FieldDefinition
from crm.fields.references import with_dictionaries
from crm.phones import local

KIND = "documents.export"
FUNCTION = "tickets.export"
_COLUMNS = (
    ("number", "单据号", "Document"), ("type", "单据类型", "Type"), ("status", "状态", "Status"),
    ("title", "标题", "Title"), ("customer", "客户", "Customer"), ("phone", "电话", "Phone"),
    ("unit_id", "处理单位", "Department"), ("assignee_id", "处理人", "Handler"),
    ("created_by", "受理人", "Entered by"), ("created_at", "受理时间", "Entered"),
    ("due_at", "期限", "Due"), ("appointment_at", "预约时间", "Appointment"),
    ("updated_at", "更新时间", "Changed"), ("closed_at", "办结时间", "Closed"),
)  # fmt: skip
_MOMENTS = frozenset({"created_at", "due_at", "appointment_at", "updated_at", "closed_at"})


class DocumentTable:
    """The columns are known once the type that is asked for is read."""

    def __init__(self, who: Principal, asked: DocumentExportQuery, reader: Reader) -> None:
        self._who = who
        self._asked = asked
        self._reader = reader
        self._fields: Sequence[FieldDefinition] = ()
        self._versions: dict[int, Mapping[str, FieldDefinition]] = {}
        """Of the type that is asked for: a field may have been of another kind before."""

    async def titles(self, session: AsyncSession) -> list[str]:
        """Headings; reads the form of the type that is asked for."""
        if self._asked.type is not None:
            self._fields = await self._form(session, self._asked.type)
        english = self._reader.english
        own = [english_word if english else chinese for _, chinese, english_word in _COLUMNS]
        return own + [field.label.en if english else field.label.zh for field in self._fields]

    async def rows(self, session: AsyncSession) -> AsyncIterator[list[list[Value]]]:
        """Piece by piece, as the list is sorted."""
        names = await Names.load(session, self._reader)
        types = {
            row.code: row.name_en if self._reader.english else row.name_zh
            for row in await session.scalars(select(DocumentTypeRow))
        }
        work = Work(session, self._who, self._reader.zone, self._reader.area_code)
        query, _ = await filtered(work, self._asked, FUNCTION, limit=EXPORTED)
        stream = await session.stream_scalars(query.execution_options(yield_per=CHUNK))
        async for chunk in stream.partitions(CHUNK):
            ids = {row.customer_id for row in chunk if row.customer_id}
            customers = await CustomerRepository(session, self._who).names(ids)
            if self._fields:
                await self._read_versions(session, {row.type_version for row in chunk})
            yield [self._row(row, names, types, customers) for row in chunk]

    async def _form(self, session: AsyncSession, code: str) -> Sequence[FieldDefinition]:
        try:
            found = await DocumentTypeService(session, self._who).get(code)
        except NotFound:
            return ()
        return await _told(session, found.document)

    async def _read_versions(self, session: AsyncSession, wanted: Set[int]) -> None:
        for version in wanted - self._versions.keys():
            row = await session.get_one(DocumentTypeVersion, (self._asked.type, version))
            self._versions[version] = {field.code: field for field in await _told(session, row.document)}

    def _row(self, row: Document, names: Names, types: Mapping[str, str], customers: Mapping[str, str]) -> list[Value]:
        special: dict[str, Value] = {
            "type": types.get(row.type, row.type),
            "status": NAMES[Status(row.status)]["en" if self._reader.english else "zh"],
            "customer": customers.get(row.customer_id or "", ""),
            "phone": local(row.phone),
            **{code: names.name(getattr(row, code)) for code in ("unit_id", "assignee_id", "created_by")},
            **{code: names.moment(getattr(row, code)) for code in _MOMENTS},
        }
        own = [special[code] if code in special else getattr(row, code) for code, _, _ in _COLUMNS]
        mine = self._versions.get(row.type_version, {})
        return own + [
            field_cell(mine[field.code], row.fields.get(field.code), names, self._reader)
            if field.code in mine
            else None
            for field in self._fields
        ]


async def _told(session: AsyncSession, document: object) -> Sequence[FieldDefinition]:
    """The fields of a type's form that a table shows, with dictionaries' entries as their options."""
    fields = [field for field in read(document).form.fields if field.kind not in UNTOLD]
    return await with_dictionaries(session, fields)
