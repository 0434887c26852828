"""The program as it is shipped."""

from __future__ import annotations

from autoqa.asr.models import resolve
from autoqa.asr.registry import make_recognizer
from autoqa.config import Settings
from autoqa.pipeline import MetadataBook, Workshop, source_of
from autoqa.pipeline.score import judge_heard, listen
from benchmarks.accuracy.heard import Judged
from benchmarks.accuracy.keep import KeptRecognizer
from benchmarks.calls.load import BenchCall


class Product:
    """Listens and judges by the default rules, recognition kept on disk."""

    def __init__(self, settings: Settings) -> None:
        model = resolve(settings.model, settings)
        self._workshop = Workshop(settings)
        self._recognizer = KeptRecognizer(model, lambda: make_recognizer(model, settings))

    def __call__(self, call: BenchCall) -> Judged:
        ruleset = self._workshop.ruleset()
        standard = ruleset.standard(self._workshop.scorecard)
        heard = listen(source_of(call.audio, MetadataBook(None, 1), None), lambda: self._recognizer)
        return Judged(heard, judge_heard(heard, ruleset, standard).findings)
