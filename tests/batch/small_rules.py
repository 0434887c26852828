"""Two rules and a standard: quick to load, where a test starts many batches."""

from __future__ import annotations

from pathlib import Path

_RULE = """id: {id}
title: {title}
description: 只在测试里用。
severity: major
conditions:
  said:
    label: 说了
    kind: phrases
    any: [{phrase}]
require: said
reasons:
  fail: 没有说{phrase}
  pass: 说了（{{quote}}）
"""

_STANDARD = """id: small
code: S99
title: 小标准
source: {file: a.txt, section: 全文}
sections:
  - id: A
    title: 甲
    items:
      - {id: "1", title: 问候, points: 60, mode: auto, how: {by: all_or_nothing}, rules: [test.greeting]}
      - {id: "2", title: 工号, points: 40, mode: auto, how: {by: all_or_nothing}, rules: [test.number]}
"""


def small_rules(folder: Path, *, greeting: str = "您好") -> Path:
    """Write them into ``folder`` and return it; the standard is called ``small``."""
    files = {
        "greeting.yaml": _RULE.format(id="test.greeting", title="问候", phrase=greeting),
        "number.yaml": _RULE.format(id="test.number", title="工号", phrase="工号"),
        "scorecards/small.yaml": _STANDARD,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
