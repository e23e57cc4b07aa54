"""Documents and their types as rows.

A document stands where `position` says (engine.run.Position); `steps` are what people do at its nodes, one row for each
time that a node was reached. Everything that is written in one go is written in one transaction, with the document's
`version` counted up, so that two people never overwrite each other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.base import ID, Base


class DocumentTypeRow(Base):
    """A type (单据类型). `version` is the published one, 0 before there is one; a type that is not `active` takes no
    new documents. `shipped` is the digest of the data that it was made from, empty for the company's own."""

    __tablename__ = "document_types"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    family: Mapped[str] = mapped_column(String(32))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[str] = mapped_column(String(64), default="")


class DocumentTypeVersion(Base):
    """Never changed: documents finish on the version that they were made with."""

    __tablename__ = "document_type_versions"

    code: Mapped[str] = mapped_column(ForeignKey("document_types.code"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)


class DocumentTypeDraft(Base):
    """`base` is the version that it was made from, 0 for a new type."""

    __tablename__ = "document_type_drafts"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    base: Mapped[int]
    document: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str | None] = mapped_column(ID)


class Document(Base):
    """`number`: of tickets digits only (YYYYMMDDNNNN), so that a caller can key it in. `status`: engine.states.
    `fields` are the values of the type's form. `assignee_id` handles one of the active steps, `due_at` is the nearest
    of their deadlines. `source`: hand, pop, ivr, voicemail, api, trigger… `depth` counts documents that made one
    another by triggers."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_unit_id_status", "unit_id", "status"),
        Index("ix_documents_customer_id_created_at", "customer_id", "created_at"),
        Index("ix_documents_assignee_id_status", "assignee_id", "status"),
        Index("ix_documents_type_created_at", "type", "created_at"),
        Index("ix_documents_status_created_at", "status", "created_at"),
        Index("ix_documents_status_updated_at", "status", "updated_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    family: Mapped[str] = mapped_column(String(32), default="ticket")
    type: Mapped[str] = mapped_column(String(32))
    type_version: Mapped[int] = mapped_column(default=0)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    status: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[dict[str, Any]] = mapped_column(default=dict)
    customer_id: Mapped[str | None] = mapped_column(ID)
    phone: Mapped[str] = mapped_column(String(64), default="", index=True)
    call_id: Mapped[str | None] = mapped_column(String(40), index=True)
    source: Mapped[str] = mapped_column(String(12), default="hand")
    assignee_id: Mapped[str | None] = mapped_column(ID)
    due_at: Mapped[datetime | None]
    appointment_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    supervised_by: Mapped[str | None] = mapped_column(ID)
    urged: Mapped[int] = mapped_column(default=0)
    returned: Mapped[bool] = mapped_column(default=False)
    confidential: Mapped[bool] = mapped_column(default=False)
    certified: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[str | None] = mapped_column(ID, index=True)
    depth: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str | None] = mapped_column(ID, index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    steps: Mapped[list[DocumentStep]] = relationship(lazy="raise", order_by="DocumentStep.id")
    remarks: Mapped[list[DocumentRemark]] = relationship(lazy="raise", order_by="DocumentRemark.id")
    history: Mapped[list[DocumentChange]] = relationship(lazy="raise", order_by="DocumentChange.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class DocumentStep(Base):
    """`state`: active, done, returned (sent back), moved (taken elsewhere by hand), cancelled. `handler_id` None: it
    waits in the pool (document_pool). `unit_id` is whose work it is: its people, besides the document's, see it.
    `minutes_left` is the working time that was left when it was suspended (below zero when it was late)."""

    __tablename__ = "document_steps"
    __table_args__ = (
        Index("ix_document_steps_document_id_state", "document_id", "state"),
        Index("ix_document_steps_handler_id_state", "handler_id", "state"),
        Index("ix_document_steps_unit_id_state", "unit_id", "state"),
        Index("ix_document_steps_node_state", "node", "state"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"))
    token: Mapped[int]
    node: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12), default="active")
    handler_id: Mapped[str | None] = mapped_column(ID)
    unit_id: Mapped[str | None] = mapped_column(String(26))
    outlet_id: Mapped[str | None] = mapped_column(String(40))
    entered_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    minutes_left: Mapped[float | None]
    overdue: Mapped[bool] = mapped_column(default=False)
    claimed_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(32), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    done_by: Mapped[str | None] = mapped_column(ID, index=True)
    done_at: Mapped[datetime | None]

    pool: Mapped[list[DocumentPool]] = relationship(lazy="raise", cascade="all, delete-orphan")


class DocumentPool(Base):
    """Who may claim a step: `kind` user, role, unit or position, and whose."""

    __tablename__ = "document_pool"
    __table_args__ = (Index("ix_document_pool_kind_ref", "kind", "ref"),)

    step_id: Mapped[str] = mapped_column(ID, ForeignKey("document_steps.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    ref: Mapped[str] = mapped_column(String(64), primary_key=True)


class DocumentRemark(Base):
    """`mentions`: ids of the users whom it names."""

    __tablename__ = "document_remarks"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    mentions: Mapped[list[Any]] = mapped_column(default=list)
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]


class DocumentChange(Base):
    """One change: field → [before, after]; `remark` is the reason that was given. `after`: the document's version
    then."""

    __tablename__ = "document_changes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    changes: Mapped[dict[str, Any]]
    remark: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]


class DocumentWatcher(Base):
    __tablename__ = "document_watchers"

    document_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, primary_key=True, index=True)


class DocumentReader(Base):
    """The roles that may see a confidential document, besides who entered and who handles it."""

    __tablename__ = "document_readers"

    document_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)


class DocumentLink(Base):
    """`kind`: document, call or customer. `relation`: related, from (made out of), duplicate, …"""

    __tablename__ = "document_links"
    __table_args__ = (Index("ix_document_links_kind_other_id", "kind", "other_id"),)

    document_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    other_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    relation: Mapped[str] = mapped_column(String(12))
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]


class DocumentJob(Base):
    """Something to do at an instant, once: `kind` warn or due (of a step), timer, call_back. `at` moves with the step's
    deadline; a job that has `done_at` is history."""

    __tablename__ = "document_jobs"
    __table_args__ = (Index("ix_document_jobs_done_at_at", "done_at", "at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    document_id: Mapped[str] = mapped_column(ID, ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    step_id: Mapped[str | None] = mapped_column(ID, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    what: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")
