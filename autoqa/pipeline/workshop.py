"""What the calls of one run share: rules, the standard, and the recogniser, each loaded when first needed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from autoqa.asr.base import Recognizer
from autoqa.asr.engine import Engine
from autoqa.config import Settings
from autoqa.dialogue.sherpa import SpeakerModels, find_speaker_models
from autoqa.errors import UsageError
from autoqa.pipeline.inputs import CallSource
from autoqa.pipeline.score import Heard, Progress, Scored, judge_heard, listen
from autoqa.ruleset import RuleSet, load_ruleset
from autoqa.scoring import Standard
from autoqa.trust import TrustTable, load_tables

DEFAULT_SCORECARD = "guoxin-shandong"
"""The standard (S01) that calls are scored by when nothing else is asked for."""


class Workshop:
    """Scores call after call by the same settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._rulesets: dict[Path | None, RuleSet] = {}

    @property
    def scorecard(self) -> str:
        """Id or code of the standard in use."""
        return self.settings.scorecard or DEFAULT_SCORECARD

    def ruleset(self, campaign: str | None = None) -> RuleSet:
        """The rules in force: the shipped or given ones, with the values of the campaign if there is a file
        for it.

        The campaign named in the settings wins over ``campaign``, the call's own; a call's campaign without
        a file of its own is judged by the plain rules.

        Raises:
            RuleError: a rule or campaign file has mistakes.
            UsageError: the campaign named in the settings has no file.
        """
        path = self._campaign_file(campaign)
        if path not in self._rulesets:
            self._rulesets[path] = load_ruleset(self.settings.rule_dirs, path)
        return self._rulesets[path]

    def in_force(self, campaign: str | None = None) -> tuple[RuleSet, Standard]:
        """Rules and standard for calls of ``campaign``; see :meth:`ruleset`.

        Raises:
            RuleError: a file has mistakes, or there is no such standard.
        """
        ruleset = self.ruleset(campaign)
        return ruleset, ruleset.standard(self.scorecard)

    @cached_property
    def recognizer(self) -> Recognizer:
        """
        Raises:
            UsageError: the model is missing or damaged, or the user's own recogniser cannot be imported.
        """
        from autoqa.asr.registry import recognizer_of

        return recognizer_of(self.settings)

    @cached_property
    def speakers(self) -> SpeakerModels | None:
        """The models that tell speakers apart, where they and sherpa-onnx are installed and wanted."""
        if self.settings.speakers == "voice" or not Engine.SHERPA.installed:
            return None
        return find_speaker_models([self.settings.models_dir])

    @cached_property
    def tables(self) -> dict[str, TrustTable]:
        """What is known of the verdicts of the installed models, by the hash of their weights."""
        from autoqa.asr.models import installed_models

        named = Path(self.settings.model) if self.settings.model else None
        given = [named] if named is not None and named.is_dir() else []
        return load_tables([*(model.path for model in installed_models(self.settings)), *given])

    def listen(self, source: CallSource, progress: Progress | None = None) -> Heard:
        """See :func:`autoqa.pipeline.score.listen`."""
        return listen(source, lambda: self.recognizer, progress, self.speakers)

    def score(self, source: CallSource, progress: Progress | None = None) -> Scored:
        """Listen and judge. The rules are loaded first: their mistakes should not cost a recognition.

        Raises:
            AutoqaError: the call cannot be scored, or the rules cannot be used.
        """
        self.ruleset().standard(self.scorecard)
        heard = self.listen(source, progress)
        ruleset, standard = self.in_force(heard.transcript.call.campaign)
        return Scored(judge_heard(heard, ruleset, standard, self.tables), heard)

    def _campaign_file(self, campaign: str | None) -> Path | None:
        wanted = self.settings.campaign or campaign
        if not wanted or Path(wanted).name != wanted:
            return None
        path = self.settings.campaigns / f"{wanted}.yaml"
        try:
            if path.is_file():
                return path
        except OSError:  # no name that a file can have: then there is no such file
            pass
        if self.settings.campaign:
            raise UsageError(path, "does not exist", f"Write it, or do not ask for the campaign {wanted}")
        return None
