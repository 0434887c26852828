"""What can go wrong, said so that the person at the keyboard can mend it.

Every error names *what* it is about (usually a file), the *cause* and the *mend*. The command line prints
exactly that in one line; a traceback is shown only with ``--debug``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class AutoqaError(Exception):
    """Base of all expected failures.

    Args:
        subject: the file, rule, model or setting the error is about.
        cause: what is wrong with it, in plain words.
        mend: what the user can do.

    Attributes: code: machine-readable name of the kind of error, stable across releases. exit_code:
        process exit code when this error ends the program (1: an input could not be scored, 2: wrong usage
        or configuration).
    """

    code = "error"
    exit_code = 1

    def __init__(self, subject: str | Path, cause: str, mend: str) -> None:
        self.subject = str(subject)
        self.cause = cause
        self.mend = mend
        super().__init__(f"{self.subject}: {cause}. {mend}")

    def __reduce__(self) -> tuple[object, ...]:
        """So that an error raised in a worker process arrives whole."""
        return type(self), (self.subject, self.cause, self.mend), self.__dict__


class AudioError(AutoqaError):
    """A recording that cannot be read or holds nothing to judge."""

    code = "audio"


class TranscriptError(AutoqaError):
    """A transcript file that does not follow ``autoqa.transcript/1``."""

    code = "transcript"


class MetadataError(AutoqaError):
    """A sidecar or manifest whose call data cannot be used."""

    code = "metadata"


class RecognitionError(AutoqaError):
    """Speech recognition failed on one recording."""

    code = "recognition"


class StoreError(AutoqaError):
    """The database went away, or could not be written any more."""

    code = "store"


class UsageError(AutoqaError):
    """Wrong arguments or settings."""

    code = "usage"
    exit_code = 2


class RuleError(UsageError):
    """A rule, scorecard or campaign file that cannot be used; ``problems`` lists every mistake found, each as
    ``file:line:column: cause. mend`` with the line it stands on below."""

    code = "rules"

    def __init__(self, subject: str | Path, cause: str, mend: str, problems: Sequence[str] = ()) -> None:
        super().__init__(subject, cause, mend)
        self.problems = tuple(problems)


class ModelError(UsageError):
    """A model that is missing, incomplete or not what its manifest says."""

    code = "model"
