"""One file over HTTP, going on where an earlier attempt stopped.

huggingface_hub (seen in 2.4) removes a partial file when its process ends, so a 3 GB model on a poor line
would begin from nothing each time; its address building is used, its transfer is not.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from autoqa import __version__

Progress = Callable[[int, int], None]
"""Told the bytes that are there and the bytes there will be (0: not known)."""

ATTEMPTS = 4
_PAUSE_S = 0.5
_TIMEOUT_S = 60.0
_CHUNK = 1 << 18
_RANGE_NOT_SATISFIABLE = 416


class BrokenTransferError(OSError):
    """The connection ended before the file did."""


def download(url: str, path: Path, progress: Progress | None = None) -> None:
    """Fetch ``url`` to ``path``; what is there of it so far lies in ``<path>.part``.

    A transfer that breaks off is taken up again a few times; an answer of the server that refuses is not.

    Raises:
        OSError: no connection, a refusal (``urllib.error.HTTPError``), or a transfer that kept breaking off.
    """
    part = path.with_name(path.name + ".part")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _transfer(url, part, progress)
            break
        except urllib.error.HTTPError:
            raise
        except (OSError, HTTPException) as error:
            if attempt == ATTEMPTS:
                raise BrokenTransferError(f"the transfer broke off {ATTEMPTS} times ({error})") from error
            time.sleep(_PAUSE_S * attempt)
    part.replace(path)


def _transfer(url: str, part: Path, progress: Progress | None) -> None:
    there = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": f"autoqa/{__version__}"}
    if there:
        headers["Range"] = f"bytes={there}-"
    try:
        response: HTTPResponse = urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S
        )
    except urllib.error.HTTPError as error:
        if error.code != _RANGE_NOT_SATISFIABLE or not there:
            raise
        error.close()
        if error.headers.get("Content-Range", "").endswith(f"/{there}"):
            return
        part.unlink()
        raise BrokenTransferError("the partial file does not belong to this file") from None
    with response, part.open("ab" if response.status == 206 else "wb") as file:
        there = file.tell()
        total = there + int(response.headers.get("Content-Length") or 0)
        while chunk := response.read(_CHUNK):
            file.write(chunk)
            there += len(chunk)
            if progress:
                progress(there, max(total, 0))
    if there < total:
        raise BrokenTransferError(f"{there} of {total} bytes")
