from __future__ import annotations

import pytest

from synth.espeak import library_name


@pytest.fixture(autouse=True)
def _needs_espeak() -> None:
    if library_name() is None:
        pytest.skip("espeak-ng is not installed (Debian: libespeak-ng1)")
