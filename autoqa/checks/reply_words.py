"""What a customer says to a question, piece by piece: the words that decide, and what each stands for.

Sources: S01 3.4.1 (好、行、可以 are clear, 嗯、啊 are not), S02 确定签单 (可以、好的 are clear, 嗯啊 are
not), and everyday Chinese for the rest. Pieces are matched longest first, so 好像 is never read as 好.
"""

from __future__ import annotations

from enum import StrEnum


class Piece(StrEnum):
    """What one piece of a reply says, from the most to the least that an agent may build on.

    ``ORDER`` tells the agent to do it; ``ASSENT`` agrees, but is also used to mean "I am listening";
    ``CLEAR`` agrees and is not used so; ``VAGUE`` is a mere sound; ``REFUSAL`` says no; ``ASK`` asks back;
    ``OPEN`` doubts or puts off; ``NEUTRAL`` decides nothing.
    """

    ORDER = "order"
    CLEAR = "clear"
    ASSENT = "assent"
    VAGUE = "vague"
    REFUSAL = "refusal"
    ASK = "ask"
    OPEN = "open"
    NEUTRAL = "neutral"


def _words(text: str) -> list[str]:
    return text.split()


_ACTS = _words(
    """
    开通 开 办理 办 订 定 弄 搞 登记 加 参加 装 升级 续 试试 试一下 下单 买
    """
)
_DOERS = [
    "",
    *_words(
        """
    给我 帮我 那就 就 那 你 您 先 你给我 您给我 你帮我 那你 那给我 那帮我 直接
    """
    ),
]
_FOR_ME = _words("给我 帮我 你给我 你帮我 您给我 您帮我 那就给我 那就帮我")
_TAILS = _words("吧 了吧 一个吧 上吧 一下吧")
_TOLD = [f"{doer}{act}{tail}" for doer in _DOERS for act in _ACTS for tail in _TAILS]
_ASKED_FOR = [
    f"{doer}{act}{tail}" for doer in _FOR_ME for act in _ACTS for tail in ("", "一个", "上", "一下")
]
_ORDER = _words(
    """
    我要开通 我要办 我要订 我要一个 来一个吧 要一个吧 我同意开通 同意办理 同意开通 确定开通 确认开通
    可以开通 可以办理 可以开 可以办 我办一个 我办一下 我开一个
    """
)
_CLEAR = _words(
    """
    同意 我同意 没问题 没有问题 可以 可以的 可以可以 可以了 愿意 确定 确认 要的 需要 听你的 没什么问题
    没啥问题 按你说的 就这样吧 就这么办 行吧 那行吧 要得 好嘞 好咧 好嘛行 没意见 当然可以 接受 OK ok
    """
)
_ASSENT = _words(
    """
    好 好的 好啊 好呀 好吧 好好 好好好 行 行啊 行的 行行 成 中 得 对 对的 对对 对啊 对呀 是 是的 是啊 要
    我要 得嘞 对头 好勒 好了 对对对 行行行 是是
    """
)
_VAGUE = _words(
    """
    嗯 啊 哦 噢 喔 呃 额 唔 昂 哎 唉 诶 欸 呵 哈 哼 恩 嗷 呀 嘿 嗨 唔唔
    """
)
_REFUSAL = _words(
    """
    不 不要 不用 不需要 不必 不办 不开 不订 不定 不行 不可以 不同意 不好 不了 不想 不弄 不搞 不参加
    不考虑 不打算 不愿意 不感兴趣 没兴趣 没有兴趣 没必要 没有必要 用不着 用不上 用不到 算了 免了 取消
    别开 别办 别给我 别弄 拒绝 好什么 好啥 要什么要 办什么办 开什么开 不接受 不买 不试 不确定要 不加
    不续 不升级 不装 没同意 没有同意 没说要 没答应 没需要 没有需要 没这个需要 不太想 不太需要
    不怎么需要 不太感兴趣 不想要 不想办 不想开 别打了 不要再打 别再打 退订 行什么行 不中 不得行 开不起
    我不要 我不用 我不想 我不需要 不对 先不 暂时不 不合适 不划算 不能办 不能开 要不了 不喜欢 别烦
    """
)
_ASK = _words(
    """
    能退 能取消 可以退 可以取消 能不要 如果 要是 万一 假如 的时候 的话
    好不好 行不行 可不可以 是不是 能不能 要不要 对不对 多少 怎么 什么 为什么 啥 哪 几 谁 好多钱 是吗
    好吗 行吗 可以吗 对吗 要吗 要钱吗 可以不 行不 要钱不 对不 好不 是不 真的吗 真的假的 免费吗 吗 么
    可以嘛 可以不办 可以不开 能不办 不能退 没听清 没听懂 听不清 听不懂 你说什么 再说一遍
    """
)
_OPEN = _words(
    """
    好像 好贵 太贵 贵了 有点贵 这么贵 考虑 再考虑 再说 再看 看看 想想 想一下 想一想 商量 问问 问一下
    回头 改天 改日 以后 过几天 过两天 下次 到时候 等一下 等等 等会 稍等 有空 除非 但是
    不过 只要 可能 也许 应该 大概 不一定 随便 无所谓 不好说 不确定 不清楚 不知道 不懂 没明白 不明白 骗人
    骗子 我先 先看 了解 不急 没时间 没空 忙 开会 开车 不方便 怕 担心 不放心 说不好 犹豫 不好吧 不太好
    暂时 先放 不是 可是 好说 凭
    """
)
_NEUTRAL = _words(
    """
    觉得 值得 记得 懂得 晓得 就是 只是 最好 还好 正好 刚好 挺好 很好 对不起 对了 没什么 没啥 差不多 要不
    要不然 不然 不是说 手机号 中国 不得不 不好意思 不客气 不用谢 没事 没关系 谢谢 谢谢你 谢谢您 麻烦你
    麻烦您 麻烦 不贵 不要钱 不错 不多 你 您 我 那 就 那就 这 这个 那个 吧 的 了 嘛 呢 呗 哟 喂 还是 你好
    您好 也 都 先 还 给 帮 知道 知道了 明白 明白了 清楚 听到了 听清楚了 然后 反正 开 办 没 再见 拜拜
    真是的 真是 不用介绍 不用说 不用讲 不用解释 不用再说 不用麻烦 听懂了 说吧 讲吧 你说 你讲 您说
    """
)

PIECES: dict[str, Piece] = {
    **dict.fromkeys(_NEUTRAL, Piece.NEUTRAL),
    **dict.fromkeys(_VAGUE, Piece.VAGUE),
    **dict.fromkeys(_ASSENT, Piece.ASSENT),
    **dict.fromkeys(_CLEAR, Piece.CLEAR),
    **dict.fromkeys([*_TOLD, *_ASKED_FOR, *_ORDER], Piece.ORDER),
    **dict.fromkeys(_ASK, Piece.ASK),
    **dict.fromkeys(_OPEN, Piece.OPEN),
    **dict.fromkeys(_REFUSAL, Piece.REFUSAL),
}
LONGEST = max(map(len, PIECES))

ACKNOWLEDGED = _words("知道 明白 清楚 听到 听清 听懂 说吧 讲吧 你说 你讲 您说 再见 拜拜")
"""With one of these, 好 means "understood" or "goodbye", not "do it"."""

HOLD_ON = ("等等", "等一下", "等会", "哎等等", "哎等一下")
"""Said first, these only get the agent's ear: 等等，你还是给我开一个吧."""
