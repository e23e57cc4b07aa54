"""Every kind of record that can be searched."""

from __future__ import annotations

from collections.abc import Sequence

from crm.customers.searching import SOURCE as CUSTOMERS
from crm.documents.searching import SOURCE as DOCUMENTS
from crm.search.sources import Source

SOURCES: Sequence[Source] = (CUSTOMERS, DOCUMENTS)
