"""sherpa-onnx models: SenseVoice, Paraformer and whatever else its offline recogniser offers, in a child
process."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autoqa.asr.base import SAMPLE_RATE, Progress, Recognised
from autoqa.asr.clips import Clip, clips_of
from autoqa.asr.engine import Engine
from autoqa.asr.fit import ClipSigns, FitScale, judge, voiced_seconds
from autoqa.asr.hygiene import clean
from autoqa.asr.models import ModelDir, open_dir
from autoqa.asr.replies import Question, ReplyScores
from autoqa.asr.reply_chances import PLAIN
from autoqa.asr.second_look import cut_out, look_of
from autoqa.asr.sherpa_family import SherpaModel, detect
from autoqa.asr.sherpa_process import SherpaProcess
from autoqa.asr.sherpa_words import words_of
from autoqa.asr.simplify import simplified
from autoqa.asr.wire import Samples
from autoqa.asr.words import spoken
from autoqa.config import Settings
from autoqa.types import Asr, CallAudio, ReplyLook, Segment

if TYPE_CHECKING:
    from autoqa.audio import Recording

_BATCH_S = 60.0  # seconds of sound decoded together
_DECODED = (
    0.9  # taken for a text whose model tells no confidence: with the plain scale that decides nothing alone
)
_SHORTEST_S = 0.5  # models that subsample in time fail on less; shorter clips get silence after them


class SherpaRecognizer:
    """One model directory, one child process; the child is started again when it died on the recording
    before."""

    def __init__(self, model: ModelDir, settings: Settings) -> None:
        self._settings = settings
        self._load(model)

    def recognise(
        self, recording: Recording, audio: CallAudio, progress: Progress | None = None
    ) -> Recognised:
        """Recognise every speech span by itself; see :class:`autoqa.asr.base.Recognizer`."""
        clips = clips_of(audio)
        total = sum(clip.length for clip in clips)
        segments: list[Segment] = []
        signs: list[ClipSigns] = []
        done = 0.0
        for batch in _batches(clips):
            sounds = [_padded(recording.channel(c.channel, c.start, c.end, rate=SAMPLE_RATE)) for c in batch]
            for clip, result in zip(batch, self._decode(sounds), strict=True):
                segment = _segment(clip, result)
                if segment is not None:
                    segments.append(segment)
                letters = len(spoken(segment.text)) if segment else 0
                signs.append(ClipSigns(clip, letters, voiced_seconds(clip, audio)))
            done += sum(clip.length for clip in batch)
            if progress:
                progress(done / total)
        fit = judge(signs, FitScale())
        asr = Asr(
            engine=Engine.SHERPA.value,
            model=self._dir.name,
            model_sha256=self._dir.sha256,
            fit=fit.ok,
            unfit_channels=fit.unfit,
            fit_note=fit.note,
        )
        kept, dropped = clean(segments, audio)
        return Recognised(kept, dropped, asr)

    def look_again(
        self, recording: Recording, audio: CallAudio, windows: Sequence[Clip], question: Question
    ) -> tuple[ReplyLook, ...]:
        """A second look by a decode of its own only: these models cannot score a given text. See
        :class:`autoqa.asr.second_look.LooksAgain`."""
        looks = []
        for window in windows:
            samples, sound = cut_out(recording, window)
            result = self._decode([_padded(samples)])[0]
            segment = _segment(window, result)
            text = spoken(segment.text) if segment else ""
            sure = (segment.confidence if segment else None) or _DECODED
            scores = ReplyScores(texts=((text, math.log(sure)),))
            looks.append(look_of(window, scores, sound, PLAIN, question))
        return tuple(looks)

    def close(self) -> None:
        """End the child process."""
        self._process.close()

    def _load(self, model: ModelDir) -> None:
        with model.unchanged():
            found = detect(model.path)
            arguments = {**found.arguments, "num_threads": self._settings.threads or os.cpu_count() or 1}
            if self._settings.device == "cuda":
                arguments["provider"] = "cuda"
            self._process = SherpaProcess(model.name, SherpaModel(found.family, arguments))
        self._dir = model

    def _decode(self, sounds: Sequence[Samples]) -> list[dict[str, Any]]:
        if not self._process.alive:
            self._load(open_dir(self._dir.path, self._dir.name))  # whatever lies there by now
        return self._process.decode(sounds)


def _batches(clips: Sequence[Clip]) -> list[list[Clip]]:
    batches: list[list[Clip]] = []
    length = math.inf
    for clip in clips:
        if length + clip.length > _BATCH_S:
            batches.append([])
            length = 0.0
        batches[-1].append(clip)
        length += clip.length
    return batches


def _padded(samples: Samples) -> Samples:
    missing = int(_SHORTEST_S * SAMPLE_RATE) - len(samples)
    return np.pad(samples, (0, missing)) if missing > 0 else samples


def _segment(clip: Clip, result: Mapping[str, Any]) -> Segment | None:
    words = words_of(clip, result["tokens"], result["timestamps"], result["log_probs"])
    text = simplified("".join(word.text for word in words) or result["text"].replace(" ", ""))
    if not text:
        return None
    scores = [word.confidence for word in words if word.confidence is not None]
    return Segment(
        start=words[0].start if words else clip.start,
        end=words[-1].end if words else clip.end,
        text=text,
        channel=clip.channel,
        confidence=round(sum(scores) / len(scores), 4) if scores else None,
        words=words,
    )
