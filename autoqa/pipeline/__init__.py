"""From a recording or transcript to a draft scorecard."""

from autoqa.pipeline.inputs import CallSource, MetadataBook, find_calls, source_of
from autoqa.pipeline.score import Heard, Scored, judge_heard, listen
from autoqa.pipeline.workshop import Workshop

__all__ = [
    "CallSource",
    "Heard",
    "MetadataBook",
    "Scored",
    "Workshop",
    "find_calls",
    "judge_heard",
    "listen",
    "source_of",
]
