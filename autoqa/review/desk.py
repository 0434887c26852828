"""What all requests share: the store, the rules, decoded sound, templates."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined

from autoqa import __version__
from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.report import wording
from autoqa.review import words
from autoqa.review.logins import Throttle
from autoqa.review.sound import SoundCache
from autoqa.store import Store


def _environment(settings: Settings) -> Environment:
    environment = Environment(
        loader=PackageLoader("autoqa.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words, say=wording, version=__version__)
    environment.filters["moment"] = lambda moment: words.moment(moment, settings.zone)
    return environment


@dataclass
class Desk:
    """One a server. ``login`` False: everyone on this machine works as the local user."""

    settings: Settings
    store: Store
    workshop: Workshop
    login: bool = True
    throttle: Throttle = field(default_factory=Throttle)
    recent: dict[str, tuple[float, object]] = field(default_factory=dict)
    """What was read a short while ago, with the (monotonic) second of it."""
    local_csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def __post_init__(self) -> None:
        self.sound = SoundCache(self.settings.cache, int(self.settings.cache_gb * 2**30))
        self.templates = _environment(self.settings)
