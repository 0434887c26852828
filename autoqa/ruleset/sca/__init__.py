"""Rules of Alibaba Cloud's Smart Conversation Analysis (智能对话分析) brought into rules of our own.

The structure read here is that of its documentation, "规则对象说明" and "检测算子对象说明" (November 2026):
rules and conditions, each condition with a check range (role, anchor, sentences) and operators, joined by
lambdas.
"""

from autoqa.ruleset.sca.convert import Converted, convert
from autoqa.ruleset.sca.reading import read_sca

__all__ = ["Converted", "convert", "read_sca"]
