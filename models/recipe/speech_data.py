"""Speaks the training text and stores un-normalised log10 mel features with exact character times.

A shard is `NAME.npy` (uint8, frames x 80) with `NAME.json`, one entry an utterance. Noise, gain, joining
and padding
happen later, in the feature domain (see `batches.py`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from faster_whisper.feature_extractor import FeatureExtractor

from models.recipe.rooms import Room, behind, make_rooms
from models.recipe.text.sentences import Sentences
from synth import codecs, telephone
from synth.pinyin import clauses
from synth.voice import Spoken, Voice, speak

RATE = 16000
FRAMES_PER_S = 100
EDGE_S = 0.06  # silence kept before and after the speech of a stored utterance
LOWEST, STEP = -7.0, 0.04  # log10 mel of uint8 0, and of one step
Log10Mel = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Item:
    """One stored utterance: rows [offset, offset + frames) of its shard; spans are frames of each
    syllable."""

    kind: str
    text: str
    voice: str
    offset: int
    frames: int
    syllables: tuple[str, ...]
    owners: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


@cache
def _extractor() -> FeatureExtractor:
    return FeatureExtractor()


def log10_mel(samples: telephone.Samples) -> Log10Mel:
    """(frames, 80) log10 mel power of 16 kHz audio, as faster-whisper computes it before it normalises."""
    extractor = _extractor()
    window = np.hanning(extractor.n_fft + 1)[:-1].astype(np.float32)
    padded = np.pad(np.pad(samples, (0, 160)), 200, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, extractor.n_fft)[:: extractor.hop_length][:-1]
    power = np.abs(np.fft.rfft(frames * window, axis=-1).astype(np.complex64)) ** 2
    return np.asarray(np.log10(np.maximum(power @ extractor.mel_filters.T, 1e-10)), np.float32)


def normalised(mel: Log10Mel) -> Log10Mel:
    """faster-whisper's normalisation of one clip."""
    return np.asarray((np.maximum(mel, mel.max() - 8.0) + 4.0) / 4.0, np.float32)


def quantised(mel: Log10Mel) -> npt.NDArray[np.uint8]:
    return np.clip(np.round((mel - LOWEST) / STEP), 0, 255).astype(np.uint8)


def over_the_line(spoken: Spoken, rng: np.random.Generator, rooms: Sequence[Room]) -> telephone.Samples:
    """The utterance at 16 kHz as recorded: mostly telephone band; A-law, GSM or MP3 of 16 kbit/s; -20 dBFS.

    Seven in ten have their noise or one of the ``rooms`` before the codec, as recorders have it: what a codec
    makes of speech in noise is not what noise added to decoded speech sounds like.
    """
    if rng.random() < 0.1:
        wide = telephone.resample(
            spoken.samples, spoken.sample_rate, RATE, high=float(rng.uniform(5000, 7600))
        )
        return telephone.level(wide, -20.0)
    low, high = float(rng.uniform(60, 300)), float(rng.uniform(3300, 3950))
    line = telephone.line_band(spoken.samples, spoken.sample_rate, low=low, high=high)
    line = telephone.level(line, float(rng.uniform(-32, -18)))
    style = rng.random()
    if style < 0.3:
        line = telephone.add_noise(line, float(rng.uniform(3, 24)), rng, colour=float(rng.uniform(0, 1)))
    elif style < 0.7:
        snr_db = float(rng.uniform(4, 22))
        line = behind(line, snr_db, rooms[int(rng.integers(0, len(rooms)))], rng)
    codec = rng.choice(("alaw", "gsm", "mp3", "none"), p=(0.3, 0.24, 0.3, 0.16))
    if codec == "alaw":
        line = telephone.a_law(line)
    elif codec != "none" and len(line) > 4000:
        line = codecs.round_trip(np.clip(line, -1, 1), telephone.LINE_RATE, str(codec))
    return telephone.level(telephone.resample(line, telephone.LINE_RATE, RATE), -20.0)


def random_voice(
    voices: list[Voice], rng: np.random.Generator, speeds: tuple[float, float] = (0.8, 1.12)
) -> Voice:
    """One of the voices at some speed (times its habitual one) and pitch."""
    voice = voices[int(rng.integers(0, len(voices)))]
    return voice.altered(speed=float(rng.uniform(*speeds)), pitch=int(rng.integers(-12, 16)))


def record(
    text: str, voice: Voice, rng: np.random.Generator, rooms: Sequence[Room]
) -> tuple[Log10Mel, Spoken]:
    """Log10 mel of the spoken text with EDGE_S of silence at both ends."""
    spoken = speak(text, voice)
    edge = int(EDGE_S * RATE)
    return log10_mel(np.pad(over_the_line(spoken, rng, rooms), edge)), spoken


def item(kind: str, text: str, voice: Voice, spoken: Spoken, offset: int, frames: int) -> Item:
    """Syllable labels of an utterance; a letter of several syllables shares its time among them."""
    reads = [read for clause in clauses(text) for read in clause]
    syllables: list[str] = []
    owners: list[int] = []
    spans: list[tuple[int, int]] = []
    for owner, (read, (_, start, end)) in enumerate(zip(reads, spoken.syllables, strict=True)):
        edges = (np.linspace(start, end, len(read.syllables) + 1) + EDGE_S) * FRAMES_PER_S
        for syllable, first, last in zip(read.syllables, edges[:-1], edges[1:], strict=True):
            syllables.append(syllable)
            owners.append(owner)
            spans.append((min(round(first), frames - 1), min(round(last), frames)))
    chars = "".join(read.char.upper() for read in reads)
    return Item(kind, chars, voice.name, offset, frames, tuple(syllables), tuple(owners), tuple(spans))


def write_shard(path: Path, sentences: Sentences, voices: list[Voice], hours: float, seed: int) -> float:
    """Speak utterances until `hours` of audio are stored under `path` (without suffix). Returns the seconds
    taken."""
    rng = np.random.default_rng(seed)
    began = time.monotonic()
    rooms = make_rooms(voices, rng)
    blocks: list[npt.NDArray[np.uint8]] = []
    items: list[Item] = []
    offset = 0
    while offset < hours * 3600 * FRAMES_PER_S:
        kind, text = sentences.draw(rng)
        voice = random_voice(voices, rng, (0.74, 1.2))
        mel, spoken = record(text, voice, rng, rooms)
        blocks.append(quantised(mel))
        items.append(item(kind, text, voice, spoken, offset, len(mel)))
        offset += len(mel)
    partial = path.with_name(path.name + ".partial.npy")
    np.save(partial, np.concatenate(blocks))
    path.with_suffix(".json").write_text(json.dumps([asdict(i) for i in items], ensure_ascii=False), "utf-8")
    partial.rename(path.with_suffix(".npy"))
    return time.monotonic() - began
