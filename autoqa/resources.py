"""Where the data shipped with the program lies: in the repository of an editable checkout, or inside the
wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    """A wheel carries its data in ``autoqa/data``; in a checkout the same folders lie beside the package."""
    inside = _PACKAGE / "data"
    return inside if inside.is_dir() else _PACKAGE.parent


def rules_dir() -> Path:
    """Folder of the shipped rules, scorecards and lexicon."""
    return _root() / "rules"


def models_manifest() -> Path:
    """``models.yaml``: the models that can be pulled."""
    return _root() / "models" / "models.yaml"


def embedded_model_dir() -> Path:
    """Folder of the small recognition model that the program carries."""
    return _root() / "models" / "embedded"
