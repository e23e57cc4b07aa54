"""Where else a customer stands: every table with rows that are about him, found by its columns, so that no new one is
forgotten; and what was typed into documents' fields.

Plain SQL over the tables' own descriptions. A row is his by his id, or by that of a call, document, voicemail or
recording of his.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, String, Table, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import Base, new_id, utcnow
from crm.customers.personal import ERASED, Personal
from crm.documents.desk import OWNER
from crm.documents.engine.check import read
from crm.documents.models import Document, DocumentChange, DocumentJob, DocumentTypeVersion
from crm.documents.searching import SOURCE
from crm.fields.definitions import TEXTS
from crm.fields.index import reindex
from crm.search.sources import refresh

TYPED = TEXTS | {"phone", "file"}
"""Kinds of fields into which people type, or attach, what they like."""
_NOT_HIS = frozenset({"audit_entries", "search_entries", "customers"})
"""The log holds nothing personal; the index follows its records."""
_SUBJECTS = (("subject_kind", "subject_id"), ("owner_kind", "owner_id"), ("kind", "subject_id"), ("kind", "subject"))
_CODES = 64
"""Shorter columns of text hold codes and numbers,"""
_WORDS = frozenset({"name", "label", "contact"})
"""but for these."""
_AT_A_TIME = 400


@dataclass(frozen=True, slots=True)
class His:
    """Ids of what is his."""

    customer: str
    calls: Sequence[str]
    documents: Sequence[str]
    voicemails: Sequence[str]
    recordings: Sequence[str]

    @property
    def subjects(self) -> Mapping[str, Sequence[str]]:
        return {
            "customer": [self.customer],
            "call": self.calls,
            "ticket": self.documents,
            "document": self.documents,
            "voicemail": self.voicemails,
            "recording": self.recordings,
        }


def strip(connection: Connection, his: His, personal: Personal) -> None:
    """Take what is personal out of every text of every row that is about him."""
    import crm.tables  # noqa: F401, PLC0415 - every model must be known, and models import nothing of this module

    for table in Base.metadata.sorted_tables:
        columns = [] if table.name in _NOT_HIS else _texts(table)
        if not columns:
            continue
        key = list(table.primary_key.columns)
        for condition in _rows(table, his):
            for row in connection.execute(select(*key, *columns).where(condition)).mappings().all():
                old = {column.name: row[column.name] for column in columns}
                new = {column.name: _without(column, row[column.name], personal) for column in columns}
                if changed := {name: value for name, value in new.items() if value != old[name]}:
                    here = and_(*(column == row[column.name] for column in key))
                    connection.execute(update(table).where(here).values(changed))
    refresh(connection, SOURCE, his.documents)


async def empty_documents(session: AsyncSession, documents: Sequence[Document]) -> set[str]:
    """What was typed into the fields of these documents goes, in their histories and in the index too, and nobody is
    called back for them any more; choices, numbers and dates stay. → what had been typed."""
    typed: set[str] = set()
    for document in documents:
        row = await session.get(DocumentTypeVersion, (document.type, document.type_version))
        fields = read(row.document).form.fields if row is not None else ()
        kinds = {field.code: field.kind for field in fields}
        typed |= _strings(value for code, value in document.fields.items() if is_typed(kinds, code))
        document.fields = {code: value for code, value in document.fields.items() if not is_typed(kinds, code)}
        changes = select(DocumentChange).where(DocumentChange.document_id == document.id)
        for change in await session.scalars(changes):
            for name, values in change.changes.items():
                if name.startswith("fields.") and is_typed(kinds, name.removeprefix("fields.")):
                    typed |= _strings(values if isinstance(values, list) else [values])
            change.changes = {name: _untyped(kinds, name, values) for name, values in change.changes.items()}
        await session.flush()
        await reindex(session, OWNER, {document.id: document.fields}, fields)
    pending = update(DocumentJob).where(
        DocumentJob.document_id.in_([one.id for one in documents]),
        DocumentJob.kind == "call_back",
        DocumentJob.done_at.is_(None),
    )
    await session.execute(pending.values(done_at=utcnow()))
    return typed


def is_typed(kinds: Mapping[str, str], code: str) -> bool:
    """Also what there is no field for any more: nobody knows what it was."""
    return kinds.get(code, "text") in TYPED


def _untyped(kinds: Mapping[str, str], name: str, values: Any) -> Any:
    personal = name == "phone" or (name.startswith("fields.") and is_typed(kinds, name.removeprefix("fields.")))
    if not personal or not isinstance(values, list):
        return values
    return [ERASED if value else value for value in values]


def _strings(values: Any) -> set[str]:
    return {value for value in values if isinstance(value, str) and value}


def _texts(table: Table) -> list[Any]:
    """Columns with words in them: no keys, no ids."""
    return [
        column
        for column in table.c
        if isinstance(column.type, String | JSON)
        and not (column.primary_key or column.foreign_keys or column.name.endswith("_id"))
    ]


def _without(column: Any, value: Any, personal: Personal) -> Any:
    """Columns of codes have nothing but numbers in them that could be his. What must be unique stays so."""
    longest = getattr(column.type, "length", None)
    codes = longest is not None and longest <= _CODES and column.name not in _WORDS
    after = personal.without(value, numbers_only=codes)
    if column.name == "once" and after != value:
        after = f"{ERASED}:{new_id()}"
    return after[:longest] if isinstance(after, str) and longest else after


def _rows(table: Table, his: His) -> Iterator[ColumnElement[bool]]:
    """Conditions on the table's rows that are his, each short enough for one statement."""
    for column, ids in _ids(table, his):
        for start in range(0, len(ids), _AT_A_TIME):
            yield column.in_(ids[start : start + _AT_A_TIME])
    for kind, subject in _SUBJECTS:
        if kind not in table.c or subject not in table.c:
            continue
        for name, ids in his.subjects.items():
            for start in range(0, len(ids), _AT_A_TIME):
                yield and_(table.c[kind] == name, table.c[subject].in_(ids[start : start + _AT_A_TIME]))


def _ids(table: Table, his: His) -> Iterator[tuple[Any, Sequence[str]]]:
    named: Mapping[str, Sequence[str]] = {
        "customer_id": [his.customer],
        "call_id": his.calls,
        "document_id": his.documents,
        "ticket_id": his.documents,
        "recording_id": his.recordings,
    }
    for name, ids in named.items():
        if name in table.c:
            yield table.c[name], ids
    own = {"calls": his.calls, "documents": his.documents, "voicemails": his.voicemails, "recordings": his.recordings}
    if table.name in own:
        yield table.c.id, own[table.name]
    if table.name == "import_rows":
        yield table.c.subject_id, [his.customer]


def unclaimed(table: Any, column: Any, numbers: set[str]) -> ColumnElement[bool]:
    """Rows of nobody's with one of these numbers."""
    return and_(table.c.customer_id.is_(None), column.in_(numbers))


def whose(table: Any, customer: str, *columns: Any, numbers: set[str]) -> ColumnElement[bool]:
    """His rows, and those that are nobody's with a number that is his alone."""
    return or_(table.c.customer_id == customer, *(unclaimed(table, column, numbers) for column in columns))
