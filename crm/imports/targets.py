"""The targets there are, and making one for an import."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.call_lists.importing import COLUMNS as LIST_COLUMNS
from crm.call_lists.importing import ListNumbers
from crm.call_lists.numbers import DoNotCall
from crm.call_lists.service import CallListService
from crm.customers.definitions import choosable
from crm.customers.importing_rows import Customers
from crm.customers.tabled import customer_columns
from crm.imports.columns import Column
from crm.imports.models import ImportJob
from crm.imports.schemas import ImportOptions, UploadQuery
from crm.imports.service import allow
from crm.imports.target import Target


async def check_upload(session: AsyncSession, who: Principal, asked: UploadQuery) -> None:
    """Whether what is to be filled is there and his. Raises Forbidden, Invalid or NotFound."""
    allow(who, asked.kind)
    if asked.kind == "call_list":
        await CallListService(session, who).get(asked.list_id)


async def columns_of(session: AsyncSession, kind: str) -> Sequence[Column]:
    return LIST_COLUMNS if kind == "call_list" else customer_columns(await choosable(session))


async def target_of(session: AsyncSession, who: Principal, job: ImportJob, area_code: str) -> Target:
    """Raises Invalid or NotFound when what is to be filled is not there any more."""
    options = ImportOptions.model_validate(job.options)
    if job.kind == "call_list":
        await CallListService(session, who).get(options.list_id)
        return ListNumbers(options.list_id, options.duplicates, area_code, await DoNotCall.load(session))
    known = await Customers.known(session, options, area_code)
    return Customers(who, options, known, job.unit_id, job.id)
