"""The values that flow from a recording to a scorecard: one frozen value a stage, each savable as JSON."""

from autoqa.types.audio import AudioInfo, CallAudio, ChannelFacts, SoundEvent, SoundKind, Span
from autoqa.types.base import Cause, Frozen, Role, Severity, Status
from autoqa.types.call import Call, Direction, Outcome
from autoqa.types.dialogue import Dialogue, RoleSource, Turn
from autoqa.types.finding import Finding
from autoqa.types.label import Label
from autoqa.types.look import ReplyClass, ReplyLook
from autoqa.types.scorecard import FatalResult, ItemResult, Mode, Score, Scorecard, StandardRef
from autoqa.types.speech import Asr, Dropped, Segment, Transcript, Word

__all__ = [
    "Asr",
    "AudioInfo",
    "Call",
    "CallAudio",
    "Cause",
    "ChannelFacts",
    "Dialogue",
    "Direction",
    "Dropped",
    "FatalResult",
    "Finding",
    "Frozen",
    "ItemResult",
    "Label",
    "Mode",
    "Outcome",
    "ReplyClass",
    "ReplyLook",
    "Role",
    "RoleSource",
    "Score",
    "Scorecard",
    "Segment",
    "Severity",
    "SoundEvent",
    "SoundKind",
    "Span",
    "StandardRef",
    "Status",
    "Transcript",
    "Turn",
    "Word",
]
