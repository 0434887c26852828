from __future__ import annotations

from collections.abc import Iterator

import pytest

from autoqa.store import Store, open_store


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store, on SQLite and on PostgreSQL."""
    opened = open_store(database_url)
    yield opened
    opened.close()
