"""The plain way, for comparison: one faster-whisper decode of each channel with its default voice-activity
gate.

No second look, no speech spans of our own, no voices told apart on mono, and text matched literally. Roles,
rules and the signal rules' measuring are the program's, so that only hearing and matching differ.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from autoqa.asr.models import resolve
from autoqa.audio import Recording, analyse, open_recording
from autoqa.config import Settings
from autoqa.dialogue import build_dialogue
from autoqa.pipeline import Heard, MetadataBook, Workshop, source_of
from autoqa.pipeline.score import judge_heard
from autoqa.text.match import PhraseSet
from autoqa.types import Asr, Call, Segment, Transcript, Word
from benchmarks.accuracy.heard import Judged
from benchmarks.accuracy.keep import kept
from benchmarks.calls.load import BenchCall

_RATE = 16000


class Plain:
    """Listens and judges the plain way with the weights of `settings.model`."""

    def __init__(self, settings: Settings) -> None:
        self._model = resolve(settings.model, settings)
        self._settings = settings
        self._workshop = Workshop(settings)
        self._loaded: Any = None

    def __call__(self, call: BenchCall) -> Judged:
        recording = open_recording(call.audio)
        audio = analyse(recording)
        names = [self._model.sha256, recording.info.sha256, "plain"]
        segments = kept(names, lambda: self._decode(recording))
        source = source_of(call.audio, MetadataBook(None, 1), None)
        transcript = Transcript(
            call=source.call or Call(),
            duration=audio.info.duration,
            asr=Asr(engine="faster-whisper", model="plain"),
            segments=segments,
        )
        heard = Heard(transcript, build_dialogue(transcript, audio, None), audio, recording)
        ruleset = self._workshop.ruleset()
        with patch.object(PhraseSet, "find", _literally):
            card = judge_heard(heard, ruleset, ruleset.standard(self._workshop.scorecard))
        return Judged(heard, card.findings)

    def _decode(self, recording: Recording) -> tuple[Segment, ...]:
        if self._loaded is None:
            from faster_whisper import WhisperModel

            self._loaded = WhisperModel(
                str(self._model.path),
                device="cpu",
                compute_type="int8",
                cpu_threads=self._settings.threads or 1,
                local_files_only=True,
            )
        channels = 1 if recording.fake_stereo else recording.channels
        found: list[Segment] = []
        for index in range(channels):
            samples = recording.channel(index, rate=_RATE)
            decoded, _ = self._loaded.transcribe(
                samples, language="zh", vad_filter=True, word_timestamps=True
            )
            found += [_segment(one, index) for one in decoded]
        return tuple(sorted(found, key=lambda segment: segment.start))


_find = PhraseSet.find


def _literally(self: PhraseSet, text: Any, mode: str = "exact") -> Any:
    return _find(self, text, "exact")


def _segment(decoded: Any, channel: int) -> Segment:
    words = tuple(
        Word(start=word.start, end=word.end, text=word.word.strip(), confidence=word.probability)
        for word in decoded.words or ()
        if word.word.strip()
    )
    text = "".join(word.text for word in words)
    return Segment(
        start=decoded.start, end=max(decoded.start, decoded.end), channel=channel, text=text, words=words
    )
