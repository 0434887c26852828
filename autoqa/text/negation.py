"""Is the hit denied? 不保证收益, 没有说过保本, 保本是不可能的.

A cue before the hit counts when only function words stand between (``_BRIDGE``), and counts as doubtful when
a few other characters do; a finished statement between (没有风险, 不用担心) closes its scope. Two cues in a
row cancel out (不是不保本). Words that only look like a negation (不过, 不好意思, 特别, 是不是) are skipped.
"""

from __future__ import annotations

import re

from autoqa.text.cue import Guard, Surroundings, any_of

_REACH = 18
_DOUBTFUL_GAP = 4
_REASON = "前面有否定“{cue}”"

_LOOKALIKE = any_of(
    "不但 不仅 不仅仅 不光 不只 不止 不单 不管 不论 不过 不如 不错 不好意思 不断 不妨 不愧 不然 不久 不少"
    " 不同 不停 要不 要不然 差不多 对不起 了不起 来不及 受不了 舍不得 用不着 不一会儿 不用谢 不用客气 不客气"
    " 不用担心 不必担心 不用怕 不要紧 不要担心 不用着急 不要着急 不用管 不怕 不是说了 不是跟您说 不是告诉"
    " 不是都 要不是 不满 不知不觉 没错 没问题 没关系 没事 没准 没收 没什么问题 没有问题 没有关系 没有风险"
    " 没风险 没有任何风险 没有损失 没有费用 没有任何费用 没有任何问题 没有压力 没有门槛 没有限制 未来 无论"
    " 无线 无锡 无忧 无限 无须担心 无需担心 零风险 无风险 无任何风险 特别 别的 别人 别说 区别 分别 级别 性别"
    " 个别 别墅 告别 识别 类别 差别 非常 非得 除非"
)
_ALTERNATIVE = r"(?P<choice>(?P<verb>[^不没])[不没](?P=verb))"
_RHETORICAL = any_of("怎么可能 怎么会 怎么能 哪能 哪有 哪里有 哪敢 哪里敢 谁敢 谁能 岂能 哪会")
_CUE = any_of(
    "不 没 没有 不是 不是说 不会 不能 不能说 不可以 不可能 不可 不敢 不要 不得 不应 不该 不应该 不用 不需要"
    " 不必 不允许 不准 不许 不存在 不等于 不代表 不一定 不见得 不承诺 不保证 不属于 不算 不叫 不太 不再 并不"
    " 并不是 并非 并没有 从不 从来不 从没 从来没有 绝不 绝不是 绝不会 绝没有 决不 绝对不 绝对不会 绝对没有"
    " 无法 无权 未 未必 未曾 尚未 别 切勿 请勿 勿 莫 甭 禁止 严禁 拒绝 杜绝 避免 谈不上 算不上 称不上 做不到"
    " 达不到 非 无"
)
_TOKEN = re.compile(f"(?P<skip>{_LOOKALIKE})|{_ALTERNATIVE}|(?P<how>{_RHETORICAL})|(?P<cue>{_CUE})")
_WHOLE_LOOKALIKE = re.compile(_LOOKALIKE)
_ADJACENT_ONLY = frozenset({"非", "无", "未", "别", "勿", "莫"})
"""Too often part of another word: they count only right before the hit."""

_BRIDGE = re.compile(
    any_of(
        "是 说 讲 提 会 能 可以 能够 要 得 敢 承诺 保证 担保 做到 达到 存在 有 过 了 的 地 任何 什么 一个"
        " 这个 那个 这种 那种 这样 这么 那么 所谓 所谓的 真的 完全 绝对 一定 肯定 百分之百 百分百 全部 都 也"
        " 再 给 您 你 我 我们 咱们 你们 他 她 客户 用户 向 对 跟 为 和 与 把 被 让 用 直接 随便 主动 一直 太"
        " 很 非常 必须 应该 可能 算 叫 只 人 公司 产品 业务 口头 私自 擅自 出 去 来 到 上 在 内 每 次 就 而"
        " 像 什么样 办法 权利 资格 义务 意思 明确 书面"
    )
    + "*"
)
_CLOSED = re.compile(
    any_of(
        "但 但是 而是 所以 因为 然后 而且 并且 可是 只要 就是 担心 犹豫 考虑 着急 怀疑 害怕 后悔 操心 亏 赔"
        " 损失 风险 费用 问题 压力 套路 陷阱 门槛 限制 手续 手续费 隐患 后顾之忧 花钱 收费"
    )
)
_OTHER_CLAUSE = re.compile("[是就都也]")

