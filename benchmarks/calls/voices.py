"""Who speaks: espeak-ng variants that the embedded model was not trained on, other ones in each half.

All of them are outside `TRAIN_VOICES`. Left out are whispers and robots that a person has to strain to
follow (whisper*, *robo*, kaukovalta, Demonic, UniRobot and the like): on these the embedded model fails
altogether, so that they would tell about the voice and not about what is measured.
"""

from __future__ import annotations

import numpy as np

from benchmarks.calls.wording import Split
from synth.voice import HELD_OUT_VOICES, Voice

_VARIANTS: dict[Split, tuple[str, ...]] = {
    "fit": ("Denis", "david", "Storm", "grandpa", "klatt", "klatt2", "klatt3", "m7", "marcelo", "robert",
            "travis", "zac"),
    "test": ("Mario", "announcer", "croak", "edward2", "iven4", "Tweaky", "m8", "michel", "sandro", "shelby",
             "steph", "steph2", "steph3", "victor"),
}  # fmt: skip
_PITCHES = (50, 38, 62, 44, 56, 32, 68)


def _voice(variant: str, place: int) -> Voice:
    return HELD_OUT_VOICES.get(variant) or Voice(variant, variant, pitch=_PITCHES[place % len(_PITCHES)])


CALL_VOICES: dict[Split, dict[str, Voice]] = {
    split: {variant: _voice(variant, place) for place, variant in enumerate(variants)}
    for split, variants in _VARIANTS.items()
}
EVERY_VOICE: dict[str, Voice] = {
    name: voice for voices in CALL_VOICES.values() for name, voice in voices.items()
}


def pair(split: Split, rng: np.random.Generator) -> tuple[str, str]:
    """Agent and customer, two different ones."""
    agent, customer = rng.choice(list(CALL_VOICES[split]), 2, replace=False)
    return str(agent), str(customer)
