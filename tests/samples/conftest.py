from __future__ import annotations

import json
from pathlib import Path

import pytest

from autoqa.types import Transcript
from samples.make.__main__ import SAMPLES
from samples.make.script import Script, load_scripts


@pytest.fixture(scope="session")
def scripts() -> list[Script]:
    return load_scripts()


@pytest.fixture(scope="session")
def truths(scripts: list[Script]) -> dict[str, Transcript]:
    def read(path: Path) -> Transcript:
        return Transcript.model_validate(json.loads(path.read_text("utf-8")))

    return {script.id: read(SAMPLES / "truth" / f"{script.id}.json") for script in scripts}
