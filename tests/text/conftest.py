"""Property tests here search for counterexamples; how long one takes on a busy machine says nothing."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")
