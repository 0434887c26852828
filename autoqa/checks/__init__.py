"""Kinds of conditions that rules are made of: one kind a file, and the one list of them."""

from __future__ import annotations

from autoqa.checks.addressing import AddressingCheck
from autoqa.checks.attempts import AttemptsCheck
from autoqa.checks.base import Check
from autoqa.checks.completeness import CompletenessCheck
from autoqa.checks.consent import ConsentCheck
from autoqa.checks.entities import EntitiesCheck
from autoqa.checks.hang_up import HangUpCheck
from autoqa.checks.interruption import InterruptionCheck
from autoqa.checks.job_number import JobNumberCheck
from autoqa.checks.metadata import MetadataCheck
from autoqa.checks.phrases import PhrasesCheck
from autoqa.checks.response_time import ResponseTimeCheck
from autoqa.checks.silence import SilenceCheck
from autoqa.checks.speech_rate import SpeechRateCheck
from autoqa.checks.talk_share import TalkShareCheck

KINDS: tuple[type[Check], ...] = (
    AddressingCheck,
    AttemptsCheck,
    CompletenessCheck,
    ConsentCheck,
    EntitiesCheck,
    HangUpCheck,
    InterruptionCheck,
    JobNumberCheck,
    MetadataCheck,
    PhrasesCheck,
    ResponseTimeCheck,
    SilenceCheck,
    SpeechRateCheck,
    TalkShareCheck,
)
"""Every kind, by name. A new kind is a file and a line here."""

__all__ = ["KINDS", "Check"]
