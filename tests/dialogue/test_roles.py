from __future__ import annotations

from autoqa.dialogue import build_dialogue
from autoqa.types import Direction, Role, RoleSource, Segment, Transcript
from tests.dialogue.making import lines, said, sound, transcript

ASK = "您好这里是华声公司工号一二三四请问您现在方便吗"
TWO = sound([(0.0, 5.0)], [(6.0, 9.0)])


def test_given_roles_win_over_everything() -> None:
    made = build_dialogue(
        transcript(said(0.0, ASK, 0, Role.CUSTOMER), said(6.0, "喂", 1, Role.AGENT), agent_channel=0),
        None,
        None,
    )
    assert [role for role, _ in lines(made)] == ["customer", "agent"]
    assert made.roles_source is RoleSource.GIVEN
    assert made.roles_confidence == 1.0


def test_segments_without_a_role_take_that_of_their_channel() -> None:
    made = build_dialogue(
        transcript(said(0.0, ASK, 0, Role.AGENT), said(6.0, "喂", 1, Role.CUSTOMER), said(8.0, "不需要", 1)),
        None,
        None,
    )
    assert [role for role, _ in lines(made)] == ["agent", "customer", "customer"]
    assert made.roles_source is RoleSource.GIVEN


def test_agent_channel_decides_without_cues() -> None:
    made = build_dialogue(transcript(said(0.0, "在吗", 0), said(3.0, "在的", 1), agent_channel=1), TWO, None)
    assert [role for role, _ in lines(made)] == ["customer", "agent"]
    assert made.roles_source is RoleSource.METADATA
    assert made.roles_confidence > 0.95


def test_cues_plainly_against_agent_channel_leave_doubt() -> None:
    segments = [
        said(0.0, ASK, 0), said(6.0, "喂你们是哪里的", 1), said(9.0, "我帮您办理感谢您的接听祝您生活愉快", 0),
        said(15.0, "多少钱你说", 1),
    ]  # fmt: skip
    made = build_dialogue(transcript(*segments, agent_channel=1), TWO, None)
    assert made.roles_source is RoleSource.METADATA
    assert made.roles_confidence < 0.6


def test_cues_are_heard_over_the_whole_call() -> None:
    made = build_dialogue(
        transcript(
            said(0.0, "喂", 1), said(1.0, "喂", 0), said(2.0, "多少钱", 1), said(4.0, "给您开通请您稍等", 0)
        ),
        None,
        None,
    )
    assert [role for role, _ in lines(made)] == ["customer", "agent", "customer", "agent"]
    assert made.roles_source is RoleSource.CUES
    assert made.roles_confidence > 0.8


def test_without_cues_the_opener_is_a_guess_of_low_confidence() -> None:
    given = transcript(said(0.0, "今天天气不错", 0), said(2.0, "这边天气很好", 1), direction="inbound")
    made = build_dialogue(given, None, None)
    assert made.roles_source is RoleSource.OPENER
    assert 0.5 <= made.roles_confidence < 0.8
    assert made.turns[0].role is Role.AGENT


def test_outbound_call_is_answered_by_the_customer() -> None:
    given = transcript(said(0.0, "在呢", 0), said(2.0, "天气不错啊今天", 1), direction=Direction.OUTBOUND)
    assert build_dialogue(given, None, None).turns[0].role is Role.CUSTOMER


def test_text_alone_is_told_apart_by_cues_and_order() -> None:
    made = build_dialogue(
        transcript(said(0.5, "喂"), said(1.2, ASK), said(8.0, "嗯"), said(8.8, "给您介绍一个优惠活动")),
        None,
        None,
    )
    assert [role for role, _ in lines(made)] == ["customer", "agent", "customer", "agent"]


def test_one_voice_alone_is_named_by_its_cues() -> None:
    assert build_dialogue(transcript(said(0.0, ASK, 0)), TWO, None).turns[0].role is Role.AGENT
    asked = transcript(said(0.0, "喂你们是哪里的多少钱", 0))
    assert build_dialogue(asked, TWO, None).turns[0].role is Role.CUSTOMER


def test_nothing_said_has_no_roles() -> None:
    made = build_dialogue(Transcript(segments=(Segment(start=0, end=1, text=""),)), None, None)
    assert made.roles_source is RoleSource.NONE
    assert made.roles_confidence == 0.0


def test_a_pause_inside_a_segment_may_change_the_party() -> None:
    one = said(0.0, "给您开通您看可以吗   我考虑一下多少钱   那我这边给您办理好了感谢您的支持", 0)
    made = build_dialogue(transcript(one), None, None)
    assert [role for role, _ in lines(made)] == ["agent", "customer", "agent"]
    assert made.roles_confidence < 0.95