_TOPIC = (
    "(?:的|了|这个|这种|这样的|的话|这|那|我们|我|您|公司|谁|话|说法|事|情况|是|也|都|真的|现在|目前|这边)"
)
_DISCLAIMED = re.compile(
    _TOPIC
    + "{0,6}"
    + any_of("不能保证 不敢说 不敢保证 没法保证 无法保证 不承诺 不能承诺 不能说 说不了 不好说 谁也不敢")
)
_UNTRUE = re.compile(
    f"(?P<topic>{_TOPIC}{{0,6}})"
    + any_of(
        "不可能 不存在 没有 没有这回事 没有这个说法 没有这种 做不到 假 不允许 不可以 不准确 不对 没有办法"
    )
    + "(?=[的了啊呢吧呀]|$)"
)
_INTENSIFIER = ("绝对", "百分之百", "百分百", "肯定", "一定", "保证")
"""绝对不可能的 denies something else, not 绝对: a denial right behind one of these is its object."""

_WHOLE_ANSWER = re.compile("不(?:可能|会|能|可以|敢)[的了啊呀]?(?:这个|那个)?(?:我们|咱们|我)")
"""Where a recogniser writes no full stop: 不可能 我们百分之百保证 is an answer, and a new statement."""

_POTENTIAL = re.compile("不(?:了(?![解然])|起|到$|成$|上$)")
_MODAL = ("可以", "能", "能够", "愿意", "想", "要")
_MODAL_DENIED = re.compile("(?:先|暂时|就|还是)?[不别]")


def negation(around: Surroundings) -> Guard | None:
    """The guard when the hit is denied."""
    return _denied_before(around) or _denied_after(around)


def _denied_before(around: Surroundings) -> Guard | None:
    origin, left = around.before(_REACH, "clause")
    cues = [step for step in _TOKEN.finditer(left) if step["cue"] or step["how"]]
    if not cues:
        return None
    last = cues[-1]
    lookalike = _WHOLE_LOOKALIKE.match(left + around.hit, last.start())
    if lookalike and lookalike.end() > len(left):
        return None
    if last.end() == len(left) and left[: last.start()].endswith(around.hit[0]):
        return None
    gap = left[last.end() :]
    bridged = _BRIDGE.fullmatch(gap) is not None
    if last["cue"] in _ADJACENT_ONLY and gap:
        return None
    if _WHOLE_ANSWER.search(left, last.start()):
        return None
    if not bridged and (len(gap) > _DOUBTFUL_GAP or _CLOSED.search(gap) or _OTHER_CLAUSE.search(gap)):
        return None
    if last["how"]:
        return around.guard_before("negation", origin, last, 0.85 if bridged else 0.5, "是反问（“{cue}”）")
    if _chain(left, cues) % 2 == 0:
        return None
    return around.guard_before("negation", origin, last, 0.95 if bridged else 0.5, _REASON)


def _chain(left: str, cues: list[re.Match[str]]) -> int:
    """How many negations follow one another up to the last of ``cues``, function words between them apart."""
    count = 1
    for earlier, later in zip(cues[-2::-1], cues[:0:-1], strict=True):
        if not earlier["cue"] or not _BRIDGE.fullmatch(left[earlier.end() : later.start()]):
            break
        count += 1
    return count


def _denied_after(around: Surroundings) -> Guard | None:
    right = around.after(14, "clause")
    if potential := _POTENTIAL.match(right):
        return around.guard_after("negation", potential, 0.95, "后面有否定“{cue}”")
    if around.hit.endswith(_MODAL) and (modal := _MODAL_DENIED.match(right)):
        return around.guard_after("negation", modal, 0.9, "后面有否定“{cue}”")
    if disclaimed := _DISCLAIMED.match(right):
        return around.guard_after("negation", disclaimed, 0.9, "后面有否定“{cue}”")
    untrue = _UNTRUE.match(right)
    if untrue and (untrue["topic"] or not around.hit.endswith(_INTENSIFIER)):
        return around.guard_after("negation", untrue, 0.9, "后面有否定“{cue}”")
    return None
