"""Whatever a transcript holds, each verdict leads back to characters and seconds inside the call."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autoqa.asr.imported import load_transcript
from autoqa.dialogue import build_dialogue
from autoqa.pipeline import Heard, judge_heard
from autoqa.text.fold import fold
from autoqa.text.turntext import TurnText
from autoqa.types import Status
from tests.rules.shipped import shipped

SAID = (
    "您好", "我是中国联通的客服代表", "工号三零六二", "公号幺零零八六", "请问您方便吗", "每月三块九毛八",
    "給您辦理了", "３０元", "可以", "嗯", "不需要", "好的", "发送ＴＤ退订", "百分之五", "保证不扣费",
    "您说的是不是", "谢谢您的接听，再见", "喂", "……", "，", " ", "稍等一下", "你怎么这么笨", "①㎡", "\n",
)  # fmt: skip
"""What rules look for, and what recognisers write around it."""

texts = st.lists(st.sampled_from(SAID), max_size=6).map("".join)
seconds = st.integers(0, 6000).map(lambda hundredths: hundredths / 100)


@st.composite
def words(draw: st.DrawFn, text: str, start: float, end: float) -> list[dict[str, Any]]:
    """Words of the text, cut anywhere and timed anyhow inside the segment; now and then one is missing."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)) | {0, len(text)})
    pieces = [text[a:b] for a, b in pairwise(cuts)]
    shares = st.floats(0, 1)
    made = []
    for piece in pieces:
        first, last = sorted((draw(shares), draw(shares)))
        times = {"start": start + first * (end - start), "end": start + last * (end - start)}
        if draw(st.integers(0, 9)):
            made.append({**times, "text": piece, "confidence": draw(st.none() | shares)})
    return made


@st.composite
def transcripts(draw: st.DrawFn) -> dict[str, Any]:
    segments = []
    for _ in range(draw(st.integers(0, 8))):
        start, end = sorted((draw(seconds), draw(seconds)))
        text = draw(texts)
        role = draw(st.sampled_from(["agent", "customer", "other", None]))
        segment = {"start": start, "end": end, "text": text, "channel": draw(st.sampled_from([0, 1, None]))}
        if role is not None:
            segment["role"] = role
        if draw(st.booleans()):
            segment["words"] = draw(words(text, start, end))
        segments.append(segment)
    whole: dict[str, Any] = {"format": "autoqa.transcript/1", "segments": segments}
    if draw(st.booleans()):
        whole["duration"] = draw(st.integers(60, 90))
    if draw(st.booleans()):
        whole["answered_at"] = draw(seconds)
    whole["call"] = draw(
        st.sampled_from([{}, {"agent_id": "3062", "outcome": "sold", "hung_up_by": "agent"}])
    )
    return whole


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hits") / "call.json"


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(written=transcripts())
def test_every_hit_leads_back_into_the_call(file: Path, written: dict[str, Any]) -> None:
    file.write_text(json.dumps(written), encoding="utf-8")
    transcript = load_transcript(file)
    made = build_dialogue(transcript, None, None)
    latest = max([made.duration, *(turn.end for turn in made.turns)])
    for turn in made.turns:
        assert 0 <= turn.start <= turn.end <= latest
        text = TurnText.of(turn)
        for place in text.places:
            assert turn.start - 1e-6 <= place.start <= place.end <= turn.end + 1e-6
        for start in range(len(text)):
            first, last, quote = text.span(start, len(text))
            assert turn.start - 1e-6 <= first <= last <= turn.end + 1e-6
            assert quote in turn.text
    heard = Heard(transcript, made, None, None)
    rules = shipped()
    card = judge_heard(heard, rules, rules.standard("guoxin-shandong"), {})
    said = fold("\n".join(turn.text for turn in made.turns)).text
    for found in card.findings:
        assert (found.start is None) == (found.end is None)
        if found.start is not None:
            assert 0 <= found.start <= found.end <= latest + 0.01, found
        if found.status is Status.FAIL:
            assert found.start is not None
        assert (found.cause is None) == (found.status is not Status.UNSURE)
        for hit in found.evidence["hits"]:
            assert 0 <= hit["start"] <= hit["end"] <= latest + 0.01, (found, hit)
            assert 0 <= hit["confidence"] <= 1
        for quote in re.split(r" … |\n|(?:客户|坐席)：", found.quote):
            assert fold(quote).text in said, found
