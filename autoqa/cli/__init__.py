"""The command line. Sub-commands are imported when they are called, so that ``--help`` stays quick."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from autoqa import __version__
from autoqa.errors import AutoqaError
from autoqa.terminal import printable

COMMANDS = {
    "score": "Score recordings (or transcripts) against a standard.",
    "transcribe": "Write what was said, with times and roles.",
    "batch": "Score all new recordings of an inbox, none twice, none lost.",
    "review": "Serve the pages on which inspectors hear flags, decide and sign.",
    "rules": "List, show, check and test rules and standards.",
    "sample": "Draw the calls that people must listen to, by the quota of a standard.",
    "report": "Write the daily, weekly, monthly or quota report.",
    "tune": "Compare rules with hand labels, try changes, suggest better ones.",
    "models": "List, pull and check speech recognition models.",
    "doctor": "Say what this machine can and cannot do, and how to mend it.",
}
"""Name → one-line help. The module ``autoqa.cli.<name>`` holds the click command ``command``."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"autoqa.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autoqa")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """Draft quality-inspection scorecards for Chinese call recordings, with the seconds of audio that prove
    each flag.

    Everything works offline. Exit codes: 0 all inputs scored (whatever the score), 1 some input could not
    be scored, 2 wrong usage or configuration.
    """
    ctx.obj = {"debug": debug}


def main(args: list[str] | None = None) -> None:
    """Entry point: run, and turn every failure into one clear line and the right exit code."""
    arguments = sys.argv[1:] if args is None else args
    debug = "--debug" in arguments
    try:
        result: Any = cli.main(args=arguments, prog_name="autoqa", standalone_mode=False)
    except click.exceptions.Abort:
        say("Interrupted.")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except AutoqaError as error:
        if debug:
            raise
        say(f"autoqa: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        if type(error).__module__ == "sqlalchemy.exc":
            _tell_outage(error)
        say(f"autoqa: internal error: {type(error).__name__}: {error}. Run again with --debug and report it.")
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)


def _tell_outage(error: Exception) -> None:
    """A database that is away, or full, is no defect of the program: say so and end."""
    from autoqa.store.outage import OUTAGES, store_error

    if isinstance(error, OUTAGES):
        told = store_error(error)
        say(f"autoqa: {told}")
        sys.exit(told.exit_code)


def say(line: str) -> None:
    """One line for people, on stderr (stdout is for results)."""
    click.echo(printable(line), err=True)
