"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

ANY_PATH = click.Path(path_type=Path, readable=False)
"""Readability is judged where a path is used, so that one unreadable file never stops the others."""

model_option = click.option(
    "--model",
    metavar="NAME|DIR",
    help="Recognition model: a pulled model's name or a directory. Default: the best one here.",
)
db_option = click.option(
    "--db", metavar="URL", help="Database: sqlite:///FILE or postgresql://USER@HOST/NAME."
)
meta_option = click.option(
    "--meta",
    type=ANY_PATH,
    help="Call metadata: a JSON file for one call, or a manifest CSV with a file column.",
)
out_option = click.option("--out", type=ANY_PATH, help="Write results into this folder (made if missing).")
rules_option = click.option("--rules", type=ANY_PATH, help="Folder with rules instead of the shipped ones.")


def human() -> Console:
    """Where words for people go: stderr, so that stdout holds results only."""
    return Console(stderr=True, highlight=False)
