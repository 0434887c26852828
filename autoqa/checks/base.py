"""What a check is: one kind of condition, evaluated on a call, with three possible answers.

A check is a frozen pydantic model whose fields are the keys a rule author writes in YAML; ``evaluate``
looks at a :class:`CallView` inside a :class:`Scope` (where and at whom to look) and returns an
:class:`Outcome`. It sees turns, words and timings, never audio files or recogniser objects. It says what it
needs before data flows, so that a missing need becomes ``unknown`` with its cause in one place
(:func:`missing_need`) and never a silent verdict.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar

from pydantic import Field

from autoqa.dialogue.spans import Neighbours
from autoqa.text.kept import kept
from autoqa.text.match import Grams
from autoqa.text.numbers import Entity, entities
from autoqa.text.turntext import TurnText
from autoqa.types import Call, CallAudio, Cause, Dialogue, Frozen, Role, Span, Turn


class Need(StrEnum):
    """What a check must have to be able to answer."""

    WORDS = "words"
    WORD_TIMES = "word_times"
    ROLES = "roles"
    AUDIO = "audio"


class Truth(StrEnum):
    """Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Hit(Frozen):
    """One place that a check found. Seconds from the start of the recording; ``how`` says by what means
    (``exact``, ``pinyin``, ``fuzzy``, ``signal`` …); ``confidence`` (0 to 1) that it is really there;
    ``value`` is what was read (an amount, a number, a class); ``note`` is a Chinese remark for the
    inspector."""

    start: float
    end: float
    role: Role | None = None
    turn: int | None = None
    text: str = ""
    how: str = "exact"
    confidence: float = 1.0
    value: str | None = None
    note: str | None = None


class Outcome(Frozen):
    """The answer of a check.

    Attributes:
        truth: yes (found / holds), no, or unknown.
        hits: places found, in time order. With ``unknown`` they are the doubtful places; with ``no`` the
            places that speak against it (a vague answer where a clear one is asked for), to be flagged
            instead of the window.
        confidence: that ``truth`` is right, 0 to 1.
        cause: why ``unknown``; set exactly then.
        note: Chinese words for the reviewer, fit to stand in a finding's reason.
        figures: measured numbers for ``{name}`` in reasons and for the evidence.
    """

    truth: Truth
    hits: tuple[Hit, ...] = ()
    confidence: float = 1.0
    cause: Cause | None = None
    note: str = ""
    figures: dict[str, Any] = Field(default={})

    @classmethod
    def found(cls, hits: Iterable[Hit], *, note: str = "", **figures: Any) -> Outcome:
        """Yes, because of ``hits``; as sure as the surest of them."""
        ordered = tuple(sorted(hits, key=lambda hit: (hit.start, hit.end)))
        return cls(
            truth=Truth.YES,
            hits=ordered,
            confidence=max(hit.confidence for hit in ordered),
            note=note,
            figures=figures,
        )

    @classmethod
    def holds(cls, confidence: float = 1.0, *, note: str = "", **figures: Any) -> Outcome:
        """Yes, of the call as a whole: there is no place to point at."""
        return cls(truth=Truth.YES, confidence=confidence, note=note, figures=figures)

    @classmethod
    def absent(
        cls, confidence: float = 1.0, *, hits: Iterable[Hit] = (), note: str = "", **figures: Any
    ) -> Outcome:
        """No: it was looked for with good evidence and is not there."""
        return cls(truth=Truth.NO, hits=tuple(hits), confidence=confidence, note=note, figures=figures)

    @classmethod
    def unknown(cls, cause: Cause, *, hits: Iterable[Hit] = (), note: str = "", **figures: Any) -> Outcome:
        """Can't tell, and why."""
        return cls(
            truth=Truth.UNKNOWN, hits=tuple(hits), confidence=0.0, cause=cause, note=note, figures=figures
        )


