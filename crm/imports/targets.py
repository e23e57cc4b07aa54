"""The targets there are, and making one for an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.importing import COLUMNS as CUSTOMER_COLUMNS
from crm.customers.importing_rows import Customers
from crm.errors import Invalid
from crm.imports.columns import Column
from crm.imports.models import ImportJob
from crm.imports.schemas import ImportOptions, UploadQuery
from crm.imports.service import allow
from crm.imports.target import Target


async def check_upload(session: AsyncSession, who: Principal, asked: UploadQuery) -> None:
    """Whether what is to be filled is there and his. Raises Forbidden, Invalid or NotFound."""
    del session
    if asked.kind not in _COLUMNS:
        raise Invalid(f"{asked.kind} cannot be imported", field="kind")
    allow(who, asked.kind)


async def columns_of(session: AsyncSession, kind: str) -> Sequence[Column]:
    del session
    return _COLUMNS[kind]


async def target_of(session: AsyncSession, who: Principal, job: ImportJob, area_code: str) -> Target:
    """Raises Invalid or NotFound when what is to be filled is not there any more."""
    options = ImportOptions.model_validate(job.options)
    known = await Customers.known(session, options, area_code)
    return Customers(who, options, known, job.unit_id, job.id)


_COLUMNS: Mapping[str, Sequence[Column]] = {"customers": CUSTOMER_COLUMNS}
