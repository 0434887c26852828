"""Every phrase of the forbidden-words list is found when the agent says it, not when the customer does."""

from __future__ import annotations

import pytest

from autoqa.ruleset import judge
from autoqa.types import Status
from tests.rules.shipped import shipped
from tests.ruleset.build import call

DOCUMENT = {
    "mechanical": """
        我们这不报名字，有什么事吗？|我们是无法处理的。|不是我受理的，我不清楚。|我不知道，我不清楚。
        这是你自己的问题，我们不负责。|这不可能是我们的错。|对不起我们已经尽力了。这是我们公司的规定。
    """,
    "angry": """
        已经解释很多次了。|你这样说对我不公平。|能不能听我讲完再说。|如果你一定要这样我也无话可说。
        你不能保证谁都不会犯错。|我并没有这样说。|请讲清楚|你的声音太小，大声些。
        这是我们的收费标准，你可以选择不使用。|不属我范围。|信不信由你。|无论你到哪投诉都是一样的。
        我个人觉得再这样讲没有什么意义。|又不讲清楚。
    """,
    "rhetorical": """
        你问我，我问谁。|你可以投诉，这是你的自由。|你能保证每个人不出任何差错吗？|你听懂了吗？|不是跟你说了吗？
        你到底想怎么样？|那你什么意思呢？|我们怎么做你才能满意呢？|那你想要什么样的回复呢？|你先听我说好吗？
        你这不是为难我吗？
    """,
    "interrogating": """
        这怎么可能呢？|你到底想做什么？|你明不明白我的意思？|你到底什么意思？|我都不明白你在说什么？
        你为什么老是挑剔我？|你怎么总重复同样的问题？|你又没签协议，凭什么这么说？|你怎么能听不懂呢？|你怎么还不明白？
    """,
    "slack": """
        我就这态度了。|不满意你可以投诉我啊。|你可以投诉、这是你的自由。|已经说这么多了，你还是不理解，我无话可说
        我觉得没必要跟你讲这么多。
    """,
    "sarcastic": "对啊，像您这么大方的人怎么会计较这么点钱呢？|你懂礼貌吗？",
}
PHRASES = [
    (tone, phrase.strip())
    for tone, text in DOCUMENT.items()
    for line in text.splitlines()
    for phrase in line.split("|")
    if phrase.strip()
]


def _status(tone: str, line: str) -> Status:
    finding = judge(shipped().rules[f"banned.{tone}"], call("C: 你好", line))[0]
    return finding.status


@pytest.mark.parametrize(("tone", "phrase"), PHRASES)
def test_the_agent_may_not_say_it(tone: str, phrase: str) -> None:
    assert _status(tone, f"A: {phrase}") is Status.FAIL


@pytest.mark.parametrize(("tone", "phrase"), PHRASES)
def test_the_customer_may(tone: str, phrase: str) -> None:
    assert _status(tone, f"C: {phrase}") is Status.PASS
