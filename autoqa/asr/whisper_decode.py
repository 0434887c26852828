"""Clips in, tokens with probabilities and times out: a thin layer over CTranslate2 through faster-whisper.

faster-whisper's own pipelines are not used for three reasons seen in version 1.2.1: the batched one has no
fallback and moves word times between unrelated clips, the sequential one decodes one clip at a time, and
both fall back by sampling, whose random state lives on between calls, so that the same recording gives
another text the second time.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoqa.asr.clips import Clip
from autoqa.asr.second_ear import FrameSigns, SecondEar
from autoqa.asr.voice_norm import AS_IT_IS, VoiceNorm
from autoqa.asr.windows import MARGIN_S, WINDOW_S
from autoqa.asr.word_chances import WordScale
from autoqa.asr.words import Piece

Samples = npt.NDArray[np.float32]

LANGUAGE = "zh"
CHARS_PER_SECOND = 12
"""More than twice the fastest Mandarin (about 5.5 characters a second in calls): the bound that ends
loops."""

_SPARE_TOKENS = 8
_COMPACT_VOCABULARY = 10_000  # character vocabularies are smaller, byte-level BPE ones larger
LOOP_COMPRESSION = 2.4
"""Whisper's own threshold of text that repeats itself; see :func:`compression`."""
_WINDOW_FRAMES = 3000
_SLACK, _STEP = 100, 100  # the same for models with a frame head, in frames, and the grain of shorter windows
_HOP = 160
_SUBSAMPLING = 2  # mel frames to one of the encoder
# Beam search first; when the text loops, again with repeats forbidden. Not from the start: a ban on repeats
# damages digit strings (零零零…).
_ATTEMPTS: tuple[dict[str, Any], ...] = (
    {},
    {"no_repeat_ngram_size": 4},
    {"no_repeat_ngram_size": 3, "beam_size": 1},
)


@dataclass(frozen=True)
class Token:
    """One text token; times in seconds from the start of its clip. ``probability`` given the sound and all
    before."""

    start: float
    end: float
    probability: float


