from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.config import Settings
from autoqa.pipeline import CallSource, Scored, Workshop
from samples.demo import CALLS

TRUTH = CALLS.parent / "truth"


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    return Workshop(Settings())


@pytest.fixture(scope="session")
def vague(workshop: Workshop) -> Scored:
    """A sample with violations, with its sound, by its exact transcript: nothing has to be recognised."""
    recording = CALLS / "04-vague-consent.ogg"
    return workshop.score(CallSource(recording, transcript=TRUTH / "04-vague-consent.json"))


@pytest.fixture(scope="session")
def soundless(workshop: Workshop) -> Scored:
    return workshop.score(CallSource(Path(TRUTH / "04-vague-consent.json")))
