"""``autoqa rules``: what is asked of a call, readable and tested."""

from __future__ import annotations

import json
from pathlib import Path

import click

from autoqa.cli import say
from autoqa.cli.options import ANY_PATH, rules_option
from autoqa.cli.tabular import print_columns
from autoqa.config import load_settings
from autoqa.errors import RuleError, UsageError
from autoqa.report.wording import SEVERITY
from autoqa.resources import rules_dir
from autoqa.ruleset import RuleSet, load_ruleset


def _load(rules: Path | None) -> RuleSet:
    """The rules in force, or those of one folder alone, which may name the shipped lists of phrases."""
    if rules is None:
        return load_ruleset(load_settings().rule_dirs)
    return load_ruleset([rules], lists_from=[rules_dir()])


@click.group("rules")
def command() -> None:
    """List, show, check and test rules and standards."""


@command.command("list")
@rules_option
def list_rules(rules: Path | None) -> None:
    """All rules: id, status, severity, title."""
    rows = [("id", "status", "severity", "title", "sources")]
    for rule in _load(rules).rules.values():
        file = rule.file
        rows.append(
            (rule.id, file.status.value, SEVERITY[file.severity], file.title, ", ".join(file.sources))
        )
    print_columns(rows)


@command.command("show")
@click.argument("name", metavar="ID")
@rules_option
def show(name: str, rules: Path | None) -> None:
    """Print a rule, or a standard such as S01, as a person would read it."""
    from autoqa.ruleset.explain import explain_rule
    from autoqa.ruleset.explain_standard import explain_standard

    ruleset = _load(rules)
    rule = ruleset.rules.get(name)
    click.echo(explain_rule(rule) if rule is not None else explain_standard(ruleset.standard(name)))


@command.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--strict", is_flag=True, help="Remarks count as mistakes.")
@click.pass_context
def check_rules(ctx: click.Context, folder: Path | None, strict: bool) -> None:
    """Find every mistake of every file: place, excerpt, cause, mend. Exits with 2 when there is one.

    Remarks point at what is probably not meant, such as a rule that no standard uses.
    """
    from autoqa.ruleset.lint import lint

    try:
        ruleset = _load(folder)
    except RuleError as error:
        for problem in error.problems:
            say(problem)
        say(f"{len(error.problems)} mistake(s).")
        ctx.exit(2)
    remarks = lint(ruleset)
    for remark in remarks:
        say(f"remark: {remark}")
    click.echo(
        f"{len(ruleset.rules)} rules and {len(ruleset.scorecards)} standards are in order, "
        f"{len(remarks)} remark(s). {ruleset.version}"
    )
    if remarks and strict:
        ctx.exit(2)


@command.command("test")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--rule", "ids", multiple=True, metavar="ID", help="Only this rule (may be repeated).")
@click.pass_context
def test_rules(ctx: click.Context, folder: Path | None, ids: tuple[str, ...]) -> None:
    """Run the examples that stand inside the rules."""
    from autoqa.ruleset import run_examples

    results = run_examples(_load(folder), ids or None)
    failed = [result for result in results if not result.passed]
    for result in failed:
        say(f"{result.place}: {result.rule}: {result.example}: {result.problem}")
    click.echo(f"{len(results) - len(failed)} examples hold, {len(failed)} do not.")
    if failed or not results:
        ctx.exit(1)


@command.command("docs")
@click.argument("folder", required=False, type=ANY_PATH, metavar="[DIR]")
@click.option("--out", type=ANY_PATH, help="Write the page into this file instead of printing it.")
def docs(folder: Path | None, out: Path | None) -> None:
    """Print the manual of rules as Markdown: every kind of condition, and every rule, your own too."""
    from autoqa.ruleset.manual import manual

    page = manual(_load(folder), f"autoqa rules docs {folder}" if folder else "autoqa rules docs")
    if out is None:
        click.echo(page, nl=False)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")


@command.command("import-sca")
@click.argument("file", type=ANY_PATH)
@click.option("--out", type=ANY_PATH, required=True, help="Folder for the rule files (made if missing).")
def import_sca(file: Path, out: Path) -> None:
    """Bring rules of Alibaba Cloud's Smart Conversation Analysis (JSON) into rule files.

    One file a rule, with status trial: it flags and never scores until somebody makes it active. A rule of
    which a part is missing is a draft, which judges no call. What could not be carried over is listed, here
    and at the head of the file. No file is written over.
    """
    from autoqa.ruleset.sca import convert, read_sca

    written = 0
    for rule in convert(read_sca(file)):
        path = out / f"{rule.id.removeprefix('sca.')}.yaml"
        if rule.text is not None and path.exists():
            raise UsageError(path, "is there already", "Choose another folder with --out")
        if rule.text is not None:
            out.mkdir(parents=True, exist_ok=True)
            path.write_text(rule.text, encoding="utf-8")
            written += 1
        say(f"{rule.id} {rule.title}: {path if rule.text is not None else 'not carried over'}")
        for what in rule.lost:
            say(f"  lost: {what}")
    click.echo(f"{written} rule(s) written into {out}. Next: autoqa rules check {out}")


@command.command("schema")
def schema() -> None:
    """Print the JSON schema of rule files, for completion in editors."""
    from autoqa.ruleset.schema_json import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
