"""Evaluation clips: spoken text over a simulated telephone line, and lines without speech."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.recipe.rooms import Room, behind, talker
from models.recipe.speech_data import RATE, random_voice
from models.recipe.text.grammar import Grammar
from models.recipe.text.numbers import job_number
from models.recipe.text.sentences import Sentences
from synth import codecs, telephone
from synth.pinyin import clauses
from synth.voice import HELD_OUT_VOICES, TRAIN_VOICES, Voice, speak

Rng = np.random.Generator
SCRIPTS, WIDER = "*.txt", "wider/*.txt"  # files of the grammar
SHORT_REPLIES = [
    "好",
    "好的",
    "好吧",
    "不好",
    "可以",
    "可以的",
    "可以吗",
    "不可以",
    "行",
    "行吧",
    "不行",
    "嗯",
    "嗯嗯",
    "啊",
    "哦",
    "不用",
    "不用了",
    "不要",
    "不需要",
    "对",
    "对的",
    "是",
    "是的",
    "不是",
    "没有",
    "有",
    "要",
    "同意",
    "没问题",
    "知道了",
    "开吧",
    "办吧",
    "中",
    "要得",
    "得",
]


@dataclass(frozen=True, slots=True)
class Clip:
    """16 kHz samples and what is said in them ('' for no speech); onsets of the characters in seconds."""

    samples: telephone.Samples
    text: str
    onsets: tuple[float, ...]
    voice: str


def telephone_clip(
    text: str, voice: Voice, rng: Rng, *, snr_db: float | None = 20.0, codec: str = "alaw", room: int = 0
) -> Clip:
    """8 kHz through a codec, with noise `snr_db` below the speech (None: clean) and 0.1-0.3 s of line before
    and after it; `room`: so many others talk at that level instead of the noise."""
    spoken = speak(text, voice)
    line = telephone.level(
        telephone.line_band(spoken.samples, spoken.sample_rate), float(rng.uniform(-26, -14))
    )
    lead = float(rng.uniform(0.1, 0.3))
    line = np.pad(line, (int(lead * 8000), int(float(rng.uniform(0.1, 0.3)) * 8000)))
    if snr_db is not None and room:
        line = behind(line, snr_db, _room(room, rng), rng)
    elif snr_db is not None:
        line = telephone.add_noise(line, snr_db, rng, colour=float(rng.uniform(0.0, 0.8)))
    line = telephone.a_law(line) if codec == "alaw" else _through(line, codec)
    samples = telephone.resample(line, telephone.LINE_RATE, RATE)
    chars = "".join(read.char.upper() for clause in clauses(text) for read in clause)
    return Clip(samples, chars, tuple(lead + start for _, start, _ in spoken.syllables), voice.name)


def _through(line: telephone.Samples, codec: str) -> telephone.Samples:
    return codecs.round_trip(np.clip(line, -1, 1), telephone.LINE_RATE, codec)


def _room(people: int, rng: Rng) -> Room:
    """People whom the model never heard, all talking."""
    voices, grammar = list(HELD_OUT_VOICES.values()), Grammar(files=WIDER)
    return [talker(grammar.utterance(rng), random_voice(voices, rng)) for _ in range(people)]


def _texts(draw: Callable[[Rng], str], count: int, rng: Rng) -> list[str]:
    return [draw(rng) for _ in range(count)]


def speech_sets(count: int, seed: int = 99) -> dict[str, list[tuple[str, list[Voice]]]]:
    """Texts of each set with the voices that may speak them; drawn with a seed that training never uses."""
    rng = np.random.default_rng(seed)
    known, unheard = list(TRAIN_VOICES.values()), list(HELD_OUT_VOICES.values())
    new, wide = (Grammar(files=files) for files in (SCRIPTS, WIDER))
    held, held_wide = (Grammar(held_out=True, files=files) for files in (SCRIPTS, WIDER))
    words = Sentences({"words": 1.0})
    sets = {
        "new_fillings": (_texts(new.utterance, count, rng), known),
        "new_fillings_wider": (_texts(wide.utterance, count, rng), known),
        "held_out_wording": (_texts(held.clause, count, rng), known),
        "held_out_wording_wider": (_texts(held_wide.clause, count, rng), known),
        "held_out_voices": (_texts(new.utterance, count, rng), unheard),
        "random_words": (_texts(lambda r: words.draw(r)[1], count, rng), known),
        "job_numbers": (_texts(lambda r: "工号" + job_number(r), count, rng), known),
        "short_replies": ([SHORT_REPLIES[i % len(SHORT_REPLIES)] for i in range(count)], known),
        "short_replies_held_out_voices": (
            [SHORT_REPLIES[i % len(SHORT_REPLIES)] for i in range(count)],
            unheard,
        ),
    }
    return {name: [(text, voices) for text in texts] for name, (texts, voices) in sets.items()}


def speech_clips(
    name: str, count: int, *, snr_db: float | None = 20.0, seed: int = 99, codec: str = "alaw", room: int = 0
) -> list[Clip]:
    """`count` clips of one of the sets, over the line that `telephone_clip` makes."""
    rng = np.random.default_rng(seed + 1)
    return [
        telephone_clip(text, random_voice(voices, rng), rng, snr_db=snr_db, codec=codec, room=room)
        for text, voices in speech_sets(count, seed)[name]
    ]


LINES: dict[str, dict[str, Any]] = {
    "line_clean": {"snr_db": None},
    "line_gsm": {"codec": "gsm"},
    "line_mp3": {"codec": "mp3"},
    "line_10_db": {"snr_db": 10.0},
    "line_10_db_gsm": {"snr_db": 10.0, "codec": "gsm"},
    "line_10_db_mp3": {"snr_db": 10.0, "codec": "mp3"},
    "line_room": {"snr_db": 14.0, "room": 3},
}
"""Other lines than 8 kHz A-law at 20 dB, for voices that the model never heard."""


def silent_clips(seed: int = 98) -> dict[str, list[Clip]]:
    """Lines without speech, 0.5-20 s each."""
    rng = np.random.default_rng(seed)
    rate = telephone.LINE_RATE
    makers: dict[str, Callable[[float], telephone.Samples]] = {
        "silence": lambda s: telephone.silence(s, rate),
        "noise": lambda s: (
            telephone.noise(int(s * rate), rng, colour=float(rng.uniform(0, 1)))
            * np.float32(rng.uniform(0.01, 1))
        ),
        "ring_back": lambda s: telephone.ring_back(s, rate, dbfs=float(rng.uniform(-30, -10))),
        "hold_music": lambda s: telephone.hold_music(s, rate, rng, dbfs=float(rng.uniform(-30, -12))),
    }
    sets: dict[str, list[Clip]] = {}
    for name, make in makers.items():
        sets[name] = []
        for seconds in (0.5, 1.0, 2.0, 4.0, 7.0, 12.0, 20.0):
            line = telephone.line_band(make(seconds), rate)
            if name != "silence":
                line = telephone.mix(line, telephone.noise(len(line), rng) * np.float32(0.01))
            wave = telephone.resample(telephone.a_law(line), rate, RATE)
            sets[name].append(Clip(wave, "", (), name))
    return sets
