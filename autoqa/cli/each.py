"""Going through many calls: one that fails never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autoqa.cli import say
from autoqa.errors import AutoqaError


def for_each(paths: Sequence[Path], work: Callable[[Path], None], *, debug: bool) -> int:
    """Do ``work`` on every path; tell each failure in one line.

    Returns:
        The exit code: 0, or 1 when some call could not be done.

    Raises:
        AutoqaError: a failure of usage or configuration, which every further call would meet too.
    """
    failed = 0
    for path in paths:
        try:
            work(path)
        except AutoqaError as error:
            if debug or error.exit_code == 2:
                raise
            failed += 1
            say(f"autoqa: {error}")
        except Exception as error:
            if debug:
                raise
            failed += 1
            say(
                f"autoqa: {path}: internal error: {type(error).__name__}: {error}. "
                "Run again with --debug and report it."
            )
    if failed and len(paths) > 1:
        say(f"{len(paths) - failed} of {len(paths)} calls done, {failed} could not be done.")
    return 1 if failed else 0
