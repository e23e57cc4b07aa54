"""Every table, in one import: what Alembic compares and migrations create."""

from __future__ import annotations

from crm import counters, idempotency
from crm.attachments import models as attachments
from crm.audit import models as audit
from crm.base import Base
from crm.call_lists import models as call_lists
from crm.callbacks import models as callbacks
from crm.calls import models as calls
from crm.contacts import models as contacts
from crm.customers import models as customers
from crm.devices import models as devices
from crm.dictionaries import models as dictionaries
from crm.documents import models as documents
from crm.events import models as events
from crm.fields import models as fields
from crm.histories import models as histories
from crm.imports import models as imports
from crm.knowledge import models as knowledge
from crm.live import models as live
from crm.messages import models as messages
from crm.notices import models as notices
from crm.organisation import models as organisation
from crm.outbox import models as outbox
from crm.outlets import models as outlets
from crm.outside import models as outside
from crm.personal import models as personal
from crm.prompts import models as prompts
from crm.quality import models as quality
from crm.questionnaires import models as questionnaires
from crm.recordings import models as recordings
from crm.roles import models as roles
from crm.routing import models as routing
from crm.search import models as search
from crm.security import models as security
from crm.sessions import models as sessions
from crm.surveys import models as surveys
from crm.users import models as users
from crm.versions import models as versions
from crm.visits import models as visits
from crm.voicemails import models as voicemails
from crm.webhooks import models as webhooks
from crm.workstations import models as workstations

MODULES = (
    attachments,
    audit,
    callbacks,
    call_lists,
    calls,
    counters,
    contacts,
    customers,
    devices,
    dictionaries,
    documents,
    events,
    fields,
    histories,
    idempotency,
    knowledge,
    imports,
    live,
    messages,
    notices,
    organisation,
    outbox,
    outlets,
    outside,
    personal,
    prompts,
    quality,
    questionnaires,
    recordings,
    roles,
    routing,
    search,
    security,
    sessions,
    surveys,
    users,
    versions,
    visits,
    voicemails,
    webhooks,
    workstations,
)
metadata = Base.metadata

BY_MIGRATIONS_ALONE = frozenset(
    {
        "ix_customers_last_contact_at_id",
        "ix_documents_due_at_id",
        "ix_documents_due_at_last",
        "ix_documents_status_due_at_id",
        "ix_search_entries_words",
        "search_words",
        *(f"search_words_{part}" for part in ("config", "data", "docsize", "idx")),
    }
)
"""What each database has in its own way, and no model says."""
