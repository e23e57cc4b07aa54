"""The CRM's unit tests once more, on PostgreSQL: the fixture `db` of this folder is a database there."""

from __future__ import annotations

from test_crm_access import test_calls, test_customers, test_tickets
from test_crm_around import *  # noqa: F403
from test_crm_call_lists import *  # noqa: F403
from test_crm_customer_records import *  # noqa: F403
from test_crm_customers import *  # noqa: F403
from test_crm_database import *  # noqa: F403
from test_crm_directory import *  # noqa: F403
from test_crm_fields import *  # noqa: F403
from test_crm_merging import *  # noqa: F403
from test_crm_merging import test_merge_then_undo_changes_nothing
from test_crm_messages import *  # noqa: F403
from test_crm_routing import *  # noqa: F403
from test_crm_imports import *  # noqa: F403
from test_crm_search import *  # noqa: F403
from test_crm_store import *  # noqa: F403
from test_crm_store import test_storing_twice_in_any_pieces_changes_nothing
from test_crm_tickets import *  # noqa: F403
from test_crm_timeline import *  # noqa: F403
from test_crm_units import *  # noqa: F403
from test_crm_users import *  # noqa: F403
from test_kpi_histories import *  # noqa: F403
from test_kpi_stored import *  # noqa: F403

__all__ = ["test_calls", "test_customers", "test_tickets"]
del test_merge_then_undo_changes_nothing, test_storing_twice_in_any_pieces_changes_nothing
