"""``python -m docs.licences``: writes docs/licences.md, the licence of everything in requirements.lock.

The installed packages say it themselves.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.M)
_LONGEST = 60  # some packages write the whole text into the field
_OF_OTHER_PLATFORMS = {"audioop-lts": "PSF-2.0", "colorama": "BSD-3-Clause"}
HEAD = """# Licences of what autoqa is shipped with

Made by `make lock` from `requirements.lock` (versions and hashes are there). autoqa itself is Apache-2.0; the
licence of a recognition model that is pulled is told by `autoqa models list`. The wheels of PyAV carry FFmpeg
together with x264 and x265, which are under the GPL (2.0 or later); who hands on an image or installer with
them passes these terms on. espeak-ng (GPL-3.0) makes test voices and samples during development and is not
shipped. The review pages carry wavesurfer.js 8.0.1 (BSD-3-Clause) and htmx 2.0.11 (0BSD), each with its
licence beside it in `autoqa/review/static/vendor`.

| package | licence |
|---|---|
"""


def locked() -> list[str]:
    """Names of the packages in requirements.lock, sorted."""
    return sorted({name.lower() for name in _PIN.findall(LOCK.read_text("utf-8"))})


def licence_of(name: str) -> str:
    """What the installed package says."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return _OF_OTHER_PLATFORMS[name]
    said = about.get("License-Expression") or about.get("License") or ""
    if not said or len(said) > _LONGEST or "\n" in said:
        marks = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if "License" in line]
        said = ", ".join(marks) or said.strip().splitlines()[0]
    return said


def main() -> None:
    rows = [f"| {name} | {licence_of(name)} |" for name in locked()]
    PAGE.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
