from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from autoqa.batch.run import run_batch
from autoqa.batch.summary import Summary
from autoqa.batch.watcher import Watchers
from autoqa.config import Settings
from autoqa.store import Store, open_store
from tests.batch.small_rules import small_rules


@pytest.fixture
def decode_log(tmp_path: Path) -> Path:
    """File with a line for each recording that was listened to."""
    path = tmp_path / "decodes.log"
    path.touch()
    return path


@pytest.fixture
def batch(tmp_path: Path, decode_log: Path) -> Callable[..., tuple[Summary, Store]]:
    """Runs a batch in this process (its workers in others), with the quick recogniser and the small rules
    unless told otherwise."""
    rules = small_rules(tmp_path / "rules")

    def run(
        *inbox: Path | str, url: str | None = None, mode: Any = "new", told: Any = None, **settings: Any
    ) -> tuple[Summary, Store]:
        chosen: dict[str, Any] = {
            "db": url or f"sqlite:///{tmp_path / 'batch.db'}",
            "recognizer": "tests.batch.recognizers:quick",
            "workers": 2,
            "out": decode_log,
            "rules": rules,
            "scorecard": "small",
            "retry_delay": 0,
            **settings,
        }
        store = open_store(chosen["db"])
        places: Sequence[str] = [str(place) for place in inbox]
        summary = run_batch(store, Settings(**chosen), places, Watchers([]), mode=mode, told=told)
        return summary, store

    return run
