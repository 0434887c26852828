"""Recordings in object storage, read from an S3 server on this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa

from autoqa.batch.summary import Summary
from autoqa.errors import UsageError
from autoqa.store import Store
from autoqa.store.tables import CallRow, LocationRow, ScorecardRow
from autoqa.types import Scorecard
from tests.batch.calls import short_call

moto_server = pytest.importorskip(
    "moto.server", reason="moto is not installed: pip install 'moto[s3,server]'"
)
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: pip install 'autoqa[s3]'")

Batch = Callable[..., tuple[Summary, Store]]


@pytest.fixture
def reads() -> list[str]:
    """Path of each reading request to the server of ``bucket``."""
    return []


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, reads: list[str]) -> Iterator[str]:
    """URL of an empty bucket."""
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    answer = server._server.app

    def noting(environ: dict[str, Any], respond: Any) -> Any:
        if environ["REQUEST_METHOD"] == "GET":
            reads.append(environ["PATH_INFO"])
        return answer(environ, respond)

    server._server.app = noting
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    urlopen(Request(f"{settings['AWS_ENDPOINT_URL']}/moto-api/reset", method="POST")).close()
    s3fs.S3FileSystem().mkdir("calls")
    forkserver._forkserver._stop()  # workers are forked from it and would not know of this server
    yield "s3://calls"
    forkserver._forkserver._stop()
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_objects_are_scored_once_with_their_sidecars(batch: Batch, bucket: str, tmp_path: Path) -> None:
    system = s3fs.S3FileSystem()
    for number, name in enumerate(("2026/a.wav", "2026/b.wav", "2026/deep/c.wav")):
        system.put(str(short_call(tmp_path / "call.wav", number)), f"calls/{name}")
    system.copy("calls/2026/a.wav", "calls/other/copy.wav")
    system.pipe("calls/2026/a.meta.json", b'{"agent_id": "7"}')
    system.pipe("calls/2026/b.json", b'{"segments": [{"start": 0, "end": 0.5, "text": "hello"}]}')
    first, store = batch(bucket)
    assert (first.seen, first.new, first.done, first.skipped) == (4, 3, 3, 1)
    again, _ = batch(f"{bucket}/2026")
    assert (again.seen, again.new, again.done, again.skipped) == (3, 0, 0, 3)
    with store.read() as session:
        calls = dict(session.execute(sa.select(CallRow.call_id, CallRow.agent_id)).all())
        assert calls == {"a": "7", "b": None, "c": None}
        urls = session.scalars(sa.select(LocationRow.url).order_by(LocationRow.url)).all()
        assert urls[0] == "s3://calls/2026/a.wav"
        query = sa.select(ScorecardRow.document).join(CallRow, CallRow.id == ScorecardRow.call_id)
        document = session.scalar(query.where(CallRow.call_id == "a"))
    card = Scorecard.model_validate_json(document or "")
    assert card.audio is not None
    assert card.audio.file == "a.wav"


@pytest.mark.parametrize(("fetched_mb", "times"), [(1, 1), (0, 2)])
def test_an_object_is_fetched_once_where_there_is_room_for_it(
    batch: Batch,
    bucket: str,
    reads: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fetched_mb: int,
    times: int,
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    for number in range(3):
        s3fs.S3FileSystem().put(str(short_call(tmp_path / "call.wav", number)), f"calls/in/{number}.wav")
    summary, _ = batch(f"{bucket}/in", fetched_mb=fetched_mb)
    assert (summary.done, summary.failed) == (3, 0)
    assert Counter(path for path in reads if path.endswith(".wav")) == dict.fromkeys(
        (f"/calls/in/{number}.wav" for number in range(3)), times
    )
    assert not list((tmp_path / "temporary").glob("autoqa-objects-*"))


def test_a_manifest_in_the_bucket_names_objects_beside_it(batch: Batch, bucket: str, tmp_path: Path) -> None:
    system = s3fs.S3FileSystem()
    system.put(str(short_call(tmp_path / "call.wav", 5)), "calls/in/x.wav")
    system.pipe("calls/in/list.csv", b"file,agent_id\nx.wav,9\n")
    summary, store = batch(f"{bucket}/in/list.csv")
    assert (summary.seen, summary.done) == (1, 1)
    with store.read() as session:
        assert session.scalars(sa.select(CallRow.agent_id)).one() == "9"


def test_an_object_that_vanished_fails_with_the_reason(batch: Batch, bucket: str, tmp_path: Path) -> None:
    system = s3fs.S3FileSystem()
    system.put(str(short_call(tmp_path / "call.wav", 5)), "calls/in/x.wav")
    batch(f"{bucket}/in")
    system.rm("calls/in/x.wav")
    summary, _ = batch(mode="redo")
    assert summary.failures == {"audio": 1}


def test_a_bucket_that_is_not_there_is_told(batch: Batch, bucket: str) -> None:
    with pytest.raises(UsageError, match="no-such-bucket"):
        batch("s3://no-such-bucket/in")


def test_a_server_that_does_not_answer_is_told(
    batch: Batch, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(UsageError, match="cannot be listed"):
        batch("s3://calls/in")
