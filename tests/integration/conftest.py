"""What several of these folders need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.bench.postgresql import Cluster, cluster


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own."""
    with cluster(in_memory=True, max_wal_size="256MB") as running:
        yield running
