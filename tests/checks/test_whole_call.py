from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from autoqa.checks.addressing import AddressingCheck
from autoqa.checks.base import Truth
from autoqa.checks.completeness import CompletenessCheck
from autoqa.checks.duration import DurationCheck
from autoqa.checks.hang_up import HangUpCheck
from autoqa.checks.metadata import MetadataCheck
from autoqa.types import Cause
from tests.checks.answers import answer
from tests.ruleset.build import call

LINES = ["0-4 A: 您好，我是客服代表，工号三零六二", "4.5-6 C: 你好，什么事"]


def defects(*lines: str, **options: Any) -> str | None:
    outcome = answer(CompletenessCheck(), call(*lines, **options))
    return outcome.figures.get("defect") if outcome.truth is Truth.YES else None


def test_defects_of_a_recording() -> None:
    assert defects(*LINES, duration=30.0) is None
    assert defects(*LINES, duration=30.0, audio={"truncated": True}) == "录音被截断"
    assert defects(LINES[0], duration=30.0) == "客户一方没有声音"
    assert "声道没有声音" in (defects(LINES[1], duration=30.0, audio={"dead": "agent"}) or "")
    assert defects(*LINES) == "通话只有 6.5 秒"


def test_only_the_defects_that_are_asked_for() -> None:
    check = CompletenessCheck(defects=("too_short",), min_seconds=5)
    assert answer(check, call(*LINES, audio={"truncated": True})).truth is Truth.NO
    assert answer(check, call(*LINES, audio=False)).truth is Truth.NO


def test_length_counts_from_connect() -> None:
    assert defects("25-29 A: 您好，我是客服代表", "29-31 C: 你好", connect=24.0) == "通话只有 7.5 秒"


def test_without_sound_completeness_is_unknown() -> None:
    outcome = answer(CompletenessCheck(), call(*LINES, duration=30.0, audio=False))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.NO_AUDIO)


@pytest.mark.parametrize(
    ("told", "truth"),
    [
        ("agent", Truth.YES),
        ("坐席", Truth.YES),
        ("customer", Truth.NO),
        ("用户", Truth.NO),
        ("callee", Truth.NO),
    ],
)
def test_who_hung_up(told: str, truth: Truth) -> None:
    assert answer(HangUpCheck(), call(*LINES, call={"hung_up_by": told})).truth is truth


def test_who_hung_up_without_metadata() -> None:
    outcome = answer(HangUpCheck(), call(*LINES, duration=10.0))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.NO_METADATA)
    cut = answer(HangUpCheck(), call(LINES[0], "4.5-9 C: 我想问一下上个月的话费", duration=9.1))
    assert cut.truth is Truth.YES
    assert cut.hits[0].how == "signal"


def test_a_word_that_names_no_side() -> None:
    outcome = answer(HangUpCheck(), call(*LINES, call={"hung_up_by": "system"}))
    assert outcome.cause is Cause.NO_METADATA
    assert "system" in outcome.note


def metadata(**keys: Any) -> MetadataCheck:
    return MetadataCheck.model_validate({"field": "outcome", **keys})


def test_metadata_values() -> None:
    view = call(*LINES, call={"outcome": "sold", "product": "彩铃"})
    assert answer(metadata(**{"is": ["sold"]}), view).truth is Truth.YES
    assert answer(metadata(**{"is": ["refused"]}), view).truth is Truth.NO
    assert answer(metadata(is_not=["refused"]), view).truth is Truth.YES
    assert answer(metadata(is_known=True), view).truth is Truth.YES
    assert answer(metadata(**{"field": "product", "is": ["彩铃"]}), view).truth is Truth.YES


def test_unknown_metadata() -> None:
    view = call(*LINES)
    assert answer(metadata(**{"is": ["sold"]}), view).cause is Cause.NO_METADATA
    assert answer(metadata(**{"is": ["sold"], "if_unknown": "no"}), view).truth is Truth.NO
    assert answer(metadata(**{"is": ["sold"], "if_unknown": "yes"}), view).truth is Truth.YES
    assert answer(metadata(is_known=False), view).truth is Truth.YES


