"""Whole calls of two minutes through the product's recogniser: error rate, and text that runs in loops."""

from __future__ import annotations

import re
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autoqa.asr.models import EMBEDDED, open_dir
from autoqa.asr.whisper import WhisperRecognizer
from autoqa.audio import analyse, open_recording
from autoqa.config import Settings
from models.recipe.evaluation import edit_distance
from models.recipe.speech_data import random_voice
from models.recipe.text.sentences import Sentences
from synth import telephone
from synth.pinyin import clauses
from synth.voice import TRAIN_VOICES, speak

SECONDS = 120.0
_LOOP = re.compile(r"(.{2,12}?)\1{3,}")
_LOOP_REASON = "循环重复"


@dataclass(frozen=True)
class WholeCall:
    """Two channels at 8 kHz and what is said on each, without punctuation."""

    channels: tuple[telephone.Samples, telephone.Samples]
    texts: tuple[str, str]


def whole_call(seed: int, *, snr_db: float = 20.0) -> WholeCall:
    """Two voices that take turns for SECONDS, 0.2-1.2 s apart, the second one mostly in short replies."""
    rng = np.random.default_rng(seed)
    voices = [random_voice(list(TRAIN_VOICES.values()), rng) for _ in range(2)]
    talk = Sentences({"grammar": 0.85, "digits": 0.15})
    answer = Sentences({"reply": 0.7, "grammar": 0.3})
    rate = telephone.LINE_RATE
    lines = [np.zeros(int(SECONDS * rate), np.float32) for _ in voices]
    texts = ["", ""]
    at, side = int(0.5 * rate), 0
    while True:
        text = (talk, answer)[side].draw(rng)[1]
        spoken = speak(text, voices[side])
        line = telephone.level(telephone.line_band(spoken.samples, spoken.sample_rate), -20.0)
        if at + len(line) > len(lines[0]) - rate // 2:
            break
        lines[side][at : at + len(line)] += line
        texts[side] += "".join(read.char.upper() for clause in clauses(text) for read in clause)
        at += len(line) + int(float(rng.uniform(0.2, 1.2)) * rate)
        side = 1 - side
    noisy = [telephone.a_law(_over_noise(line, snr_db, rng)) for line in lines]
    return WholeCall((noisy[0], noisy[1]), (texts[0], texts[1]))


def _over_noise(line: telephone.Samples, snr_db: float, rng: np.random.Generator) -> telephone.Samples:
    """Noise below the level of the speech, not below that of the call, most of which is silence."""
    loud = np.float32(10 ** ((-20.0 - snr_db) / 20))
    noise = telephone.noise(len(line), rng)
    return np.asarray(line + noise * (loud / telephone.rms(noise)), np.float32)


def _written(call: WholeCall, path: Path) -> None:
    both = np.stack(call.channels, 1)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(telephone.LINE_RATE)
        out.writeframes((np.clip(both, -1, 1) * 32767).astype("<i2").tobytes())


def evaluate_calls(folder: Path, count: int = 12, *, seed: int = 4100) -> dict[str, float]:
    """Character error rate of `count` calls, channels with looping text, and loops that the product cut."""
    recogniser = WhisperRecognizer(open_dir(folder, EMBEDDED), Settings(threads=1))
    errors = letters = looped = cut = 0
    with tempfile.TemporaryDirectory() as work:
        for number in range(count):
            call = whole_call(seed + number)
            path = Path(work) / "call.wav"
            _written(call, path)
            recording = open_recording(path)
            heard = recogniser.recognise(recording, analyse(recording))
            for channel, text in enumerate(call.texts):
                found = "".join(s.text for s in heard.segments if s.channel == channel)
                errors += edit_distance(text, found)
                letters += len(text)
                looped += any(match[0] not in text for match in _LOOP.finditer(found))
            cut += sum(drop.reason.startswith(_LOOP_REASON) for drop in heard.dropped)
    return {
        "calls": count,
        "cer": round(errors / max(1, letters), 4),
        "channels_with_loops": looped,
        "loops_cut": cut,
    }