@dataclass(frozen=True, eq=False)
class CallView:
    """All that checks may look at. ``audio`` is None for transcripts without a recording. Compared by
    identity, so that what several rules ask of the same call can be kept with it."""

    dialogue: Dialogue
    audio: CallAudio | None = None
    call: Call = field(default_factory=Call)
    found: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    """What checks found in whole turns, whatever their window, by what they looked for."""

    @cached_property
    def texts(self) -> tuple[TurnText, ...]:
        """Searchable text of each turn, by turn index; built once a call."""
        return tuple(TurnText.of(turn) for turn in self.dialogue.turns)

    @cached_property
    def grams(self) -> Grams:
        """In which turns each pair of characters and of sounds is, by turn index; built once a call."""
        return Grams.of(self.texts)

    @cached_property
    def numbers(self) -> tuple[tuple[Entity, ...], ...]:
        """Numbers said in each turn, by turn index; read once a call."""
        return tuple(tuple(entities(text)) for text in self.texts)


@dataclass(frozen=True)
class Scope:
    """Where and at whom to look.

    Attributes:
        spans: windows in seconds, in time order, not overlapping. A hit counts when it starts inside one of
            them.
        role: whose turns; None for everybody's.
        turns: indices of the turns that may be looked at, None for all.
    """

    spans: tuple[Span, ...]
    role: Role | None = None
    turns: frozenset[int] | None = None

    def admits(self, start: float) -> bool:
        return any(span.start <= start < span.end for span in self.spans)

    def turns_of(self, view: CallView) -> list[Turn]:
        """Turns of ``role`` that overlap a window (a turn that only touches its edge does not)."""
        known = _turns_known(view)
        turns = known.get(self)
        if turns is None:
            turns = known[self] = tuple(self._turns(view.dialogue.turns))
        return list(turns)

    def _turns(self, turns: Iterable[Turn]) -> Iterator[Turn]:
        windows = [(span.start, span.end) for span in self.spans]
        for turn in turns:
            if self.role is not None and turn.role is not self.role:
                continue
            if self.turns is not None and turn.index not in self.turns:
                continue
            if any(turn.start < end and turn.end > start for start, end in windows):
                yield turn

    @property
    def length(self) -> float:
        """Seconds covered by the windows."""
        return sum(span.length for span in self.spans)


@kept
def _turns_known(view: CallView) -> dict[Scope, tuple[Turn, ...]]:
    """Turns of scopes already looked at: most rules look at the same few."""
    return {}


class Check(Frozen, ABC):
    """Base of all kinds. Subclasses set ``kind`` (a ``Literal`` field, the YAML tag), ``needs`` and ``title``
    (the kind's Chinese name), document their fields (the docstring is the kind's manual page) and implement
    :meth:`evaluate`. One that ``knows_strangers`` answers where the recogniser does not know a voice, too,
    and sees to it that the answer does not rest on that."""

    needs: ClassVar[frozenset[Need]] = frozenset()
    knows_strangers: ClassVar[bool] = False
    title: ClassVar[str]

    @abstractmethod
    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        """Answer on this call. Only called when every need is met."""


ROLES_THRESHOLD = 0.6
"""Below this confidence in who is who, no verdict may depend on roles. Two classes: 0.5 is a coin toss."""

TRUSTED_WORDS = 0.72
"""Mean word confidence under which "was not said" cannot be concluded from "was not recognised". On the
sample calls agent speech at a mean of 0.9 had some 5 % of its characters wrong, at 0.7 some 25 %: there a
phrase of four characters is whole in one case of three."""

COUNTED_WORDS = 0.45
"""The same where characters are only counted: a wrong character counts as much as a right one."""


_OF_WORDS = frozenset({Need.WORDS, Need.WORD_TIMES})


def _strange(dialogue: Dialogue, scope: Scope) -> bool:
    """Whether the answer would rest on a party whose voice the recogniser does not know: what it wrote there,
    and what it took for that party's speech."""
    return any(scope.role in (None, role) for role in dialogue.unknown_roles)


