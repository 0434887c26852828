"""How well short texts fit the sound of a reply, by three unlike measures of one encoder pass.

They are the beam search's own texts (nothing is prompted), the probability that the decoder gives to a
candidate text (``align``, and the end of the text after it), and the frame head's best path through the
candidate's syllables.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from autoqa.asr.replies import Families, ReplyScores
from autoqa.asr.simplify import simplified
from autoqa.asr.voice_norm import AS_IT_IS, VoiceNorm
from autoqa.asr.whisper_decode import Decoder, Samples
from autoqa.asr.words import spoken

BEAM = 8
"""Texts that the decode keeps: enough for the runners-up of a reply of one or two syllables."""

_LONGEST = 40  # max_length of about a dozen characters; a longer text is no short reply
_AT_ONCE = 8  # candidates scored together: of a large model one encoder output is 8 MB
_SHORTEST = 8  # max_length that leaves room for one token after the longest candidate
_NEAREST = 2
_FIRST = 5  # of each family, where nothing cheaper says which are near
_FLOOR = 1e-9


class ReplyDecoder(Decoder):
    """A decoder that compares texts instead of writing one."""

    def score(self, samples: Samples, families: Families, norm: VoiceNorm = AS_IT_IS) -> ReplyScores:
        """Scores of ``samples`` (16 kHz, up to a few seconds), heard as ``norm`` says. With a frame head only
        the candidates of each family that it finds nearest are scored by the decoder too, which takes ten
        times as long."""
        features, frames = self._features([samples], [norm])
        encoded = self._model.encode(features)
        texts, silence = self._likeliest(encoded)
        hidden = self._hidden(encoded)
        every = [text for texts in families.values() for text in texts]
        if self._ear is None or hidden is None:
            first = [text for own in families.values() for text in own[:_FIRST]]
            return ReplyScores(texts, silence, self._forced(encoded, first, frames[0]))
        fits, nothing = self._ear.compare(hidden[0, : max(1, frames[0] // 2)], every)
        near = [text for own in families.values() for text in _nearest(own, fits)]
        return ReplyScores(texts, silence, self._forced(encoded, near, frames[0]), fits, nothing)

    def _likeliest(self, encoded: Any) -> tuple[tuple[tuple[str, float], ...], float]:
        out = self._model.model.generate(
            encoded,
            [self._prompt],
            beam_size=BEAM,
            num_hypotheses=BEAM,
            max_length=_LONGEST,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )[0]
        texts = tuple(
            # CTranslate2 divides by the number of tokens, the end token not counted.
            (spoken(simplified(self._tokenizer.decode(ids))), max(score, -50.0) * max(1, len(ids)))
            for ids, score in zip(out.sequences_ids, out.scores, strict=True)
        )
        return texts, math.log(max(_FLOOR, out.no_speech_prob))

    def _forced(self, encoded: Any, candidates: Sequence[str], frames: int) -> dict[str, float]:
        import ctranslate2

        hidden = np.asarray(
            encoded.to(ctranslate2.DataType.float32).to_device(ctranslate2.Device.cpu), np.float32
        )
        scores: dict[str, float] = {}
        for texts, ids in self._chunks(candidates):
            repeated = ctranslate2.StorageView.from_array(np.repeat(hidden, len(texts), axis=0))
            aligned = self._model.model.align(
                repeated, self._tokenizer.sot_sequence, ids, [frames] * len(texts)
            )
            ends = self._ends(repeated, ids)
            for text, one, end in zip(texts, aligned, ends, strict=True):
                said = np.log(np.maximum(one.text_token_probs, _FLOOR)).sum()
                scores[text] = float(said) + end
        return scores

    def _chunks(self, candidates: Sequence[str]) -> Iterator[tuple[list[str], list[list[int]]]]:
        """Candidates of the same number of tokens (prompts of one batch must be equally long) in batches."""
        tokens = sorted(
            ((self._tokenizer.encode(text), text) for text in candidates), key=lambda t: len(t[0])
        )
        for _, group in groupby(tokens, key=lambda one: len(one[0])):
            alike = list(group)
            for first in range(0, len(alike), _AT_ONCE):
                part = alike[first : first + _AT_ONCE]
                yield [text for _, text in part], [ids for ids, _ in part]

    def _ends(self, encoded: Any, ids: list[list[int]]) -> list[float]:
        """Log-probability that the text ends after each of the candidates."""
        outputs = self._model.model.generate(
            encoded,
            [self._prompt + one for one in ids],
            beam_size=1,
            max_length=2 * len(self._prompt + ids[0]) + _SHORTEST,
            suppress_tokens=[],
            suppress_blank=False,
            return_logits_vocab=True,
        )
        ends = []
        for out in outputs:
            logits = np.asarray(out.logits[0], np.float64).reshape(-1)
            shifted = logits - logits.max()
            ends.append(float(shifted[self._tokenizer.eot] - np.log(np.exp(shifted).sum())))
        return ends


def _nearest(texts: Sequence[str], fits: Mapping[str, float]) -> list[str]:
    return sorted((text for text in texts if text in fits), key=lambda text: -fits[text])[:_NEAREST]
