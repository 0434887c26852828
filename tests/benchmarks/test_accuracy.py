"""The benchmark's own arithmetic, on dialogues of a few words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autoqa.asr.engine import Engine
from autoqa.asr.models import ModelDir
from autoqa.types import Dialogue, Role, RoleSource, Segment, Span, Transcript, Turn, Word
from benchmarks.accuracy import figures
from benchmarks.accuracy.consent import UNSURE, Answered
from benchmarks.accuracy.consent import _read as plainly_read
from benchmarks.accuracy.keep import model_version
from benchmarks.accuracy.result import Result
from benchmarks.accuracy.run import Way
from benchmarks.accuracy.speakers import Speakers, speakers_of
from benchmarks.accuracy.targets import targets
from benchmarks.accuracy.words import Words, words_of

Said = tuple[float, float, Role, str]
A, C = Role.AGENT, Role.CUSTOMER
CALL: tuple[Said, ...] = ((0.0, 2.0, A, "同意开通吗"), (2.5, 2.9, C, "好的"), (3.5, 5.5, A, "祝您愉快呀"))


def _words(start: float, end: float, text: str) -> tuple[Word, ...]:
    step = (end - start) / max(len(text), 1)
    return tuple(
        Word(start=start + i * step, end=start + (i + 1) * step, text=char) for i, char in enumerate(text)
    )


def _truth(said: Sequence[Said] = CALL) -> Transcript:
    segments = tuple(
        Segment(start=a, end=b, role=role, channel=0 if role is A else 1, text=text, words=_words(a, b, text))
        for a, b, role, text in said
    )
    return Transcript(duration=6.0, segments=segments)


def _dialogue(said: Sequence[Said]) -> Dialogue:
    turns = tuple(
        Turn(
            index=i,
            start=a,
            end=b,
            role=role,
            text=text,
            words=_words(a, b, text),
            channel=0 if role is A else 1,
        )
        for i, (a, b, role, text) in enumerate(said)
    )
    spans = {role: tuple(Span(start=a, end=b) for a, b, r, _ in said if r is role) for role in (A, C)}
    return Dialogue(
        turns=turns,
        duration=6.0,
        connected_at=0.0,
        roles_confidence=1.0,
        roles_source=RoleSource.GIVEN,
        agent_speech=spans[A],
        customer_speech=spans[C],
    )


def test_nothing_is_wrong_with_the_truth_itself() -> None:
    words = words_of(_truth(), _dialogue(CALL), by_channel=True)
    who = speakers_of(_truth(), _dialogue(CALL))
    assert (words.edits, words.characters) == (0, 12)
    assert max(map(abs, words.time_errors)) < 1e-6
    assert (who.missed, who.invented, who.confused, who.wrong_utterances) == (0, 0, 0, 0)
    assert [(r.heard, r.role) for r in who.replies] == [("好的", "right")]


def test_a_wrong_character_and_a_late_one_are_counted() -> None:
    heard = (*CALL[:2], (3.7, 5.7, A, "住您愉快呀"))
    words = words_of(_truth(), _dialogue(heard), by_channel=True)
    assert words.edits == 1
    assert max(words.time_errors) == pytest.approx(0.2)


def test_a_reply_given_to_the_agent_counts_as_an_utterance_and_as_a_reply() -> None:
    heard = (CALL[0], (2.5, 2.9, A, "好的"), CALL[2])
    who = speakers_of(_truth(), _dialogue(heard))
    assert (who.wrong_utterances, who.utterances) == (1, 3)
    assert [(r.heard, r.role) for r in who.replies] == [("好的", "wrong")]


def test_a_lost_reply_is_nobodys() -> None:
    who = speakers_of(_truth(), _dialogue((CALL[0], CALL[2])))
    assert [(r.heard, r.role) for r in who.replies] == [("", "none")]


@pytest.mark.parametrize(("hum_heard", "role"), [(True, "right"), (False, "wrong")])
def test_a_hum_into_the_agents_words_is_judged_by_the_sound(hum_heard: bool, role: str) -> None:
    said = ((0.0, 3.0, A, "现在给您介绍一下"), (1.3, 1.6, C, "嗯"))
    heard = _dialogue(said[:1])
    if hum_heard:
        heard = heard.model_copy(update={"customer_speech": (Span(start=1.3, end=1.5),)})
    (hum,) = speakers_of(_truth(said), heard).replies
    assert hum.talked_over
    assert hum.role == role


def test_confused_seconds_are_told_from_missed_and_invented_ones() -> None:
    long = ((0.0, 3.0, A, "同意开通吗"), (3.0, 6.0, C, "我再想想吧"))
    swapped = ((0.0, 3.0, C, "同意开通吗"), (3.0, 6.0, A, "我再想想吧"))
    who = speakers_of(_truth(long), _dialogue(swapped))
    assert who.confused == pytest.approx(who.speech)
    assert who.missed == who.invented == 0


def _answers(*pairs: tuple[str, str]) -> list[Answered]:
    return [Answered(true, got, "", "", 0.3) for true, got in pairs]


def test_consent_is_judged_over_what_was_decided() -> None:
    told = _answers(("vague", "vague"), ("vague", "explicit"), ("explicit", UNSURE), ("explicit", "explicit"))
    one = figures.consent(told)
    assert one.right is not None
    assert one.left is not None
    assert one.vague_as_yes is not None
    assert (one.errors, one.right.value, one.left.value) == (1, pytest.approx(2 / 3), 0.25)
    assert one.vague_as_yes.value == 0.5


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "none"),
        ("嗯", "vague"),
        ("嗯好的", "explicit"),
        ("好的我考虑一下", "conditional"),
        ("不用了", "refusal"),
    ],
)
def test_the_plain_way_reads_lists_of_words(text: str, answer: str) -> None:
    assert plainly_read(text) == answer


def _result(call: str, *pairs: tuple[str, str]) -> Result:
    facts: Any = SimpleNamespace(
        id=call, verdicts={}, plan=SimpleNamespace(condition=SimpleNamespace(channels=2, noise="clean"))
    )
    nobody: Speakers = speakers_of(_truth(), _dialogue(CALL))
    return Result(facts, {}, Words(0, 1, ()), nobody, tuple(_answers(*pairs)), (), True)


def test_errors_are_compared_on_the_calls_that_both_ways_heard() -> None:
    wrong, right = ("vague", "explicit"), ("vague", "vague")
    ways: dict[Way, list[Result]] = {
        "product": [_result("1", right), _result("2", wrong)],
        "plain": [_result("1", wrong)],
    }
    told = next(target for target in targets(ways) if target.name == "errors against the plain way")
    assert (told.reached, told.met) == ("0 of 1 beside 1", True)


@pytest.mark.parametrize("name", ["model.bin", "replies.json", "words.json", "fit.json"])
def test_what_was_heard_is_not_taken_from_disk_after_the_model_changed(name: str, tmp_path: Path) -> None:
    for file in ("model.bin", "replies.json"):
        (tmp_path / file).write_text("as it was")
    before = model_version(ModelDir("tried", tmp_path, Engine.WHISPER))
    (tmp_path / name).write_text("fitted again")
    assert model_version(ModelDir("tried", tmp_path, Engine.WHISPER)) != before
