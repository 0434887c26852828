"""Questions by which an agent asks for consent to an order, found in text without punctuation to lean on.

A consent question names the order (开通, 办理, 订 …) and asks (吗, 可以, 是否 …) close together; or it
presses for a clear answer after such a question (您是同意还是不同意). Questions that only sound alike are
left out: whether the customer *has* the product, whether to *cancel* it, whether it is a convenient moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from autoqa.text.kept import kept
from autoqa.text.match import PhraseSet
from autoqa.text.turntext import TurnText

_ACT = (
    "(?:开通|开启|订购|订制|定制|订阅|办理|办一|办个|办上|办下|办好|代办|登记|加入|参加|参与|试用|体验"
    "|购买|续订|续费|续约|升级|投保|申请|领取|激活|下单|预约|保留|安排|生效)"
)
_SERVE = (
    "(?:给|帮|为|替)(?:您|你|咱|我们)?(?:先|也|这边|现在|马上|就|直接|免费|把)?"
    ".{0,8}?(?:开|办|订|定|弄|装|加|报|上)"
)
_ORDER = rf"(?:{_ACT}|{_SERVE}|要(?:开|办|订)|订一个|开一个|要一个)"
_ASKS = (
    r"(?:可以|好|行|同意|没问题|愿意|需要|方便|确定|是|对|有问题|能接受|接受)(?:吗|么|嘛|吧)"
    r"|好不好|行不行|可不可以|可以不可以|能不能|要不要|愿不愿意|同不同意|是不是|怎么样|如何|您看呢|您觉得呢"
    r"|(?:可以|同意|要|办|开|订)还是不|没问题吧|对吧|是吧"
    r"|(?:您|你)(?:看|觉得)(?:这样)?(?:可以|好|行|成)|(?:好|行)不$"  # the last syllable is often lost
)
_SIMPLE = r"(?:吗|(?<![什怎这那多要])么)"
_WHETHER = r"(?:是否|要不要|愿不愿意|同不同意|需不需要|想不想|可不可以|能不能|可否|能否)"
_TOLD = r"(?<![就都]可以)(?<![就都]能)"
"""Not behind 就可以: 手机上直接就可以使用 tells how it is used, also where 试用吗 was heard."""
_WOULD = r"(?:同意|愿意|确定|确认|需要|接受|考虑)"

_NAMED = re.compile(
    rf"(?P<act>{_ORDER})[^?]{{0,12}}?(?:{_ASKS})"
    rf"|(?P<act2>{_WHETHER}.{{0,10}}?{_ORDER})(?:.{{0,8}}?(?:{_ASKS}|{_SIMPLE}))?"
    rf"|(?P<act3>{_WOULD}.{{0,8}}?{_ORDER}.{{0,10}}?{_SIMPLE})"
    rf"|(?P<act4>{_TOLD}{_ORDER}.{{0,6}}?{_SIMPLE})"
)
_PRESSED = re.compile(
    r"(?:同意|可以|确定|愿意|要|办|开)(?:开通|办理|订购|定制|参加)?(?:还是|或者|或)(?:不|说不)"
    r"(?:同意|可以|确定|愿意|要|办|开)?"
    r"|(?:是|表示|就是)(?:同意|可以|要|愿意)(?:开通|办理|订购|定制|的)?(?:吗|么|对吧|是吧|吧)"
    r"|(?:明确|清楚|准确)(?:的|地)?(?:答复|回答|回复|告诉|说)"
    r"|(?:您|你)(?:看|觉得)?(?:这样)?(?:可以|同意|愿意|确定)(?:的)?(?:吗|么|吧)"
    r"|(?:说|回答|回复)(?:一下|一声|我)?(?:可以|同意|好的|是)(?:或|还是)"
)
_CHOICE = re.compile(rf"(?:同意|确定|愿意){_ACT}(?:还是|或者)不")
"""Asks by itself, also where no question was recognised before: 您是同意开通还是不同意."""
_SUMMED_UP = re.compile("(?:开通|办理|收费|计费|每月).*?(?P<tag>(?:是|对|好|行|可以|没问题)(?:吗|吧))$")
"""After an earlier question: 十二月一号开通，每月三元，对吗."""
_ALREADY = re.compile(
    r"过(?:吗|么)|(?:开通|办理|参加|参与|体验|订购|购买|试用|使用|申请)过|已经|之前|以前|有没有|是不是(?:已|之前)|了(?:吗|么)$"
)
_UNDONE = re.compile(r"取消|退订|注销|关闭|关掉|停掉|暂停|停机|退掉|解除|挂失|解绑")
_OTHER_QUESTION = re.compile(
    "方便|介绍|说一下|讲一下|打扰|本人|机主|占用|听清|听明白|了解一下|核对|登记一下|身份|清楚"
)


_SPOKEN = """
开通 办理 订购 定制 订制 登记 参加 体验 试用 续费 同意 愿意 确定 确认 需要 是否 可以吗 好不好 行不行
可不可以 怎么样 是否同意 是否愿意 同意开通 愿意开通 同意办理 愿意办理 确定开通 确定要开通 确定办理 确认开通
确认办理 开通可以吗 办理可以吗 给您开通 帮您开通 为您开通 给您办理 帮您办理 为您办理 没问题吧 同意还是不同意
可以还是不可以 明确答复
"""


class Question(NamedTuple):
    """Places in the text; ``pressed``: it only asks for a clearer answer to an earlier question; ``sure``
    (0 to 1): that it was asked at all."""

    start: int
    end: int
    pressed: bool
    sure: float = 1.0


@kept
def consent_questions(text: TurnText) -> tuple[Question, ...]:
    """Consent questions in one turn of the agent, in order, not overlapping. ``pressed`` ones count only
    shortly after a named one: the caller must see to that."""
    meant = _as_meant(text)
    found = list(_questions(meant))
    tag = _SUMMED_UP.search(meant)
    if tag is not None and not any(question.end > tag.start("tag") for question in found):
        found.append(Question(*tag.span("tag"), pressed=True))
    return tuple(found)


def _questions(text: str) -> Iterator[Question]:
    place = 0
    while True:
        named, pressed = _NAMED.search(text, place), _PRESSED.search(text, place)
        found = min((m for m in (named, pressed) if m), key=lambda m: (m.start(), m is pressed), default=None)
        if found is None:
            return
        place = found.end()
        words = found.group()
        if _UNDONE.search(words) or (found is named and _refused(words)):
            continue
        yield Question(found.start(), found.end(), found is not named and not _CHOICE.match(words))


def _refused(words: str) -> bool:
    return bool(_ALREADY.search(words) or _OTHER_QUESTION.search(words))


@cache
def _vocabulary() -> PhraseSet:
    return PhraseSet.parse(_SPOKEN.split(), boundary=False)


def _as_meant(text: TurnText) -> str:
    """The text with words of the question that were written as homophones (确丁开通, 好马) put right,
    character for character."""
    characters = list(text.text)
    found = _vocabulary().find(text, "pinyin")
    for match in sorted(found, key=lambda match: match.end_char - match.start_char):
        if match.how == "pinyin" and match.end_char - match.start_char == len(match.phrase):
            characters[match.start_char : match.end_char] = match.phrase
    if characters and text.pinyin[-1][:-1] == "ma":
        characters[-1] = "吗"
    return "".join(characters)
