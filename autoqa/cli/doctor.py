"""``autoqa doctor``: what this machine can and cannot do, and the one command that mends it."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import click

from autoqa import __version__
from autoqa.asr.engine import Engine
from autoqa.cli.diagnosis import Diagnosis, examine_places, nearest, pieces, sqlite_file
from autoqa.config import Settings, load_settings
from autoqa.errors import AutoqaError

GIB = 1024**3
LITTLE_DISK = 2 * GIB
"""Free bytes below which a night's results and one large model (1.6 GB) do not fit."""


CODECS = (
    *("pcm_s16le", "pcm_alaw", "pcm_mulaw", "gsm_ms", "adpcm_ms", "g722"),
    *("mp3", "aac", "opus", "wmav2", "flac"),
)
"""What call recorders write, by the names that PyAV gives them."""


@click.command("doctor")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Say what this machine can and cannot do, and the one command that mends it.

    Exits with 1 when calls cannot be scored.
    """
    diagnoses = list(examine(load_settings({})))
    for item in diagnoses:
        mark = "✗" if item.fatal else "!" if item.mend else "✓"
        click.echo(f"{mark} {item.subject}: {item.state}")
        if item.mend:
            click.echo(f"    → {item.mend}")
    if any(item.fatal for item in diagnoses):
        ctx.exit(1)


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Look at everything that scoring, batches, reports and review pages need, without the network."""
    yield Diagnosis("autoqa", f"{__version__}, Python {platform.python_version()}, {os.cpu_count()} cores")
    packages = pieces()
    yield packages
    if packages.fatal:
        return
    yield _codecs()
    yield _model(settings)
    yield _graphics()
    yield _sherpa()
    yield _speakers(settings)
    yield _rules(settings)
    yield _disk(settings)
    yield from examine_places(settings)


def _codecs() -> Diagnosis:
    import av

    missing = [name for name in CODECS if name not in av.codecs_available]
    if missing:
        return Diagnosis("audio", f"cannot read {', '.join(missing)}", "pip install --upgrade av")
    return Diagnosis("audio", f"reads all {len(CODECS)} kinds of recording (PyAV {av.__version__})")


def _model(settings: Settings) -> Diagnosis:
    from autoqa.asr.models import EMBEDDED, resolve

    try:
        model = resolve(None, settings)
    except AutoqaError as error:
        return Diagnosis("model", f"{error.subject}: {error.cause}", error.mend, fatal=True)
    if model.name == EMBEDDED:
        return Diagnosis(
            "model",
            "only the embedded one, which knows synthetic voices: on human voices verdicts stay unsure",
            "autoqa models pull whisper-large-v3-turbo (or: autoqa models list)",
        )
    return Diagnosis("model", f"{model.name} ({model.engine.value})")


def _graphics() -> Diagnosis:
    import ctranslate2

    count = ctranslate2.get_cuda_device_count()
    return Diagnosis("GPU", f"{count} usable" if count else "none; recognition runs on the CPU in int8")


def _sherpa() -> Diagnosis:
    if not Engine.SHERPA.installed:
        return Diagnosis(
            "sherpa-onnx",
            "not installed (SenseVoice, Paraformer: faster on Chinese)",
            "pip install 'autoqa[sherpa]'",
        )
    return Diagnosis("sherpa-onnx", "installed")


def _speakers(settings: Settings) -> Diagnosis:
    """How mono recordings are told apart."""
    from autoqa.dialogue.sherpa import find_speaker_models

    if settings.speakers == "voice":
        return Diagnosis("mono calls", "voices are told apart by the built-in method (speakers = voice)")
    found = find_speaker_models([settings.models_dir])
    if found is None:
        return Diagnosis(
            "mono calls",
            "voices are told apart by the built-in method; for many mono calls there are models",
            "autoqa models pull speaker-segmentation && autoqa models pull speaker-embedding-zh",
        )
    if not Engine.SHERPA.installed:
        return Diagnosis("mono calls", "the speaker models need sherpa-onnx", "pip install 'autoqa[sherpa]'")
    return Diagnosis("mono calls", f"sherpa-onnx with {found.embedding.name}")


def _rules(settings: Settings) -> Diagnosis:
    from autoqa.ruleset import load_ruleset

    try:
        ruleset = load_ruleset(settings.rule_dirs)
    except AutoqaError as error:
        return Diagnosis("rules", f"{error.subject}: {error.cause}", "autoqa rules check", fatal=True)
    folders = " + ".join(map(str, settings.rule_dirs))
    return Diagnosis("rules", f"{len(ruleset.rules)} rules in order ({folders})")


def _disk(settings: Settings) -> Diagnosis:
    """Every disk that something is written to: results, the database, models, recordings fetched from object
    storage."""
    file = sqlite_file(settings.db)
    places = {"here": Path.cwd(), "models": settings.models_dir, "temporary files": Path(gettempdir())}
    if file is not None:
        places["the database"] = file.parent
    disks: dict[int, str] = {}
    little = False
    for name, place in places.items():
        there = nearest(place)
        free = shutil.disk_usage(there).free
        disks.setdefault(there.stat().st_dev, f"{free / GIB:.1f} GiB free ({name})")
        little = little or free < LITTLE_DISK
    mend = "Free some space before a nightly batch" if little else ""
    return Diagnosis("disk", ", ".join(disks.values()), mend)
