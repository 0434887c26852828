from __future__ import annotations

import pytest

from autoqa.asr.hygiene import clean
from autoqa.types import Segment, SoundEvent, SoundKind, Word

from .conftest import call_audio


def _segment(text: str, start: float = 1.0, end: float | None = None, confidence: float = 0.9) -> Segment:
    """One word a character, 0.25 s each, unless ``end`` says otherwise."""
    stop = start + 0.25 * len(text) if end is None else end
    step = (stop - start) / len(text)
    words = tuple(
        Word(start=start + i * step, end=start + (i + 1) * step, text=character, confidence=confidence)
        for i, character in enumerate(text)
    )
    return Segment(start=start, end=stop, text=text, channel=0, confidence=confidence, words=words)


AUDIO = call_audio([(0.0, 30.0)])


@pytest.mark.parametrize(
    "text",
    [
        "您好，我是中国联通的客服代表，工号一零零八六",
        "好的好的好的好的",
        "对对对对对对对",
        "嗯嗯嗯嗯嗯",
        "零零零零零零七",
        "感谢您的接听，祝您生活愉快，再见",
        "订阅成功以后会给您发短信",
        "感谢您订阅来电提醒业务",
        "请订阅以后再试",
        "我们下个月再联系您",
    ],
)
def test_what_people_say_stays(text: str) -> None:
    kept, dropped = clean([_segment(text)], AUDIO)
    assert [segment.text for segment in kept] == [text]
    assert dropped == ()


@pytest.mark.parametrize(
    "text",
    [
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "字幕由Amara.org社群提供",
        "中文字幕志愿者 李宗盛",
        "谢谢观看",
        "谢谢大家收看",
        "记得订阅我的频道",
        "我们下期再见",
        "优优独播剧场——YoYo Television Series Exclusive",
    ],
)
def test_subtitle_credits_go_with_their_reason(text: str) -> None:
    kept, dropped = clean([_segment(text)], AUDIO)
    assert kept == ()
    assert "".join(item.text for item in dropped) == text
    assert {item.reason for item in dropped} == {"字幕套话，不是通话内容"}


def test_credit_after_real_words_leaves_them() -> None:
    kept, dropped = clean([_segment("好的再见谢谢观看")], AUDIO)
    assert [segment.text for segment in kept] == ["好的再见"]
    assert kept[0].end == pytest.approx(2.0)
    assert [(item.text, item.start) for item in dropped] == [("谢谢观看", pytest.approx(2.0))]


@pytest.mark.parametrize(
    ("text", "confidence", "stays"),
    [
        ("七七七七七", 0.35, False),
        ("七七七七七", 0.8, True),
        ("七七七", 0.35, True),
        ("七七七八", 0.35, True),
    ],
)
def test_one_character_over_and_over_in_doubt_is_what_noise_sounds_like(
    text: str, confidence: float, stays: bool
) -> None:
    kept, dropped = clean([_segment(text, confidence=confidence)], AUDIO)
    assert bool(kept) is stays
    assert [one.reason[:5] for one in dropped] == ([] if stays else ["只有“七”"])


def test_loop_is_cut_and_its_first_rounds_stay() -> None:
    kept, dropped = clean([_segment("请问" + "您确认吗" * 8)], AUDIO)
    assert [segment.text for segment in kept] == ["请问您确认吗您确认吗"]
    assert [(item.text, item.reason) for item in dropped] == [("您确认吗" * 6, "循环重复：您确认吗")]


def test_text_after_a_loop_stays() -> None:
    kept, _ = clean([_segment("对不对呀" * 6 + "那好吧")], AUDIO)
    assert "".join(segment.text for segment in kept) == "对不对呀" * 2 + "那好吧"


def test_more_text_than_can_be_said_goes() -> None:
    audio = call_audio([(1.0, 1.5)])
    kept, dropped = clean([_segment("今天给您推荐一下来电提醒业务", 1.0, 1.5)], audio)
    assert kept == ()
    assert dropped[0].reason == "字数超过这段时间能说出的字数"


def test_crowded_alignment_inside_longer_speech_is_no_reason() -> None:
    kept, dropped = clean([_segment("今天给您推荐一下来电提醒业务", 1.0, 1.5)], AUDIO)
    assert len(kept) == 1
    assert dropped == ()


def test_words_on_silence_go_but_a_sure_short_reply_stays() -> None:
    audio = call_audio([(20.0, 25.0)])
    kept, dropped = clean(
        [
            _segment("请您稍等一下", 5.0),
            _segment("好的", 10.0, confidence=0.9),
            _segment("嗯", 15.0, confidence=0.3),
            _segment("可以", 20.0),
        ],
        audio,
    )
    assert [segment.text for segment in kept] == ["好的", "可以"]
    assert [item.reason for item in dropped] == ["这些文字下面没有话音"] * 2


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (SoundKind.RINGBACK, "回铃音上识别出的文字"),
        (SoundKind.HOLD_MUSIC, "等待音乐上识别出的文字"),
        (SoundKind.TONE, "提示音上识别出的文字"),
    ],
)
def test_words_on_other_sounds_go(kind: SoundKind, reason: str) -> None:
    event = SoundEvent(start=0.5, end=4.0, kind=kind, channel=0, confidence=0.9)
    kept, dropped = clean(
        [_segment("嗯你好"), _segment("喂你好", 6.0)], call_audio([(0.0, 30.0)], events=[event])
    )
    assert [segment.text for segment in kept] == ["喂你好"]
    assert [item.reason for item in dropped] == [reason]


def test_an_event_on_the_other_channel_is_no_reason() -> None:
    event = SoundEvent(start=0.5, end=4.0, kind=SoundKind.HOLD_MUSIC, channel=1, confidence=0.9)
    kept, _ = clean([_segment("嗯你好")], call_audio([(0.0, 30.0)], [(0.0, 1.0)], events=[event]))
    assert len(kept) == 1


def test_nothing_vanishes() -> None:
    texts = ["谢谢观看", "请问" + "您确认吗" * 8 + "好", "可以"]
    segments = [_segment(text, 1.0 + 12 * i) for i, text in enumerate(texts)]
    kept, dropped = clean(segments, call_audio([(0.0, 60.0)]))
    everything = sorted([*kept, *dropped], key=lambda item: item.start)
    assert "".join(item.text for item in everything) == "".join(texts)
