"""`autoqa doctor`: each piece that is taken away is named with the command that brings it back."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autoqa.cli import cli, diagnosis, doctor
from autoqa.cli.diagnosis import PIECES, VITAL, Diagnosis, database, examine_places, pieces
from autoqa.config import Settings
from autoqa.store import open_store
from tests.postgres import Postgres


def _without(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    find = importlib.util.find_spec

    def found(name: str, *more: Any) -> Any:
        return None if name == module else find(name, *more)

    monkeypatch.setattr(importlib.util, "find_spec", found)


def _said(subject: str, settings: Settings | None = None) -> Diagnosis:
    return next(one for one in examine_places(settings or Settings()) if one.subject == subject)


def test_a_whole_installation_lacks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["doctor"])
    assert result.exit_code == 0, result.output
    for subject in ("packages", "review pages", "database", "folders"):
        assert f"✓ {subject}: " in result.output
    assert list(tmp_path.iterdir()) == [], "looking must not make anything"


@pytest.mark.parametrize("module", sorted(PIECES))
def test_every_missing_package_is_named(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, module)
    what, package = PIECES[module]
    told = pieces()
    assert what in told.state
    assert told.mend == f"pip install {package}"


@pytest.mark.parametrize("module", sorted(VITAL))
def test_without_a_vital_package_nothing_else_is_looked_at(
    module: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _without(monkeypatch, module)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["doctor"])
    assert result.exit_code == 1
    assert f"✗ packages: {VITAL[module]} missing: nothing can be scored" in result.output
    assert f"→ pip install {VITAL[module]} " in result.output
    assert "rules:" not in result.output


def test_doctor_starts_without_any_of_them() -> None:
    """What it imports before it has looked whether that is there."""
    code = "import sys, autoqa.cli.doctor; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {*VITAL, *PIECES} & set(done.stdout.split())


@pytest.mark.parametrize(("module", "extra"), [("s3fs", "s3"), ("ray", "ray"), ("psycopg", "postgres")])
def test_extras_that_are_missing_are_told(module: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, module)
    assert f"autoqa[{extra}]" in _said("extras").state


def test_a_missing_page_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "PAGE_FILES", (*diagnosis.PAGE_FILES, "gone.js"))
    told = _said("review pages")
    assert "gone.js" in told.state
    assert "reinstall" in told.mend


def test_a_database_that_is_behind_or_ahead(tmp_path: Path) -> None:
    file = tmp_path / "calls.db"
    url = f"sqlite:///{file}"
    open_store(url).close()
    assert database(url).mend == ""
    for revision, said in (("0001", "is behind"), ("9999", "newer version")):
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        told = database(url)
        assert said in told.state
        assert told.mend


def test_what_is_no_database_and_who_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database, but long enough to be looked at as one" * 10)
    for url in (
        f"sqlite:///{tmp_path / 'text.db'}",
        "postgresql://someone:hidden@127.0.0.1:9/none",
        "mysql://here/there",
    ):
        told = database(url)
        assert told.mend, told
        assert "hidden" not in told.state


def test_postgresql_that_answers(postgres: Postgres) -> None:
    url = postgres.new_database()
    assert "behind" in database(url).state
    open_store(url).close()
    assert "answers" in database(url).state


def test_folders_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    closed = tmp_path / "file" / "models"
    told = _said("folders", Settings(models_dir=closed))
    assert str(closed) in told.state
    assert told.mend
    assert "may not be written" in database(f"sqlite:///{closed}/calls.db").state


def test_the_disk_of_the_database_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = tmp_path / "full"
    full.mkdir()
    used = shutil.disk_usage(tmp_path)

    def usage(place: Path) -> Any:
        return used._replace(free=1000 if place == full else 10 * doctor.GIB)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    monkeypatch.setattr(doctor, "gettempdir", lambda: str(tmp_path))
    settings = Settings(models_dir=tmp_path / "models", db=f"sqlite:///{tmp_path}/calls.db")
    assert doctor._disk(settings).mend == ""
    told = doctor._disk(settings.model_copy(update={"db": f"sqlite:///{full}/deeper/calls.db"}))
    assert "Free some space" in told.mend
