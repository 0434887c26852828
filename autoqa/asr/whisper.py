"""Whisper models in CTranslate2 form, run by faster-whisper from a local directory, never from the
network."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autoqa.asr.base import SAMPLE_RATE, Progress, Recognised
from autoqa.asr.clips import Clip, clips_of
from autoqa.asr.engine import Engine
from autoqa.asr.fit import ClipSigns, judge, read_scale, voiced_seconds
from autoqa.asr.hygiene import clean, dropped_for
from autoqa.asr.models import ModelDir
from autoqa.asr.replies import Families, Question, ReplyScores
from autoqa.asr.reply_chances import read_reply_scale
from autoqa.asr.reply_sound import ReplySound
from autoqa.asr.second_ear import SecondEar
from autoqa.asr.second_look import cut_out, look_of
from autoqa.asr.voice_choice import choose, sample_of
from autoqa.asr.voice_norm import AS_IT_IS, VoiceNorm
from autoqa.asr.windows import WINDOW_S, Window, room_in, windows_of
from autoqa.asr.words import spoken, tidy_words
from autoqa.config import Settings
from autoqa.errors import ModelError, RecognitionError
from autoqa.types import Asr, CallAudio, ReplyLook, Segment

if TYPE_CHECKING:
    from autoqa.asr.whisper_decode import Decoded
    from autoqa.audio import Recording

REQUIRED_FILES = ("config.json", "model.bin", "tokenizer.json")
"""faster-whisper goes to the network when tokenizer.json is missing; so its presence is checked first."""

_DOUBTFUL = math.log(0.5)
# Whisper's own pair of bounds for a window without speech.
_NOBODY, _FAILED = 0.6, -1.0
_SYLLABLE_S, _SCRAPS, _REPLY_S = 0.1, 0.2, 1.0
"""Seconds less than any syllable lasts; the share of a clip, beyond the seconds of a short reply, that speech
fills at least."""
_DRONE, _MOSTLY, _DRONING = 8, 0.7, math.log(0.6)
"""Characters of a text that says mostly one thing or only two, the share of that one, and the doubt with
which noise gives such a text; job numbers with equal digits, even misheard ones, came with 0.78 and more."""
_BATCH = {"cpu": 4, "cuda": 16}  # windows of 30 s, or as much sound in shorter ones


class WhisperRecognizer:
    """One loaded model. Same recording in, same words out: nothing is sampled."""

    def __init__(self, model: ModelDir, settings: Settings) -> None:
        from autoqa.asr.packed import PackedDecoder
        from autoqa.asr.reply_decoder import ReplyDecoder
        from autoqa.asr.whisper_decode import Decoder

        self._dir = model
        with model.unchanged():
            loaded, device = _load(model.path, settings)
            ear = SecondEar.beside(model.path)
            self._scale = read_scale(model.path, ear=ear is not None)
            self._reply_scale = read_reply_scale(model.path, model.sha256)
        self._decoder = Decoder(loaded, beam=settings.beam, ear=ear, window=settings.window)
        # Models with a frame head see windows of any length; there is nothing to fill.
        self._packed = PackedDecoder(self._decoder) if settings.pack and ear is None else None
        self._room = room_in(settings.window)
        self._replies = ReplyDecoder(loaded, beam=settings.beam, ear=ear, window=settings.window)
        self._evened: tuple[CallAudio | None, Mapping[int, VoiceNorm]] = (None, {})
        self._batch = settings.batch or round(_BATCH[device] * WINDOW_S / settings.window)

    def recognise(
        self, recording: Recording, audio: CallAudio, progress: Progress | None = None
    ) -> Recognised:
        """Recognise every speech span by itself; see :class:`autoqa.asr.base.Recognizer`."""
        clips = clips_of(audio)
        decoded = self._decode_all(clips, recording, self._norms(recording, audio), progress)
        fit = judge([_signs(one, audio) for one in decoded], self._scale)
        segments, unheard = [], []
        for one in decoded:
            segment = _segment(one, audio, fit.of_clips.get(one.clip))
            if segment is not None and _unheard(one):
                unheard.append(dropped_for(segment, "识别模型判断无人说话"))
            elif segment is not None:
                segments.append(segment)
        kept, dropped = clean(segments, audio, unheard)
        asr = Asr(
            engine=Engine.WHISPER.value,
            model=self._dir.name,
            model_sha256=self._dir.sha256,
            fit=fit.ok,
            unfit_channels=fit.unfit,
            fit_note=_advice(fit.note) if fit.note and self._dir.embedded else fit.note,
        )
        return Recognised(kept, dropped, asr)

    def look_again(
        self, recording: Recording, audio: CallAudio, windows: Sequence[Clip], question: Question
    ) -> tuple[ReplyLook, ...]:
        """A second look at short replies; see :class:`autoqa.asr.second_look.LooksAgain`."""
        looks = []
        norms = self._norms(recording, audio)
        for window in windows:
            norm = norms.get(window.channel, AS_IT_IS)
            scores, sound = self.score_reply(recording, window, question.families, norm)
            looks.append(look_of(window, scores, sound, self._reply_scale, question))
        return tuple(looks)

    def score_reply(
        self, recording: Recording, window: Clip, families: Families, norm: VoiceNorm = AS_IT_IS
    ) -> tuple[ReplyScores, ReplySound]:
        """What a look goes by, before it is weighed.

        Raises:
            RecognitionError: the model failed on this recording.
        """
        samples, sound = cut_out(recording, window)
        try:
            return self._replies.score(samples, families, norm), sound
        except (RuntimeError, ValueError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> RecognitionError:
        return RecognitionError(
            self._dir.name,
            f"failed on this recording ({error})",
            "Check the model with: autoqa models check",
        )

    def _norms(self, recording: Recording, audio: CallAudio) -> Mapping[int, VoiceNorm]:
        """How each channel is heard. Only models with a frame head tell which way they hear best. The last
        recording's are kept for the second look."""
        if not self._decoder.judges:
            return {}
        if self._evened[0] is not audio:
            channels = groupby(
                sorted(clips_of(audio), key=lambda clip: clip.channel), key=lambda c: c.channel
            )
            self._evened = (
                audio,
                {channel: self.norm_of(list(clips), recording) for channel, clips in channels},
            )
        return self._evened[1]

    def norm_of(self, clips: Sequence[Clip], recording: Recording) -> VoiceNorm:
        """How the speech in ``clips`` of one channel is heard best.

        Raises:
            RecognitionError: the model failed on this recording.
        """
        sample = sample_of(clips)
        if not sample or not self._decoder.judges:
            return AS_IT_IS
        sounds = [recording.channel(c.channel, c.start, c.end, rate=SAMPLE_RATE) for c in sample]
        try:
            return choose(partial(self._decoder.clearness, sounds))
        except (RuntimeError, ValueError) as error:
            raise self._failed(error) from error

    def _decode_all(
        self,
        clips: tuple[Clip, ...],
        recording: Recording,
        norms: Mapping[int, VoiceNorm],
        progress: Progress | None,
    ) -> list[Decoded]:
        """Batches of similar length (the bound on the text of a batch is that of its longest clip)."""
        windows = (
            [Window((clip,), (0.0,)) for clip in clips]
            if self._packed is None
            else windows_of(clips, self._room)
        )
        by_length = sorted(windows, key=lambda window: (window.length, window.clips))
        total = sum(clip.length for clip in clips)
        decoded: list[Decoded] = []
        done = 0.0
        for first in range(0, len(by_length), self._batch):
            batch = by_length[first : first + self._batch]
            try:
                decoded += self._decode(batch, recording, norms)
            except (RuntimeError, ValueError) as error:
                raise self._failed(error) from error
            done += sum(clip.length for window in batch for clip in window.clips)
            if progress:
                progress(done / total)
        return sorted(decoded, key=lambda one: one.clip)

    def _decode(
        self, windows: Sequence[Window], recording: Recording, norms: Mapping[int, VoiceNorm]
    ) -> list[Decoded]:
        sounds = [
            [recording.channel(c.channel, c.start, c.end, rate=SAMPLE_RATE) for c in window.clips]
            for window in windows
        ]
        if self._packed is not None:
            return self._packed.decode(windows, sounds)
        return self._decoder.decode(
            [window.clips[0] for window in windows],
            [parts[0] for parts in sounds],
            [norms.get(window.clips[0].channel, AS_IT_IS) for window in windows],
        )


