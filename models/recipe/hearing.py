"""Clips through the exported model as the product hears them: int8, the real faster-whisper, one clip a
window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from faster_whisper import WhisperModel

from autoqa.asr.clips import Clip as Stretch
from autoqa.asr.second_ear import SecondEar
from autoqa.asr.voice_norm import AS_IT_IS, VoiceNorm
from autoqa.asr.whisper_decode import Decoded, Decoder
from models.recipe.clips import Clip
from models.recipe.speech_data import RATE

_BATCH = 4


def decoder_of(folder: Path, ear: SecondEar | None = None, *, beam: int = 5, threads: int = 1) -> Decoder:
    """The product's decoder with the model's frame head, or with another `ear`."""
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
    return Decoder(model, beam=beam, ear=ear or SecondEar.beside(folder))


def decoded(decoder: Decoder, clips: Sequence[Clip], norm: VoiceNorm = AS_IT_IS) -> list[Decoded]:
    """What the decoder makes of every clip, heard as `norm` says."""
    out: list[Decoded] = []
    for start in range(0, len(clips), _BATCH):
        part = clips[start : start + _BATCH]
        stretches = [Stretch(0.0, len(clip.samples) / RATE, 0) for clip in part]
        out += decoder.decode(stretches, [clip.samples for clip in part], [norm] * len(part))
    return out
