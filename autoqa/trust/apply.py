"""Findings with calibrated probabilities; those that are not sure enough become ``unsure``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autoqa.trust.signs import signs_of
from autoqa.trust.table import CAUTIOUS, TrustTable
from autoqa.types import Asr, Cause, Dialogue, Finding, Status

_DECIDED = {Status.PASS: "合格", Status.FAIL: "不合格"}


def trusted(
    findings: Iterable[Finding], dialogue: Dialogue, asr: Asr | None, tables: Mapping[str, TrustTable]
) -> list[Finding]:
    """``findings`` with the probability that each verdict is right, by the table of the model that wrote
    the words.

    Transcripts of another's recogniser (``asr`` is None) come without measured confidences: their
    findings stay as they are.
    """
    if asr is None:
        return list(findings)
    table = tables.get(asr.model_sha256 or "", CAUTIOUS)
    return [_weighed(finding, dialogue, table) for finding in findings]


def _weighed(finding: Finding, dialogue: Dialogue, table: TrustTable) -> Finding:
    if finding.status not in _DECIDED:
        return finding
    known = table.of(finding.rule)
    signs = signs_of(finding, dialogue)
    needed = table.needed(finding.rule, finding.status)
    chance = round(table.probability(finding.rule, finding.status, signs), 3)
    trust: dict[str, Any] = {
        "signs": {name: round(value, 3) for name, value in signs.items()},
        "threshold": needed,
        "bound": known.bound,
    }
    if chance >= needed:
        update = {"confidence": chance, "evidence": {**finding.evidence, "trust": trust}}
        return finding.model_copy(update=update)
    trust["verdict"] = finding.status.value
    would = _DECIDED[finding.status]
    return finding.model_copy(
        update={
            "status": Status.UNSURE,
            "cause": Cause.LOW_CONFIDENCE,
            "confidence": chance,
            "reason": f"倾向{would}，但把握 {chance:.0%} 不足，请人工听判（{finding.reason}）",
            "evidence": {**finding.evidence, "trust": trust},
        }
    )
