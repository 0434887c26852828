"""Rules as YAML: read strictly, judged on a call, tested by their own examples."""

from autoqa.ruleset.examples import ExampleResult, run_examples
from autoqa.ruleset.judge import Decision, decide_variants, judge, judge_all
from autoqa.ruleset.loader import RuleSet, load_ruleset
from autoqa.ruleset.rule import Rule
from autoqa.ruleset.standard import Standard

__all__ = [
    "Decision",
    "ExampleResult",
    "Rule",
    "RuleSet",
    "Standard",
    "decide_variants",
    "judge",
    "judge_all",
    "load_ruleset",
    "run_examples",
]
