"""Small labelled corpora, as files: calls written line by line, and what people say of them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

RULES = Path(__file__).parents[2] / "rules"

RULE = """\
# 私下收款：先问清，再报
id: money.private
title: 私下收款
description: 坐席不得让客户把钱转到个人账户。
severity: fatal
conditions:
  said:   # 说法
    kind: phrases
    role: agent
    any: [转给我, 打到我账上]   # 常见的两种
    boundary: false
forbid: said
"""
"""A rule of its own file with comments and spacing of its author."""


def rules_dir(folder: Path, rule: str = RULE, shipped: Iterable[str] = ()) -> Path:
    """Rules of a small centre: one of its own, some shipped ones (``disclosure/hotline``), the standard."""
    for name in ("scorecards/guoxin-shandong", *shipped):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RULES / f"{name}.yaml", folder / f"{name}.yaml")
    shutil.copytree(RULES / "lexicon", folder / "lexicon")
    (folder / "money").mkdir()
    (folder / "money" / "private.yaml").write_text(rule, encoding="utf-8")
    return folder


def call(
    folder: Path,
    name: str,
    lines: Sequence[str],
    *,
    agent: str = "7001",
    day: str = "2026-11-02",
    confidence: float = 0.95,
    **known: str,
) -> None:
    """One transcript: lines ``A: …`` or ``C: …``, spoken one after the other at four characters a second."""
    segments = []
    now = 0.5
    for line in lines:
        who, text = line.split(":", 1)
        length = len(text.strip()) / 4
        segments.append(
            {
                "start": now,
                "end": now + length,
                "role": {"A": "agent", "C": "customer"}[who],
                "text": text.strip(),
                "confidence": confidence,
            }
        )
        now += length + 0.5
    about = {"id": name, "agent_id": agent, "started_at": f"{day}T10:00:00+08:00", **known}
    data = {"format": "autoqa.transcript/1", "call": about, "duration": now, "segments": segments}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def labels_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    columns = ["call_id", "rule", "status", "start", "end", "labeller", "note", "points"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
