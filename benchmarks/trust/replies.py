"""Short replies with a known class, rendered on demand: what the second look's scale is fitted on.

The voices are those of the benchmark's "fit" half, none of which the embedded model was trained on; the
texts are the families that the second look compares, and others like them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from autoqa.asr.clips import Clip
from autoqa.audio import Recording
from autoqa.checks.reply_families import FAMILIES, family_of
from autoqa.types import AudioInfo, ReplyClass
from benchmarks.calls.voices import CALL_VOICES
from synth import codecs, telephone
from synth.telephone import LINE_RATE, Samples
from synth.voice import Voice, speak

SEED = 2027
_OTHERS = {
    ReplyClass.YES: "行的 好嘞 成 中 对啊 要得 愿意 确认 好呀 可以啊 同意的 办吧 嗯行吧 那行 那好吧",
    ReplyClass.VAGUE: "呃 噢 喔 诶 嗯啊",
    ReplyClass.NO: "不用 不要 不订 不开 不想 没兴趣 不考虑 先不 免了 取消",
    ReplyClass.OTHER: "为什么 不好说 回头再说 不清楚 太贵了 怎么收费 我想想 在开会 你哪位 不知道 是吗 听不清",
}
_SHARES = {
    ReplyClass.YES: 0.32,
    ReplyClass.VAGUE: 0.24,
    ReplyClass.NO: 0.18,
    ReplyClass.OTHER: 0.14,
    ReplyClass.NOTHING: 0.12,
}
_SNRS = (38.0, 20.0, 20.0, 10.0)
_CODECS = ("alaw", "alaw", "mp3", "gsm")
_SPEEDS = (0.85, 1.0, 1.0, 1.2, 1.4)
_QUESTION = "给您开通可以吗"
_BEFORE = (
    "我昨天下午在家里收拾东西，没有听到手机响", "你们上回打过来的那位女同志说得挺清楚的",
    "我孩子在外地上大学，家里就剩下两位老人", "这个号码用了十几年了，一直没换过",
    "前面几个月的账单我还没来得及看呢", "我先把门关上，外头吵得厉害",
)  # fmt: skip
"""What the customer says earlier: in which way the voice is heard best is chosen on two of these."""


@dataclass(frozen=True)
class KnownReply:
    """One reply in its window on channel 1, where the customer has spoken ``before``; the agent is on channel
    0."""

    recording: Recording
    before: Clip
    window: Clip
    kind: ReplyClass
    text: str


def known_replies(count: int, seed: int = SEED) -> Iterator[KnownReply]:
    """``count`` replies of the same texts, voices and lines every time. Each draws by itself: espeak-ng does
    not say a sentence twice for exactly as long, and the noise behind it takes as many numbers."""
    kinds, shares = list(_SHARES), list(_SHARES.values())
    voices = list(CALL_VOICES["fit"].values())
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        kind = kinds[int(rng.choice(len(kinds), p=shares))]
        agent, customer = (voices[int(i)] for i in rng.choice(len(voices), 2, replace=False))
        yield _rendered(kind, _text(kind, rng), agent, customer, rng)


def _text(kind: ReplyClass, rng: np.random.Generator) -> str:
    if kind is ReplyClass.NOTHING:
        return ""
    texts = [*FAMILIES[kind], *_OTHERS[kind].split()]
    text = texts[int(rng.integers(len(texts)))]
    if family_of(text) is not kind:
        raise ValueError(f"{text} is read as {family_of(text)}, not as {kind}")
    return text


def _rendered(
    kind: ReplyClass, text: str, agent: Voice, customer: Voice, rng: np.random.Generator
) -> KnownReply:
    def one_of(values: tuple[float, ...]) -> float:
        return values[int(rng.integers(len(values)))]

    speed = one_of(_SPEEDS)
    dbfs = -22.0 - one_of((0.0, 2.0, 6.0, 12.0))
    first, second = rng.choice(len(_BEFORE), 2, replace=False)
    before = _said(f"{_BEFORE[first]}，{_BEFORE[second]}", customer.altered(speed=speed), dbfs)
    question = np.concatenate([np.zeros(len(before), np.float32), _said(_QUESTION, agent, -22.0)])
    asked = len(question) / LINE_RATE
    reply = _said(text, customer.altered(speed=speed), dbfs)
    starts = asked + float(rng.uniform(0.15, 1.0))
    ends = starts + len(reply) / LINE_RATE
    length = round((ends + float(rng.uniform(0.3, 0.8))) * LINE_RATE)
    near = telephone.mix(question, telephone.silence(length / LINE_RATE))[:length]
    far = telephone.mix(telephone.silence(length / LINE_RATE), reply, at=round(starts * LINE_RATE))[:length]
    far = telephone.mix(np.pad(far, (0, length - len(far))), before)
    if rng.random() < 0.33:
        gain = np.float32(10 ** (float(rng.uniform(-24, -16)) / 20))
        far = telephone.mix(far, near * gain, at=round(float(rng.uniform(0.06, 0.18)) * LINE_RATE))[:length]
    noise = telephone.noise(length + (-length % LINE_RATE), rng)[:length]
    far = far + noise * np.float32(10 ** ((dbfs - one_of(_SNRS)) / 20) / 0.1)
    codec = _CODECS[int(rng.integers(len(_CODECS)))]
    sides = [_through(near, codec, length), _through(far, codec, length)]
    pcm = np.stack([np.round(np.clip(side, -1, 1) * 32767).astype(np.int16) for side in sides])
    info = AudioInfo(
        file=f"{text or 'nothing'}.wav",
        sha256="",
        duration=length / LINE_RATE,
        channels=2,
        sample_rate=LINE_RATE,
    )
    window = Clip(asked - 0.1, length / LINE_RATE, 1)
    recording = Recording(info=info, pcm=pcm, sample_rate=LINE_RATE)
    return KnownReply(recording, Clip(0.0, len(before) / LINE_RATE, 1), window, kind, text)


def _said(text: str, voice: Voice, dbfs: float) -> Samples:
    spoken = speak(text, voice)
    if not len(spoken.samples):
        return np.zeros(0, np.float32)
    return telephone.level(telephone.line_band(spoken.samples, spoken.sample_rate), dbfs)


def _through(side: Samples, codec: str, length: int) -> Samples:
    coded = codecs.round_trip(np.clip(side, -1, 1).astype(np.float32), LINE_RATE, codec)[:length]
    return np.pad(coded, (0, length - len(coded)))
