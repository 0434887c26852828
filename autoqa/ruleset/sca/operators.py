"""Operators: what each becomes as conditions of our own."""

from __future__ import annotations

from collections.abc import Callable

from autoqa.ruleset.sca import measures, words
from autoqa.ruleset.sca.parts import Made
from autoqa.ruleset.sca.reading import Operator

_KINDS: tuple[tuple[tuple[str, ...], Callable[[Operator, Made], None]], ...] = (
    (("HIT_ANY_KEYWORDS", "INCLUDE_KEYWORDS", "KEYWORD", "关键词"), words.keywords),
    (("REGULAR_EXPRESSION", "REGULAR", "REGEX", "正则"), words.regex),
    (("SIMILAR_MATCH", "SIMILAR", "相似"), words.similar),
    (("ADVANCED_REPEAT_DETECT", "REPEAT", "重复"), words.repetition),
    (("NER_MODEL", "NER", "信息实体"), words.entities),
    (("INTERVAL_GREATER", "INTERVAL", "SILENCE", "静音"), measures.silence),
    (("SPEECH_SPEED_CHECK", "SPEED", "语速"), measures.rate),
    (("抢话", "INTERRUPT", "OVERLAP", "GRAB", "delaytime"), measures.interruption),
    (("角色判断", "ROLE"), measures.role),
    (("非正常挂机", "HANG"), measures.hang_up),
    (("非正常接听", "ANSWER"), measures.answered_late),
    (("能量", "ENERGY", "maxemotionchangevalue"), measures.energy),
    (("语句数", "SENTENCE_NUM", "SENTENCE_COUNT"), measures.sentences),
    (("录音时长", "DURATION", "RECORD_LENGTH", "begintype"), measures.duration),
    (("随录参数", "CUSTOMER_PARAM", "customerparam"), measures.metadata),
)
"""Words by which an operator is known, in its type, its name or its parameters; the documented types first.
Not every type is documented by its name, so the Chinese name of the operator counts as well."""


def carry_over(operator: Operator, made: Made) -> None:
    """Add to ``made`` the conditions that stand for ``operator`` and the expression that joins them, or say
    what has no counterpart."""
    for signs, make in _KINDS:
        if any(_known(sign, operator) for sign in signs):
            make(operator, made)
            return
    made.lost.append(f"operator {operator.oid} ({operator.shown}) has no counterpart")


def _known(sign: str, operator: Operator) -> bool:
    if sign.islower() and sign.isascii():
        return operator.param.get(sign) is not None and not operator.type
    return sign in operator.type.upper() or sign in operator.name
