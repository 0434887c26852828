"""``python -m docs.check [--write]``: generated documents are up to date, and what the READMEs show exists.

Generated are the JSON schemas of the formats and of rule files, the table of standards and the manual of
rules. Of the READMEs, every ``autoqa …`` line in a
code block must name a real command and real options, every ``make`` target must exist, and every relative
link must lead somewhere.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import BaseModel

from autoqa.cli import cli
from autoqa.resources import rules_dir
from autoqa.ruleset import load_ruleset
from autoqa.ruleset.explain_standard import points_by_mode
from autoqa.ruleset.manual import manual
from autoqa.ruleset.schema_json import json_schema
from autoqa.types import Call, Label, Mode, Scorecard, Transcript
from models.recipe.card import filled

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *(*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")),
    *(*ROOT.glob("samples/*.md"), *ROOT.glob("models/**/*.md")),
]
MODELS: dict[str, type[BaseModel]] = {
    "call": Call,
    "transcript": Transcript,
    "scorecard": Scorecard,
    "label": Label,
}


def generated() -> dict[Path, str]:
    """Path → text of every generated document."""
    files = {
        ROOT / "docs" / "schemas" / f"{name}.json": _pretty(model.model_json_schema(mode="validation"))
        for name, model in MODELS.items()
    }
    files[ROOT / "rules" / "schema.json"] = _pretty(json_schema())
    files[ROOT / "docs" / "standards.md"] = _standards()
    shipped = load_ruleset([rules_dir()])
    files[ROOT / "docs" / "rules.md"] = manual(shipped, "python -m docs.check --write")
    files[ROOT / "models" / "embedded" / "CARD.md"] = filled(ROOT / "models" / "embedded")
    return files


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _standards() -> str:
    """Every standard with the items and points that rules decide, assist, or leave to a person."""
    lines = [
        "# 评分标准",
        "",
        "由 `python -m docs.check --write` 生成。`autoqa rules show S01` 打印全文。",
        "“辅助”指规则给出证据，由人决定。",
        "",
        "| 编号 | 标识 | 名称 | 满分 | 自动 | 辅助 | 人工 |",
        "|---|---|---|---|---|---|---|",
    ]
    standards = load_ruleset([rules_dir()]).scorecards.values()
    for standard in sorted(standards, key=lambda standard: standard.file.code):
        points = points_by_mode(standard)
        counts = Counter(item.mode for _, item in standard.items)
        cells = [f"{counts[mode]} 项" + (f" {points[mode]:g} 分" if points[mode] else "") for mode in Mode]
        total = f"{standard.file.total:g}" if standard.file.total is not None else ""
        lines.append(
            f"| {standard.file.code} | `{standard.id}` | {standard.title} | {total} | {' | '.join(cells)} |"
        )
    return "\n".join(lines) + "\n"


def stale() -> Iterator[str]:
    for path, text in generated().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{path.relative_to(ROOT)}: out of date. Run: python -m docs.check --write"


def untrue(page: Path) -> Iterator[str]:
    """What a page shows that does not exist."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT)
    for block in re.findall(r"```sh\n(.*?)```", text, re.S):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["autoqa"]:
                yield from (
                    f"{name}: `{line.strip()}`: {problem}" for problem in _command_problems(words[1:])
                )
            elif words[:1] == ["make"]:
                yield from (
                    f"{name}: no such target: make {word}" for word in words[1:] if word not in _targets()
                )
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        if not (page.parent / link).exists():
            yield f"{name}: dead link: {link}"


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def _command_problems(words: list[str]) -> Iterator[str]:
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        if command.invoke_without_command and words[0].startswith("-"):
            break  # a group that does something by itself, with options of its own
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            yield f"no such command: {words[0]}"
            return
        command, words = found, words[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        if word.startswith("--") and word.split("=")[0] not in known:
            yield f"no such option: {word}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m docs.check", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the generated documents")
    if parser.parse_args().write:
        for path, text in generated().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    problems = [*stale(), *(problem for page in PAGES for problem in untrue(page))]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(generated())} generated documents, {len(PAGES)} pages, {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