def test_metadata_that_is_a_number() -> None:
    view = call("A: 您好", call={"rate": "1,250.5", "plan": "基础"})
    assert answer(metadata(field="rate", min=1000), view).truth is Truth.YES
    assert answer(metadata(field="rate", min=1000, max=1200), view).truth is Truth.NO
    assert answer(metadata(field="plan", min=1), view).cause is Cause.NO_METADATA
    assert answer(metadata(field="age", min=1), view).cause is Cause.NO_METADATA


def test_length_of_the_call() -> None:
    view = call("A: 您好", connect=5.0, duration=65.0)
    assert answer(DurationCheck(min=60), view).truth is Truth.YES
    assert answer(DurationCheck(min=61), view).truth is Truth.NO
    assert answer(DurationCheck(max=59.9), view).truth is Truth.NO
    found = answer(DurationCheck(min=30, max=60), view)
    assert (found.hits[0].start, found.hits[0].end, found.figures["seconds"]) == (5.0, 65.0, 60.0)
    with pytest.raises(ValueError, match="min or max"):
        DurationCheck()
    with pytest.raises(ValueError, match="less than"):
        DurationCheck(min=2, max=1)


def test_metadata_asks_one_thing() -> None:
    with pytest.raises(ValidationError):
        metadata()
    with pytest.raises(ValidationError):
        metadata(**{"is": ["sold"], "is_known": True})
    with pytest.raises(ValueError, match="exactly one"):
        metadata(min=1, is_known=True)


def addressed(*words: str, **keys: Any) -> str | None:
    """Chinese names of the parts in which nobody is addressed, None when all is well."""
    lines = [line for word in words for line in (f"A: {word}", "C: 嗯")]
    outcome = answer(AddressingCheck.model_validate(keys), call(*lines))
    return outcome.figures["parts"] if outcome.truth is Truth.NO else None


def test_addressed_throughout() -> None:
    assert addressed("王先生您好", "有个业务", "每月三元", "祝您愉快") is None
    assert addressed("你好") == "开始、结束"


def test_parts_without_an_address() -> None:
    bare = ["有个业务", "功能是提醒", "每月三元", "首月免费", "谢谢", "打扰了"]
    assert addressed("王先生好", *bare, "王先生再见") == "过程中"
    assert addressed("王先生好", bare[0], "您请听", *bare, "再见") == "结束"
    assert addressed("你好", *bare, "您慢走") is not None


def test_only_titles() -> None:
    assert addressed("您好", forms=["title"]) == "开始、结束"
    assert addressed("刘女士好", forms=["title"]) is None


def test_no_words_of_the_agent() -> None:
    assert answer(AddressingCheck(), call("C: 喂")).cause is Cause.NO_WORDS


def test_a_polite_you_that_was_not_heard_well_may_have_been_a_plain_one() -> None:
    said = ["A: 你好，我是客服", "C: 什么事", "A: 打扰您了，再见"]
    unsure = answer(AddressingCheck(parts=("end",)), call(*said, confidence=0.8))
    assert (unsure.truth, unsure.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)
    assert [hit.text for hit in unsure.hits] == ["您"]
    assert answer(AddressingCheck(parts=("end",)), call(*said, confidence=0.95)).truth is Truth.YES
    titled = ["A: 王先生你好", "C: 什么事", "A: 打扰了王先生，再见"]
    assert answer(AddressingCheck(parts=("end",)), call(*titled, confidence=0.8)).truth is Truth.YES


def test_who_hung_up_stays_inside_a_call_of_no_length() -> None:
    outcome = answer(HangUpCheck(), call("0-0.01 C: 您", call={"hung_up_by": "agent"}, duration=0.01))
    assert [(hit.start, hit.end) for hit in outcome.hits] == [(0.0, 0.01)]
