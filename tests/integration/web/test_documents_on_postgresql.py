"""The documents' unit tests once more, on PostgreSQL: the fixture `db` of this folder is a database there."""

from __future__ import annotations

from test_documents_migration import *  # noqa: F403
from test_documents_triggers import *  # noqa: F403
from test_documents_work import *  # noqa: F403