def _signs(decoded: Decoded, audio: CallAudio) -> ClipSigns:
    return ClipSigns(
        clip=decoded.clip,
        letters=len(spoken(decoded.text)),
        voiced=voiced_seconds(decoded.clip, audio),
        logprob=decoded.logprob,
        frames=decoded.frames,
    )


def _segment(decoded: Decoded, audio: CallAudio, fit: float | None) -> Segment | None:
    words = tidy_words(decoded.pieces, audio.channels[decoded.clip.channel].speech)
    if not words:
        return None
    return Segment(
        start=words[0].start,
        end=max(word.end for word in words),
        text="".join(word.text for word in words),
        channel=decoded.clip.channel,
        confidence=round(math.exp(min(0.0, decoded.logprob)), 4),
        words=words,
        fit=fit,
    )


def _advice(note: str) -> str:
    """What to do when the embedded model does not know a voice: it knows synthetic ones only."""
    return f"{note}。自带模型只认识合成语音，请安装正式模型：autoqa models pull whisper-large-v3-turbo"


def _unheard(decoded: Decoded) -> bool:
    """Text on noise, a tone or a cough: the decoder doubts it, and the frame head (or, in models without
    one, the token for no speech) says that hardly anybody speaks. On loud noise both ears of the embedded
    model hear one syllable over and over."""
    if decoded.frames is None:
        return decoded.no_speech > _NOBODY and decoded.logprob < _FAILED
    hardly = decoded.frames.heard < max(_SYLLABLE_S, _SCRAPS * (decoded.clip.length - _REPLY_S))
    if hardly and decoded.logprob < (_DOUBTFUL if decoded.frames.heard == 0.0 else _FAILED):
        return True
    letters = spoken(decoded.text)
    if decoded.logprob >= _DRONING or len(letters) < _DRONE:
        return False
    (_, most), *_ = Counter(letters).most_common(1)
    return len(set(letters)) <= 2 or most >= _MOSTLY * len(letters)


def _load(path: Path, settings: Settings) -> tuple[Any, str]:
    """The model and the device it is on.

    Raises:
        ModelError: files are missing or damaged, or the device or arithmetic asked for is not there.
    """
    for name in REQUIRED_FILES:
        if not (path / name).is_file():
            raise ModelError(path, f"{name} is missing", "Pull the model again: autoqa models pull NAME")
    import ctranslate2
    from faster_whisper import WhisperModel

    device = settings.device
    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    compute = settings.compute_type
    if compute == "auto":
        compute = "float16" if device == "cuda" else "int8"
    try:
        model = WhisperModel(
            str(path),
            device=device,
            compute_type=compute,
            cpu_threads=settings.threads or os.cpu_count() or 1,
            local_files_only=True,
        )
    except Exception as error:  # CTranslate2, tokenizers and json each raise their own
        raise ModelError(
            path, f"cannot be loaded on {device} as {compute} ({error})", "Check it with: autoqa models check"
        ) from error
    if not model.model.is_multilingual:
        raise ModelError(path, "knows English only", "Choose another: autoqa models list")
    return model, device
