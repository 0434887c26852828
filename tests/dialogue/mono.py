"""Mono calls of two synthetic voices with exact times, as a recorder leaves them (8 kHz, A-law)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
import pytest

from autoqa.audio import Recording
from autoqa.dialogue import SpeakerSpan
from autoqa.types import AudioInfo, Segment, Span, Word
from synth.espeak import library_name
from synth.telephone import LINE_RATE, a_law, level, line_band, mix, noise
from synth.voice import VOICES, speak

Samples = npt.NDArray[np.float32]

AGENT = (
    "您好，我这边是安平通信的客服专员，工号六零三二",
    "打扰您一两分钟，给您说一个话费套餐的事情",
    "每个月多给您十个流量，一共只加八块钱",
    "用满三个月以后才开始收费，中间不想要了发条短信就能退",
    "您平时打电话多还是上网比较多呢",
    "那我现在就替您办理，您看可以吗",
    "我再跟您核对一遍，今天办理，下个月一号生效",
    "有问题随时拨打我们的热线，祝您工作顺利，再见",
    "这个价格是给老客户的，门店里面办不了",
    "您稍等一下，系统正在处理您的申请",
)
CUSTOMER = (
    "喂，你说，我听着呢",
    "我上网多一点，电话打得很少",
    "这个要是用不完会不会浪费掉",
    "之前有人给我打过，我没有同意",
    "那你给我发个短信，我晚上看看",
)
REPLIES = ("好", "嗯", "好的", "可以", "对", "行", "不用", "是的", "没有", "谢谢", "知道了", "嗯嗯")

needs_voices = pytest.mark.skipif(
    library_name() is None, reason="espeak-ng is not installed (Debian: libespeak-ng1)"
)


@dataclass(frozen=True)
class Said:
    """One utterance: 0 is the agent, 1 the customer; characters with their seconds."""

    speaker: int
    text: str
    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return self.words[-1].end

    @property
    def is_reply(self) -> bool:
        return self.end - self.start < 0.7


@dataclass(frozen=True)
class MonoCall:
    samples: Samples
    said: tuple[Said, ...]

    @property
    def speech(self) -> tuple[Span, ...]:
        """Tight speech spans, pauses of 0.2 s and more kept."""
        spans: list[Span] = []
        for utterance in self.said:
            for word in utterance.words:
                if spans and word.start - spans[-1].end < 0.2:
                    spans[-1] = Span(start=spans[-1].start, end=max(spans[-1].end, word.end))
                else:
                    spans.append(Span(start=word.start, end=word.end))
        return tuple(spans)

    @property
    def recording(self) -> Recording:
        duration = len(self.samples) / LINE_RATE
        info = AudioInfo(
            file="mono.wav", sha256="0" * 64, duration=duration, channels=1, sample_rate=LINE_RATE
        )
        pcm = (np.clip(self.samples, -1, 1) * 32767).astype(np.int16)[None]
        return Recording(info=info, pcm=pcm, sample_rate=LINE_RATE)

    def segments(self, together: int = 1) -> tuple[Segment, ...]:
        """What a recogniser without mistakes gives, ``together`` utterances in one segment."""
        groups = [self.said[i : i + together] for i in range(0, len(self.said), together)]
        return tuple(
            Segment(
                start=group[0].start,
                end=group[-1].end,
                text="".join(word.text for utterance in group for word in utterance.words),
                words=tuple(word for utterance in group for word in utterance.words),
            )
            for group in groups
        )


@cache
def mono_call(
    agent: str, customer: str, *, snr_db: float = 20.0, exchanges: int = 10, seed: int = 0
) -> MonoCall:
    """:func:`_rendered` in a process of its own, as espeak-ng goes on from what it spoke before: the voices
    would depend on the tests that ran earlier."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_rendered, agent, customer, snr_db, exchanges, seed).result()


def _rendered(agent: str, customer: str, snr_db: float, exchanges: int, seed: int) -> MonoCall:
    """Agent and customer in turn: one or two sentences, then mostly a short reply, with pauses of 0.15 to
    0.9 s."""
    rng = np.random.default_rng(seed)
    script: list[tuple[int, str]] = [(1, CUSTOMER[0])]
    for _ in range(exchanges):
        script += [(0, str(text)) for text in rng.choice(AGENT, int(rng.integers(1, 3)), replace=False)]
        script.append((1, str(rng.choice(REPLIES if rng.random() < 0.7 else CUSTOMER))))
    sound = np.zeros(0, np.float32)
    said: list[Said] = []
    at = 0.5
    for speaker, text in script:
        spoken = speak(text, VOICES[(agent, customer)[speaker]].altered(speed=float(rng.uniform(0.95, 1.15))))
        first = spoken.syllables[0][1]
        clip = line_band(spoken.samples, spoken.sample_rate)[int(first * LINE_RATE) :]
        sound = mix(sound, level(clip, (-20.0, -22.0)[speaker]), at=int(at * LINE_RATE))
        words = tuple(
            Word(start=round(at + a - first, 3), end=round(at + b - first, 3), text=char, confidence=0.9)
            for char, a, b in spoken.syllables
        )
        said.append(Said(speaker, text, words))
        at = said[-1].end + float(rng.uniform(0.15, 0.9))
    hiss = noise(len(sound), rng) * np.float32(10 ** ((-20.0 - snr_db) / 20) / 0.1)
    return MonoCall(a_law(sound + hiss), tuple(said))


def right_replies(call: MonoCall, spans: Sequence[SpeakerSpan]) -> list[bool]:
    """For each reply, whether most of it is given to the customer. The agent is the one who says most."""
    talk = {0: 0.0, 1: 0.0}
    for span in spans:
        for utterance in call.said:
            if utterance.speaker == 0:
                talk[span.speaker] += _shared(span, utterance)
    customer = 1 if talk[0] >= talk[1] else 0
    right = []
    for utterance in call.said:
        if utterance.is_reply:
            share = {0: 0.0, 1: 0.0}
            for span in spans:
                share[span.speaker] += _shared(span, utterance)
            right.append(share[customer] > share[1 - customer])
    return right


def _shared(span: Span, utterance: Said) -> float:
    return max(0.0, min(span.end, utterance.end) - max(span.start, utterance.start))
