"""In which way of hearing a channel the model is surest: a search over stretch and pace."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autoqa.asr.clips import Clip
from autoqa.asr.voice_norm import AS_IT_IS, VoiceNorm

SAMPLE_S = 15.0
"""Seconds of a channel, in its longest clips, that the choice is made on. With the first 6 s of them the
search takes two fifths of the time, but on the benchmark's fit half 99 of 5,502 verdicts fewer are given."""

_LEAST_S = 0.6
"""Seconds of speech under which a channel is heard as it is."""

_STRETCHES, _FINE = (0.86, 0.93, 1.0, 1.07, 1.14), 0.035
_PACES, _USUAL = (1.0, 1.2, 1.3), 1.1
"""What is tried: vocal tracts differ by a fifth either way at most (Lee and Rose 1998). Played faster than it
was said, speech was understood better in most channels; the model learnt more from fast speech than calls
have."""

Clearness = Callable[[VoiceNorm], float]
"""How sure the model's frame head is of the sample, heard so (0 to 1)."""


def sample_of(clips: Sequence[Clip]) -> list[Clip]:
    """The longest clips of one channel that last SAMPLE_S together."""
    sample: list[Clip] = []
    for clip in sorted(clips, key=lambda clip: (-clip.length, clip.start)):
        if sum(one.length for one in sample) >= SAMPLE_S:
            break
        sample.append(clip)
    return sample if sum(one.length for one in sample) >= _LEAST_S else []


def choose(clearness: Clearness) -> VoiceNorm:
    """First the stretch, at the pace that is best most often, then the pace, then the stretch more finely; as
    it is where nothing is heard in any."""
    best = _best([VoiceNorm(stretch, _USUAL) for stretch in _STRETCHES], clearness, None)
    if best[1] <= 0:
        return AS_IT_IS
    best = _best([VoiceNorm(best[0].stretch, pace) for pace in _PACES], clearness, best)
    norm = best[0]
    near = [VoiceNorm(round(norm.stretch + step, 3), norm.pace) for step in (-_FINE, _FINE)]
    return _best(near, clearness, best)[0]


def _best(
    norms: Sequence[VoiceNorm], clearness: Clearness, before: tuple[VoiceNorm, float] | None
) -> tuple[VoiceNorm, float]:
    tried = [(norm, clearness(norm)) for norm in norms]
    return max([before, *tried] if before else tried, key=lambda one: one[1])
