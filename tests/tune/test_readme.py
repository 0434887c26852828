"""The walk in the README does what it says, in both languages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def walk(page: str) -> str:
    """The first block of commands below the heading of the tuning section."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(r"^## (?:Tune a rule|调优规则)\n.*?```sh\n(.*?)```", text, re.S | re.M)
    assert found is not None
    return found[1]


def test_both_readmes_walk_alike() -> None:
    assert walk("README.md") == walk("README.zh-CN.md")


def test_the_walk_leads_to_a_better_rule(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", walk("README.md")],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("gate holds") == 2
    better = (tmp_path / "my-rules" / "opening" / "identity.yaml").read_text(encoding="utf-8")
    shipped = (ROOT / "rules" / "opening" / "identity.yaml").read_text(encoding="utf-8")
    assert "limit: 8" not in better
    assert re.sub(r"limit: \d+", "limit: 15", better, count=1) == shipped
