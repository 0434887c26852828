"""Is the hit somebody else's words, words that are only mentioned, or words that are apologised for?"""

from __future__ import annotations

import re

from autoqa.text.cue import Guard, Surroundings, any_of

_REACH = 24
_NEAR = 8

_SPEAKER = "(?<![跟给和对向同与替听为帮])" + any_of(
    "您 你 你们 他 她 他们 客户 用户 别人 人家 有人 对方 网上 广告 广告里 同事 领导 老公 老婆 爱人 家人 朋友"
    " 邻居 大家 谁 前台 营业厅 客服 上一个 业务员"
)
_ADVERB = any_of(
    "刚才 刚刚 之前 上次 那天 昨天 前面 也 都 是 就 还 可能 自己 老 一直 所 跟我 和我 对我 给我 这么 那么 会"
)
_SAYING = (
    "(?:说(?!得|的(?:很|非常|挺)?(?:对|没错|有道理|是)|明|服)|讲(?!得|解)|提到|提的|提(?![供醒示交前升高取款现速])"
    "|反映|表示|认为|觉得|以为|问(?!题|候)|投诉|告诉我)"
)
_REPORT = re.compile(f"{_SPEAKER}{_ADVERB}{{0,3}}{_SAYING}(?:的|是|过|了|我们|你们|这个)*|听说|据说|传说")
_OWN_WORDS = re.compile("但|不过|可是|我跟|我给|那我|我们这边|我告诉|实际上|其实")
_MENTION_BEFORE = re.compile("(?:所谓的?|什么叫做?|什么是|叫做)$")
_MENTION_AFTER = re.compile(
    "(?:的|这|那|这样|这种|这个|那种|之类|一类|等)*(?:个|两个|几个|些)?(?:字眼|词语|词|说法|措辞|话术|的话语|类的话|种话)"
)
_OPENING, _CLOSING = "“「『‘《", "”」』’》"

_EARLIER, _US = any_of("刚才 刚刚 之前 上次 前面"), any_of("我 我们 同事 我同事 客服")
_SORRY = re.compile(
    any_of("不好意思 抱歉 对不起 请原谅 请谅解 见谅 道歉")
    + f".{{0,6}}?(?:(?:{_US}{_EARLIER}|{_EARLIER}{_US})(?:跟您|对您|向您|给您)?(?:说|讲|提到|用)"
    + f"|{_EARLIER}.{{0,4}}(?:态度|语气))"
)
_SHOULD_NOT = re.compile(
    "不(?:应该|应当|应|该)(?:跟您|对您|向您|和您|给您|这么|这样|随便|再)*(?:说|讲|用|提)"
)
_TAKEN_BACK = re.compile(
    "(?:的|这|那|是|句|个|种|样|话|说法|我|刚才|刚刚|之前|确实|实在)*"
    + any_of("说错了 说错 讲错了 口误 不合适 不妥 不应该 不该 收回 向您道歉 给您道歉 跟您道歉")
)


def quotation(around: Surroundings) -> Guard | None:
    """The guard when the hit repeats what somebody said, or talks about the words themselves."""
    origin, left = around.before(_REACH, "sentence")
    if mention := _MENTION_BEFORE.search(left):
        return around.guard_before("quotation", origin, mention, 0.85, "只是提到这个词（“{cue}”）")
    if mention := _MENTION_AFTER.match(around.after(10, "clause")):
        return around.guard_after("quotation", mention, 0.85, "只是提到这个词（“{cue}”）")
    for report in reversed(list(_REPORT.finditer(left))):
        gap = left[report.end() :]
        if _OWN_WORDS.search(gap):
            break
        return around.guard_before(
            "quotation", origin, report, 0.9 if len(gap) <= _NEAR else 0.6, "是转述（“{cue}”）"
        )
    if _in_quotes(around):
        return around.guard("quotation", around.start, around.end, 0.8, "在引号里")
    return None


def apology(around: Surroundings) -> Guard | None:
    """The guard when the speaker apologises for the words or takes them back."""
    origin, left = around.before(_REACH, "sentence")
    if sorry := _SORRY.search(left) or _SHOULD_NOT.search(left):
        near = len(left) - sorry.end() <= _NEAR
        return around.guard_before(
            "apology", origin, sorry, 0.9 if near else 0.6, "是为说过的话道歉（“{cue}”）"
        )
    if taken_back := _TAKEN_BACK.match(around.after(16, "sentence")):
        return around.guard_after("apology", taken_back, 0.85, "说过后收回了（“{cue}”）")
    return None


def _in_quotes(around: Surroundings) -> bool:
    """Between written quotation marks, in the source text."""
    folded = around.text.folded
    before = folded.source[: folded.offsets[around.start]]
    depth = sum((mark in _OPENING) - (mark in _CLOSING) for mark in before)
    return depth > 0 or before.count('"') % 2 == 1
