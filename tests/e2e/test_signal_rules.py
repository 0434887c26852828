"""Rules that are judged by sound, from rendered sound to the shipped rule's verdict; the words are exact."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from autoqa.audio import Recording, analyse
from autoqa.checks.base import CallView
from autoqa.dialogue import build_dialogue
from autoqa.resources import rules_dir
from autoqa.ruleset import RuleSet, judge, load_ruleset
from autoqa.types import AudioInfo, Call, Finding, Role, Segment, SoundKind, Status, Transcript, Word
from synth import telephone
from synth.espeak import library_name
from synth.telephone import LINE_RATE
from synth.voice import VOICES, speak

pytestmark = pytest.mark.skipif(library_name() is None, reason="needs libespeak-ng")

VOICE = {Role.AGENT: VOICES["f2"], Role.CUSTOMER: VOICES["m3"]}
SIDE = {Role.AGENT: 0, Role.CUSTOMER: 1}
INTRODUCTION = "您好，我是华声公司的客服代表，今天想为您介绍一项来电提醒业务，每月三元，前两个月免费使用"
QUESTION = "我想先问一下你们这个业务到底是怎么收费的，每个月要从话费里面扣多少钱"


@dataclass
class Sounding:
    """A call in the making: two sides at 8 kHz and what was said on them."""

    seconds: float
    sides: list[np.ndarray] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(1)
        count = round(self.seconds) * LINE_RATE
        self.sides = [telephone.noise(count, rng) * np.float32(0.004) for _ in range(2)]

    def add(self, side: int, sound: np.ndarray, at: float) -> None:
        self.sides[side] = telephone.mix(self.sides[side], sound, at=round(at * LINE_RATE))[
            : len(self.sides[side])
        ]

    def say(self, at: float, role: Role, text: str, *, speed: float = 1.0, dbfs: float = -22.0) -> float:
        """Say ``text`` from ``at`` seconds on; the second at which it ends."""
        spoken = speak(text, VOICE[role].altered(speed=speed))
        line = telephone.line_band(spoken.samples, spoken.sample_rate)
        self.add(SIDE[role], telephone.level(line, dbfs), at)
        words = tuple(
            Word(start=round(at + start, 3), end=round(at + end, 3), text=char, confidence=0.99)
            for char, start, end in spoken.syllables
        )
        said = "".join(word.text for word in words)
        self.segments.append(
            Segment(
                start=words[0].start, end=words[-1].end, text=said, role=role, channel=SIDE[role], words=words
            )
        )
        return words[-1].end

    def judged(self, rule: str, rules: RuleSet, *, mono: bool = False) -> list[Finding]:
        sides = [sum(self.sides)] if mono else self.sides
        pcm = np.stack([np.round(np.clip(side, -1, 1) * 32767).astype(np.int16) for side in sides])
        info = AudioInfo(
            file="call.wav",
            sha256="0" * 64,
            duration=pcm.shape[1] / LINE_RATE,
            channels=len(pcm),
            sample_rate=LINE_RATE,
        )
        audio = analyse(Recording(info=info, pcm=pcm, sample_rate=LINE_RATE))
        segments = tuple(sorted(self.segments, key=lambda segment: segment.start))
        transcript = Transcript(duration=info.duration, segments=segments, call=Call(outcome="sold"))
        return judge(
            rules.rules[rule], CallView(build_dialogue(transcript, audio, None), audio, transcript.call)
        )


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_ruleset([rules_dir()])


def opened(seconds: float) -> tuple[Sounding, float]:
    call = Sounding(seconds)
    end = call.say(0.5, Role.CUSTOMER, "喂，你好")
    return call, call.say(end + 0.4, Role.AGENT, INTRODUCTION)


@pytest.mark.parametrize(("pause", "status"), [(4.5, Status.PASS), (5.6, Status.FAIL)])
def test_silence_is_measured_in_the_sound(rules: RuleSet, pause: float, status: Status) -> None:
    call, end = opened(30)
    call.say(end + pause, Role.AGENT, "喂，您还在听吗")
    (finding,) = call.judged("silence.dead_air", rules)
    assert finding.status is status
    if status is Status.FAIL:
        assert finding.start == pytest.approx(end, abs=0.3)
        assert finding.end == pytest.approx(end + pause, abs=0.3)


@pytest.mark.parametrize("kind", [SoundKind.HOLD_MUSIC, SoundKind.RINGBACK])
def test_hold_music_and_ring_back_are_no_silence(rules: RuleSet, kind: SoundKind) -> None:
    call, end = opened(40)
    if kind is SoundKind.HOLD_MUSIC:
        call.add(0, telephone.hold_music(9.0, LINE_RATE, np.random.default_rng(2)), end + 0.5)
    else:
        call.add(1, telephone.ring_back(9.0), end + 0.5)
    call.say(end + 10.0, Role.AGENT, "让您久等了，我接着为您介绍")
    assert [finding.status for finding in call.judged("silence.dead_air", rules)] == [Status.PASS]


@pytest.mark.parametrize(("wait", "status"), [(2.5, Status.PASS), (3.6, Status.FAIL)])
def test_the_wait_for_an_answer_is_measured_in_the_sound(rules: RuleSet, wait: float, status: Status) -> None:
    call, end = opened(40)
    asked = call.say(end + 0.5, Role.CUSTOMER, QUESTION)
    call.say(asked + wait, Role.AGENT, "每个月三块钱")
    assert [finding.status for finding in call.judged("silence.response", rules)] == [status]


def test_cutting_in_is_an_interruption(rules: RuleSet) -> None:
    call, end = opened(40)
    call.say(end + 0.5, Role.CUSTOMER, QUESTION)
    call.say(end + 3.0, Role.AGENT, "不是这样的，这个业务前两个月是免费的")
    (finding,) = call.judged("talk.interruption", rules)
    assert finding.status is Status.FAIL
    assert finding.start == pytest.approx(end + 3.0, abs=0.3)


def test_a_back_channel_is_none(rules: RuleSet) -> None:
    call, end = opened(40)
    call.say(end + 0.5, Role.CUSTOMER, QUESTION)
    call.say(end + 3.0, Role.AGENT, "嗯，好的", speed=0.6)
    assert [finding.status for finding in call.judged("talk.interruption", rules)] == [Status.PASS]


@pytest.mark.parametrize("gain", [0.06, 0.15])
def test_the_customers_echo_on_the_agents_line_is_none(rules: RuleSet, gain: float) -> None:
    call, end = opened(40)
    done = call.say(end + 0.5, Role.CUSTOMER, QUESTION)
    call.say(done + 0.5, Role.AGENT, "每个月三块钱")
    delay = round(0.12 * LINE_RATE)
    call.sides[0] = telephone.mix(call.sides[0], call.sides[1] * np.float32(gain), at=delay)[
        : len(call.sides[0])
    ]
    assert [finding.status for finding in call.judged("talk.interruption", rules)] == [Status.PASS]


def test_talk_at_once_on_one_channel_cannot_be_told(rules: RuleSet) -> None:
    call, end = opened(40)
    call.say(end + 0.5, Role.CUSTOMER, QUESTION)
    (finding,) = call.judged("talk.interruption", rules, mono=True)
    assert finding.status is Status.UNSURE


@pytest.mark.parametrize(
    ("change", "status"), [(0.0, Status.PASS), (17.0, Status.FAIL), (-17.0, Status.FAIL)]
)
def test_a_jump_in_volume_is_heard(rules: RuleSet, change: float, status: Status) -> None:
    call = Sounding(60)
    end = call.say(0.5, Role.CUSTOMER, "喂，你好")
    for _ in range(2):
        end = call.say(end + 0.5, Role.AGENT, INTRODUCTION, dbfs=-32.0)
    after = call.say(end + 0.5, Role.AGENT, "系统会给您发短信，告诉您谁来过电话", dbfs=-32.0 + change)
    call.say(after + 0.5, Role.AGENT, INTRODUCTION, dbfs=-32.0)
    findings = call.judged("audio.volume", rules)
    assert [finding.status for finding in findings] == [status]
    if status is Status.FAIL:
        assert findings[0].start == pytest.approx(end, abs=2.0)


@pytest.mark.parametrize(("speed", "status"), [(1.0, Status.PASS), (1.9, Status.FAIL)])
def test_the_rate_is_of_voiced_time(rules: RuleSet, speed: float, status: Status) -> None:
    """Long pauses between fast sentences do not make them slow."""
    call = Sounding(90)
    end = call.say(0.5, Role.CUSTOMER, "喂，你好")
    for _ in range(4):
        end = call.say(end + 3.0, Role.AGENT, INTRODUCTION, speed=speed)
    findings = call.judged("pace.speech_rate", rules)
    assert findings[0].status is status
