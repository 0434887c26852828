"""What the calls of one run share: rules, the standard, and the recogniser, each loaded when first needed."""

from __future__ import annotations

from functools import cached_property

from autoqa.asr.base import Recognizer
from autoqa.config import Settings
from autoqa.pipeline.inputs import CallSource
from autoqa.pipeline.score import Heard, Progress, Scored, judge_heard, listen
from autoqa.ruleset import RuleSet, load_ruleset
from autoqa.scoring import Standard


class Workshop:
    """Scores call after call by the same settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def ruleset(self) -> RuleSet:
        """
        Raises:
            RuleError: a rule file has mistakes.
        """
        return load_ruleset([self.settings.rules])

    @cached_property
    def standard(self) -> Standard:
        """
        Raises:
            UsageError: there is no such scorecard.
        """
        return self.ruleset.standard(self.settings.scorecard)

    @cached_property
    def recognizer(self) -> Recognizer:
        """
        Raises:
            ModelError: the model is missing or damaged.
        """
        from autoqa.asr.models import resolve
        from autoqa.asr.registry import make_recognizer

        return make_recognizer(resolve(self.settings.model, self.settings), self.settings)

    def listen(self, source: CallSource, progress: Progress | None = None) -> Heard:
        """See :func:`autoqa.pipeline.score.listen`."""
        return listen(source, lambda: self.recognizer, progress)

    def score(self, source: CallSource, progress: Progress | None = None) -> Scored:
        """Listen and judge. Rules are loaded first: their mistakes should not cost a recognition.

        Raises:
            AutoqaError: the call cannot be scored, or the rules cannot be used.
        """
        ruleset, standard = self.ruleset, self.standard
        heard = self.listen(source, progress)
        return Scored(judge_heard(heard, ruleset, standard), heard)
