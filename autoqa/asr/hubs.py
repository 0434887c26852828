"""The hubs that models are pulled from, each through its own client library, which also knows its address."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, Protocol

from autoqa.asr.download import download
from autoqa.asr.lock import LockedFile
from autoqa.config import Settings
from autoqa.errors import ModelError

Files = Mapping[str, LockedFile | None]
"""File name → size and hash, None where the hub declares none (small files)."""

Report = Callable[[str, int, int], None]
"""Told the file, the bytes that are there and the bytes it will have (0: not known)."""


class Hub(Protocol):
    """A place to pull from."""

    name: str

    def resolve(self, repo: str, revision: str | None) -> tuple[str | None, Files | None]:
        """The commit that ``revision`` (None: the newest) stands for, and the hub's files with the hashes
        that it declares; None where the hub does not tell its files beforehand."""
        ...

    def fetch(self, repo: str, revision: str | None, file: str, folder: Path, report: Report | None) -> None:
        """Download one file into ``folder``, going on where an earlier attempt stopped."""
        ...


def open_hub(settings: Settings) -> Hub:
    """The hub that the settings name.

    Raises:
        ModelError: its client library is not installed.
    """
    if settings.hub == "modelscope":
        return ModelScope()
    return HuggingFace(settings.hub_endpoint)


class HuggingFace:
    """The Hugging Face hub or a mirror that speaks its protocol (``hub_endpoint`` or ``HF_ENDPOINT``)."""

    name = "huggingface"

    def __init__(self, endpoint: str | None) -> None:
        self._endpoint = endpoint

    def resolve(self, repo: str, revision: str | None) -> tuple[str | None, Files | None]:
        from huggingface_hub import HfApi

        try:
            info = HfApi(endpoint=self._endpoint).model_info(repo, revision=revision, files_metadata=True)
        except Exception as error:
            _unreachable(repo, error)
        files = {file.rfilename: _declared(file) for file in info.siblings or ()}
        return info.sha, files

    def fetch(self, repo: str, revision: str | None, file: str, folder: Path, report: Report | None) -> None:
        from huggingface_hub import hf_hub_url

        def told(there: int, total: int) -> None:
            if report:
                report(file, there, total)

        try:
            download(hf_hub_url(repo, file, revision=revision, endpoint=self._endpoint), folder / file, told)
        except OSError as error:
            _unreachable(repo, error)


def _declared(file: Any) -> LockedFile | None:
    """Size and hash of a large file; the hub declares none for small ones."""
    large = file.lfs
    return LockedFile(sha256=large.sha256, size=large.size) if large is not None else None


def _unreachable(repo: str, error: Exception) -> NoReturn:
    first = next(iter(str(error).strip().splitlines()), "")
    raise ModelError(
        repo,
        f"cannot be pulled ({type(error).__name__}: {first})",
        "Check the network and pull again (it goes on where it stopped), or set HF_ENDPOINT to a mirror",
    ) from error


class ModelScope:
    """ModelScope, through its own library. It names no commit and no hashes, so the first pull pins the
    hashes."""

    name = "modelscope"

    def __init__(self) -> None:
        try:
            self._library: Any = importlib.import_module("modelscope.hub.snapshot_download")
        except ImportError:
            raise ModelError("modelscope", "its library is not installed", "pip install modelscope") from None

    def resolve(self, repo: str, revision: str | None) -> tuple[str | None, Files | None]:
        return revision, None

    def fetch(self, repo: str, revision: str | None, file: str, folder: Path, report: Report | None) -> None:
        try:
            self._library.snapshot_download(
                repo, revision=revision, local_dir=str(folder), allow_patterns=[file]
            )
        except Exception as error:
            _unreachable(repo, error)
        if not (folder / file).is_file():
            raise ModelError(repo, f"has no file {file}", "Name another copy with --repo")
