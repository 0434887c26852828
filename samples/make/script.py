"""What a sample call is made of: one YAML file under `samples/scripts`.

A turn has exactly one of `agent`, `customer` (what is said), `ring_back`, `music` (seconds of that sound).
`pause` is the silence before it in seconds, `overlap` starts it that many seconds before the last turn's end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

from autoqa.types import Call

FOLDER = Path(__file__).resolve().parents[1] / "scripts"
USUAL_RATE = 245.0  # characters a minute, pauses at commas included, breaths between sentences not
USUAL_PAUSE_S = 0.5


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScriptTurn(_Part):
    """One stretch of speech or sound. `speed` is relative to the speaker's rate, `gain` in dB."""

    agent: str | None = None
    customer: str | None = None
    ring_back: float | None = None
    music: float | None = None
    id: str | None = None
    pause: float | None = None
    overlap: float = 0.0
    speed: float = 1.0
    gain: float = 0.0

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = [x for x in (self.agent, self.customer, self.ring_back, self.music) if x is not None]
        if len(given) != 1:
            raise ValueError("a turn has exactly one of agent, customer, ring_back, music")
        return self

    @property
    def text(self) -> str:
        """What is said; empty for a sound."""
        return self.agent or self.customer or ""


class Voices(_Part):
    """Names out of `synth.voice.VOICES`."""

    agent: str
    customer: str


class Rates(_Part):
    """Characters a minute, breaths between sentences not counted."""

    agent: float = USUAL_RATE
    customer: float = USUAL_RATE


class Recording(_Part):
    """How the recorder left it. Stereo has the agent left. `snr` in dB against the channel's speech level."""

    codec: Literal["alaw", "mp3", "gsm", "opus"]
    channels: Literal[1, 2]
    snr: float
    customer_snr: float | None = None


class Planted(_Part):
    """A violation and where it can be heard.

    That is a whole turn (`at`), a `phrase` `in` a turn, or the time `from` a moment `to` another. A moment is
    `connect`, `end`, TURN.start or TURN.end, with optional `+ seconds`.
    """

    rule: str
    note: str
    at: str | None = None
    within: str | None = Field(default=None, alias="in")
    phrase: str | None = None
    since: str | None = Field(default=None, alias="from")
    until: str | None = Field(default=None, alias="to")


class LabelPlan(_Part):
    """The hand-decided verdicts: what fails, which rules (or `group.*`) do not apply; the others pass."""

    rest: Literal["pass"]
    fail: tuple[Planted, ...] = ()
    na: tuple[str, ...] = ()


class Script(_Part):
    id: str
    title: str
    about: str
    call: Call
    voices: Voices
    rate: Rates = Rates()
    recording: Recording
    turns: tuple[ScriptTurn, ...]
    labels: LabelPlan

    @property
    def file_name(self) -> str:
        """Name of the recording under `samples/calls`."""
        return f"{self.id}.{ {'mp3': 'mp3', 'opus': 'ogg'}.get(self.recording.codec, 'wav') }"

    def described_call(self) -> Call:
        """The metadata with the script's id as the call's id."""
        return self.call.model_copy(update={"id": self.id})


def load_script(path: Path) -> Script:
    """Read one script. ValueError (from pydantic) names the key that is wrong."""
    return Script.model_validate(YAML(typ="safe").load(path.read_text("utf-8")))


def load_scripts(folder: Path = FOLDER) -> list[Script]:
    """All scripts in the order of their file names."""
    return [load_script(path) for path in sorted(folder.glob("*.yaml"))]
