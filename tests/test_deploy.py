"""What deploy/ shows can be run: the files are well formed and their commands exist."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.check import _command_problems as problems

DEPLOY = Path(__file__).parents[1] / "deploy"


def _documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text("utf-8")))


def _commands() -> Iterator[list[str]]:
    service = (DEPLOY / "systemd" / "autoqa-batch.service").read_text("utf-8")
    line = next(line for line in service.splitlines() if line.startswith("ExecStart="))
    yield shlex.split(line.partition("=")[2])[1:]
    cron = (DEPLOY / "cron" / "autoqa").read_text("utf-8").splitlines()[-1]
    yield shlex.split(cron.partition("/bin/autoqa ")[2].partition(">>")[0])
    services = _documents("compose.yaml")[0]["services"].values()
    yield from (service["command"] for service in services if "command" in service)
    (job,) = _documents("kubernetes/cronjob.yaml")
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    yield container["args"]


def test_every_command_exists_with_its_options() -> None:
    commands = list(_commands())
    assert [command[0] for command in commands] == ["batch", "batch", "batch", "review", "batch"]
    for command in commands:
        if command[0] == "batch":
            assert list(problems(command)) == []


def test_the_cluster_is_one_that_the_driver_names() -> None:
    (cluster,) = _documents("kubernetes/raycluster.yaml")
    (job,) = _documents("kubernetes/cronjob.yaml")
    assert cluster["kind"] == "RayCluster"
    assert f"ray://{cluster['metadata']['name']}-head-svc:10001" in str(job)


def test_the_image_is_built_from_what_is_locked() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "--require-hashes --requirement requirements.lock" in text
    assert (DEPLOY.parent / "requirements.lock").exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_timer() -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(DEPLOY / "systemd" / "autoqa-batch.timer")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Unknown" not in done.stderr
