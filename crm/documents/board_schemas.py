"""A board of documents as the API shows it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from crm.documents.schemas import DocumentQuery, DocumentRow


class BoardQuery(DocumentQuery):
    """The filters of `GET /documents`; pages play no part. `each`: cards of a column."""

    each: int = Field(20, ge=1, le=50)


class BoardColumn(BaseModel):
    """`kind` says what `code` is: a status, or a node of the type's process, which has a `name`. `former`: a node that
    only earlier versions of the type have. `count` goes up to 1,000; `more`: there are others besides."""

    kind: Literal["status", "node"]
    code: str
    name: dict[str, str] = Field(default_factory=dict)
    former: bool = False
    count: int
    more: bool
    items: list[DocumentRow]


class Board(BaseModel):
    """`more`: the search has found more than it shows."""

    columns: list[BoardColumn]
    more: bool
