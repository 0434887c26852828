from __future__ import annotations

import pytest

from autoqa.dialogue import build_dialogue
from autoqa.types import Role, SoundKind
from tests.dialogue.making import lines, said, sound, transcript

ASK = "您好这里是华声公司请问您现在方便吗"
RINGS = [(SoundKind.RINGBACK, 0, start, start + 1.0) for start in (0.5, 5.5, 10.5)]


def test_given_answer_time_is_taken() -> None:
    assert build_dialogue(transcript(said(5.0, ASK, 0), answered_at=2.5), None, None).connected_at == 2.5


def test_first_speech_after_the_ringing() -> None:
    audio = sound([(2.0, 3.0), (13.5, 17.0)], [(12.8, 13.1)], events=RINGS)
    given = transcript(said(2.0, "我先喝口水", 0), said(12.8, "喂", 1), said(13.5, ASK, 0))
    assert build_dialogue(given, audio, None).connected_at == pytest.approx(12.8)


def test_ringing_of_a_later_transfer_does_not_move_it() -> None:
    audio = sound([(1.0, 5.0)], [(0.4, 0.8)], events=[(SoundKind.RINGBACK, 0, 30.0, 31.0)])
    given = transcript(said(0.4, "喂", 1), said(1.0, ASK, 0))
    assert build_dialogue(given, audio, None).connected_at == pytest.approx(0.4)


def test_nobody_answers_the_ringing() -> None:
    assert build_dialogue(transcript(), sound([], [], events=RINGS), None).connected_at == pytest.approx(11.5)


def test_announcements_before_the_parties_are_other() -> None:
    made = build_dialogue(
        transcript(
            said(0.0, "欢迎致电华声公司人工服务请按零", 0),
            said(5.0, "为了提高服务质量本次通话将被录音", 0),
            said(10.0, "工号八零零一为您服务", 0),
            said(14.0, "您好请问有什么可以帮您", 0),
            said(18.0, "我想问一下多少钱", 1),
            direction="inbound",
        ),
        None,
        None,
    )
    assert [role for role, _ in lines(made)] == ["other"] * 3 + ["agent", "customer"]
    assert made.connected_at == pytest.approx(14.0)


@pytest.mark.parametrize("text", ["您好我是八零零一号客服本次通话会被录音", "您好工号八零零一为您服务"])
def test_agent_who_speaks_like_an_announcement_stays_the_agent(text: str) -> None:
    made = build_dialogue(transcript(said(0.0, text, 0), said(7.0, "我想查一下话费", 1)), None, None)
    assert made.turns[0].role is Role.AGENT


def test_the_networks_voice_is_nobody() -> None:
    made = build_dialogue(
        transcript(said(0.0, "您拨打的电话正在通话中请稍后再拨", 1)), sound([], [(0.0, 4.0)]), None
    )
    assert [role for role, _ in lines(made)] == ["other"]
    assert made.customer_speech == ()


def test_speech_before_a_known_answer_time_is_nobodys() -> None:
    made = build_dialogue(
        transcript(said(0.5, "彩铃歌词", 1), said(8.0, ASK, 0), answered_at=7.5), None, None
    )
    assert [role for role, _ in lines(made)] == ["other", "agent"]
