"""Recorded announcements (IVR) before the parties talk, and words "heard" in ring-back and hold music."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autoqa.dialogue.utterance import Utterance
from autoqa.types import CallAudio, SoundEvent

_NETWORK = re.compile(
    r"您(所)?(拨打|呼叫)的|(暂时)?无法接通|正在通话中|(手机|电话)?已关机|是空号|已停机|请稍后再拨|(嘀|滴|哔)声?之?后.{0,4}留言"
)
"""The network's own voice: nobody on a call speaks so, wherever it stands."""

_MENU = re.compile(
    r"请(直接)?按(下)?[零一二三四五六七八九十\d星井*#]|按[零一二三四五六七八九\d]键?|(人工|普通话|中文)(服务)?请按"
    r"|正在为您?(转接|接通|连接)|(坐席|座席|客服|话务员?|人工)(代表|人员)?(全?忙|繁忙)|请(您)?(不要|勿)挂(机|断)"
    r"|欢迎(致电|拨打|来电)|通话.{0,6}录音|为了?(更好地)?(提高|保证|保障|提升).{0,6}(服务|通话)?质量|请输入"
)
"""What an agent may say too; an announcement only while nobody has talked yet."""

_JOB_NUMBER = re.compile(
    r"^(您好)?[，,]?(工号|客服代表|话务员|坐席|座席)?(是)?[\d零一二三四五六七八九幺洞两]{2,8}号?"
    r"(工号|坐席|座席|客服代表|客服|话务员)?(正在|很高兴|竭诚)*为您服务[。，]?$"
)
_PERSONAL = re.compile(r"我(是|叫|这边|的工号)|^喂")
_ADJACENT = 5.0
"""Seconds after an announcement within which 工号…为您服务 on the same line is still the machine's."""

_COVERED = 0.6
"""Share of an utterance inside a ring-back or music event from which its words are not believed."""


def hallucinated(utterance: Utterance, audio: CallAudio | None) -> bool:
    """Whether the utterance lies in ring-back, tones or hold music of its channel: nobody said it."""
    if audio is None:
        return False
    covered = sum(
        _shared(utterance, event) for event in audio.events if _same_channel(utterance, event, audio)
    )
    return covered >= _COVERED * max(utterance.end - utterance.start, 0.05)


def announcements(utterances: Sequence[Utterance], answered_at: float | None) -> frozenset[int]:
    """Positions of utterances that are recorded announcements.

    The network's sentences are one anywhere. Menus, recording notices and a job number read out before the
    agent are one only in the lead-in of their line: before the first thing a person says on it. What is
    over before a known answer time belongs to nobody either. A role given with the transcript is never
    overruled.
    """
    found: set[int] = set()
    person_spoke: set[int] = set()
    last_end: dict[int, float] = {}
    for index, utterance in enumerate(utterances):
        if utterance.role is not None:
            continue
        line, text = utterance.party, utterance.text
        follows = line in last_end and utterance.start - last_end[line] <= _ADJACENT
        lead_in = line not in person_spoke and not _PERSONAL.search(text)
        machine = bool(_NETWORK.search(text)) or (answered_at is not None and utterance.end <= answered_at)
        machine = machine or (lead_in and bool(_MENU.search(text)))
        machine = machine or (lead_in and follows and bool(_JOB_NUMBER.match(text)))
        if machine:
            found.add(index)
            last_end[line] = utterance.end
        else:
            person_spoke.add(line)
    return frozenset(found)


def _shared(utterance: Utterance, event: SoundEvent) -> float:
    return max(0.0, min(utterance.end, event.end) - max(utterance.start, event.start))


def _same_channel(utterance: Utterance, event: SoundEvent, audio: CallAudio) -> bool:
    return len(audio.channels) == 1 or utterance.channel is None or utterance.channel == event.channel
