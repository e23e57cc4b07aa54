"""Pages of lists: what a query asks for and what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

Row = TypeVar("Row")
Model = TypeVar("Model")
Found = TypeVar("Found", bound=Select[*tuple[Any, ...]])
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


LARGEST = 2**63 - 1
"""The largest number that databases compare."""
FIRST_YEAR, LAST_YEAR = 1900, 9998
"""Every instant between them exists in every zone."""


def _aware(value: datetime) -> datetime:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"the year must be between {FIRST_YEAR} and {LAST_YEAR}")
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


Moment = Annotated[datetime, AfterValidator(_aware)]
"""An instant in a query string; without a zone it is UTC."""


class PageQuery(BaseModel):
    """Query string of a list. Lax: "2" is a number. Unknown names are refused, so that a misspelt filter is noticed."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(1, ge=1, le=100_000)
    page_size: int = Field(50, ge=1, le=200)


class PeriodQuery(PageQuery):
    """A list that can be limited to `from` ≤ instant < `to`."""

    from_: Moment | None = Field(None, alias="from")
    to: Moment | None = None


class Period(Protocol):
    """`from_` ≤ instant < `to`; null is open."""

    @property
    def from_(self) -> datetime | None: ...
    @property
    def to(self) -> datetime | None: ...


class Page(BaseModel, Generic[Row]):
    """`more`: there are more than `total`, which nobody has counted (of very long lists and of searches)."""

    items: list[Row]
    total: int
    page: int
    page_size: int
    more: bool = False


def matching(
    query: Select[Model], *asked: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], Any]
) -> Select[Model]:
    """The query, limited to rows whose column equals what was asked for; None asks for nothing."""
    return query.where(*(column == value for column, value in asked if value is not None))


def within(query: Found, column: Any, asked: Period) -> Found:
    """The query, limited to rows whose instant is in the period asked for."""
    if asked.from_ is not None:
        query = query.where(column >= asked.from_)
    if asked.to is not None:
        query = query.where(column < asked.to)
    return query


COUNTED = 10_000
"""Rows that are counted of a list that may be very long."""


async def fetch_page(session: AsyncSession, query: Select[Model], asked: PageQuery) -> tuple[list[Model], int]:
    """The rows of the page asked for, and how many there are in all. `query` carries filters and order."""
    total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = await session.scalars(query.limit(asked.page_size).offset((asked.page - 1) * asked.page_size))
    return list(rows), int(total or 0)


async def fetch_some(session: AsyncSession, query: Select[Model], asked: PageQuery) -> tuple[list[Model], int, bool]:
    """As `fetch_page`, of a list that may be very long: the rows, how many there are up to COUNTED, and whether there
    are others besides. A page that is not full is the last one and tells how many there are."""
    before = (asked.page - 1) * asked.page_size
    rows = list(await session.scalars(query.limit(asked.page_size).offset(before)))
    if (rows or not before) and len(rows) < asked.page_size and before + len(rows) <= COUNTED:
        return rows, before + len(rows), False
    total, more = await bounded_count(session, query.with_only_columns(literal(1), maintain_column_froms=True))
    return rows, total, more


async def pieces(session: AsyncSession, query: Select[Model], size: int) -> AsyncIterator[list[Model]]:
    """All rows of `query`, `size` at a time, read as they are asked for."""
    stream = await session.stream_scalars(query.execution_options(yield_per=size))
    async for piece in stream.partitions(size):
        yield list(piece)


async def bounded_count(session: AsyncSession, query: Select[Any], most: int = COUNTED) -> tuple[int, bool]:
    """How many rows `query` has, up to `most`, and whether there are more."""
    some = query.order_by(None).limit(most + 1).subquery()
    found = int(await session.scalar(select(func.count()).select_from(some)) or 0)
    return min(found, most), found > most


def page_of(
    asked: PageQuery, rows: list[Model], total: int, show: Callable[[Model], Row], *, more: bool = False
) -> Page[Row]:
    return Page(items=[show(row) for row in rows], total=total, page=asked.page, page_size=asked.page_size, more=more)
