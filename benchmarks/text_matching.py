"""How long it takes to look for 300 phrases in 3,000 characters of talk.

Run ``python benchmarks/text_matching.py [--phrases N] [--characters N]``; prints milliseconds of processor
time, the best of several runs. Talk and phrases are put together at random (fixed seed) from words of the
trade. One phrase in five is made of words of the talk; the others hold a word that nobody says, as most
phrases of a rule set do.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from functools import partial

from autoqa.text.match import Mode, PhraseSet
from autoqa.text.turntext import TurnText

SAID = """
您好 请问 我们 公司 这边 给您 来电 是 想 介绍 一下 这个 业务 每月 三十元 流量 套餐 可以 免费 使用 两个月
之后 按照 资费 收取 如果 不需要 发送 短信 退订 拨打 客服 热线 工号 三零六二 很高兴 为您 服务 感谢 接听 祝您
生活 愉快 再见 办理 开通 取消 话费 余额 宽带 手机 号码 先生 女士 稍等 查询 记录 显示 优惠 活动 截止 月底
账户 提醒 确认 同意 考虑 没有 不是 保证
"""
UNSAID = """
收益 绝对 风险 产品 保险 理财 银行 贷款 利息 期限 天数 投诉 建议 反馈 处理 保本 保息 翻倍 稳赚 不赔 老实
烦人 废话 听懂 爱办不办 随便 闭嘴 讨厌 微信 私下 加我 转账 返现 红包 承诺 内部 消息 名额 有限 马上 过期 最后
一次 机会 错过 后悔 领导
"""


def talk(rng: random.Random, characters: int, turn: int = 45) -> list[str]:
    """Turns of about ``turn`` characters, ``characters`` in all."""
    said = SAID.split()
    turns: list[str] = []
    while sum(map(len, turns)) < characters:
        text = ""
        while len(text) < turn:
            text += rng.choice(said)
        turns.append(text)
    return turns


def phrases(rng: random.Random, count: int) -> list[str]:
    """Different phrases, most of two to eight characters, a third with alternatives or gaps."""
    said, unsaid = SAID.split(), UNSAID.split()
    made: dict[str, None] = {}
    while len(made) < count:
        words = rng.sample(said, rng.randint(1, 3))
        if rng.random() < 0.8:
            words[-1:] = rng.sample(unsaid, 1 if len(words) > 1 else 2)
        shape = rng.random()
        if len(words) > 2 and shape < 0.3:
            made[f"{words[0]}{words[1]}…{words[2]}"] = None
        elif len(words) > 1 and shape > 0.8:
            made[f"({words[0]}/{words[1]}){''.join(words[2:])}办理"] = None
        elif len("".join(words)) > 1:
            made["".join(words)] = None
    return list(made)


def best_ms(action: Callable[[], object], runs: int) -> float:
    """Processor time of the fastest of ``runs`` runs, milliseconds."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        action()
        times.append(time.process_time() - began)
    return min(times) * 1000


def prepare(turns: list[str]) -> list[TurnText]:
    """Everything about the turns that searching needs and that is kept with them."""
    texts = [TurnText.plain(turn) for turn in turns]
    for text in texts:
        _ = text.key_grams, text.class_grams, text.bounds, text.stops
    return texts


def search(compiled: PhraseSet, texts: list[TurnText], mode: Mode) -> int:
    """Number of matches in all turns."""
    return sum(len(compiled.find(text, mode)) for text in texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--phrases", type=int, default=300)
    parser.add_argument("--characters", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    rng = random.Random(7)
    turns, listed = talk(rng, options.characters), phrases(rng, options.phrases)
    began = time.process_time()
    compiled = PhraseSet.parse(listed)
    loading = (time.process_time() - began) * 1000
    print(f"compile {len(listed)} phrases, dictionaries loaded for the first time: {loading:.1f} ms")
    size, cold = sum(map(len, turns)), best_ms(partial(prepare, turns), options.runs)
    print(f"fold, words and pinyin of {size} characters: {cold:.1f} ms")
    texts = prepare(turns)
    modes: tuple[Mode, ...] = ("exact", "pinyin", "fuzzy", "any")
    for mode in modes:
        spent = best_ms(partial(search, compiled, texts, mode), options.runs)
        print(f"find, {mode:6}: {spent:6.1f} ms, {search(compiled, texts, mode)} matches")


if __name__ == "__main__":
    main()
