from __future__ import annotations

from collections import Counter

import pytest

from autoqa.ruleset import run_examples
from tests.rules.shipped import shipped

REQUIRED = """
opening.greeting opening.identity opening.purpose opening.within_5s address.customer disclosure.function
disclosure.fee disclosure.free_period disclosure.usage disclosure.cancellation disclosure.hotline
consent.asked consent.explicit consent.reconfirmed consent.forced refusal.no_third_push refusal.closing
closing.thanks closing.job_number closing.hang_up banned.mechanical banned.angry banned.rhetorical
banned.interrogating banned.slack banned.sarcastic banned.promise banned.slander banned.abuse
banned.private_contact pace.speech_rate pace.adapts silence.dead_air silence.response silence.abandoned
talk.interruption talk.interactivity talk.repetition talk.filler readback.identity audio.volume
call.complete
"""


def test_every_required_rule_ships() -> None:
    assert set(REQUIRED.split()) <= set(shipped().rules)


@pytest.mark.parametrize("rule", sorted(shipped().rules))
def test_examples_come_out_as_written(rule: str) -> None:
    problems = [
        f"{result.example}: {result.problem}" for result in run_examples(shipped(), [rule]) if result.problem
    ]
    assert problems == []


@pytest.mark.parametrize("rule", sorted(shipped().rules))
def test_examples_of_every_kind(rule: str) -> None:
    expected = Counter(example.expect.value for example in shipped().rules[rule].file.examples)
    assert expected["fail"] >= 3
    assert expected["pass"] >= 3
    assert expected["unsure"] + expected["na"] >= 1
