"""The batch is killed at random moments and run again: nothing is lost, nothing doubled, nothing
different."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from autoqa.batch.standing import counts
from autoqa.store import open_store
from samples import demo
from tests.batch.calls import beginning, inbox
from tests.batch.killing import Witness, documents, environment, kill_at, wait_until, zygote

CALLS = 200
KILLS = 50
STARTUP_S = 1.5


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return inbox(tmp_path_factory.mktemp("calls"), CALLS)


@pytest.fixture(scope="module")
def undisturbed(calls: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str | None]]:
    """Documents of a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    url = f"sqlite:///{folder / 'calls.db'}"
    with zygote(environment(folder / "log")) as process:
        process.start(_arguments(calls, url))
        assert process.wait() == 0
    return documents(url)


def test_killed_at_fifty_moments(
    calls: Path, undisturbed: dict[str, list[str | None]], database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.touch()
    witness = Witness(open_store(database_url), log)
    rng = random.Random(5)
    with zygote(environment(log)) as process:
        kills = 0
        while kills < KILLS:
            pid = process.start(_arguments(calls, database_url))
            # However fast the machine, what is left to do lasts for the kills that are left.
            left = CALLS - len(witness.finished())
            most = min(2 * left // (KILLS - kills), left) - 3
            kill_at(pid, log, rng, startup=STARTUP_S, most=max(1, most))
            kills += process.wait() == -9
            witness.look()
            assert witness.unfinished() or kills == KILLS, f"all was done after {kills} kills"
        process.start(_arguments(calls, database_url))
        assert process.wait() == 0
    assert len(undisturbed) == CALLS
    assert documents(database_url) == undisturbed
    assert witness.decoded_again() == set()


def _arguments(calls: Path, url: str, model: str | None = None) -> list[str]:
    options = ["--model", model] if model else []
    return ["batch", str(calls), "--db", url, "--workers", "2", "--format", "json", *options]


def test_asked_to_end_it_gives_its_calls_back(calls: Path, tmp_path: Path) -> None:
    (log := tmp_path / "log").touch()
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    with zygote(environment(log)) as process:
        pid = process.start(_arguments(calls, url))
        wait_until(lambda: log.stat().st_size > 0, seconds=60)
        os.kill(pid, signal.SIGTERM)
        assert process.wait() == 130
    jobs = counts(open_store(url))
    assert (jobs["running"], jobs["dead"]) == (0, 0)
    assert jobs["waiting"] > 0


def test_killed_with_the_real_model(tmp_path: Path) -> None:
    """Three moments over four stretches of the sample calls, by the embedded model and the shipped rules."""
    folder = tmp_path / "in"
    folder.mkdir()
    for path in sorted(demo.CALLS.glob("*.wav"))[:4]:
        beginning(path, folder / path.name, 12)
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("plain", "killed")]
    rng = random.Random(7)
    with zygote({}) as process:
        process.start(_arguments(folder, urls[0], "embedded"))
        assert process.wait() == 0
        witness = Witness(open_store(urls[1]), tmp_path / "none")
        for _ in range(3):
            pid = process.start(_arguments(folder, urls[1], "embedded"))
            finished = witness.finished()
            wait_until(lambda before=finished: len(witness.finished()) > len(before), seconds=60)
            time.sleep(rng.uniform(0, 0.5))
            os.kill(pid, signal.SIGKILL)
            process.wait()
        process.start(_arguments(folder, urls[1], "embedded"))
        assert process.wait() == 0
    expected = documents(urls[0])
    assert len(expected) == 4
    assert documents(urls[1]) == expected
    assert witness.transcripts() == 4, "something was listened to twice after it was finished"
