"""Rules as YAML: read strictly, judged on a call, tested by their own examples."""

from autoqa.ruleset.examples import ExampleResult, run_examples
from autoqa.ruleset.judge import judge, judge_all, judge_variants
from autoqa.ruleset.loader import RuleSet, load_ruleset
from autoqa.ruleset.rule import Rule
from autoqa.ruleset.standard import Standard

__all__ = [
    "ExampleResult",
    "Rule",
    "RuleSet",
    "Standard",
    "judge",
    "judge_all",
    "judge_variants",
    "load_ruleset",
    "run_examples",
]
