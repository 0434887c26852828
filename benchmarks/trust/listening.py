"""The verdicts of one half of the benchmark. What was recognised before with the same code is taken from
disk."""

from __future__ import annotations

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from benchmarks.accuracy.product import Product
from benchmarks.accuracy.run import run
from benchmarks.calls.load import load
from benchmarks.calls.wording import Split
from benchmarks.trust.verdicts import Given, given_on


def given_in(split: Split, settings: Settings, limit: int | None) -> list[Given]:
    """Every verdict of the half that can be compared with the truth. Recordings with a planted defect
    have none."""
    calls = load(split, limit=limit)
    run(calls, settings)
    ruleset, standard = Workshop(settings).in_force()
    product = Product(settings)
    return [
        one
        for call in calls
        if not call.facts.plan.defect
        for one in given_on(call.facts, product(call).heard, ruleset, standard)
    ]
