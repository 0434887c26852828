"""Ways to decode a two-channel call with faster-whisper, all given the same model object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from autoqa.asr.base import SAMPLE_RATE
from autoqa.asr.clips import clips_of
from autoqa.asr.packed import PackedDecoder
from autoqa.asr.second_ear import SecondEar
from autoqa.asr.whisper_decode import Decoder
from autoqa.asr.windows import WINDOW_S, room_in, windows_of
from autoqa.audio import Recording, analyse

Texts = tuple[str, ...]
"""What was said on each channel."""

BATCH = 8
TOGETHER = 4
"""Windows of 30 s that autoqa decodes at once on a CPU, or as much sound in shorter ones."""

MERGED_S = 30.0


@dataclass(frozen=True)
class Job:
    """One call to decode. ``options`` are passed to faster-whisper's own pipelines; ``again``: whether autoqa
    may decode doubtful clips a second time (on random weights every clip is doubtful)."""

    model: Any
    recording: Recording
    options: Mapping[str, Any]
    ear: SecondEar | None = None
    again: bool = True

    def sounds(self) -> list[Any]:
        return [self.recording.channel(i, rate=SAMPLE_RATE) for i in range(self.recording.channels)]


def plain(job: Job) -> Texts:
    """``WhisperModel.transcribe``, channel by channel."""
    return tuple(
        _joined(job.model.transcribe(sound, language="zh", **job.options)[0]) for sound in job.sounds()
    )


def plain_vad(job: Job) -> Texts:
    """The same with its voice activity filter."""
    return tuple(
        _joined(job.model.transcribe(sound, language="zh", vad_filter=True, **job.options)[0])
        for sound in job.sounds()
    )


def batched(job: Job) -> Texts:
    """``BatchedInferencePipeline``, which cuts by its own voice activity filter."""
    from faster_whisper import BatchedInferencePipeline

    pipeline = BatchedInferencePipeline(job.model)
    return tuple(
        _joined(pipeline.transcribe(sound, language="zh", batch_size=BATCH, **job.options)[0])
        for sound in job.sounds()
    )


def merged(job: Job) -> Texts:
    """As whisperX: speech found first, cut and merged to chunks of up to 30 s (the silence inside them left
    in), decoded in batches, then aligned word by word."""
    from faster_whisper import BatchedInferencePipeline
    from faster_whisper.vad import get_speech_timestamps

    pipeline = BatchedInferencePipeline(job.model)
    texts = []
    for sound in job.sounds():
        chunks: list[dict[str, float]] = []
        for span in get_speech_timestamps(sound):
            start, end = span["start"] / SAMPLE_RATE, span["end"] / SAMPLE_RATE
            if chunks and end - chunks[-1]["start"] <= MERGED_S:
                chunks[-1]["end"] = end
            else:
                chunks.append({"start": start, "end": end})
        options = {**job.options, "word_timestamps": True, "vad_filter": False}
        found = pipeline.transcribe(
            sound, language="zh", batch_size=BATCH, clip_timestamps=chunks, **options
        )[0]
        texts.append(_joined(found))
    return tuple(texts)


def autoqa(job: Job, *, pack: bool = False, window: float = WINDOW_S) -> Texts:
    """This project's way: sound analysed, speech spans decoded in batches of like length, aligned, doubtful
    ones once more. Models without a frame head (those with one see windows of any length) can have several
    spans share a window (``pack``) and windows shorter than 30 s (``window``)."""
    audio = analyse(job.recording)
    clips = clips_of(audio)
    decoder = Decoder(job.model, beam=5, ear=job.ear, window=window)
    together = round(TOGETHER * WINDOW_S / window)
    cut = lambda c: job.recording.channel(c.channel, c.start, c.end, rate=SAMPLE_RATE)  # noqa: E731
    done = []
    if job.ear is None and pack:
        packed = PackedDecoder(decoder, again=job.again)
        windows = sorted(windows_of(clips, room_in(window)), key=lambda one: one.length)
        for first in range(0, len(windows), together):
            part = windows[first : first + together]
            done += packed.decode(part, [[cut(clip) for clip in window.clips] for window in part])
    else:
        ordered = sorted(clips, key=lambda clip: clip.length)
        for first in range(0, len(ordered), together):
            batch = ordered[first : first + together]
            done += decoder.decode(batch, [cut(clip) for clip in batch])
    done.sort(key=lambda one: one.clip)
    return tuple(
        "".join(one.text for one in done if one.clip.channel == i) for i in range(job.recording.channels)
    )


RECIPES: dict[str, Callable[[Job], Texts]] = {
    "transcribe": plain,
    "transcribe, vad": plain_vad,
    "batched": batched,
    "whisperX-like": merged,
    "autoqa": autoqa,
    "packed": partial(autoqa, pack=True),
    "10 s": partial(autoqa, window=10.0),
    "packed, 10 s": partial(autoqa, pack=True, window=10.0),
}
"""By name; the last three are autoqa with settings that only models without a frame head heed."""


def _joined(segments: Any) -> str:
    return "".join(segment.text for segment in segments)
