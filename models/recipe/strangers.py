"""Stand-ins for speech that the model was not made for: other languages, other throats, noise with speech's
rhythm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from models.recipe.clips import Clip
from models.recipe.speech_data import RATE, random_voice
from models.recipe.text.sentences import Sentences
from synth import codecs, telephone
from synth.espeak import speak_raw
from synth.voice import TRAIN_VOICES, Voice, speak

Rng = np.random.Generator
# Each language in its own writing; whole sentences, so that rhythm and melody are the language's own.
_FOREIGN = {
    "en-us": "Good afternoon, thank you for calling, I would like to ask about the invoice from last month",
    "de": "Guten Tag, ich rufe wegen der Rechnung vom letzten Monat an und möchte etwas fragen",
    "ru": "Здравствуйте, я хотел бы узнать, когда приедет мастер и сколько это будет стоить",
    "es": "Buenas tardes, quisiera saber cuánto cuesta el servicio y cuándo empieza el contrato",
    "vi": "Xin chào, tôi muốn hỏi về hóa đơn tháng trước và thời gian giao hàng",
    "tr": "İyi günler, geçen ayın faturası hakkında bilgi almak istiyorum, lütfen yardım edin",
}


def _line(samples: telephone.Samples, rate: int, rng: Rng, snr_db: float = 20.0) -> telephone.Samples:
    line = telephone.level(telephone.line_band(samples, rate), -20.0)
    line = telephone.add_noise(np.pad(line, 1600), snr_db, rng)
    return telephone.resample(telephone.a_law(line), telephone.LINE_RATE, RATE)


def vocoded(samples: telephone.Samples, rate: int, rng: Rng, bands: int = 6) -> telephone.Samples:
    """Noise that carries only the envelopes of a few bands of the speech, as a cochlear implant does."""
    out = np.zeros(len(samples), np.float32)
    edges = np.geomspace(200, 3600, bands + 1)
    smooth = np.hanning(rate // 30)
    smooth /= smooth.sum()
    for low, high in pairwise(edges):
        band = telephone.resample(samples, rate, rate, low=float(low), high=float(high))
        carrier = telephone.resample(
            telephone.noise(len(band), rng, colour=0.0), rate, rate, low=float(low), high=float(high)
        )
        size = min(len(band), len(carrier), len(out))
        out[:size] += np.convolve(np.abs(band[:size]), smooth, "same").astype(np.float32) * carrier[:size]
    return telephone.level(out, -20.0)


def _own(count: int, rng: Rng) -> Iterator[tuple[telephone.Samples, int, Voice]]:
    sentences = Sentences({"grammar": 1.0})
    for _ in range(count):
        voice = random_voice(list(TRAIN_VOICES.values()), rng)
        spoken = speak(sentences.draw(rng)[1], voice)
        yield spoken.samples, spoken.sample_rate, voice


def stranger_clips(count: int, seed: int = 77) -> dict[str, list[Clip]]:
    """Clips of every kind of unknown sound; none has a text."""
    rng = np.random.default_rng(seed)
    voices = list(TRAIN_VOICES.values())
    sets: dict[str, list[telephone.Samples]] = {"other_languages": [], "large_throat": [], "small_throat": [],
                                                "vocoded": [], "backwards": [], "music": []}  # fmt: skip
    for number in range(count):
        language = list(_FOREIGN)[number % len(_FOREIGN)]
        voice = voices[int(rng.integers(0, len(voices)))]
        raw = speak_raw(
            _FOREIGN[language], voice.variant, speed=voice.speed, pitch=voice.pitch, language=language
        )
        sets["other_languages"].append(_line(raw.samples.astype(np.float32) / 32768, raw.sample_rate, rng))
        music = telephone.hold_music(float(rng.uniform(2, 6)), telephone.LINE_RATE, rng, dbfs=-20.0)
        sets["music"].append(_line(music, telephone.LINE_RATE, rng))
    changes: dict[str, Callable[[telephone.Samples, int], telephone.Samples]] = {
        # Played slower or faster, pitch and formants move together as with another size of throat.
        "large_throat": lambda s, r: _line(s, round(r * 0.72), rng),
        "small_throat": lambda s, r: _line(s, round(r * 1.4), rng),
        "vocoded": lambda s, r: _line(vocoded(s, r, rng), r, rng),
        "backwards": lambda s, r: _line(s[::-1], r, rng),
    }
    for name, change in changes.items():
        sets[name] = [change(samples, rate) for samples, rate, _ in _own(count, rng)]
    return {name: [Clip(s, "", (), name) for s in waves] for name, waves in sets.items()}


def recorded_clips(data: bytes, seconds: float = 5.0) -> list[Clip]:
    """A recording of somebody else (any format) as telephone clips of `seconds`."""
    wave = telephone.line_band(codecs.decode(data, RATE), RATE)
    line = telephone.resample(telephone.a_law(telephone.level(wave, -20.0)), telephone.LINE_RATE, RATE)
    size = int(seconds * RATE)
    return [
        Clip(line[i : i + size], "", (), "recording") for i in range(0, max(1, len(line) - size // 2), size)
    ]
