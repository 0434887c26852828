from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from autoqa.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the command line in this process: exit code, stdout, stderr."""

    def call(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ran(int(left.value.code or 0), out, err)

    return call
