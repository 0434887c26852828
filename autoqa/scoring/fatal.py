"""Fatal items (致命 / 一票否决) and other consequences that are not points."""

from __future__ import annotations

from autoqa.ruleset.explain_standard import EFFECTS
from autoqa.ruleset.standard import Standard
from autoqa.ruleset.standard_file import Effect, Fatal
from autoqa.scoring.ruling import Rulings, tallied
from autoqa.scoring.tally import Findings, tally
from autoqa.types import FatalResult, Status

Judged = tuple[Fatal, FatalResult]


def judge_fatal(standard: Standard, findings: Findings, rulings: Rulings) -> list[Judged]:
    """Fatal items that fail or that cannot be decided, in the order of the document."""
    judged: list[Judged] = []
    for fatal in (one for one in standard.file.fatal if not one.reported or one.id in rulings):
        ruling = rulings.get(fatal.id)
        rules = standard.in_force(fatal.rules)
        found = tallied(ruling) if ruling is not None else tally(rules, fatal.mode, findings)
        if found.status in (Status.FAIL, Status.UNSURE):
            result = FatalResult(
                item=fatal.id,
                title=fatal.title,
                effect=fatal.label or EFFECTS[fatal.effect],
                status=found.status,
                findings=tuple(finding.id for finding in found.findings),
            )
            judged.append((fatal, result))
    return judged


def status_of(judged: list[Judged], effect: Effect, section: str | None = None) -> Status:
    """Whether an effect takes place: ``fail`` yes, ``unsure`` perhaps, ``pass`` no."""
    statuses = {
        result.status for fatal, result in judged if fatal.effect is effect and fatal.section == section
    }
    return next((status for status in (Status.FAIL, Status.UNSURE) if status in statuses), Status.PASS)
