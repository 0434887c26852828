"""Plain aligned columns: readable on a terminal, whole when piped."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import click


def print_columns(rows: Sequence[Sequence[str]]) -> None:
    """Print rows with columns aligned; nothing is cut, whatever the terminal's width."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
