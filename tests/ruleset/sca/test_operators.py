"""Every operator of SCA's list that has a counterpart: imported, loaded, and right on a call that hits and on
one that does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autoqa.ruleset import judge
from autoqa.types import Status
from tests.ruleset.build import call
from tests.ruleset.sca.build import condition, imported, info, operator

FAST = "这个业务每月只要几块钱非常划算大家都在用您看要不要也办理一个试试看"
CASES: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...], dict[str, Any]]] = {
    "any keyword": (
        operator("HIT_ANY_KEYWORDS", keywords=["退订", "取消"], keywordMatchSize=1),
        ("A: 发短信退订就可以",),
        ("A: 您好",),
        {},
    ),
    "keyword with synonyms": (
        operator("HIT_ANY_KEYWORDS", keywords=["销售"], synonyms={"销售": ["售卖"]}),
        ("A: 我们售卖流量包",),
        ("A: 您好",),
        {},
    ),
    "all keywords": (
        operator("INCLUDE_KEYWORDS", keywords=["资费", "退订"], keywordMatchSize=-1),
        ("A: 资费五元", "C: 嗯", "A: 可以退订"),
        ("A: 资费五元",),
        {},
    ),
    "all keywords in one sentence": (
        operator("INCLUDE_KEYWORDS", keywords=["资费", "退订"], in_sentence=True),
        ("A: 资费五元随时退订",),
        ("A: 资费五元", "C: 嗯", "A: 可以退订"),
        {},
    ),
    "any two keywords": (
        operator("INCLUDE_KEYWORDS", keywords=["资费", "退订", "热线"], keywordMatchSize=2),
        ("A: 资费五元可以退订",),
        ("A: 资费五元",),
        {},
    ),
    "no keyword": (
        operator("INCLUDE_KEYWORDS", keywords=["谢谢", "再见"], keywordMatchSize=0),
        ("A: 您好",),
        ("A: 谢谢您",),
        {},
    ),
    "regular expression": (
        operator("REGULAR_EXPRESSION", regex=".*修改.{0,3}密码.*", notRegex="忘记"),
        ("A: 请您修改一下密码",),
        ("A: 您忘记了就修改密码",),
        {},
    ),
    "similar sentence": (
        operator("SIMILAR_MATCH", similarlySentences=["请问还有什么可以帮您"], score=80),
        ("A: 请问还有什么能帮您",),
        ("A: 谢谢您的来电",),
        {},
    ),
    "repetition": (
        operator("ADVANCED_REPEAT_DETECT", **{"similarity_threshold": 0.7, "hit_time": 1, "from": 5}),
        ("A: 这个业务每月只要五块钱", "C: 嗯", "A: 这个业务每月只要五块钱"),
        ("A: 这个业务每月只要五块钱", "C: 嗯", "A: 发短信就可以退订"),
        {},
    ),
    "entity": (
        operator("NER_MODEL", name="金额", dataType=1),
        ("A: 每月五元",),
        ("A: 每月收费",),
        {},
    ),
    "silence": (
        operator("INTERVAL_GREATER", interval=6000),
        ("0-2 A: 您好", "10-12 C: 什么事"),
        ("0-2 A: 您好", "4-6 C: 什么事"),
        {},
    ),
    "time to answer": (
        operator("INTERVAL_GREATER", interval=3000, different_role=True),
        ("0-2 A: 您好", "3-5 C: 请问这个业务怎么收费呢", "10-12 A: 每月五元"),
        ("0-2 A: 您好", "3-5 C: 请问这个业务怎么收费呢", "6-8 A: 每月五元"),
        {},
    ),
    "speech rate": (
        operator("SPEECH_SPEED_CHECK", velocityInMint=300, average=True),
        (f"0-4 A: {FAST}", f"5-9 A: {FAST}", f"10-14 A: {FAST}"),
        (f"0-9 A: {FAST}", f"10-19 A: {FAST}"),
        {},
    ),
    "interruption": (
        operator("", name="抢话设置", interval=1000, delayTime=1000),
        ("0-6 C: 我想问一下我上个月的话费为什么这么多", "3-8 A: 这个您先听我跟您解释一下这个费用"),
        ("0-6 C: 我想问一下我上个月的话费为什么这么多", "7-9 A: 您好，我帮您查一下"),
        {},
    ),
    "role": (
        operator("", name="角色判断", target_role="客户"),
        ("C: 你好", "A: 您好"),
        ("A: 您好",),
        {"duration": 5.0},
    ),
    "hang-up": (
        operator("", name="非正常挂机"),
        ("A: 您好",),
        (),
        {"call": {"hung_up_by": "agent"}},
    ),
    "late answer": (
        operator("", name="非正常接听", interval=5000),
        ("7-9 A: 您好",),
        ("1-3 A: 您好",),
        {},
    ),
    "energy": (
        operator("", name="能量检测", checkType=1, maxEmotionChangeValue=3),
        ("0-20 A: 您好您好您好您好您好您好您好您好您好您好您好您好",),
        (),
        {"audio": {"agent_levels": [-25] * 14 + [-5] * 6}},
    ),
    "number of sentences": (
        operator("", name="对话语句数检测", threshold=2, compareOperator="gt"),
        ("A: 请问您是王先生吗", "C: 是的您说", "A: 给您介绍一个业务"),
        ("A: 请问您是王先生吗",),
        {},
    ),
    "length": (
        operator("", name="录音时长检测", interval=30000, compareOperator="gt"),
        ("0-2 A: 您好", "40-42 A: 再见"),
        ("0-2 A: 您好",),
        {},
    ),
    "metadata": (
        operator("", name="随录参数检查", customerParam={"field": "product", "value": "彩铃"}),
        ("A: 您好",),
        (),
        {"call": {"product": "彩铃"}},
    ),
}
OTHERWISE: dict[str, dict[str, Any]] = {
    "hang-up": {"call": {"hung_up_by": "customer"}},
    "metadata": {"call": {"product": "流量包"}},
    "energy": {"audio": {"agent_levels": [-20] * 20}},
}


@pytest.mark.parametrize("case", CASES)
def test_hits_and_does_not(case: str, tmp_path: Path) -> None:
    written, hit, clean, options = CASES[case]
    rule = imported(tmp_path, info(condition("a", written)))
    assert rule.trial
    clean_options = {key: value for key, value in options.items() if key not in ("call", "audio")}
    hit_finding, *_ = judge(rule, call(*hit, **options))
    clean_finding, *_ = judge(rule, call(*(clean or hit), **clean_options, **OTHERWISE.get(case, {})))
    assert (hit_finding.status, clean_finding.status) == (Status.FAIL, Status.PASS)