@dataclass(frozen=True)
class Decoded:
    """What one clip was decoded to.

    Attributes:
        pieces: characters and Latin words as aligned.
        logprob: mean natural log-probability per token, the end token included.
        no_speech: the model's own probability that nobody speaks.
        attempts: how many decodes it took (more than 1: the first ones looped).
        frames: what the model's frame head says to the text; None for models without one.
        full: the text fills all the room that was given, so it may go on.
    """

    clip: Clip
    pieces: tuple[Piece, ...]
    logprob: float
    no_speech: float
    attempts: int
    frames: FrameSigns | None = None
    full: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def compression(text: str) -> float:
    """Bytes of ``text`` over bytes of it compressed: above about 2.4 it repeats itself."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


class Decoder:
    """Decodes batches of clips with one loaded faster-whisper model."""

    def __init__(
        self, model: Any, *, beam: int, ear: SecondEar | None = None, window: float = WINDOW_S
    ) -> None:
        """``window``: seconds of sound that the encoder is given at least; see :meth:`_window`."""
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self._model = model
        self._beam = beam
        self._ear = ear
        self._shortest = round(100 * window)
        self._tokenizer = Tokenizer(model.hf_tokenizer, True, task="transcribe", language=LANGUAGE)
        self._prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))
        compact = model.hf_tokenizer.get_vocab_size() < _COMPACT_VOCABULARY
        self._tokens_per_second = CHARS_PER_SECOND * (1 if compact else 2)

    def decode(
        self, clips: Sequence[Clip], sounds: Sequence[Samples], norms: Sequence[VoiceNorm] = ()
    ) -> list[Decoded]:
        """Decode one batch; ``sounds`` are the clips at 16 kHz, in the same order, each heard as its norm
        says (by default as it is)."""
        results: dict[int, Decoded] = {}
        todo = list(range(len(clips)))
        norms = norms or [AS_IT_IS] * len(clips)
        features, frames = self._features(sounds, norms)
        for attempt, changes in enumerate(_ATTEMPTS, 1):
            tried = self._attempt(
                [clips[i] for i in todo],
                features[todo],
                [frames[i] for i in todo],
                [norms[i].pace for i in todo],
                attempt,
                changes,
            )
            for i, decoded in zip(todo, tried, strict=True):
                if i not in results or compression(decoded.text) < compression(results[i].text):
                    results[i] = decoded
            todo = [i for i in todo if compression(results[i].text) > LOOP_COMPRESSION]
            if not todo:
                break
        return [results[i] for i in range(len(clips))]

    @property
    def judges(self) -> bool:
        """Whether a frame head tells how clearly speech is heard."""
        return self._ear is not None

    def clearness(self, sounds: Sequence[Samples], norm: VoiceNorm) -> float:
        """How sure the frame head is of the speech in ``sounds`` (16 kHz), heard as ``norm`` says; 0 to 1."""
        assert self._ear is not None
        seconds = sure = 0.0
        for sound in sounds:
            features, frames = self._features([sound], [norm])
            hidden = self._hidden(self._model.encode(features))
            assert hidden is not None
            heard, sharpness = self._ear.clearness(hidden[0, : max(1, frames[0] // _SUBSAMPLING)])
            seconds += heard
            sure += heard * sharpness
        return sure / seconds if seconds else 0.0

    def _features(self, sounds: Sequence[Samples], norms: Sequence[VoiceNorm]) -> tuple[Samples, list[int]]:
        """Log-mels padded with 0.0 to their window, as faster-whisper itself pads, and their true lengths."""
        mels = [
            norm.applied(self._model.feature_extractor(sound))[:, :_WINDOW_FRAMES]
            for sound, norm in zip(sounds, norms, strict=True)
        ]
        frames = [
            min(_WINDOW_FRAMES, max(1, int(len(sound) / _HOP / norm.pace)))
            for sound, norm in zip(sounds, norms, strict=True)
        ]
        padded = np.zeros((len(mels), mels[0].shape[0], self._window(max(frames))), np.float32)
        for row, mel in zip(padded, mels, strict=True):
            row[:, : mel.shape[1]] = mel[:, : padded.shape[2]]
        return padded, frames

    def _window(self, longest: int) -> int:
        """Frames that the encoder sees. Whisper models know nothing but 30 s, and are given less only on
        request. Models with a frame head come from this project's recipe, which trains on windows of all
        lengths: on a call of short turns that takes a twelfth of the time and gives the same text."""
        least, slack = (self._shortest, round(100 * MARGIN_S)) if self._ear is None else (0, _SLACK)
        return min(_WINDOW_FRAMES, max(least, -(-(longest + slack) // _STEP) * _STEP))

    def _encode(self, features: Samples) -> Any:
        """The encoder's output for windows (B, mels, F). A CPU is given one after the other: of four at once
        the attention outgrows its caches, which made each window up to 1.7 times as dear."""
        if self._model.model.device != "cpu" or len(features) == 1:
            return self._model.encode(features)
        import ctranslate2

        outputs = [np.asarray(self._model.encode(features[i : i + 1])) for i in range(len(features))]
        return ctranslate2.StorageView.from_array(np.concatenate(outputs))

    def _attempt(
        self,
        clips: Sequence[Clip],
        features: Samples,
        frames: list[int],
        paces: Sequence[float],
        attempt: int,
        changes: dict[str, Any],
    ) -> list[Decoded]:
        encoded = self._encode(features)
        longest = max(clip.length for clip in clips)
        budget = math.ceil(longest * self._tokens_per_second) + _SPARE_TOKENS
        # CTranslate2 generates at most half of max_length tokens.
        room = min(self._model.max_length // 2, budget)
        outputs = self._model.model.generate(
            encoded,
            [self._prompt] * len(clips),
            max_length=2 * room,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
            **{"beam_size": self._beam, **changes},
        )
        tokens = [[t for t in out.sequences_ids[0] if t < self._tokenizer.eot] for out in outputs]
        aligned = self._align(encoded, tokens, frames, paces)
        decoded = []
        hidden = self._hidden(encoded)
        for place, (clip, out) in enumerate(zip(clips, outputs, strict=True)):
            pieces = self._pieces(clip, tokens[place], aligned[place])
            signs = self._signs(hidden, place, frames[place], pieces, paces[place])
            length = len(out.sequences_ids[0])
            decoded.append(
                Decoded(
                    clip=clip,
                    pieces=self._heard_twice(pieces, clip, signs) if signs else pieces,
                    logprob=out.scores[0] * length / (length + 1),
                    no_speech=out.no_speech_prob,
                    attempts=attempt,
                    frames=signs,
                    full=length >= room,
                )
            )
        return decoded

    def _hidden(self, encoded: Any) -> Samples | None:
        """The encoder's output (B, F, d) for the second ear."""
        if self._ear is None:
            return None
        import ctranslate2

        on_cpu = encoded.to(ctranslate2.DataType.float32).to_device(ctranslate2.Device.cpu)
        return np.asarray(on_cpu, np.float32)

    def _signs(
        self, hidden: Samples | None, place: int, frames: int, pieces: Sequence[Piece], pace: float
    ) -> FrameSigns | None:
        if self._ear is None or hidden is None:
            return None
        own = hidden[place, : max(1, frames // _SUBSAMPLING)]
        return self._ear.hear(own, "".join(piece.text for piece in pieces)).slowed(pace)

    def _heard_twice(self, pieces: tuple[Piece, ...], clip: Clip, signs: FrameSigns) -> tuple[Piece, ...]:
        """Pieces with the times of the frame head, and as sure as both ears together."""
        assert self._ear is not None
        return _reweighed(_retimed(pieces, clip, signs), signs, self._ear.words)

    def _align(
        self, encoded: Any, tokens: list[list[int]], frames: list[int], paces: Sequence[float]
    ) -> list[list[Token]]:
        """Times and probabilities of the tokens, from the cross-attention of the alignment heads."""
        if not any(tokens):
            return [[] for _ in tokens]
        results = self._model.model.align(encoded, self._tokenizer.sot_sequence, tokens, frames)
        return [
            _timed(result, self._model.tokens_per_second / pace) if ids else []
            for ids, result, pace in zip(tokens, results, paces, strict=True)
        ]

    def _pieces(self, clip: Clip, ids: list[int], timed: list[Token]) -> tuple[Piece, ...]:
        """Tokens joined to whole characters, in seconds of the recording."""
        if not ids:
            return ()
        pieces, place = [], 0
        words, groups = self._tokenizer.split_to_word_tokens(ids)
        for text, group in zip(words, groups, strict=True):
            part = timed[place : place + len(group)]
            place += len(group)
            start, end = clip.start + part[0].start, min(clip.start + part[-1].end, clip.end)
            pieces.append(Piece(text, start, end, float(np.mean([token.probability for token in part]))))
        return tuple(pieces)


def _retimed(pieces: tuple[Piece, ...], clip: Clip, signs: FrameSigns) -> tuple[Piece, ...]:
    """Pieces at the times of the frame head, which are far better than those of cross-attention."""
    if len(signs.times) != sum(len(piece.text) for piece in pieces):
        return pieces
    times = iter(signs.times)
    retimed: list[Piece] = []
    last = clip.start
    for piece in pieces:
        known = [span for _, span in zip(piece.text, times, strict=False) if span is not None]
        start = clip.start + known[0][0] if known else last
        end = clip.start + known[-1][1] if known else max(last, piece.end)
        if retimed and start < retimed[-1].end:
            retimed[-1] = retimed[-1]._replace(end=start)
        retimed.append(piece._replace(start=start, end=min(end, clip.end)))
        last = retimed[-1].end
    return tuple(retimed)


def _reweighed(pieces: tuple[Piece, ...], signs: FrameSigns, scale: WordScale | None) -> tuple[Piece, ...]:
    """Pieces with the chance that they sound as they are written, where the frame head heard their syllables;
    the least of a piece of several."""
    if scale is None or len(signs.sounds) != sum(len(piece.text) for piece in pieces):
        return pieces
    sounds = iter(signs.sounds)
    weighed: list[Piece] = []
    for piece in pieces:
        heard = [sound for _, sound in zip(piece.text, sounds, strict=False) if sound is not None]
        chances = [scale.chance(piece.probability, *sound) for sound in heard]
        weighed.append(piece._replace(probability=min(chances, default=piece.probability)))
    return tuple(weighed)


def _timed(result: Any, tokens_per_second: float) -> list[Token]:
    """Tokens of one alignment: each begins at the first frame that is aligned to it and ends where the next
    begins."""
    pairs = np.array(result.alignments)
    times = pairs[np.flatnonzero(np.diff(pairs[:, 0], prepend=-1)), 1] / tokens_per_second
    return [
        Token(float(start), float(end), float(probability))
        for start, end, probability in zip(times[:-1], times[1:], result.text_token_probs, strict=True)
    ]
