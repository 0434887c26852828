"""Kinds of conditions that rules are made of: one kind a file, and the one list of them."""

from __future__ import annotations

from autoqa.checks.addressing import AddressingCheck
from autoqa.checks.attempts import AttemptsCheck
from autoqa.checks.base import Check
from autoqa.checks.completeness import CompletenessCheck
from autoqa.checks.consent import ConsentCheck
from autoqa.checks.duration import DurationCheck
from autoqa.checks.entities import EntitiesCheck
from autoqa.checks.fillers import FillersCheck
from autoqa.checks.hang_up import HangUpCheck
from autoqa.checks.interruption import InterruptionCheck
from autoqa.checks.job_number import JobNumberCheck
from autoqa.checks.loudness import LoudnessCheck
from autoqa.checks.metadata import MetadataCheck
from autoqa.checks.order import OrderCheck
from autoqa.checks.phrases import PhrasesCheck
from autoqa.checks.readback import ReadbackCheck
from autoqa.checks.regex import RegexCheck
from autoqa.checks.repetition import RepetitionCheck
from autoqa.checks.response_time import ResponseTimeCheck
from autoqa.checks.script import ScriptCheck
from autoqa.checks.silence import SilenceCheck
from autoqa.checks.slows_down import SlowsDownCheck
from autoqa.checks.speech_rate import SpeechRateCheck
from autoqa.checks.talk_share import TalkShareCheck

KINDS: tuple[type[Check], ...] = (
    AddressingCheck,
    AttemptsCheck,
    CompletenessCheck,
    ConsentCheck,
    DurationCheck,
    EntitiesCheck,
    FillersCheck,
    HangUpCheck,
    InterruptionCheck,
    JobNumberCheck,
    LoudnessCheck,
    MetadataCheck,
    OrderCheck,
    PhrasesCheck,
    ReadbackCheck,
    RegexCheck,
    RepetitionCheck,
    ResponseTimeCheck,
    ScriptCheck,
    SilenceCheck,
    SlowsDownCheck,
    SpeechRateCheck,
    TalkShareCheck,
)
"""Every kind, by name. A new kind is a file and a line here."""

__all__ = ["KINDS", "Check"]
