"""The Chinese sentence that a finding gives as its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from autoqa.types import Cause, Status

CAUSES = {
    Cause.LOW_CONFIDENCE: "识别把握不足",
    Cause.NO_AUDIO: "没有录音，无法测量",
    Cause.NO_ROLES: "分不清坐席和客户",
    Cause.NO_WORDS: "没有可用的识别文字",
    Cause.NO_METADATA: "缺少通话信息",
    Cause.OVERLAP: "双方同时说话，听不清",
    Cause.MODEL_UNFIT: "识别模型不适合这段录音",
    Cause.INCOMPLETE: "录音不完整",
    Cause.AMBIGUOUS: "说法含糊，需人工判断",
    Cause.MANUAL: "需人工判断",
}
"""Why a verdict is ``unsure``, in the inspector's words."""

DEFAULTS = {
    Status.FAIL: "{title}",
    Status.PASS: "符合要求",
    Status.UNSURE: "无法判定：{note}",
    Status.NA: "不涉及",
}

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def slots(template: str) -> list[str]:
    """Names of the values that a template wants."""
    return _SLOT.findall(template)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """``template`` with its values; what is not known stays as written, which ``rules test`` reports."""
    return _SLOT.sub(lambda slot: _said(values[slot[1]]) if slot[1] in values else slot[0], template)


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{round(value, 1):g}"
    if isinstance(value, (list, tuple)):
        return "、".join(_said(part) for part in value)
    return str(value)
