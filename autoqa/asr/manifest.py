"""``models.yaml``: the models that can be pulled, and what is known of them."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from autoqa.asr.engine import Engine
from autoqa.errors import ModelError
from autoqa.resources import models_manifest
from autoqa.types import Frozen

_HASH = r"^[0-9a-f]{64}$"
_COMMIT = r"^[0-9a-f]{40}$"


class ModelEntry(Frozen):
    """One model that can be pulled.

    Attributes:
        name: what the user calls it, also the name of its folder.
        repo: repository id on the hub.
        modelscope: repository id on ModelScope, None when no copy is known.
        revision: commit to pull; None: pinned at the first pull.
        files: file name → sha256, None: pinned at the first pull.
        size_mb: size of the download in megabytes.
        good_for: one line of advice.
        rank: the installed model of the highest rank is the default.
        task: ``speech``: it recognises; ``speakers``: it helps to tell two voices on one channel apart.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    engine: Engine
    repo: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    modelscope: str | None
    revision: str | None = Field(pattern=_COMMIT)
    files: dict[str, str | None]
    size_mb: int
    licence: str
    languages: tuple[str, ...]
    good_for: str
    rank: int
    task: Literal["speech", "speakers"] = "speech"

    @property
    def pinned(self) -> bool:
        """The commit is fixed already in the manifest."""
        return self.revision is not None


def read_manifest(path: Path | None = None) -> dict[str, ModelEntry]:
    """Entries by name, in the order of the file; the shipped manifest by default.

    Raises:
        ModelError: the file is missing or does not follow the schema.
    """
    return _read(path or models_manifest())


@cache
def _read(path: Path) -> dict[str, ModelEntry]:
    try:
        data: Any = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        entries = [ModelEntry.model_validate(item) for item in data["models"]]
    except OSError as error:
        raise ModelError(path, f"cannot be read ({error.strerror})", "Reinstall autoqa") from None
    except (YAMLError, ValidationError, KeyError, TypeError) as error:
        raise ModelError(path, f"is not a model manifest ({error})", "Reinstall autoqa") from None
    return {entry.name: entry for entry in entries}


def entry_named(name: str, manifest: dict[str, ModelEntry]) -> ModelEntry:
    """The entry called ``name``.

    Raises:
        ModelError: there is none; the nearest names are told.
    """
    if name in manifest:
        return manifest[name]
    near = difflib.get_close_matches(name, manifest, n=1, cutoff=0.4)
    mend = f"Did you mean {near[0]}?" if near else "See: autoqa models list"
    raise ModelError(name, "is not in the list of models that can be pulled", mend)
