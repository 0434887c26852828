from __future__ import annotations

from pathlib import Path

from autoqa.ruleset import load_ruleset
from autoqa.ruleset.explain import explain_rule
from autoqa.ruleset.explain_standard import explain_standard
from tests.ruleset.build import rule, write


def test_a_rule_reads_as_a_sentence_would(tmp_path: Path) -> None:
    text = explain_rule(
        rule(
            tmp_path,
            """
            sources: [S01 3.4.1]
            severity: fatal
            params: {limit: 10}
            only_if: sold
            conditions:
              sold: {kind: metadata, field: outcome, is: [sold], label: 已成交}
              ask: {kind: phrases, role: agent, label: 征询, any: [可以吗], window: {from: connect}}
              yes:
                kind: phrases
                role: customer
                label: 同意
                any: [可以, 好的]
                window: {from: ask, until: ask + $limit, nth: last}
                count: {min: 2}
            require: {all: [ask, {any: [yes, {not: sold}]}]}
            examples:
              - {name: 好, expect: pass, call: {outcome: sold}, dialogue: ['A: 可以吗', 'C: 可以', 'C: 好的']}
            """,
        )
    )
    assert text.splitlines() == [
        "test.rule  测试规则",
        "  只在测试里用。",
        "  级别 致命 · 状态 启用 · 出处 S01 3.4.1",
        "参数",
        "  limit = 10",
        "前提  已成交",
        "必须  征询 且 （同意 或 没有已成交）",
        "条件",
        "  已成交（sold）：通话信息，field: outcome，is: sold",
        "  征询（ask）：坐席，词句，any: 可以吗，从接通到录音结束",
        "  同意（yes）：客户，词句，any: 可以、好的，从“征询”到“征询”后 10 秒，最后一处，至少 2 处",
        "例子  合格 1",
    ]


CARD = """
id: small
code: S99
title: 小标准
source: {file: a.txt, section: 全文}
total: 10
params: {times: {title: 确认次数, default: 1}}
sections:
  - id: "1"
    title: 开场
    points: 10
    items:
      - id: "1.1"
        title: 甲
        text: 原话。
        points: 6
        mode: auto
        how: {by: fold}
        rules: [a.one, {rule: a.two, when: {times: 2}}]
      - id: "1.2"
        title: 乙
        points: 4
        mode: assist
        source_gap: true
        how:
          by: level
          levels: [{title: 好, award: 4, failed: 0}, {lose: 2, failed: [1, 2]}]
          parts: [{title: 丙, rules: [a.one]}]
fatal:
  - {id: F1, title: 丁, effect: score_zero, mode: manual}
grades: [{title: 优, min: 9}, {title: 差}]
"""


def test_a_standard_reads_as_its_document_does(tmp_path: Path) -> None:
    rules = load_ruleset([write(tmp_path, {"scorecards/small.yaml": CARD})])
    assert explain_standard(rules.standard("S99")).splitlines() == [
        "S99 small  小标准  满分 10",
        "  出处 a.txt · 全文",
        "  不涉及的项目按满分计",
        "  参数 times = 1：确认次数",
        "",
        "1 开场（10 分）",
        "  1.1  6 分  自动  甲",
        "      原话。",
        "      计分：按 0–10 分评，折算为 6 分，规则判定时评 10 或 0 分",
        "      规则：a.one、a.two（times=2 时）",
        "  1.2  4 分  辅助  乙  （原文有缺）",
        "      计分：好 （不符合 0 项） 得 4 分；（不符合 1–2 项） 扣 2 分",
        "      · 丙  辅助",
        "        规则：a.one",
        "",
        "致命与其他后果",
        "  F1  人工  丁：本通记0分",
        "",
        "等级",
        "  优  9 分及以上",
        "  差  其余",
        "",
        "自动 1 项 6 分，辅助 1 项 4 分，人工 0 项 0 分",
    ]
