"""What the self-contained report pages share: the template environment and the style."""

from __future__ import annotations

import base64
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from autoqa import __version__
from autoqa.audio import Recording, clip
from autoqa.report import wording

CLIP_PAD = 2.0
"""Seconds of sound before and after a place, so that the ear has its context."""
MAX_CLIP = 12.0
"""Seconds of a place that are cut at most: some 200 kB of stereo telephone sound."""

_ENVIRONMENT = Environment(
    loader=PackageLoader("autoqa.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_sheet(template: str, **values: object) -> str:
    """HTML of one report page, with its style inside."""
    folder = resources.files("autoqa.report").joinpath("templates")
    style = "\n".join(folder.joinpath(name).read_text("utf-8") for name in ("call.css", "sheet.css"))
    page = _ENVIRONMENT.get_template(template)
    return page.render(style=style, version=__version__, words=wording, **values)


def clip_wav(recording: Recording, start: float, end: float) -> bytes:
    """The sound of a place, 16-bit WAV."""
    return clip(recording, start, min(end, start + MAX_CLIP), pad=CLIP_PAD)


def clip_data(recording: Recording, start: float, end: float) -> str:
    """The sound of a place as base64 WAV, for ``data:`` addresses."""
    return in_base64(clip_wav(recording, start, end))


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
