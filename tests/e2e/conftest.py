from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from autoqa.types import Scorecard
from samples.demo import score_all


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def sample_cards(demo_folder: Path) -> Mapping[str, Scorecard]:
    """All sample calls, recognised from their sound with the embedded model and scored."""
    return score_all(demo_folder, "embedded")
