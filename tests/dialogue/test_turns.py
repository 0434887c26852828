from __future__ import annotations

from itertools import pairwise

import pytest

from autoqa.dialogue import build_dialogue
from autoqa.dialogue.build import COIN_TOSS, PLAIN_CUES
from autoqa.dialogue.speakers import SpeakerGuess, SpeakerSpan
from autoqa.types import Asr, Role, Segment, SoundKind, Transcript
from tests.dialogue.making import lines, said, sound, transcript

ASK = "您好这里是华声公司工号一二三四请问您现在方便吗"


def test_short_reply_between_two_agent_segments_is_a_turn_of_its_own() -> None:
    made = build_dialogue(
        transcript(said(0.0, "您看我帮您开通可以吗", 0), said(2.6, "好", 1), said(2.9, "那我给您办理", 0)),
        None,
        None,
    )
    assert lines(made) == [("agent", "您看我帮您开通可以吗"), ("customer", "好"), ("agent", "那我给您办理")]


def test_reply_in_a_pause_inside_one_segment_splits_it() -> None:
    made = build_dialogue(transcript(said(0.0, "给您开通可以吗  感谢您", 0), said(1.8, "好", 1)), None, None)
    assert lines(made) == [("agent", "给您开通可以吗"), ("customer", "好"), ("agent", "感谢您")]


def test_pause_that_nobody_fills_does_not_split_a_turn() -> None:
    made = build_dialogue(transcript(said(0.0, "给您开通   感谢您", 0), said(9.0, "好", 1)), None, None)
    assert lines(made) == [("agent", "给您开通感谢您"), ("customer", "好")]


def test_long_pause_ends_a_turn() -> None:
    made = build_dialogue(
        transcript(said(0.0, "给您开通", 0), said(2.0, "感谢您", 0), said(9.0, "好", 1)), None, None
    )
    assert [text for _, text in lines(made)] == ["给您开通", "感谢您", "好"]


def test_backchannel_over_running_speech_leaves_the_turn_whole_and_is_measured() -> None:
    made = build_dialogue(
        transcript(said(0.0, "这个业务每个月只要十五块钱给您介绍", 0), said(1.5, "嗯", 1)), None, None
    )
    assert [role for role, _ in lines(made)] == ["agent", "customer"]
    assert made.turns[0].overlapped == pytest.approx(0.25)
    assert made.turns[1].overlapped == pytest.approx(0.25)


def test_turns_are_numbered_by_time_and_carry_confidence_and_channel() -> None:
    made = build_dialogue(transcript(said(3.0, "好的", 1), said(0.0, ASK, 0)), None, None)
    assert [turn.index for turn in made.turns] == [0, 1]
    assert [turn.start for turn in made.turns] == [0.0, 3.0]
    assert made.turns[0].channel == 0
    assert made.turns[0].confidence == pytest.approx(0.9)


def test_prompted_text_never_becomes_a_turn() -> None:
    hinted = said(4.0, "工号一二三四", 0).model_copy(update={"prompted": True})
    made = build_dialogue(transcript(said(0.0, ASK, 0), hinted), None, None)
    assert [text for _, text in lines(made)] == [ASK]


def test_untimed_segments_say_so() -> None:
    made = build_dialogue(
        Transcript(segments=(Segment(start=0, end=2, text=ASK, role=Role.AGENT),)), None, None
    )
    assert not made.turns[0].timed
    assert made.duration == 2


def test_mono_segment_is_split_between_the_voices() -> None:
    guess = SpeakerGuess(
        channel=0,
        voices=2,
        confidence=0.9,
        spans=(
            SpeakerSpan(start=0.0, end=2.5, speaker=0, confidence=0.95),
            SpeakerSpan(start=2.5, end=2.8, speaker=1, confidence=0.9),
            SpeakerSpan(start=2.8, end=5.0, speaker=0, confidence=0.95),
        ),
    )
    made = build_dialogue(
        transcript(said(0.0, "您看我帮您开通可以吗好感谢您的支持", 0)), sound([(0.0, 4.3)]), guess
    )
    assert lines(made) == [("agent", "您看我帮您开通可以吗"), ("customer", "好"), ("agent", "感谢您的支持")]
    assert [(span.start, span.end) for span in made.customer_speech] == [(2.5, 2.8)]
    assert made.turns[1].role_confidence < made.turns[0].role_confidence < 1


