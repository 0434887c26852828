"""Operators on the text: keywords, regular expressions, similar sentences, repetition, entities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from autoqa.ruleset.sca.parts import Made, number, tidy
from autoqa.ruleset.sca.reading import Operator

_MARKS = re.compile(r"[()（）/／|…_＿]+|\.{3,}")
"""Characters that mean something in our phrases and nothing in a keyword; they are never spoken."""

_PUNCTUATION = re.compile(r"[，。！？；：、“”《》A-ZＡ-Ｚ]")
_ENTITIES = {
    "金额": "amount",
    "钱": "amount",
    "百分": "percent",
    "日期": "date",
    "时间": "time",
    "时长": "period",
    "手机": "phone",
    "电话": "phone",
    "数字": "number",
}


def keywords(operator: Operator, made: Made) -> None:
    param = operator.param
    listed = _phrases(param.get("keywords"), param.get("synonyms"))
    if not listed:
        made.lost.append(f"operator {operator.oid} ({operator.shown}) names no keyword")
        return
    if param.get("casesensitive"):
        made.lost.append("upper and lower case are told apart; here they are the same")
    if param.get("keywordextension"):
        made.lost.append("the keywords are extended by similar ones; here only those written count")
    wanted = number(param.get("keywordmatchsize"))
    if wanted is None:
        wanted = -1 if operator.type.upper().startswith("INCLUDE") else 1
    exact: dict[str, Any] = {"mode": "exact", "boundary": False}
    times = number(param.get("threshold"))
    if times is not None and times > 1 and wanted == 1:
        exact["count"] = {"min": int(times)}
    if wanted == 0:
        made.only("phrases", none=listed, **exact)
    elif wanted == 1 or len(listed) == 1:
        made.only("phrases", any=listed, **exact)
    elif wanted == -1 or wanted >= len(listed):
        _all(listed, exact, made, together=bool(param.get("insentence")))
    else:
        if param.get("insentence"):
            made.lost.append(f"{wanted:g} of the keywords must be in one sentence; here in the whole range")
        made.only("phrases", at_least=int(wanted), of=listed, **exact)


def _all(listed: list[str], exact: dict[str, Any], made: Made, *, together: bool) -> None:
    """Every one of them; ``together``: in one turn, so each is looked for in the turns of the one before."""
    if not together:
        made.only("phrases", all=listed, **exact)
        return
    names = [made.add("phrases", any=[listed[0]], **exact)]
    for phrase in listed[1:]:
        same_turn = {"around": names[-1], "turns": [0, 0], "nth": "any"}
        names.append(made.add("phrases", window=same_turn, any=[phrase], **exact))
    made.all_of(names)


def _phrases(words: Any, synonyms: Any) -> list[str]:
    also = synonyms if isinstance(synonyms, dict) else {}
    phrases: list[str] = []
    for word in words if isinstance(words, list) else []:
        forms = [_MARKS.sub("", str(form)).strip() for form in (word, *(also.get(str(word).lower()) or ()))]
        forms = list(dict.fromkeys(form for form in forms if re.search(r"\w", form)))
        if forms:
            phrases.append(forms[0] if len(forms) == 1 else f"({'/'.join(forms)})")
    return list(dict.fromkeys(phrases))


def regex(operator: Operator, made: Made) -> None:
    wanted = _trimmed(operator.param.get("regex"))
    unwanted = _trimmed(operator.param.get("notregex"))
    for written in (wanted, unwanted):
        if written and (problem := _regex_problem(written)):
            made.lost.append(f'operator {operator.oid}: the expression "{written}" {problem}')
            return
    if not wanted:
        made.lost.append(f"operator {operator.oid} ({operator.shown}) has no expression")
        return
    if _PUNCTUATION.search(wanted + unwanted):
        made.lost.append("the expression names punctuation or capitals, which the compared text never has")
    keys: dict[str, Any] = {"any": [wanted]}
    if unwanted:
        keys["any"] = [f".*(?:{wanted}).*"]
        keys["except_"] = [unwanted]
    made.only("regex", **keys)


def _trimmed(written: Any) -> str:
    """Without ``.*`` at the edges, which would make the whole turn the place that is played."""
    return re.sub(r"^(\^?\.\*\??)+|(\.\*\??\$?)+$", "", written) if isinstance(written, str) else ""


def _regex_problem(written: str) -> str | None:
    try:
        return "matches nothing at all, and so everywhere" if re.compile(written).match("") else None
    except re.error as error:
        return f"is none here: {error}"


def similar(operator: Operator, made: Made) -> None:
    lines = operator.param.get("similarlysentences") or operator.param.get("references") or []
    lines = [line.strip() for line in lines if isinstance(line, str) and re.search(r"\w", line)]
    if not lines:
        made.lost.append(f"operator {operator.oid} ({operator.shown}) names no sentence")
        return
    score = number(operator.param.get("score")) or 80.0
    made.lost.append("likeness of meaning; here the share of the sentence's words that is heard")
    together = 1 if operator.param.get("insentence") else 3
    least = tidy(round(min(max(score, 1.0), 100.0) / 100, 2))
    made.only("script", lines=_spoken(lines), least=least, turns_together=together)


def _spoken(lines: Sequence[str]) -> list[str]:
    return [re.sub(r"[()（）/／|]+", "，", line) for line in lines]


def repetition(operator: Operator, made: Made) -> None:
    param = operator.param
    keys: dict[str, Any] = {}
    if (likeness := number(param.get("similaritythreshold"))) is not None:
        keys["likeness"] = tidy(likeness if likeness <= 1 else likeness / 100)
    if (shortest := number(param.get("threshold"))) is not None:
        keys["min_characters"] = max(2, int(shortest))
    if (back := number(param.get("from"))) is not None:
        keys["within"] = int(back) if back >= 1 else 999
    if (times := number(param.get("hittime"))) is not None and times > 1:
        keys["count"] = {"min": int(times)}
    if param.get("excludes"):
        made.lost.append("sentences excepted from repetition; here confirmations and courtesies always are")
    if param.get("targetrole"):
        made.lost.append("repetition of the other party's words; here a party's own are compared")
    made.only("repetition", **keys)


def entities(operator: Operator, made: Made) -> None:
    about = f"{operator.name} {operator.param.get('customerparam') or ''}"
    kinds = list(dict.fromkeys(kind for word, kind in _ENTITIES.items() if word in about))
    if not kinds:
        made.lost.append(f"operator {operator.oid} ({operator.shown}): this entity has no counterpart")
        return
    made.only("entities", of=kinds)
