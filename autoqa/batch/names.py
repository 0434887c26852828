"""What the names of files say of their calls."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from autoqa.errors import MetadataError, UsageError
from autoqa.pipeline.metadata import call_from
from autoqa.types import Call

_FIELD = re.compile(r"\{(\w+)\}")
_DIGITS = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}
_SEPARATORS = re.compile(r"[-_T.]")


class NamePattern:
    """A pattern such as ``{started_at}_{agent_id}_{customer}.wav``: fields of the call (or of the centre's
    own) in braces, ``*`` for what is not wanted. The ending of the pattern is not looked at. ``started_at``
    is read as ISO 8601, as digits (``20261120093000``, ``20261120-093000``, ``20261120``) or, of ten digits,
    as seconds since 1970.

    Raises:
        UsageError: it names no field, or one twice.
    """

    def __init__(self, pattern: str) -> None:
        fields = _FIELD.findall(pattern)
        if not fields or len(set(fields)) != len(fields):
            raise UsageError(
                f"file_pattern {pattern}",
                "names a field twice" if fields else "names no field",
                "Write it like {started_at}_{agent_id}_{customer}.wav",
            )
        stem = re.sub(r"\.\w+$", "", pattern)
        parts = (
            f"(?P<{part[1:-1]}>.+?)" if _FIELD.fullmatch(part) else re.escape(part).replace(r"\*", ".*?")
            for part in re.split(r"(\{\w+\})", stem)
        )
        self._expression = re.compile("".join(parts))

    def read(self, name: str) -> Call:
        """What a file's name says; nothing when the name is of another form.

        Raises:
            MetadataError: a field has a value that cannot be used.
        """
        match = self._expression.fullmatch(name.rpartition(".")[0] or name)
        if match is None:
            return Call()
        fields: dict[str, object] = {key: value for key, value in match.groupdict().items() if value}
        if "started_at" in fields:
            fields["started_at"] = _moment(name, str(fields["started_at"]))
        return call_from(name, fields)


def _moment(name: str, text: str) -> datetime | str:
    digits = _SEPARATORS.sub("", text)
    if not digits.isdigit():
        return text
    try:
        if len(digits) in _DIGITS:
            return datetime.strptime(digits, _DIGITS[len(digits)])
        if len(digits) == 10:
            return datetime.fromtimestamp(int(digits), UTC)
    except ValueError:
        pass
    raise MetadataError(name, f"started_at = {text} is no time", "Correct the file's name, or --pattern")