def missing_need(check: Check, view: CallView, scope: Scope) -> Outcome | None:
    """``unknown`` with its cause when ``check`` cannot be answered on this call, else None."""
    needs = check.needs
    dialogue = view.dialogue
    if Need.AUDIO in needs and view.audio is None:
        return Outcome.unknown(Cause.NO_AUDIO, note="没有录音，无法测量")
    if Need.WORDS in needs:
        if not dialogue.words_known and not check.knows_strangers:
            return Outcome.unknown(Cause.MODEL_UNFIT, note=dialogue.words_note or "识别模型不适合这段录音")
        if not dialogue.turns:
            return Outcome.unknown(Cause.NO_WORDS, note="没有识别出任何话语")
    if Need.WORD_TIMES in needs and not all(turn.timed for turn in dialogue.turns):
        return Outcome.unknown(Cause.NO_WORDS, note="转写没有逐字时间")
    roles_matter = Need.ROLES in needs or scope.role is not None
    of_voices = (roles_matter or needs & _OF_WORDS) and not check.knows_strangers
    if of_voices and _strange(dialogue, scope):
        return Outcome.unknown(Cause.MODEL_UNFIT, note=dialogue.words_note or "识别模型不认识其中一方的声音")
    if roles_matter and dialogue.roles_confidence < ROLES_THRESHOLD:
        return Outcome.unknown(Cause.NO_ROLES, note="分不清坐席和客户")
    return None


def trust_absence(
    view: CallView, scope: Scope, min_turns: int = 0, trusted: float = TRUSTED_WORDS
) -> Outcome:
    """The honest form of "not found": ``no`` only when the speech inside the scope was recognised well
    enough.

    Speech of the role without any recognised text, or text of low confidence, hides what was said; then the
    answer is ``unknown``. ``min_turns`` is how many turns of the role there must be at all, ``trusted``
    the mean confidence asked of the words.
    """
    known = _absences_known(view)
    asked = (scope, min_turns, trusted)
    outcome = known.get(asked)
    if outcome is None:
        outcome = known[asked] = _absence(view, scope, min_turns, trusted)
    return outcome


@kept
def _absences_known(view: CallView) -> dict[tuple[Scope, int, float], Outcome]:
    """What :func:`trust_absence` has said of this call: many rules ask the same."""
    return {}


def _absence(view: CallView, scope: Scope, min_turns: int, trusted: float) -> Outcome:
    turns = scope.turns_of(view)
    if len(turns) < min_turns:
        return Outcome.unknown(Cause.NO_WORDS, note="该时段没有可用的话语")
    scored = [word.confidence for turn in turns for word in turn.words if word.confidence is not None]
    mean = sum(scored) / len(scored) if scored else None
    if mean is not None and mean < trusted:
        return Outcome.unknown(
            Cause.LOW_CONFIDENCE, note=f"识别把握不足（平均 {mean:.2f}）", mean_confidence=mean
        )
    heard = _unrecognised_speech(view, scope)
    if heard > UNRECOGNISED_LIMIT:
        return Outcome.unknown(
            Cause.LOW_CONFIDENCE, note=f"有 {heard:.1f} 秒话音没有识别出文字", unrecognised_seconds=heard
        )
    return Outcome.absent(0.9 if mean is None else min(0.99, 0.5 + mean / 2))


UNRECOGNISED_LIMIT = 1.5
"""Seconds of a party's speech without text inside the window above which absence is not concluded; about
the length of the shortest phrase rules look for (six characters at 240 a minute)."""


def _unrecognised_speech(view: CallView, scope: Scope) -> float:
    """Longest stretch of the role's speech (by sound) inside the scope that no turn of the role covers,
    seconds."""
    dialogue = view.dialogue
    speech: tuple[Span, ...] = ()
    if scope.role in (Role.AGENT, None):
        speech += dialogue.agent_speech
    if scope.role in (Role.CUSTOMER, None):
        speech += dialogue.customer_speech
    turns = Scope(scope.spans, scope.role).turns_of(view)
    recognised = Neighbours(turns)
    windows = [(window.start, window.end) for window in _looked_at(scope, turns)]
    longest = 0.0
    for span in speech:
        for first, last in windows:
            start, end = max(span.start, first), min(span.end, last)
            if end > start:
                longest = max(longest, (end - start) - recognised.shared(start, end))
    return longest


def _looked_at(scope: Scope, turns: Sequence[Turn]) -> tuple[Span, ...]:
    """The windows; where only some turns may be looked at, the stretch of these turns, up to the edge of
    the windows on the side where no other turn follows."""
    chosen = [turn for turn in turns if scope.turns is not None and turn.index in scope.turns]
    if not chosen:
        return scope.spans
    start = scope.spans[0].start if chosen[0] is turns[0] else chosen[0].start
    end = scope.spans[-1].end if chosen[-1] is turns[-1] else chosen[-1].end
    return (Span(start=start, end=end),)
