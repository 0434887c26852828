"""What a short reply may be, by families of texts: the candidates of the second look.

The first of each are the least alike: recognisers that compare a few only take those. Enough of each
family that any member of it lies near one of these by sound; which family a text of the look's own decode
belongs to is read as every reply is (:func:`autoqa.checks.reply.read_reply`).
"""

from __future__ import annotations

from autoqa.checks.reply import Answer, read_reply
from autoqa.types import ReplyClass

_TEXTS = {
    ReplyClass.YES: """
        好 可以 行 同意 对 是 要 好的 好啊 好吧 可以的 行吧 行啊 对的 是的 要的 确定 没问题
        嗯好 嗯好的 嗯可以 嗯行
        """,
    ReplyClass.VAGUE: "嗯 啊 哦 呃 哎 唔 嗯嗯 哦哦",
    ReplyClass.NO: "不 不用 不要 不行 不需要 不用了 不要了 不同意 不可以 不好 不办 算了",
    ReplyClass.OTHER: "什么 好像 好贵 可以吗 好吗 多少钱 考虑一下 再说 等一下 你说 喂 我知道 谢谢 你好",
}
FAMILIES: dict[ReplyClass, tuple[str, ...]] = {kind: tuple(texts.split()) for kind, texts in _TEXTS.items()}

_CLASSES = {
    Answer.EXPLICIT: ReplyClass.YES,
    Answer.VAGUE: ReplyClass.VAGUE,
    Answer.REFUSAL: ReplyClass.NO,
    Answer.NONE: ReplyClass.NOTHING,
}


def class_of(answer: Answer) -> ReplyClass:
    """The class of replies that are read as ``answer``."""
    return _CLASSES.get(answer, ReplyClass.OTHER)


def family_of(text: str) -> ReplyClass:
    """The class that a text of a reply belongs to."""
    return class_of(read_reply(text).answer)
