"""The document types that come with Hotline, on PostgreSQL."""

from __future__ import annotations

from test_documents_shipped import *  # noqa: F403
