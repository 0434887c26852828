"""Is the hit asked, supposed, put off, or another word altogether? (可以吗, 如果可以, 好的再说, 好像)"""

from __future__ import annotations

import re

from autoqa.text.cue import Guard, Surroundings, any_of

_TAG = any_of("吗 行不行 好不好 可不可以 对不对 是不是 能不能 要不要 成不成 可以不 好不 行不 对吧 是吧")
_ASKED = re.compile(f"(?P<gap>.{{0,10}}?)(?P<tag>吗|{_TAG}$|[了过]没有$)")
_OTHER_QUESTION = re.compile("请问|还有|另外|然后|那|您看")
_NEXT_TAG = re.compile(
    f"(?:您看|您觉得|这样|那|您){{0,2}}(?:可以|好|行|对|是|没问题|成|同意)?(?:的话)?{_TAG}"
)
_ASKING = re.compile(
    any_of(
        "是不是 会不会 能不能 有没有 可不可以 要不要 愿不愿意 是否 能否 可否 难道 请问 为什么 凭什么 怎么"
        " 什么时候 多少 哪个 哪些 哪里 哪儿 谁"
    )
    + "(?![都也])"
)
_ACKNOWLEDGING = frozenset({"好", "好的", "嗯", "对", "对的", "是的", "行", "啊", "哦", "嗯好的"})

_SUPPOSING = re.compile(
    any_of("如果 假如 假设 倘若 若是 万一 一旦 除非 只要 哪怕 即使 就算 即便") + "|(?<![主重需])要是"
)
_FACTUAL = frozenset({"只要", "哪怕", "即使", "就算", "即便"})
"""What follows these is claimed, whatever the condition: 只要存满三年就保本 is a promise."""

_CONSEQUENCE = re.compile("的话|就|那么|那|再|我们")
_SUPPOSED_AFTER = re.compile(".{0,8}?的话(?!费|题|音|筒)")

_PUT_OFF = re.compile(
    "(?P<gap>.{0,12}?)(?:考虑(?!好|清楚|过)|(?<!打)算了|"
    + any_of(
        "想想 想一下 想一想 看看 再说 再看 再讲 再联系 再打 再想 商量 研究研究 回头 改天 改日 以后 下次 下回"
        " 过两天 过段时间 到时候 不着急 不急 先不 暂时不 还是不 不用了 不需要 不要了 不想 不办 没兴趣 没时间"
        " 我问问 问一下家"
    )
    + ")"
)
_OTHER_SENSE_AFTER = {
    "好": "[像贵多几久烦难吵远慢用吃玩笑歹坏处友人些评]|[看听](?![看听一下])|麻烦|什么|个屁|不容易|奇怪|讨厌"
    "|厉害|意思|消息",
    "对": "[于着待比方面]|这个|那个|客户|不起|公司|用户",
    "行": "[业程为动情李政]",
    "成": "[为本功都立绩]",
    "是": "不是|否|什么|谁|哪",
}
_OTHER_SENSE_BEFORE = {
    "好": "[办弄做写填搞收想听带存记备你您问说只最还幸正刚]$",
    "行": "[银不步进发]$",
    "对": "[不面应针]$",
}
_TOWARDS = re.compile("[您你我他她]")
"""对您 is "towards you" or, where nothing is written, "yes, you …"."""


def question(around: Surroundings) -> Guard | None:
    """The guard when the hit is asked, not said."""
    right = around.after(14, "clause")
    origin, left = around.before(12, "clause")
    if choice := _choice(around, left, right):
        return choice
    reason = "是在提问（“{cue}”）"
    if asked := _ASKED.match(right):
        gap = asked["gap"]
        other = _OTHER_QUESTION.search(gap) or (around.hit in _ACKNOWLEDGING and gap.removeprefix("的"))
        if not other:
            certainty = 0.95 if len(gap) <= 2 else 0.8 if len(gap) <= 6 else 0.6
            start = around.end + asked.start("tag")
            return around.guard("question", start, around.end + asked.end(), certainty, reason)
    last = around.clause[1]
    mark = around.text.marks.get(last, "")
    if last == around.end and ("？" in mark or "?" in mark):
        return around.guard("question", around.start, around.end, 0.85, "是在提问（问号）")
    if last < around.sentence[1]:
        start, end = around.text.clause(last)
        if _NEXT_TAG.fullmatch(around.text.text[start:end]):
            return around.guard("question", start, end, 0.85, reason)
    if asking := _ASKING.search(left):
        return around.guard_before("question", origin, asking, 0.8, reason)
    return None


def _choice(around: Surroundings, left: str, right: str) -> Guard | None:
    """The A-not-A form with the hit as one of its halves: 好不好, 可不可以, 可以不可以."""
    first = around.hit[0]
    if right[1:2] == first and right[:1] in "不没" and not right.startswith("不好意思"):
        end = around.end + 1 + min(len(around.hit), len(right) - 1)
        return around.guard("question", around.start, end, 0.95, "是在提问（“{cue}”）")
    if left[-1:] in ("不", "没") and left[-1 - len(around.hit) : -1].startswith(first):
        return around.guard("question", around.start - 2, around.end, 0.95, "是在提问（“{cue}”）")
    if left[-2:-1] == first and left[-1:] in ("不", "没"):
        return around.guard("question", around.start - 2, around.end, 0.95, "是在提问（“{cue}”）")
    return None


def conditional(around: Surroundings) -> Guard | None:
    """The guard when the hit is a supposition, or (less certain) what would follow from one."""
    reason = "是假设（“{cue}”）"
    if supposed := _SUPPOSED_AFTER.match(around.after(12, "clause")):
        return around.guard_after("conditional", supposed, 0.85, reason)
    origin, left = around.before(24, "sentence")
    for cue in reversed(list(_SUPPOSING.finditer(left))):
        if origin + cue.end() > around.clause[0] and not _CONSEQUENCE.search(left[cue.end() :]):
            return around.guard_before("conditional", origin, cue, 0.85, reason)
        if cue[0] in _FACTUAL:
            return None
        return around.guard_before("conditional", origin, cue, 0.5, "以假设为前提（“{cue}”）")
    return None


def deferral(around: Surroundings) -> Guard | None:
    """The guard when the speaker goes on to put off or decline: 好的我考虑一下, 那好吧再说."""
    if put_off := _PUT_OFF.match(around.after(18, "sentence")):
        certainty = 0.9 if len(put_off["gap"]) <= 6 else 0.7
        start = around.end + put_off.end("gap")
        return around.guard("deferral", start, around.end + put_off.end(), certainty, "还没有决定（“{cue}”）")
    return None


def other_sense(around: Surroundings) -> Guard | None:
    """The guard when a one-character answer is part of another expression: 好像, 好贵, 办好, 对您, 银行."""
    after, before = _OTHER_SENSE_AFTER.get(around.hit), _OTHER_SENSE_BEFORE.get(around.hit)
    right = around.after(4, "clause")
    if after and (word := re.match(after, right)):
        return around.guard("other_sense", around.start, around.end + word.end(), 0.95, "“{cue}”是另外的意思")
    if around.hit == "对" and _TOWARDS.match(right):
        return around.guard("other_sense", around.start, around.end + 1, 0.5, "“{cue}”可能是另外的意思")
    origin, left = around.before(2, "clause")
    if before and (word := re.search(before, left)):
        return around.guard("other_sense", origin + word.start(), around.end, 0.85, "“{cue}”是另外的意思")
    return None
