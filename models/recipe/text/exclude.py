"""Keeps sentences of samples, tests and benchmarks out of the training text.

An utterance is dropped when it, or one of its clauses, equals (punctuation ignored) an utterance or clause
of at
least MIN_CHARACTERS characters in one of the project's own sample scripts, tests or benchmarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

MIN_CHARACTERS = 6
ROOT = Path(__file__).resolve().parents[3]
SOURCES = (
    "samples/scripts/*.yaml",
    "tests/**/*.py",
    "tests/**/*.yaml",
    "benchmarks/**/*.yaml",
    "benchmarks/**/*.py",
)
_CHINESE_RUN = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9，。！？、；：,.!? ]*[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9，。！？、；：,.!? ]*"
)
_BREAK = re.compile(r"[，。！？、；：,.!?;:\s]+")


def normalised(text: str) -> str:
    """Without punctuation and blanks, letters in capitals."""
    return _BREAK.sub("", text).upper()


def forbidden(root: Path = ROOT, sources: Iterable[str] = SOURCES) -> frozenset[str]:
    """Normalised utterances and clauses of at least MIN_CHARACTERS found in the sources under `root`."""
    found: set[str] = set()
    for pattern in sources:
        for path in root.glob(pattern):
            for run in _CHINESE_RUN.findall(path.read_text("utf-8")):
                found.add(normalised(run))
                found.update(normalised(clause) for clause in _BREAK.split(run))
    return frozenset(text for text in found if len(text) >= MIN_CHARACTERS)


def allowed(text: str, banned: frozenset[str]) -> bool:
    """Whether neither `text` nor one of its clauses is banned."""
    if normalised(text) in banned:
        return False
    return not any(normalised(clause) in banned for clause in _BREAK.split(text))