def _two_voices(*bounds: float) -> SpeakerGuess:
    """Voices 0 and 1 in turn, changing at the inner ``bounds``."""
    told = tuple(
        SpeakerSpan(start=a, end=b, speaker=place % 2, confidence=0.9)
        for place, (a, b) in enumerate(pairwise(bounds))
    )
    return SpeakerGuess(channel=0, voices=2, confidence=0.9, spans=told)


def test_a_syllable_that_nobody_says_alone_belongs_to_the_sentence_around_it() -> None:
    guess = _two_voices(0.0, 1.25, 1.5, 3.1, 5.0)
    made = build_dialogue(
        transcript(said(0.0, "这里是我的工号六八九六三 喂你找谁", 0)),
        sound([(0.0, 3.0), (3.25, 4.25)]),
        guess,
    )
    assert [text for _, text in lines(made)] == ["这里是我的工号六八九六三", "喂你找谁"]


def test_digits_beside_a_number_belong_to_it_and_a_reply_beside_a_question_does_not() -> None:
    guess = _two_voices(0.0, 2.25, 2.5, 5.0, 6.25, 7.75)
    made = build_dialogue(
        transcript(said(0.0, "您看帮您开通可以吗好", 0), said(5.0, "是三二二九五 跟您核对", 0)),
        sound([(0.0, 2.5), (5.0, 6.5), (6.75, 7.75)]),
        guess,
    )
    assert [text for _, text in lines(made)] == ["您看帮您开通可以吗", "好", "是三二二九五", "跟您核对"]


@pytest.mark.parametrize(
    ("asked", "certainty", "speaker"),
    [
        ("您看帮您开通可以吗", 0.6, "customer"),
        ("您看帮您开通可以吗", 0.8, "agent"),
        ("我现在就帮您开通哦", 0.6, "agent"),
    ],
)
def test_a_short_word_of_a_doubtful_voice_answers_the_question_before_it(
    asked: str, certainty: float, speaker: str
) -> None:
    found = transcript(said(0.0, f"{asked}   行  感谢您的支持祝您生活愉快", 0))
    told = _two_voices(0.0, 2.25, 2.9, 3.4, 9.0).model_copy(
        update={
            "spans": (
                SpeakerSpan(start=0.0, end=2.25, speaker=0, confidence=0.95),
                SpeakerSpan(start=2.9, end=3.3, speaker=0, confidence=certainty),
                SpeakerSpan(start=3.6, end=8.0, speaker=0, confidence=0.95),
                SpeakerSpan(start=9.0, end=9.5, speaker=1, confidence=0.95),
            )
        }
    )
    made = build_dialogue(found, sound([(0.0, 2.25), (2.9, 3.3), (3.6, 8.0)]), told)
    (turn,) = [turn for turn in made.turns if "行" in turn.text]
    assert turn.role.value == speaker


def test_the_last_word_of_a_question_belongs_to_it() -> None:
    found = transcript(said(0.0, "您看帮您开通可以吗 没问题", 0), said(5.0, "您看帮您开通可以吗没问题", 0))
    made = build_dialogue(found, sound([(0.0, 3.25), (5.0, 8.0)]), _two_voices(0.0, 2.0, 5.0, 7.0, 8.0))
    assert [text for _, text in lines(made)] == ["您看帮您开通可以吗", "没问题"] * 2
    assert made.turns[3].role_confidence == made.turns[1].role_confidence


def test_speech_comes_from_the_sound_of_the_channel() -> None:
    audio = sound([(0.1, 5.5)], [(6.0, 6.3)])
    made = build_dialogue(transcript(said(0.0, ASK, 0), said(6.0, "好", 1)), audio, None)
    assert [(span.start, span.end) for span in made.agent_speech] == [(0.1, 5.5)]
    assert [(span.start, span.end) for span in made.customer_speech] == [(6.0, 6.3)]


def test_channel_without_words_still_counts_as_the_other_party() -> None:
    made = build_dialogue(transcript(said(0.0, ASK, 0)), sound([(0.0, 5.5)], [(7.0, 8.0)]), None)
    assert [(span.start, span.end) for span in made.customer_speech] == [(7.0, 8.0)]


def test_speech_without_any_words_is_kept() -> None:
    made = build_dialogue(transcript(), sound([(0.0, 5.5)], [(7.0, 8.0)]), None)
    assert made.turns == ()
    assert made.roles_confidence == 0.0
    assert [span.start for span in (*made.agent_speech, *made.customer_speech)] == [0.0, 7.0]


