"""Who spoke when and in which role: turns, overlaps, gaps, connect time."""

from autoqa.dialogue.build import build_dialogue
from autoqa.dialogue.diarize import guess_speakers
from autoqa.dialogue.sherpa import SpeakerModels, find_speaker_models, sherpa_diarize
from autoqa.dialogue.speakers import SpeakerGuess, SpeakerSpan

__all__ = [
    "SpeakerGuess",
    "SpeakerModels",
    "SpeakerSpan",
    "build_dialogue",
    "find_speaker_models",
    "guess_speakers",
    "sherpa_diarize",
]
