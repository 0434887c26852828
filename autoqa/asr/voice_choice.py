"""In which way of hearing a channel the model is surest: a search over stretch and pace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from autoqa.asr.clips import Clip
from autoqa.asr.voice_norm import AS_IT_IS, VoiceNorm

SAMPLE_S = 6.0
"""Seconds of a channel, in its longest clips, that the choice is made on. On 29 channels of the benchmark's
fit half 16.5 % of the characters were wrong with 4 to 10 s, 16.2 % with 15, which costs more than the rest of
recognition together, and 20.4 % as they are."""

_LEAST_S, _SCRAP_S = 0.6, 1e-3
"""Seconds of speech under which a channel is heard as it is, and of a rest that is none."""

_STRETCHES, _FINE = (0.86, 0.93, 1.0, 1.07, 1.14), 0.035
_PACES, _USUAL = (1.0, 1.2, 1.3), 1.1
"""What is tried: vocal tracts differ by a fifth either way at most (Lee and Rose 1998). Played faster than it
was said, speech was understood better in most channels; the model learnt more from fast speech than calls
have."""

Clearness = Callable[[VoiceNorm], float]
"""How sure the model's frame head is of the sample, heard so (0 to 1)."""


def sample_of(clips: Sequence[Clip]) -> list[Clip]:
    """The longest clips of one channel, the last of them cut so that they last SAMPLE_S together."""
    sample: list[Clip] = []
    missing = SAMPLE_S
    for clip in sorted(clips, key=lambda clip: (-clip.length, clip.start)):
        if missing < _SCRAP_S:
            break
        sample.append(replace(clip, end=min(clip.end, clip.start + missing)))
        missing -= sample[-1].length
    return sample if SAMPLE_S - missing >= _LEAST_S else []


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
