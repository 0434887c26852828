"""The only reader of settings: ``autoqa.toml`` in the working directory, then ``AUTOQA_*`` variables, then
flags."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from autoqa.errors import UsageError
from autoqa.resources import rules_dir

FILE_NAME = "autoqa.toml"
PREFIX = "AUTOQA_"
_TYPO = 0.8  # difflib similarity from which an unknown AUTOQA_* variable is taken for a misspelt setting


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError("not a zone of the IANA time zone database, such as Asia/Shanghai") from None
    return name


def _web_address(text: str) -> str:
    if not re.match(r"https?://[^/\s]+", text):
        raise ValueError("not an address such as http://192.168.1.20:8765")
    return text


class BatchSettings(BaseModel):
    """What concerns the nightly batch only.

    Attributes:
        workers: processes that work on calls; 0 takes one a core, or one a GPU.
        engine: ``local`` works on this machine, ``ray`` on a Ray cluster.
        time_limit: seconds that one call may take.
        memory_limit: MB that one worker may have; 0 shares nine tenths of the machine's memory.
        attempts: failures after which a call is given up, where trying again can help at all.
        retry_delay: seconds before the first retry; each further pause is four times as long.
        lease: seconds after which a worker that gives no sign of life is taken for dead.
        file_pattern: what file names say, such as ``{started_at}_{agent_id}_{customer}.wav``.
        include, exclude: patterns of names (``*.wav``) or paths to take and to leave, separated by commas.
        metrics: file that is kept up to date with figures for Prometheus.
        ray_address: of the Ray cluster; None takes the one of this machine, started if there is none.
        ray_cpus, ray_gpus: share of the cluster that one worker takes.
        keep_audio_days, keep_transcript_days, keep_personal_days: age at which `autoqa batch forget` removes
            copies of recordings, transcripts, and personal data of calls; 0 keeps them for good.
        fetched_mb: MB of objects that a run keeps among the temporary files from finding them until they are
            decoded on this machine; 0 fetches each object twice.
        copies: folders and URLs, separated by commas, whose recordings are copies that may be removed.
    """

    workers: int = Field(default=0, ge=0, le=4096)
    engine: Literal["local", "ray"] = "local"
    time_limit: float = Field(default=1800, gt=0)
    memory_limit: int = Field(default=0, ge=0)
    attempts: int = Field(default=3, ge=1, le=20)
    retry_delay: float = Field(default=20, ge=0)
    lease: float = Field(default=60, ge=1)
    file_pattern: str | None = None
    include: str = "*"
    exclude: str = ""
    metrics: Path | None = None
    ray_address: str | None = None
    ray_cpus: float = Field(default=1, ge=0)
    ray_gpus: float = Field(default=0, ge=0)
    fetched_mb: int = Field(default=2048, ge=0)
    copies: str = ""
    keep_audio_days: int = Field(default=0, ge=0)
    keep_transcript_days: int = Field(default=0, ge=0)
    keep_personal_days: int = Field(default=0, ge=0)


class Settings(BatchSettings):
    """Everything that can be set, with its default. Relative paths are relative to the working directory.

    Attributes:
        model: name of an installed model or a directory; None chooses the best installed one.
        recognizer: ``module:function`` of a recogniser of one's own, used instead of a model; the function
            takes these settings and returns a :class:`autoqa.asr.base.Recognizer`.
        models_dir: where pulled models are kept.
        hub: where models are pulled from.
        hub_endpoint: address of a mirror of that hub; None leaves it to ``HF_ENDPOINT`` or the client
            library.
        db: database URL.
        device: ``auto`` takes a CUDA GPU when there is one.
        compute_type: arithmetic of the Whisper models; ``auto`` is int8 on a CPU and float16 on a GPU.
        threads: CPU threads of one recogniser; 0 takes all cores.
        beam: beam width of decoding.
        batch: clips or windows decoded together; 0 chooses by the device and ``window``.
        pack: whether short clips of a channel share the 30 s windows of Whisper models; else each costs a
            whole window.
        window: seconds of sound that a Whisper model is given at least; 30 is what they were trained on, less
            is much quicker.
        speakers: how the voices of a mono recording are told apart; ``auto`` takes sherpa-onnx where its two
            models are installed, ``voice`` always the built-in method.
        scorecard: id of the scoring standard; None takes the shipped default.
        rules: folder of rules, scorecards and lexicon.
        own_rules: folder of the centre's own rules, scorecards and lists, laid over ``rules`` where it is
            there: what has the same name replaces the other.
        campaigns: folder of the centre's own campaign files.
        campaign: name of the campaign to apply; None takes each call's own.
        out: folder for results.
        timezone: zone of call times that name none, and of the days that reports speak of.
        cache: folder of decoded sound for the review pages; it may be deleted at any time.
        cache_gb: how much of it is kept.
        review_sample: share of calls without a flag that are drawn to be heard, so that misses are known.
        appeal_days: days after the signature in which it may be appealed.
        hold_minutes: how long a call is held for whoever opened it, without a sign of life.
        session_hours: how long a login lasts.
        review_url: address at which people reach the review pages; reports link to them there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    model: str | None = None
    recognizer: str | None = None
    models_dir: Path = Path("autoqa-data/models")
    hub: Literal["huggingface", "modelscope"] = "huggingface"
    hub_endpoint: str | None = None
    db: str = "sqlite:///autoqa-data/autoqa.db"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute_type: Literal[
        "auto",
        "int8",
        "int8_float32",
        "int8_float16",
        "int8_bfloat16",
        "int16",
        "float16",
        "bfloat16",
        "float32",
    ] = "auto"
    speakers: Literal["auto", "voice"] = "auto"
    threads: int = Field(default=0, ge=0, le=512)
    beam: int = Field(default=5, ge=1, le=20)
    batch: int = Field(default=0, ge=0, le=256)
    pack: bool = True
    window: float = Field(default=30, ge=5, le=30)
    scorecard: str | None = None
    rules: Path = Field(default_factory=rules_dir)
    own_rules: Path = Path("own-rules")
    campaigns: Path = Path("campaigns")
    campaign: str | None = None
    out: Path | None = None
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    cache: Path = Path("autoqa-data/cache")
    cache_gb: float = Field(default=5.0, gt=0)
    review_sample: float = Field(default=0.02, ge=0, le=1)
    appeal_days: float = Field(default=7.0, ge=0)
    hold_minutes: float = Field(default=10.0, gt=0)
    session_hours: float = Field(default=12.0, gt=0)
    review_url: Annotated[str, AfterValidator(_web_address)] | None = None

    @property
    def zone(self) -> ZoneInfo:
        """``timezone`` as an object."""
        return ZoneInfo(self.timezone)

    @property
    def rule_dirs(self) -> tuple[Path, ...]:
        """Folders with rules, later ones laid over earlier ones."""
        return (self.rules, self.own_rules) if self.own_rules.is_dir() else (self.rules,)


