"""What is asked of an export: the filters of its list, and the kind of file."""

from __future__ import annotations

from typing import Literal

from crm.calls.schemas import CallQuery
from crm.customers.schemas import CustomerQuery
from crm.documents.schemas import DocumentQuery
from crm.tickets.schemas import TicketQuery

Format = Literal["csv", "xlsx"]


class CustomerExportQuery(CustomerQuery):
    """The filters of `GET /customers`; pages play no part."""

    format: Format = "xlsx"


class CallExportQuery(CallQuery):
    """The filters of `GET /calls`; pages play no part."""

    format: Format = "xlsx"


class TicketExportQuery(TicketQuery):
    """The filters of `GET /tickets`; pages play no part."""

    format: Format = "xlsx"


class DocumentExportQuery(DocumentQuery):
    """The filters of `GET /documents`; pages play no part. With `type` the fields of its form are columns."""

    format: Format = "xlsx"
