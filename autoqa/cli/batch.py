"""``autoqa batch``: the night's work, and how it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autoqa.cli import say
from autoqa.cli.options import ANY_PATH, db_option, model_option, rules_option
from autoqa.cli.tabular import print_columns
from autoqa.config import load_settings
from autoqa.errors import UsageError
from autoqa.store import Store, open_store

if TYPE_CHECKING:
    from autoqa.batch.entering import Mode

form_option = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)


class BatchGroup(click.Group):
    """``autoqa batch INBOX…`` works on an inbox, ``autoqa batch status`` and the like are commands. A folder
    of such a name is written ``./status``."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or self.commands["run"]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args[:1] and args[0] in self.commands
        return super().parse_args(ctx, args if named else ["run", *args])


@click.group("batch", cls=BatchGroup)
def command() -> None:
    """Score all new recordings of an inbox, none twice, none lost."""


@command.command("run", options_metavar="[OPTIONS]")
@click.argument("inbox", nargs=-1, metavar="INBOX...")
@db_option
@click.option("--scorecard", metavar="ID", help="Standard to score by, such as guoxin-shandong or S02.")
@model_option
@rules_option
@click.option("--workers", type=int, help="Processes that work on calls. Default: one a core, or one a GPU.")
@click.option("--engine", type=click.Choice(["local", "ray"]), help="This machine, or a Ray cluster.")
@click.option("--meta", type=ANY_PATH, help="Metadata of the calls: a CSV with a file column.")
@click.option(
    "--pattern", "file_pattern", metavar="PATTERN", help="What names say: {started_at}_{agent_id}.wav"
)
@click.option(
    "--include", metavar="PATTERNS", help="Only files of these names or paths, such as '*.wav,*.mp3'."
)
@click.option("--exclude", metavar="PATTERNS", help="Not files of these names or paths.")
@click.option(
    "--rescore", is_flag=True, help="Judge stored transcripts by the rules of now, without listening."
)
@click.option("--redo", is_flag=True, help="Listen again, to recordings that were done before too.")
@click.option("--time-limit", type=float, metavar="S", help="Seconds that one call may take.")
@click.option("--memory-limit", type=int, metavar="MB", help="Memory that one worker may have.")
@click.option("--metrics", type=ANY_PATH, help="Keep figures for Prometheus in this text file.")
@click.option(
    "--ray-address", metavar="ADDRESS", help="Ray cluster to join. Default: the one of this machine."
)
@click.option("--strict", is_flag=True, help="Exit with 1 also while calls of earlier runs are given up.")
@form_option
def run(
    inbox: tuple[str, ...],
    meta: Path | None,
    rescore: bool,
    redo: bool,
    strict: bool,
    form: str,
    **flags: Any,
) -> int:
    """Score all new recordings of an inbox, none twice, none lost.

    INBOX is a folder (searched through), a file, a manifest (.csv, .jsonl) or a URL such as s3://bucket/calls.
    What an earlier run left open is finished too; without INBOX only that is done, or with --rescore and
    --redo the whole store. Two batches at once share the work.

    Also: autoqa batch status | failures | retry | forget (see their --help).
    """
    from autoqa.batch.run import run_batch
    from autoqa.cli.batch_watching import watching
    from autoqa.pipeline.metadata import read_manifest

    if rescore and redo:
        raise UsageError("--rescore", "cannot go with --redo", "Choose one: judge again, or listen again")
    settings = load_settings(flags)
    told = read_manifest(meta) if meta is not None else {}
    store = open_store(settings.db, writing=True)
    mode: Mode = "rescore" if rescore else "redo" if redo else "new"
    with watching(store, settings) as watcher:
        summary = run_batch(store, settings, inbox, watcher, mode=mode, told=told, problem=watcher.problem)
        watcher.ended(summary)
    if form == "json":
        click.echo(json.dumps(summary.contract()))
    else:
        _print_summary(summary.as_dict(), summary.speed)
    if summary.dead > summary.failed:
        say(
            f"{summary.dead - summary.failed} calls were given up by earlier runs. See: autoqa batch failures"
        )
    return 1 if summary.failed or (strict and summary.dead) else 0


