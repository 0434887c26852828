"""Where a question ends and the reply to it begins, on a channel that both parties share.

Some answer before the question is over. Then no pause parts the two, and the voices change within a syllable,
so that the reply, or its first syllable, is named after the one who asks. What nobody says of himself
tells them apart: no agent answers the own question in the same breath.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from autoqa.dialogue.turns import Line
from autoqa.types import Role, Word

CERTAINTY = 0.7
"""That a reply found so is the customer's: surer than a guess, less sure than a voice that was told."""

_JOINED = 0.1
"""Seconds of pause up to which words are said in one go."""

_MOST = 4
"""Characters of a reply that is sought behind a question."""

_QUESTION = re.compile(
    "(?:同意|愿意|确认|确定|需要|要不要)(?:开通|办理|订购|登记|定制|参加).{0,8}$"
    "|(?:开通|办理|订购|登记|定制|[开办订][上个]).{0,8}(?:[吗吧]|好不好|行不行|可不可以)$"
    "|还是不同意$|(?:可以|行|好|对)吗$"
)
_REPLY = re.compile(
    "(?:嗯+|啊|哦)?(?:可以的?|好的?吧?|行吧?|要的|对的|是的|同意|没问题|不用了?|不要了?|不需要|[办开]吧|不[办开]了?吧?)"
    "|嗯+|啊|哦|噢"
)
_OWN_END = re.compile("[您你]看可以$|[您你]看[好行]$|[好行对是要能]不[好行对是要能]$|可不可以$|还是不同意$")
"""A question of which what looks like a reply is the end."""

_DANGLING = re.compile("(?<![好行对是能要同可愿])不$")
"""A 不 that asks nothing (开通提醒不 | 要) begins the reply."""

_HALF = re.compile("还是不同$")
_OTHER_HALF = "意"
_MARKS = re.compile(r"[，。？！、,.?!\s]")


def at_the_borders(lines: Sequence[Line]) -> list[Line]:
    """The lines of one channel by start time, with replies that were named after the agent given to the
    customer."""
    out: list[Line] = []
    for line in lines:
        if out and _meet(out[-1], line):
            out[-1:] = _moved(out[-1], line)
        else:
            out.append(line)
    return [part for line in out for part in _parted(line)]


def _meet(asked: Line, reply: Line) -> bool:
    if asked.role is not Role.AGENT or reply.role is not Role.CUSTOMER:
        return False
    return asked.utterance.timed and reply.utterance.start - asked.utterance.end < _JOINED


def _moved(asked: Line, reply: Line) -> list[Line]:
    """Two lines that meet, with the syllable at their border where it belongs."""
    mine, theirs = asked.utterance.words, reply.utterance.words
    if len(mine) > 1 and mine[-1].text == "不" and _DANGLING.search(asked.utterance.text):
        return [_with(asked, mine[:-1]), _with(reply, (mine[-1], *theirs))]
    if len(theirs) > 1 and theirs[0].text == _OTHER_HALF and _HALF.search(asked.utterance.text):
        return [_with(asked, (*mine, theirs[0])), _with(reply, theirs[1:])]
    return [asked, reply]


def _parted(line: Line) -> list[Line]:
    """A line of the agent's that ends in a reply to its own question, cut before that."""
    words = line.utterance.words
    if line.role is not Role.AGENT or not line.utterance.timed:
        return [line]
    for count in range(min(_MOST, len(words) - 1), 0, -1):
        asked, said = _plain(words[:-count]), _plain(words[-count:])
        if len(said) > _MOST or not _REPLY.fullmatch(said) or _OWN_END.search(asked + said):
            continue
        if _QUESTION.search(asked):
            reply = replace(_with(line, words[-count:]), role=Role.CUSTOMER, certainty=CERTAINTY)
            return [_with(line, words[:-count]), reply]
    return [line]


def _plain(words: Sequence[Word]) -> str:
    return _MARKS.sub("", "".join(word.text for word in words))


def _with(line: Line, words: Sequence[Word]) -> Line:
    return replace(line, utterance=replace(line.utterance, words=tuple(words)))
