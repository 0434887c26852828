"""The Ray engine on a cluster of two nodes: killed, and with a node that leaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autoqa.store import open_store
from tests.batch.calls import inbox
from tests.batch.killing import Witness, documents, environment
from tests.postgres import Postgres

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'autoqa[ray]'")

CALLS = 60
KILLS = 5


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes on this machine, a CPU each."""
    from ray.cluster_utils import Cluster

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    here = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "include_dashboard": False, "object_store_memory": 80_000_000},
    )
    here.add_node(num_cpus=1, object_store_memory=80_000_000)
    here.wait_for_nodes()
    yield here
    here.shutdown()


def _start(calls: Path, url: str, log: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "autoqa", "batch", str(calls), "--db", url, "--format", "json", *more]
    return subprocess.Popen(
        command,
        env={**os.environ, **environment(log), "AUTOQA_LEASE": "5"},
        stdout=subprocess.DEVNULL,
        stderr=log.with_suffix(".err").open("ab"),
    )


def _wait_for(log: Path, lines: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 600
    while len(log.read_text("ascii").splitlines()) < lines and process.poll() is None:
        assert time.monotonic() < end, "no call is worked on"
        time.sleep(0.02)


def test_killed_at_five_moments_with_a_node_leaving_and_one_joining(
    cluster: Any, postgres: Postgres, tmp_path: Path
) -> None:
    calls = inbox(tmp_path / "in", CALLS)
    (log := tmp_path / "log").touch()
    (plain_log := tmp_path / "plain").touch()
    plain_url = f"sqlite:///{tmp_path / 'plain.db'}"
    plain = _start(calls, plain_url, plain_log, "--workers", "2")
    assert plain.wait() == 0, plain_log.with_suffix(".err").read_text("utf-8")

    url = postgres.new_database()
    witness = Witness(open_store(url), log)
    rng = random.Random(6)
    for killed in range(KILLS):
        batch = _start(calls, url, log, "--engine", "ray", "--ray-address", cluster.address)
        # However fast the machine, what is left to do lasts for the kills that are left.
        share = (CALLS - len(witness.finished())) // (KILLS - killed + 1)
        _wait_for(log, len(witness.decodes()) + rng.randint(1, max(1, share - 2)), batch)
        time.sleep(rng.uniform(0, 0.05))
        batch.send_signal(signal.SIGKILL)
        assert batch.wait() == -9
        witness.look()
    assert witness.unfinished()
    batch = _start(calls, url, log, "--engine", "ray", "--ray-address", cluster.address)
    _wait_for(log, len(witness.decodes()) + 2, batch)
    cluster.remove_node(cluster.list_all_nodes()[-1], allow_graceful=False)
    cluster.add_node(num_cpus=1, object_store_memory=80_000_000)
    assert batch.wait() == 0, log.with_suffix(".err").read_text("utf-8")
    witness.look()
    expected = documents(plain_url)
    assert len(expected) == CALLS
    assert documents(url) == expected
    assert witness.decoded_again() == set()
