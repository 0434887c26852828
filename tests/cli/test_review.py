"""``autoqa review``: users, and when it refuses to serve."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.cli import main


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["review", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AUTOQA_USER_PASSWORD", "correct horse 9")
    monkeypatch.chdir(tmp_path)
    return f"sqlite:///{tmp_path / 'autoqa.db'}"


def test_users_are_added_listed_and_kept_out(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--db", db, "user", "add", "ann", "--role", "inspector", "--name", "安宁") == 0
    assert _run("--db", db, "user", "add", "ann", "--role", "lead") == 2
    assert _run("--db", db, "user", "add", "zhou", "--role", "agent") == 2
    assert _run("--db", db, "user", "add", "zhou", "--role", "agent", "--agent-id", "4175") == 0
    assert _run("--db", db, "user", "disable", "zhou") == 0
    assert _run("--db", db, "user", "disable", "nobody") == 2
    capsys.readouterr()
    assert _run("--db", db, "user", "list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed == ["ann\tinspector\t安宁\t-\t-\tactive", "zhou\tagent\tzhou\t4175\t-\tdisabled"]


def test_short_passwords_are_refused(
    db: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUTOQA_USER_PASSWORD", "short")
    assert _run("--db", db, "user", "add", "ann", "--role", "inspector") == 2
    assert "shorter than 10" in capsys.readouterr().err


def test_without_login_only_this_machine_is_served(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--db", db, "--no-login", "--host", "0.0.0.0") == 2
    assert "--no-login" in capsys.readouterr().err


def test_a_server_that_nobody_could_enter_does_not_start(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--db", db) == 2
    assert "autoqa review user add" in capsys.readouterr().err