def load_settings(
    flags: Mapping[str, object] | None = None,
    *,
    directory: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Settings of this run.

    Args:
        flags: what was given on the command line, by setting name; None values mean "not given".
        directory: where ``autoqa.toml`` is looked for; the working directory by default.
        environ: the environment; that of the process by default.

    Raises:
        UsageError: an unknown key, a value of the wrong type or range, or a file that is not TOML.
    """
    path = (directory or Path()) / FILE_NAME
    values: dict[str, object] = {}
    values.update(_from_file(path))
    values.update(_from_environment(os.environ if environ is None else environ))
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    _validate(given, lambda key: "--" + key.replace("_", "-"))
    return Settings.model_validate({**values, **given})


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise UsageError(path, "is not UTF-8 text", "Save it as UTF-8") from None
    except OSError as error:
        raise UsageError(path, f"cannot be read ({error.strerror})", "Check its rights") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(path, f"is not valid TOML: {error}", "Correct that line") from None

    def where(key: str) -> str:
        return f"{path}:{_line_of(key, text)}"

    for key in values:
        if key not in Settings.model_fields:
            raise UsageError(where(key), f"unknown setting {key}", _advice(key))
    _validate(values, where)
    return values


def _line_of(key: str, text: str) -> int:
    """1-based line on which ``key`` is set (tomllib does not tell)."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((i for i, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _advice(key: str) -> str:
    near = difflib.get_close_matches(key, Settings.model_fields, n=1)
    known = ", ".join(sorted(Settings.model_fields))
    return f"Did you mean {near[0]}?" if near else f"Known settings: {known}"


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX) or not value:
            continue
        key = name.removeprefix(PREFIX).lower()
        if key in Settings.model_fields:
            values[key] = value
        elif difflib.get_close_matches(key, Settings.model_fields, n=1, cutoff=_TYPO):
            raise UsageError(name, f"unknown setting {key}", _advice(key))
    _validate(values, lambda key: PREFIX + key.upper())
    return values


def _validate(values: Mapping[str, object], where: Callable[[str], str]) -> None:
    """Check one source by itself, so that the error can name it."""
    try:
        Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        raise UsageError(
            where(key), f"{key} = {first['input']!r} cannot be used: {first['msg']}", "Correct the value"
        ) from None
