"""What ``autoqa doctor`` says of the places and pieces that batches, reports and review pages need."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autoqa.config import Settings
from autoqa.errors import AutoqaError

VITAL = {
    "numpy": "numpy",
    "av": "av",
    "ctranslate2": "ctranslate2",
    "faster_whisper": "faster-whisper",
    "onnxruntime": "onnxruntime",
    "opencc": "OpenCC",
    "pypinyin": "pypinyin",
    "rjieba": "rjieba",
    "rapidfuzz": "rapidfuzz",
    "re2": "google-re2",
    "yaml": "pyyaml",
    "ruamel.yaml": "ruamel.yaml",
    "sqlalchemy": "sqlalchemy",
    "rich": "rich",
}
"""Modules without which no call is scored, and their package."""

PIECES = {
    "jinja2": ("pages of calls and reports", "jinja2"),
    "fsspec": ("finding recordings", "fsspec"),
    "huggingface_hub": ("pulling models", "huggingface-hub"),
    "prometheus_client": ("figures of the batch for Prometheus", "prometheus-client"),
    "starlette": ("the review pages", "starlette"),
    "limits": ("the review pages", "limits"),
    "xlsxwriter": ("Excel reports", "xlsxwriter"),
    "openpyxl": ("labels in Excel", "openpyxl"),
    "alembic": ("making and migrating the database", "alembic"),
    "pebble": ("workers of the batch", "pebble"),
    "uvicorn": ("the review pages", "uvicorn"),
    "argon2": ("passwords of the review pages", "argon2-cffi"),
}
"""Modules that come with autoqa: what lacks without them, and their package. A damaged installation may miss
one; scoring a call then may still work."""

PAGE_FILES = ("base.css", "call.css", "call.js", "queue.js", "sound.js", "verdicts.js", "vendor")


@dataclass(frozen=True)
class Diagnosis:
    """One thing looked at. ``mend`` is empty when nothing is to be done, ``fatal`` set when nothing can be
    scored."""

    subject: str
    state: str
    mend: str = ""
    fatal: bool = False


def installed(module: str) -> bool:
    """Whether a module could be imported (it is not imported to find out)."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # the package that it would lie in
        return False


def examine_places(settings: Settings) -> Iterator[Diagnosis]:
    """Database, folders, pages, optional pieces."""
    yield _pages()
    yield database(settings.db)
    yield _folders(settings)
    yield _storage()


def pieces() -> Diagnosis:
    """The packages that come with autoqa."""
    vital = [package for module, package in VITAL.items() if not installed(module)]
    if vital:
        mend = f"pip install {' '.join(vital)} (then look again: the rest cannot be looked at without)"
        return Diagnosis("packages", f"{', '.join(vital)} missing: nothing can be scored", mend, fatal=True)
    missing = {package: what for module, (what, package) in PIECES.items() if not installed(module)}
    if not missing:
        return Diagnosis("packages", "all that come with autoqa are there")
    wanted = ", ".join(dict.fromkeys(missing.values()))
    return Diagnosis("packages", f"missing for {wanted}", f"pip install {' '.join(missing)}")


def _pages() -> Diagnosis:
    folder = Path(__file__).parents[1] / "review" / "static"
    missing = [name for name in PAGE_FILES if not (folder / name).exists()]
    if missing:
        return Diagnosis(
            "review pages",
            f"{folder} lacks {', '.join(missing)}",
            "pip install --force-reinstall --no-deps autoqa",
        )
    return Diagnosis("review pages", "style, scripts and player are there")


def database(url: str) -> Diagnosis:
    """Whether the database answers and has the tables of this version. Nothing is made or changed."""
    from sqlalchemy.exc import DBAPIError

    from autoqa.store.engine import open_engine, shown
    from autoqa.store.migrate import newest_revision, revision_of
    from autoqa.store.outage import cannot_open

    file = sqlite_file(url)
    if file is not None and not file.exists():
        if not _writable(file.parent):
            return Diagnosis("database", f"{file.parent} may not be written", f"chown it, or set db: {url}")
        return Diagnosis("database", f"{file} is made by the first batch")
    try:
        engine = open_engine(url)
        name = shown(engine.url)
        try:
            revision = revision_of(engine)
        except DBAPIError as error:
            raise cannot_open(name, error) from error
    except AutoqaError as error:
        return Diagnosis("database", f"{error.subject} {error.cause}", error.mend)
    if file is not None and not os.access(file, os.W_OK):
        return Diagnosis("database", f"{file} may not be written", f"chmod u+w {file}")
    newest = newest_revision()
    if revision is None or revision < newest:
        state = f"{name} is behind (tables {revision or 'none'}, this version {newest})"
        return Diagnosis("database", state, "autoqa batch status (any command that opens it migrates it)")
    if revision > newest:
        return Diagnosis("database", f"{name} was made by a newer version", "pip install --upgrade autoqa")
    return Diagnosis("database", f"{name} answers, tables {revision}")


def sqlite_file(url: str) -> Path | None:
    """Where an SQLite database lies; None for other databases."""
    head = "sqlite:///"
    name = url.removeprefix(head)
    return Path(name) if url.startswith(head) and name and name != ":memory:" else None


def _folders(settings: Settings) -> Diagnosis:
    wanted = [settings.models_dir, settings.cache, *([settings.out] if settings.out else [])]
    closed = [str(folder) for folder in wanted if not _writable(folder)]
    if closed:
        return Diagnosis(
            "folders", f"{', '.join(closed)} may not be written", f"chown $USER {' '.join(closed)}"
        )
    return Diagnosis("folders", "models and cache may be written")


def nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    whole = folder.absolute()
    return next(place for place in (whole, *whole.parents) if place.exists())


def _writable(folder: Path) -> bool:
    """Whether it may be written or, where it is not there yet, made."""
    place = nearest(folder)
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


def _storage() -> Diagnosis:
    lacking = {
        extra: what
        for module, extra, what in (
            ("s3fs", "s3", "recordings in object storage"),
            ("ray", "ray", "several machines"),
            ("psycopg", "postgres", "PostgreSQL"),
        )
        if not installed(module)
    }
    if not lacking:
        return Diagnosis("extras", "object storage, Ray and PostgreSQL can be used")
    told = ", ".join(f"{what}: pip install 'autoqa[{extra}]'" for extra, what in lacking.items())
    return Diagnosis("extras", f"not installed, only if wanted ({told})")
