from __future__ import annotations

import pytest

from autoqa.checks.reply import Answer, Reading, read_reply, settle

EXPLICIT = """
好 好的 好啊 好吧 行 行吧 可以 可以的 对 是的 成 没问题 同意 开吧 办吧 中 要得 得 嗯好的 嗯行 啊可以
那你给我开吧 好的那就开吧 嗯那就办吧 不用介绍了直接开吧 我觉得可以 好的谢谢 好呀好呀 哎行吧开一个吧
嗯没事你开吧 那还是开吧 算了不用再说了你开吧 等等你还是给我开一个吧 没什么问题
"""
VAGUE = "嗯 嗯嗯 啊 哦 噢 呃 嗯嗯嗯"
REFUSAL = """
不用了 不用了谢谢 不需要 我不想办 不要了 不好 好什么好 不行太贵了 算了不办了 还是不用了
不好意思我不需要 不可以 不同意 我不感兴趣 暂时不需要
"""
CONDITIONAL = """
好像 好像不太清楚 好贵 可以吗 可以不办吗 行不行 好的我考虑一下 那好吧再说 我再看看 多少钱 啊什么
好多少钱一个月 可以考虑 我要跟家里人商量 收不收费 有没有别的 不开会有什么影响吗 要是以后我不想用了呢
不用了能退吧 我在开车呢
"""
UNCLEAR = "好的知道了 嗯明白了 好拜拜 好再见 我儿子昨天回来了 可以啊什么时候开 中午 银行 要求 喂"


@pytest.mark.parametrize("text", EXPLICIT.split())
def test_clear_words_are_a_yes(text: str) -> None:
    assert read_reply(text).answer is Answer.EXPLICIT


@pytest.mark.parametrize("text", VAGUE.split())
def test_mere_sounds_are_vague(text: str) -> None:
    assert read_reply(text).answer is Answer.VAGUE


@pytest.mark.parametrize("text", REFUSAL.split())
def test_refusals(text: str) -> None:
    assert read_reply(text).answer is Answer.REFUSAL


@pytest.mark.parametrize("text", CONDITIONAL.split())
def test_asking_back_and_putting_off_is_no_yes(text: str) -> None:
    assert read_reply(text).answer is Answer.CONDITIONAL


@pytest.mark.parametrize("text", UNCLEAR.split())
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert read_reply(text).answer is Answer.UNCLEAR


def test_silence_is_no_answer() -> None:
    assert read_reply("").answer is Answer.NONE


def test_a_homophone_of_a_yes_is_a_less_sure_yes() -> None:
    heard, meant = read_reply("形"), read_reply("行")
    assert heard.answer is Answer.EXPLICIT
    assert heard.how == "pinyin"
    assert heard.confidence < meant.confidence


def test_a_long_story_with_a_yes_in_it_is_unclear() -> None:
    assert read_reply("好那天我去营业厅排了半天队他们说系统坏了").answer is Answer.UNCLEAR


def test_words_that_only_show_attention_are_not_firm() -> None:
    assert not read_reply("好的").firm
    assert read_reply("可以").firm
    assert read_reply("给我开一个吧").ordered


def test_two_close_readings_settle_to_unclear() -> None:
    yes = Reading(answer=Answer.EXPLICIT, text="好", confidence=0.6)
    vague = Reading(answer=Answer.VAGUE, text="嗯", confidence=0.5, how="sound")
    assert settle([yes, vague]).answer is Answer.UNCLEAR


def test_the_clearly_better_reading_wins() -> None:
    yes = Reading(answer=Answer.EXPLICIT, text="好", confidence=0.9)
    vague = Reading(answer=Answer.VAGUE, text="嗯", confidence=0.3, how="sound")
    assert settle([vague, yes]) == yes


def test_unclear_readings_do_not_outvote_a_clear_one() -> None:
    yes = Reading(answer=Answer.EXPLICIT, text="好", confidence=0.5)
    unclear = Reading(answer=Answer.UNCLEAR, text="号", confidence=0.0)
    assert settle([unclear, yes]) == yes
