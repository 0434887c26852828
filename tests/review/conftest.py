from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.store import Store, open_store
from tests.review.making import add_call, add_users, app_of, sample

SAMPLES = {"04": "一组", "08": "二组", "20": "一组", "01": "一组"}


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Argon2id with little memory: what it costs an attacker is not what these tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr("autoqa.review.accounts.hasher", lambda: cheap)
        yield


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    return Workshop(Settings())


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop) -> Path:
    """A database with four scored sample calls and a user of each role."""
    path = tmp_path_factory.mktemp("stocked") / "autoqa.db"
    store = open_store(f"sqlite:///{path}")
    add_users(store)
    for name, team in SAMPLES.items():
        add_call(store, workshop, sample(name, team=team))
    store.close()
    return path


@pytest.fixture
def store(stocked: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of that database."""
    path = tmp_path / "autoqa.db"
    shutil.copy(stocked, path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def app(store: Store, tmp_path: Path, workshop: Workshop) -> Starlette:
    return app_of(store, tmp_path, workshop)
