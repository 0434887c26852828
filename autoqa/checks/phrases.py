"""Words and phrases that are said, or are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, Truth, trust_absence
from autoqa.checks.heard import apart, hit_at
from autoqa.errors import RuleError
from autoqa.text.guards import SURE, Guard, GuardKind, guards_at
from autoqa.text.kept import kept
from autoqa.text.match import Match, Mode, PhraseSet
from autoqa.text.misheard import SHORTEST, MisheardSet
from autoqa.text.nearly import DOUBTED, mumbled, nearest
from autoqa.text.turntext import TurnText
from autoqa.types import Cause

SAID, MAYBE_SAID = 0.9, 0.8
"""Shares of a phrase's half syllables in badly heard words from which it counts as said, and from which it
cannot be called missing."""

SHORTEST_ASKED = 3
"""Syllables of the shortest phrase that must be said and is left open by its sound: 您好 is in 整理好 too."""

DUE = 6
"""Characters behind the words that lead to a phrase, within which it is said."""

BEGINNING = 2
"""Characters with which a party begins: as many as the shortest greeting has."""


class PhrasesCheck(Check):
    """Phrases in the turns of a role. Width, traditional characters, punctuation and the way digits are
    written do not matter; ``(甲/乙)`` is either, ``(甲/)`` may be left out, ``…`` stands for up to ten
    characters, ``____`` for a name or an amount.

    Fields:
        any: yes when one of them is said.
        all: yes when every one is said.
        none: yes when not one of them is said.
        at_least, of: yes when so many different ones of ``of`` are said.
        except: phrases that undo a hit they overlap (担保本人 for 保本).
        mode: ``exact``; ``pinyin`` (default: homophones too); ``fuzzy`` (a few characters may differ);
            ``any``.
        boundary: whether a hit must begin and end at word edges; left out: short phrases must.
        guards: uses that do not count: ``negation`` (不保证), ``quotation``, ``apology``, ``question``,
            ``conditional``, ``deferral`` (好的我考虑一下), ``other_sense`` (好像).
        nearly: for what must be said: where nothing is found, words that were not heard well and sound like
            one of the phrases (上午号码先生 for 上午好马先生) count as said from 90 % of its half syllables
            on, and leave it open from 80 % on, in short phrases from 83 % on. ``open``, for what must not be
            said: such words (你懂不懂你吗 for 你懂不懂礼貌) only leave it open, from 75 % on, and in phrases
            of two to four syllables from 83 % on; phrases with gaps are not looked for that way.
        after: for what must be said: words that lead to it (这边是); it stays open where nothing is found and
            several of the six characters behind them were not heard well.
        begins: for what a party begins with: where nothing is found, it stays open when its first words were
            not heard well, or may be one of the phrases misheard (上午号码 for 上午好马, 尾号 for 你好).

    Exactly one of ``any``, ``all``, ``none``, ``at_least``. A literal hit is as sure as its words were
    recognised; ``pinyin`` and ``fuzzy`` hits are less sure, and the hit's ``how`` says so. Unknown
    (``ambiguous``): there are hits, but each may be meant otherwise by one of the ``guards``.

        thanks: {kind: phrases, role: agent, any: [感谢您的接听, 祝您(生活/工作)愉快], window: {from: end -
            20}}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS})

    title: ClassVar[str] = "词句"

    kind: Literal["phrases"] = "phrases"
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    at_least: int | None = Field(default=None, ge=1)
    of: tuple[str, ...] = ()
    except_: tuple[str, ...] = Field(default=(), alias="except")
    mode: Mode = "pinyin"
    boundary: bool | None = None
    guards: tuple[GuardKind, ...] = ()
    nearly: bool | Literal["open"] = False
    after: tuple[str, ...] = ()
    begins: bool = False

    @model_validator(mode="after")
    def _one_question(self) -> PhrasesCheck:
        if sum(map(bool, (self.any, self.all, self.none, self.of))) != 1:
            raise ValueError("phrases needs exactly one of any, all, none and at_least with of")
        if (self.at_least is None) == bool(self.of):
            raise ValueError("at_least and of go together")
        try:
            _ = self._wanted, self._undoing, self._leading
        except RuleError as error:
            raise ValueError(f'"{error.subject}": {error.cause}; {error.mend}') from error
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """The phrases looked for, as written."""
        return self.any or self.all or self.none or self.of

    @cached_property
    def _wanted(self) -> PhraseSet:
        return PhraseSet.parse(self.sources, boundary=self.boundary)

    @cached_property
    def _sounding(self) -> MisheardSet:
        return _by_sound(self._wanted)

    @cached_property
    def _undoing(self) -> PhraseSet:
        return PhraseSet.parse(self.except_, boundary=False)

    @cached_property
    def _leading(self) -> PhraseSet:
        return PhraseSet.parse(self.after, boundary=False)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        said: dict[str, list[Hit]] = {}
        doubtful: list[Hit] = []
        possible, meant = self._kept(view)
        for turn in scope.turns_of(view):
            if turn.index not in possible:
                continue
            text = view.texts[turn.index]
            if turn.index not in meant:
                meant[turn.index] = tuple(self._meant(text))
            for match, guard in meant[turn.index]:
                hit = hit_at(turn, text, match.start_char, match.end_char, how=match.how, score=match.score)
                if not scope.admits(hit.start):
                    continue
                if guard is None:
                    said.setdefault(match.phrase, []).append(hit)
                else:
                    doubtful.append(hit.model_copy(update={"note": guard.reason}))
        return self._answer(view, scope, said, doubtful)

    def _kept(self, view: CallView) -> tuple[set[int], dict[int, tuple[tuple[Match, Guard | None], ...]]]:
        """Turns in which there can be a match, and what was found in those looked at so far: the same for
        every window, so kept with the call for other variants of the rule."""
        key = (type(self), self._wanted, self._undoing, self.mode, self.guards)
        if key not in view.found:
            view.found[key] = (self._wanted.possible(view.grams, self.mode), {})
        kept: tuple[set[int], dict[int, tuple[tuple[Match, Guard | None], ...]]] = view.found[key]
        return kept

    def _meant(self, text: TurnText) -> Iterator[tuple[Match, Guard | None]]:
        """Matches that may mean what they say, with the guard that makes one doubtful. What a guard takes
        away takes inexact matches over the same words with it: they may have swallowed the words that show
        the guard."""
        matches = self._wanted.find(text, self.mode)
        away = [(m.start_char, m.end_char) for m in self._undoing.find(text, "exact")] if matches else []
        guarded = [
            (m, next(iter(guards_at(text, m.start_char, m.end_char, self.guards)), None)) for m in matches
        ]
        denied = [(m.start_char, m.end_char) for m, guard in guarded if guard and guard.certainty >= SURE]
        for match, guard in guarded:
            gone = [*away, *denied] if match.how != "exact" else away
            overlaps = any(match.start_char < end and match.end_char > start for start, end in gone)
            if not overlaps and (guard is None or guard.certainty < SURE):
                yield match, guard

    def _answer(
        self, view: CallView, scope: Scope, said: Mapping[str, list[Hit]], doubtful: list[Hit]
    ) -> Outcome:
        needed = self.at_least or (len(self.sources) if self.all else 1)
        if len(said) >= needed:
            hits = apart([hit for found in said.values() for hit in found])
            surest = sorted((max(hit.confidence for hit in found) for found in said.values()), reverse=True)
            if self.none:
                return Outcome.absent(surest[0], hits=hits, said=hits[0].text)
            return Outcome.found(hits, said=hits[0].text).model_copy(
                update={"confidence": surest[needed - 1]}
            )
        if doubtful:
            hits = apart(doubtful)
            return Outcome.unknown(Cause.AMBIGUOUS, hits=hits, note=f"“{hits[0].text}”{hits[0].note}")
        for look in (self._nearly, self._misheard, self._led_to, self._begun_badly):
            near = look(view, scope)
            if near is not None:
                return near
        absent = trust_absence(view, scope)
        if self.none and absent.truth is Truth.NO:
            return Outcome.holds(absent.confidence)
        unsaid = [phrase for phrase in self.sources if phrase not in said]
        return absent.model_copy(update={"figures": {**absent.figures, "unsaid": unsaid}})

    def _nearly(self, view: CallView, scope: Scope) -> Outcome | None:
        """What is said of words that only sound like a phrase; None where there are none."""
        if self.nearly is not True:
            return None
        variants = [variant for phrase in self._wanted.phrases for variant in phrase.variants]
        best: tuple[float, Hit] | None = None
        for turn in scope.turns_of(view):
            text = view.texts[turn.index]
            near = nearest(variants, text, MAYBE_SAID if best is None else best[0])
            if near is None or (best is not None and near.alike <= best[0]):
                continue
            hit = hit_at(turn, text, near.start_char, near.end_char, how="near", score=near.alike)
            if scope.admits(hit.start):
                best = near.alike, hit
        if best is None:
            return None
        alike, hit = best
        if alike >= SAID:
            return Outcome.found([hit], said=hit.text)
        return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=[hit], note=f"“{hit.text}”处没有听清")

    def _led_to(self, view: CallView, scope: Scope) -> Outcome | None:
        """Open where the words that lead to it are followed by words that were not heard well."""
        for turn in scope.turns_of(view) if self.after else ():
            text = view.texts[turn.index]
            for match in self._leading.find(text, "exact"):
                start, end = match.end_char, min(len(text), match.end_char + DUE)
                if mumbled(text, start, end):
                    hit = hit_at(turn, text, match.start_char, end, how="near", score=0.5)
                    if scope.admits(hit.start):
                        note = f"“{hit.text}”处没有听清"
                        return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=[hit], note=note)
        return None

    def _begun_badly(self, view: CallView, scope: Scope) -> Outcome | None:
        """Open where the words with which the party begins were not heard well."""
        turns = [turn for turn in scope.turns_of(view) if len(view.texts[turn.index]) > BEGINNING]
        if not (self.begins and turns):
            return None
        text = view.texts[turns[0].index]
        heard = text.confidence(0, BEGINNING)
        if (heard is None or heard >= DOUBTED) and not self._sounding.begins(text):
            return None
        hit = hit_at(turns[0], text, 0, BEGINNING, how="near", score=0.5)
        return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=[hit], note=f"开头“{hit.text}”处没有听清")

    def _misheard(self, view: CallView, scope: Scope) -> Outcome | None:
        """Open where words that were not heard well may have been a phrase; None where there are none."""
        if not self.nearly:
            return None
        shortest = SHORTEST if self.nearly == "open" else SHORTEST_ASKED
        found: list[tuple[float, str, Hit]] = []
        for turn in scope.turns_of(view):
            text = view.texts[turn.index]
            away = [(m.start_char, m.end_char) for m in self._undoing.find(text, "exact")]
            for place in self._sounding.find(text):
                start, end = place.start_char, place.end_char
                if end - start < shortest or any(start < last and end > first for first, last in away):
                    continue
                if any(guard.certainty >= SURE for guard in guards_at(text, start, end, self.guards)):
                    continue
                hit = hit_at(turn, text, start, end, how="near", score=place.alike)
                if scope.admits(hit.start):
                    found.append((place.alike, place.phrase, hit))
        if not found:
            return None
        _, phrase, likest = max(found, key=lambda one: (one[0], -one[2].start))
        note = f"“{likest.text}”处没有听清，可能说的是“{phrase}”，请听"
        return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=apart([hit for _, _, hit in found]), note=note)


@kept
def _by_sound(wanted: PhraseSet) -> MisheardSet:
    return MisheardSet(wanted.phrases)
