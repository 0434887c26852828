"""Scores of texts to chances of classes."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.asr.replies import Question, ReplyScores
from autoqa.asr.reply_chances import PLAIN, ReplyScale, chances, figures_of, read_reply_scale
from autoqa.errors import ModelError
from autoqa.types import ReplyClass

READ = {"好": ReplyClass.YES, "好的": ReplyClass.YES, "嗯": ReplyClass.VAGUE, "不": ReplyClass.NO}
QUESTION = Question(
    {ReplyClass.YES: ("好", "好的"), ReplyClass.VAGUE: ("嗯",), ReplyClass.NO: ("不",)},
    lambda text: READ.get(text, ReplyClass.OTHER),
)


def _chances(
    scores: ReplyScores, sounding: float = 0.3, scale: ReplyScale = PLAIN
) -> dict[ReplyClass, float]:
    return chances(figures_of(scores, QUESTION, sounding), scale)


def test_the_class_that_every_figure_is_for_is_likeliest() -> None:
    scores = ReplyScores(
        texts=(("好", -0.1), ("嗯", -3.0)),
        silence=-5.0,
        forced={"好": -0.2, "嗯": -4.0, "不": -8.0},
        frames={"好": -3.0, "嗯": -40.0, "不": -60.0},
        frames_silence=-90.0,
    )
    found = _chances(scores)
    assert max(found, key=lambda kind: found[kind]) is ReplyClass.YES
    assert sum(found.values()) == pytest.approx(1.0, abs=0.001)


def test_unlike_ears_that_contradict_each_other_leave_it_open() -> None:
    scores = ReplyScores(
        texts=(("好", -0.1),),
        silence=-5.0,
        frames={"嗯": -3.0, "好": -45.0, "不": -60.0},
        frames_silence=-80.0,
    )
    assert max(_chances(scores).values()) < 0.8


def test_texts_of_one_class_are_put_together() -> None:
    apart = ReplyScores(texts=(("嗯", -0.9), ("好", -1.2), ("好的", -1.2)), silence=-6.0)
    found = _chances(apart)
    assert found[ReplyClass.YES] > found[ReplyClass.VAGUE]


def test_without_sound_nothing_is_likeliest() -> None:
    silent = ReplyScores(texts=(("嗯", -6.0),), silence=-0.05)
    found = _chances(silent, sounding=0.0)
    assert max(found, key=lambda kind: found[kind]) is ReplyClass.NOTHING


def test_a_scale_beside_the_model_is_read_for_its_own_weights_and_a_damaged_one_refused(
    tmp_path: Path,
) -> None:
    assert read_reply_scale(tmp_path, "abc") is PLAIN
    scale = ReplyScale(model_sha256="abc", weights={"decode": 1.0}, biases={ReplyClass.YES: -1.0})
    (tmp_path / "replies.json").write_text(scale.model_dump_json(), "utf-8")
    assert read_reply_scale(tmp_path, "abc") == scale
    assert read_reply_scale(tmp_path, "trained further") is PLAIN
    (tmp_path / "replies.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match=r"replies\.json: is damaged") as told:
        read_reply_scale(tmp_path, "abc")
    assert "\n" not in str(told.value)
