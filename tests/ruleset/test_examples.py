from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.errors import RuleError
from autoqa.ruleset import ExampleResult, run_examples
from autoqa.types import Role, SoundKind, Span
from tests.ruleset.build import call, ruleset

RULE = """
id: test.rule
title: 规则
description: 说明
params: {limit: 5}
conditions:
  hi: {kind: phrases, mode: exact, role: agent, any: [您好], window: {until: connect + $limit}}
require: hi
reasons: {fail: "没有问好", pass: "说了{quote}"}
examples:
"""


def results(folder: Path, *examples: str) -> list[ExampleResult]:
    lines = "".join(f"  - {example}\n" for example in examples)
    return run_examples(ruleset(folder, {"rule.yaml": RULE.lstrip() + lines}))


def test_examples_that_hold(tmp_path: Path) -> None:
    found = results(
        tmp_path,
        "{name: 好, expect: pass, dialogue: ['A: 您好']}",
        "{name: 晚, expect: fail, at: [0, 5], dialogue: ['C: 喂', '6 A: 您好']}",
        "{name: 放宽, expect: pass, params: {limit: 8}, dialogue: ['C: 喂', '6 A: 您好']}",
        "{name: 疑, expect: unsure, cause: low_confidence, confidence: 0.2, dialogue: ['A: 喂', 'C: 喂']}",
    )
    assert [one.problem for one in found] == ["", "", "", ""]


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ("{name: 错, expect: pass, dialogue: ['A: 喂', 'C: 喂']}", "expected pass, got fail (没有问好)"),
        (
            "{name: 位, expect: fail, at: [0, 4], dialogue: ['C: 喂', '6 A: 您好']}",
            "expected 0-4 s, got 0.0-5.0",
        ),
        (
            "{name: 因, expect: unsure, cause: no_audio, confidence: 0.2, dialogue: ['A: 喂', 'C: 喂']}",
            "expected the cause no_audio, got low_confidence",
        ),
        (
            "{name: 行, expect: pass, dialogue: ['坐席: 您好']}",
            'example 行: "坐席: 您好" is not a line of dialogue. Write `A: words`.',
        ),
        (
            "{name: 参, expect: pass, params: {limt: 3}, dialogue: ['A: 您好']}",
            'test.rule: it has no parameter "limt". Did you mean "limit"?',
        ),
    ],
)
def test_examples_that_do_not(tmp_path: Path, example: str, problem: str) -> None:
    (found,) = results(tmp_path, example)
    assert not found.passed
    assert found.problem == problem
    assert found.place.endswith("rule.yaml:10:5")


def test_a_reason_that_names_nothing_known_is_a_problem(tmp_path: Path) -> None:
    text = (
        RULE.lstrip().replace("{quote}", "{quotation}")
        + "  - {name: 好, expect: pass, dialogue: ['A: 您好']}\n"
    )
    (found,) = run_examples(ruleset(tmp_path, {"rule.yaml": text}))
    assert found.problem == 'the reason leaves "{quotation}" open: no parameter or figure has that name'


def test_turns_follow_each_other_and_words_are_spread() -> None:
    view = call("1 A: 您好，10086", "C: 喂", "9-12 O: 请按一", connect=0.5)
    first, second, third = view.dialogue.turns
    assert (first.start, first.end, first.text) == (1.0, 2.75, "您好，10086")
    assert [word.text for word in first.words] == ["您", "好，", "1", "0", "0", "8", "6"]
    assert (second.start, second.role) == (3.15, Role.CUSTOMER)
    assert (third.start, third.end, third.role) == (9.0, 12.0, Role.OTHER)
    assert view.dialogue.duration == 12.5
    assert view.dialogue.connected_at == 0.5


def test_speech_without_words_is_heard_and_not_read() -> None:
    view = call("1-3 C:", "A: 您好")
    assert [turn.text for turn in view.dialogue.turns] == ["您好"]
    assert view.dialogue.customer_speech == (Span(start=1.0, end=3.0),)


def test_overlap_is_measured() -> None:
    view = call("0-4 A: 您好我是客服", "3-5 C: 不需要")
    assert [turn.overlapped for turn in view.dialogue.turns] == [1.0, 1.0]


def test_sound_of_an_example() -> None:
    audio = call(
        "1-3 A: 您好",
        audio={
            "events": [{"start": 0, "end": 1, "kind": "ringback"}],
            "dead": "customer",
            "agent_level": -30,
        },
    ).audio
    assert audio is not None
    assert audio.events[0].kind is SoundKind.RINGBACK
    assert audio.channels[0].speech == (Span(start=1.0, end=3.0),)
    assert audio.channels[0].levels == (-60.0, -30.0, -30.0, -60.0)
    assert audio.channels[1].dead
    assert call("A: 您好", audio=False).audio is None


def test_an_example_cannot_end_before_it_begins() -> None:
    with pytest.raises(RuleError, match="ends before it begins"):
        call("3-1 A: 您好")
