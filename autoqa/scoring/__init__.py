"""Scoring standards applied to findings: points, fatal items, grades, and what a person must still decide."""

from autoqa.ruleset.standard import Standard
from autoqa.scoring.ruling import Ruling, bounds, usual_points
from autoqa.scoring.score import Scored, score

__all__ = ["Ruling", "Scored", "Standard", "bounds", "score", "usual_points"]
