"""A seeded handful of `make fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.run import run


def test_damaged_inputs_are_scored_or_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    report = run(tmp_path, 120, seed=1)
    assert report.faults == []
    assert report.scored > 20
    assert report.refused > 20
    assert capfd.readouterr() == ("", "")
