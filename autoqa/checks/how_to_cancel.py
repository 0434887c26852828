"""Where in a turn the agent says how to cancel: a word for cancelling and a way to do it close together."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CANCEL = re.compile(
    "取消|退订|注销|退掉|停掉|停用|关闭|关掉|关停|解约|退保|退出|不想(?:继续)?(?:用|要|使用)|不(?:需要|要|用)(?:了|的话)|能退"
)
_WAY = re.compile(
    "(?:发送?|编辑|回复).{0,6}(?:短信|到|至|给)|短信|(?:拨打|打|致电|拨).{0,8}(?:热线|电话|客服|号|[零一二三四五六七八九幺\\d]{3,})"
    "|(?:我们|咱们)的?(?:客服|客户(?=服|就|也|都|能|可以|可))|热线|营业厅|网点|柜台|回复.{1,6}(?:就|即)?(?:可以|可|能)|按.{0,4}键|转人工|软件|客户端|网站|网上|网页|小程序|公众号"
    "|app|登录|自助|说一声|联系(?:我们|客服|我)"
)
"""我们客户就能退订 is 客服: on a telephone line f and h sound alike."""
_NOT_FOR_THIS = re.compile("(?:就|先)不(?:为|给|帮)您|不用取消|不能取消|无法取消|取消不了")

REACH = 30
"""Characters between the word for cancelling and the way."""


def ways_to_cancel(text: str, asked: bool) -> Iterator[tuple[int, int]]:
    """Spans of folded ``text`` that tell how to cancel. ``asked``: the customer has just asked for it, so
    that the way alone is enough."""
    if _NOT_FOR_THIS.search(text):
        return
    words = list(cancelling(text))
    for way in _WAY.finditer(text):
        near = [span for span in words if span[0] - way.end() <= REACH and way.start() - span[1] <= REACH]
        if near:
            span = min(near, key=lambda span: abs(span[0] - way.start()))
            yield min(span[0], way.start()), max(span[1], way.end())
        elif asked:
            yield way.span()


def cancelling(text: str) -> Iterator[tuple[int, int]]:
    """Spans of words for cancelling."""
    for match in _CANCEL.finditer(text):
        yield match.span()


def asks_to_cancel(text: str) -> bool:
    """Whether a turn of the customer asks about cancelling (怎么取消, 不要了怎么办)."""
    return _CANCEL.search(text) is not None
