"""Recordings: decoding, speech activity, levels, other sounds, evidence clips."""

from autoqa.audio.analysis import analyse, echo_db
from autoqa.audio.bleep import bleeped, with_tone
from autoqa.audio.clips import clip, joined_clip
from autoqa.audio.encode import encode_mp3
from autoqa.audio.guarded import open_recording
from autoqa.audio.recording import Recording
from autoqa.audio.waveform import peaks

__all__ = [
    "Recording",
    "analyse",
    "bleeped",
    "clip",
    "echo_db",
    "encode_mp3",
    "joined_clip",
    "open_recording",
    "peaks",
    "with_tone",
]
