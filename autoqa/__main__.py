"""``python -m autoqa``."""

from autoqa.cli import main

main()