def _print_summary(figures: dict[str, Any], speed: float) -> None:
    rows = [
        ("seen", str(figures["seen"]), "usable recordings in the inbox"),
        ("new", str(figures["new"]), "entered by this run"),
        ("done", str(figures["done"]), "scored by this run"),
        ("skipped", str(figures["skipped"]), "dealt with before, or the same content as another file"),
        ("growing", str(figures["growing"]), "still being written: left for the next run"),
        ("failed", str(figures["failed"]), "given up by this run; see: autoqa batch failures"),
        *((f"  {code}", str(count), "") for code, count in figures["failures"].items()),
        ("audio", f"{figures['audio_seconds'] / 3600:.2f} h", f"{speed:.1f} times real time"),
        ("wall", f"{figures['wall_seconds']:.1f} s", ""),
    ]
    print_columns(rows)


@command.command("status")
@db_option
@form_option
def status(db: str | None, form: str) -> None:
    """How the ledger stands, and the last runs."""
    from autoqa.batch.standing import counts, last_runs

    store = _store(db)
    jobs, runs = counts(store), last_runs(store)
    if form == "json":
        click.echo(json.dumps({"jobs": jobs, "runs": runs}, ensure_ascii=False))
        return
    print_columns([(state, str(count)) for state, count in jobs.items()])
    rows = [("run", "started", "ended", "done", "failed", "audio h")]
    for entry in runs:
        figures = entry["summary"] or {}
        hours = f"{figures['audio_seconds'] / 3600:.2f}" if figures else ""
        ended = entry["finished_at"] or "not yet, or was killed"
        counted = (str(figures.get("done", "")), str(figures.get("failed", "")))
        rows.append((str(entry["run"]), entry["started_at"][:19], ended[:22], *counted, hours))
    click.echo()
    print_columns(rows)


@command.command("failures")
@db_option
@click.option("--code", help="Only failures of this cause, such as audio, crash or time-limit.")
@form_option
def failures(db: str | None, code: str | None, form: str) -> None:
    """Calls that were given up, each with its reason."""
    from autoqa.batch.standing import failures as given_up

    dead = given_up(_store(db), code)
    if form == "json":
        for job in dead:
            line = {"job": job.job_id, "url": job.url, "code": job.code, "error": job.error}
            click.echo(json.dumps({**line, "attempts": job.attempts}, ensure_ascii=False))
        return
    rows = [("job", "cause", "recording", "reason")]
    print_columns([*rows, *((str(job.job_id), job.code, job.url, job.error) for job in dead)])


@command.command("retry")
@click.argument("jobs", nargs=-1, type=int, metavar="[JOB...]")
@db_option
@click.option("--code", help="Only failures of this cause, such as time-limit.")
def retry(jobs: tuple[int, ...], db: str | None, code: str | None) -> None:
    """Give calls that were given up to the next run again: all, or those named."""
    from autoqa.batch.standing import revive

    click.echo(f"{revive(_store(db), jobs, code)} calls wait for the next run.")


@command.command("forget")
@db_option
@click.option("--yes", is_flag=True, help="Remove it. Without this nothing is removed, only said.")
def forget(db: str | None, yes: bool) -> int:
    """Remove what is older than the settings keep_audio_days, keep_transcript_days and keep_personal_days
    allow.

    Points, verdicts and their seconds stay. Recordings are removed only inside the places that the setting
    copies names. Without --yes it only says what it would remove.
    """
    from autoqa.batch.retention import plan, remove

    settings = load_settings({"db": db})
    store = open_store(settings.db)
    removals = list(plan(store, settings))
    failed = 0
    for removal in removals:
        if yes:
            try:
                remove(store, removal)
            except OSError as error:
                failed += 1
                say(f"autoqa: {removal.what}: cannot be removed ({error}). Check its rights")
                continue
        click.echo(f"{removal.kind}: {removal.what}")
    end = "removed." if yes else "would be removed. With --yes they are."
    click.echo(f"{len(removals) - failed} {end}")
    return 1 if failed else 0


def _store(db: str | None) -> Store:
    return open_store(load_settings({"db": db}).db)
