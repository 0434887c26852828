"""What deploy/ shows can be run: the files are well formed and their commands exist."""

from __future__ import annotations

import copy
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from autoqa.asr.manifest import read_manifest
from autoqa.cli import cli
from autoqa.config import Settings

DEPLOY = Path(__file__).parents[1] / "deploy"
KUBERNETES = "1.37"


def _text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def _documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(_text(name)))


def _commands() -> Iterator[tuple[str, list[str]]]:
    """Every call of the program in deploy/, comments included, by its file."""
    for path in sorted(DEPLOY.rglob("*")):
        if path.is_file():
            for line in path.read_text("utf-8").splitlines():
                for call in re.findall(r"(?:/bin/|\()autoqa ([a-z][^)>#]*)", line):
                    yield path.name, shlex.split(call)
    services = _documents("compose.yaml")[0]["services"].values()
    yield from (("compose.yaml", service["command"]) for service in services if "command" in service)
    yield "cronjob.yaml", _driver()["args"]
    yield "models.yaml", _pull()["spec"]["template"]["spec"]["containers"][0]["args"]


def _driver() -> dict[str, Any]:
    (job,) = _documents("kubernetes/cronjob.yaml")
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    driver: dict[str, Any] = container
    return driver


def _pull() -> dict[str, Any]:
    """The job that pulls a model."""
    return next(item for item in _documents("kubernetes/models.yaml") if item["kind"] == "Job")


def _parse(words: list[str]) -> None:
    """
    Raises:
        click.UsageError: there is no such command, option or value.
    """
    command: click.Command = cli
    while isinstance(command, click.Group) and not words[0].startswith("-"):
        name, found, words = command.resolve_command(click.Context(command), words)
        assert found is not None, name
        command = found
    command.make_context(command.name, list(words))


@pytest.mark.parametrize(("name", "words"), list(_commands()))
def test_every_command_exists_with_its_options(name: str, words: list[str]) -> None:
    _parse(words)


def test_commands_are_found_in_all_kinds_of_files() -> None:
    named = {name: words[0] for name, words in _commands()}
    assert {"autoqa", "autoqa-batch.service", "compose.yaml", "cronjob.yaml", "Dockerfile"} <= set(named)


@pytest.mark.parametrize("wrong", ["--engine=spark", "--ray-adress=x", "--workers=two"])
def test_a_wrong_option_would_be_noticed(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        _parse(["batch", "/srv/recordings", wrong])


def test_every_setting_that_is_named_exists() -> None:
    texts = [path.read_text("utf-8") for path in DEPLOY.rglob("*") if path.is_file()]
    named = {name.lower() for text in texts for name in re.findall(r"\bAUTOQA_([A-Z_]+)", text)}
    assert named
    assert named <= set(Settings.model_fields)


def test_the_cluster_is_one_that_the_driver_names() -> None:
    (cluster,) = _documents("kubernetes/raycluster.yaml")
    assert f"--ray-address=ray://{cluster['metadata']['name']}-head-svc:10001" in _driver()["args"]


def test_kubernetes_knows_every_field() -> None:
    validator = pytest.importorskip("kubernetes_validate", reason="pip install kubernetes-validate")
    (job,) = _documents("kubernetes/cronjob.yaml")
    (cluster,) = _documents("kubernetes/raycluster.yaml")
    groups = [cluster["spec"]["headGroupSpec"], *cluster["spec"]["workerGroupSpecs"]]
    pods = [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "ray"}, **group["template"]}
        for group in groups
    ]
    for document in (job, *_documents("kubernetes/models.yaml"), *pods):
        validator.validate(document, KUBERNETES, strict=True)
    wrong = copy.deepcopy(job)
    wrong["spec"]["jobTemplate"]["spec"]["template"]["spec"]["restartPolicies"] = "OnFailure"
    with pytest.raises(validator.ValidationError):
        validator.validate(wrong, KUBERNETES, strict=True)


def test_every_volume_that_is_claimed_is_made() -> None:
    files = [path.read_text("utf-8") for path in (DEPLOY / "kubernetes").iterdir()]
    claimed = {name for text in files for name in re.findall(r"claimName: ([\w-]+)", text)}
    made = {
        item["metadata"]["name"]
        for text in files
        for item in yaml.safe_load_all(text)
        if item["kind"] == "PersistentVolumeClaim"
    }
    assert claimed == made == {"autoqa-models"}


def test_the_model_that_is_pulled_is_one_that_can_be() -> None:
    words = _pull()["spec"]["template"]["spec"]["containers"][0]["args"]
    assert words[:2] == ["models", "pull"]
    assert words[2] in read_manifest()


def test_the_command_of_the_cluster_is_taken_as_it_stands() -> None:
    """Without the note KubeRay puts a command of its own behind it; a login shell would not find ``ray``."""
    (cluster,) = _documents("kubernetes/raycluster.yaml")
    assert cluster["metadata"]["annotations"] == {"ray.io/overwrite-container-cmd": "true"}
    spec = cluster["spec"]
    for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"]):
        (container,) = group["template"]["spec"]["containers"]
        assert container["command"] == ["/bin/bash", "-c", "--"]
        assert container["args"][0].endswith("; $KUBERAY_GEN_RAY_START_CMD")
        assert all(isinstance(value, str) for value in group["rayStartParams"].values())


def test_the_image_has_what_a_cluster_asks_of_it() -> None:
    """The client that drivers outside the cluster use, the agent that answers for its health, and wget."""
    text = _text("Dockerfile")
    assert "--no-install-recommends wget" in text
    assert "/opt/autoqa/bin/ray /usr/local/bin/" in text
    locked = (DEPLOY.parent / "requirements.lock").read_text("utf-8")
    for package in ("ray", "grpcio", "aiohttp-cors", "opencensus", "psycopg-binary", "s3fs"):
        assert re.search(rf"^{package}==", locked, re.M), package


def test_the_image_of_a_registry_of_ones_own_is_taken_for_all_stages() -> None:
    text = _text("Dockerfile")
    assert re.findall(r"^FROM (\S+)", text, re.M) == ["${BASE}", "${BASE}"]
    assert "args:\n        BASE: ${BASE:-" in _text("compose.yaml")


def test_compose_knows_every_field(tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="pip install check-jsonschema")
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(_text("compose.yaml").replace("depends_on:", "depend_on:"), "utf-8")
    assert _compose_problems(DEPLOY / "compose.yaml") == ""
    assert "depend_on" in _compose_problems(wrong)


def _compose_problems(path: Path) -> str:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_image_is_built_from_what_is_locked() -> None:
    assert "--require-hashes --requirement requirements.lock" in _text("Dockerfile")
    assert (DEPLOY.parent / "requirements.lock").exists()


def test_the_image_runs_as_a_user_that_owns_what_volumes_are_mounted_on() -> None:
    """A volume takes owner and rights of the folder that it is mounted on; without one it is root's."""
    text = _text("Dockerfile")
    assert re.search(r"^USER 10001$", text, re.M), "Kubernetes tells only a number from root"
    for service in ("batch", "review"):
        volumes = _documents("compose.yaml")[0]["services"][service]["volumes"]
        for target in [volume.split(":")[1] for volume in volumes if volume.startswith("models:")]:
            assert f"mkdir -p {target}" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", ["autoqa-batch.timer", "autoqa-batch.service"])
def test_systemd_understands_the_units(unit: str, tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text("utf-8").replace("/opt/autoqa/bin/autoqa", "/bin/true")
        (tmp_path / path.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "autoqa-batch" in line]) == (0, [])
