"""What is asked of an export: the filters of its list, and the kind of file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crm.call_lists.schemas import ItemQuery
from crm.callbacks.service import CallbackQuery
from crm.calls.schemas import CallQuery
from crm.contacts.schemas import ContactQuery
from crm.customers.schemas import CustomerQuery
from crm.documents.schemas import DocumentQuery
from crm.messages.box import BoxQuery
from crm.outbox.schemas import OutboxQuery
from crm.recordings.schemas import RecordingQuery
from crm.surveys.schemas import RatingQuery
from crm.tickets.schemas import TicketQuery
from crm.visits.schemas import StatisticsQuery, VisitQuery
from crm.voicemails.service import VoicemailQuery

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


class RecordingExportQuery(RecordingQuery):
    """The filters of `GET /recordings`; pages play no part."""

    format: Format = "xlsx"


class VoicemailExportQuery(VoicemailQuery):
    """The filters of `GET /voicemails`; pages play no part."""

    format: Format = "xlsx"


class CallbackExportQuery(CallbackQuery):
    """The filters of `GET /callbacks`; pages play no part."""

    format: Format = "xlsx"


class OutboxExportQuery(OutboxQuery):
    """The filters of `GET /outbox`; pages play no part."""

    format: Format = "xlsx"


class ContactExportQuery(ContactQuery):
    """The filters of `GET /contacts`; pages play no part."""

    format: Format = "xlsx"


class VisitExportQuery(VisitQuery):
    """The filters of `GET /visits`; pages play no part. With `questionnaire` or `batch` each question is a column."""

    format: Format = "xlsx"


class FiguresExportQuery(StatisticsQuery):
    """`questionnaire`: of which one; and the filters of its figures."""

    questionnaire: str = Field(max_length=26)
    format: Format = "xlsx"


class RatingExportQuery(RatingQuery):
    """The filters of `GET /surveys/ratings`; pages play no part."""

    format: Format = "xlsx"


class MessageExportQuery(BoxQuery):
    """The filters of `GET /messages`; pages play no part."""

    format: Format = "xlsx"


class CallListExportQuery(ItemQuery):
    """`list_id`: which list; and the filters of its numbers. Pages play no part."""

    list_id: str = Field(max_length=26)
    format: Format = "xlsx"
