"""What is shipped is pinned, with hashes, and its licence is told."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PINS = [(canonicalize_name(name), version) for name, version in re.findall(r"^(\S+)==(\S+)", LOCK, re.M)]


def test_every_dependency_is_locked_at_a_version_that_is_asked_for() -> None:
    """Mended by: make lock."""
    wanted = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    for requirement in map(Requirement, wanted):
        versions = [version for name, version in PINS if name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement} is not in requirements.lock: make lock"
        assert all(map(requirement.specifier.contains, versions)), f"{requirement} at {versions}: make lock"


def test_every_pin_has_its_hashes_and_no_address() -> None:
    pins = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(pins) == len(PINS)
    for pin in pins:
        assert "--hash=sha256:" in pin
    assert "://" not in LOCK


def test_the_licence_of_everything_is_told() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    assert {name for name, _ in PINS if f"\n| {name} | " not in page} == set()
    assert "AGPL" not in page
