"""The common base of all values that flow through the pipeline."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value that is savable as JSON. Unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(StrEnum):
    """Who speaks: 坐席, 客户, or anything else on the line (IVR, ring-back voice, third party)."""

    AGENT = "agent"
    CUSTOMER = "customer"
    OTHER = "other"


class Status(StrEnum):
    """Verdict of a finding or of a scorecard item."""

    PASS = "pass"
    FAIL = "fail"
    UNSURE = "unsure"
    NA = "na"


class Cause(StrEnum):
    """Why a verdict is ``unsure``; part of the contract."""

    LOW_CONFIDENCE = "low_confidence"
    NO_AUDIO = "no_audio"
    NO_ROLES = "no_roles"
    NO_WORDS = "no_words"
    NO_METADATA = "no_metadata"
    OVERLAP = "overlap"
    MODEL_UNFIT = "model_unfit"
    INCOMPLETE = "incomplete"
    AMBIGUOUS = "ambiguous"
    MANUAL = "manual"


class Severity(StrEnum):
    """How heavy a failure of a rule is for the inspector's order of work."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    FATAL = "fatal"
