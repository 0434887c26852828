"""What tests of several packages share: databases, and time without end for property tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import Postgres, programs, running

settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")
"""How long an example takes on a busy machine says nothing."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run."""
    bin_dir = programs()
    if bin_dir is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running(bin_dir) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes URLs of empty databases; a test that asks for it runs on both kinds."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.new_database
    number = iter(range(100))
    return lambda: f"sqlite:///{tmp_path / f'{next(number)}.db'}"


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """URL of an empty database; the test runs on SQLite and on PostgreSQL."""
    return new_database()
