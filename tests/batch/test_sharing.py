"""Two batches that start at once share the work."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from autoqa.store import open_store
from autoqa.store.tables import RunRow
from tests.batch.calls import inbox
from tests.batch.killing import documents, environment, zygote

CALLS = 60


def test_two_batches_at_once_share_the_work(database_url: str, tmp_path: Path) -> None:
    folder = inbox(tmp_path / "in", CALLS)
    (log := tmp_path / "log").touch()
    arguments = ["batch", str(folder), "--db", database_url, "--workers", "1", "--format", "json"]
    with zygote(environment(log)) as one, zygote(environment(log)) as other:
        for process in (one, other):
            process.start(arguments)
        assert [process.wait() for process in (one, other)] == [0, 0]
    decodes = Counter(log.read_text("ascii").splitlines())
    assert len(decodes) == CALLS
    assert set(decodes.values()) == {1}
    assert len(documents(database_url)) == CALLS
    with open_store(database_url).read() as session:
        summaries = session.scalars(sa.select(RunRow.summary)).all()
    figures = [summary for summary in summaries if summary is not None]
    assert sum(summary["done"] for summary in figures) == CALLS
    assert sum(summary["new"] for summary in figures) == CALLS
    assert all(summary["done"] for summary in figures), "one did all the work"
