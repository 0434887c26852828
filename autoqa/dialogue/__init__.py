"""Who spoke when and in which role: turns, overlaps, gaps, connect time."""

from autoqa.dialogue.build import build_dialogue
from autoqa.dialogue.diarize import guess_speakers
from autoqa.dialogue.speakers import SpeakerGuess, SpeakerSpan

__all__ = ["SpeakerGuess", "SpeakerSpan", "build_dialogue", "guess_speakers"]