def test_one_dead_channel_is_a_mono_call() -> None:
    guess = SpeakerGuess(
        channel=1,
        voices=2,
        confidence=0.9,
        spans=(
            SpeakerSpan(start=0.0, end=5.6, speaker=0, confidence=0.95),
            SpeakerSpan(start=6.0, end=6.3, speaker=1, confidence=0.9),
        ),
    )
    made = build_dialogue(
        transcript(said(0.0, ASK, 1), said(6.0, "好", 1)),
        sound([], [(0.0, 5.6), (6.0, 6.3)], dead=[0]),
        guess,
    )
    assert lines(made) == [("agent", ASK), ("customer", "好")]


def test_words_in_ring_back_and_music_are_nobodys() -> None:
    audio = sound(
        [(8.0, 13.5)],
        [],
        [],
        events=[(SoundKind.RINGBACK, 0, 0.5, 1.5), (SoundKind.HOLD_MUSIC, 0, 20.0, 30.0)],
    )
    made = build_dialogue(
        transcript(said(0.7, "嘟嘟", 0), said(8.0, ASK, 0), said(22.0, "谢谢观看", 0), agent_channel=0),
        audio,
        None,
    )
    assert [role for role, _ in lines(made)] == ["other", "agent", "other"]
    assert made.agent_speech[0].start == 8.0


def test_unfit_model_is_told() -> None:
    asr = Asr(engine="faster-whisper", model="small", fit=False, fit_note="识别模型没听过这种声音")
    made = build_dialogue(transcript(said(0.0, ASK, 0)).model_copy(update={"asr": asr}), None, None)
    assert not made.words_known
    assert made.words_note == "识别模型没听过这种声音"


STRANGE = Asr(engine="faster-whisper", model="small", fit=False, unfit_channels=(0,))
PLAIN = "您好我是客服工号一零零八请问您方便吗我们公司给您免费开通"


@pytest.mark.parametrize(
    ("first", "second", "apart", "known"),
    [
        (PLAIN, "你们多少钱啊我不要", 0.98, True),
        (PLAIN, "你们多少钱啊我不要", 0.4, False),
        ("天气冷明天去哪里吃饭呢我还没想好", "昨天回家吃饭了呀", 0.98, False),
    ],
)
def test_words_that_are_not_known_tell_the_roles_only_by_plain_cues_of_two_voices(
    first: str, second: str, apart: float, known: bool
) -> None:
    middle = round(len(first) * 0.25, 2)
    guess = _two_voices(0.0, middle, middle + 2.5).model_copy(update={"confidence": apart})
    given = transcript(said(0.0, first, 0), said(middle, second, 0))
    made = build_dialogue(
        given.model_copy(update={"asr": STRANGE}), sound([(0.0, middle), (middle, middle + 2.25)]), guess
    )
    assert (made.roles_confidence >= PLAIN_CUES, made.roles_confidence <= COIN_TOSS) == (known, not known)
    assert set(made.unknown_roles) == {Role.AGENT, Role.CUSTOMER}


def test_a_party_whose_voice_is_not_known_is_told() -> None:
    asr = Asr(engine="faster-whisper", model="small", fit_note="声道 1：没听过", unfit_channels=(1,))
    given = transcript(said(0.0, ASK, 0), said(6.0, "给您办理", 1), said(8.0, ASK, 0))
    made = build_dialogue(given.model_copy(update={"asr": asr}), None, None)
    assert made.words_known
    assert made.unknown_roles == (Role.CUSTOMER,)
    assert made.words_note == "声道 1：没听过"


def test_words_of_a_voice_that_is_not_known_are_no_cues() -> None:
    asr = Asr(engine="faster-whisper", model="small", unfit_channels=(1,))
    invented = "请问您好我是客服代表工号一零零八六为您服务给您办理"
    given = transcript(said(0.0, "好的", 0), said(2.0, invented, 1), said(9.0, "我考虑一下", 0))
    known, strange = (
        build_dialogue(one, None, None) for one in (given, given.model_copy(update={"asr": asr}))
    )
    assert strange.roles_confidence < known.roles_confidence


def test_same_input_same_dialogue() -> None:
    given = transcript(said(0.0, ASK, 0), said(6.0, "好", 1))
    assert build_dialogue(given, None, None) == build_dialogue(given, None, None)


def test_a_reply_that_comes_a_little_early_splits_what_the_agent_goes_on_to_say() -> None:
    made = build_dialogue(
        transcript(said(0.0, "您同意开通吗", 0), said(1.3, "好", 1), said(2.2, "那我再说一下", 0)), None, None
    )
    assert lines(made) == [("agent", "您同意开通吗"), ("customer", "好"), ("agent", "那我再说一下")]
