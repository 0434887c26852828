"""Recordings: decoding, speech activity, levels, other sounds, evidence clips."""

from autoqa.audio.analyse import analyse
from autoqa.audio.clips import clip, joined_clip
from autoqa.audio.decode import open_recording
from autoqa.audio.peaks import peaks
from autoqa.audio.recording import Recording

__all__ = ["Recording", "analyse", "clip", "joined_clip", "open_recording", "peaks"]
