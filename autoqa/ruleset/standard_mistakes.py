"""What can be wrong in a scoring standard although every key is right: sums, ids, names, tables."""

from __future__ import annotations

from collections.abc import Iterator

from autoqa.ruleset.problems import Loc, did_you_mean
from autoqa.ruleset.refs import NamedRule
from autoqa.ruleset.shapes import ByLevel, ByOccurrence, ByPart, Overlay
from autoqa.ruleset.standard_file import Effect, Item, StandardFile
from autoqa.types import Mode

Mistake = tuple[Loc, str, str]
"""Place, cause, mend."""


def refs(file: StandardFile) -> Iterator[tuple[Loc, NamedRule]]:
    """Every rule named in a standard, with its place."""
    for s, section in enumerate(file.sections):
        for i, item in enumerate(section.items):
            here: Loc = ("sections", s, "items", i)
            yield from _at((*here, "rules"), item.rules)
            for p, part in enumerate(getattr(item.how, "parts", ())):
                yield from _at((*here, "how", "parts", p, "rules"), part.rules)
    for f, fatal in enumerate(file.fatal):
        yield from _at(("fatal", f, "rules"), fatal.rules)


def _at(loc: Loc, rules: tuple[NamedRule, ...]) -> Iterator[tuple[Loc, NamedRule]]:
    for index, ref in enumerate(rules):
        yield (*loc, index), ref


def mistakes(file: StandardFile) -> Iterator[Mistake]:
    """Everything wrong in a standard whose keys and values are right by themselves."""
    yield from _sums(file)
    yield from _ids(file)
    yield from _names(file)
    for s, section in enumerate(file.sections):
        for i, item in enumerate(section.items):
            for cause in _shape_mistakes(item):
                yield (
                    ("sections", s, "items", i, "how"),
                    f"item {item.id}: {cause}",
                    "Correct it by the document.",
                )


def _sums(file: StandardFile) -> Iterator[Mistake]:
    mend = "Correct the points, or mark what is cut off with source_gap: true."
    for s, section in enumerate(file.sections):
        gap = section.source_gap or any(item.source_gap for item in section.items)
        added = sum(item.points or 0 for item in section.items)
        if section.points is not None and not gap and abs(added - section.points) > 1e-6:
            cause = f"the items of {section.id} add up to {added:g}, not to {section.points:g}"
            yield ("sections", s, "points"), cause, mend
    gap = file.source_gap or any(section.source_gap for section in file.sections)
    gap = gap or any(item.source_gap for section in file.sections for item in section.items)
    added = sum(item.points or 0 for section in file.sections for item in section.items)
    if file.total is not None and not gap and abs(added - file.total) > 1e-6:
        yield ("total",), f"the items add up to {added:g}, not to {file.total:g}", mend


def _ids(file: StandardFile) -> Iterator[Mistake]:
    seen: set[str] = set()
    places: list[tuple[Loc, str]] = [
        (("sections", s, "items", i, "id"), item.id)
        for s, section in enumerate(file.sections)
        for i, item in enumerate(section.items)
    ]
    places += [(("fatal", f, "id"), fatal.id) for f, fatal in enumerate(file.fatal)]
    for loc, name in places:
        if name in seen:
            yield loc, f'the id "{name}" is used twice', "Give each item an id of its own."
        seen.add(name)


def _names(file: StandardFile) -> Iterator[Mistake]:
    items = {item.id for section in file.sections for item in section.items}
    sections = {section.id for section in file.sections}
    for s, section in enumerate(file.sections):
        for i, item in enumerate(section.items):
            for index, name in enumerate(item.how.on if isinstance(item.how, Overlay) else ()):
                if name not in items:
                    loc: Loc = ("sections", s, "items", i, "how", "on", index)
                    yield loc, f'there is no item "{name}"', did_you_mean(name, items)
    for f, fatal in enumerate(file.fatal):
        if fatal.effect is Effect.SECTION_ZERO and fatal.section not in sections:
            mend = did_you_mean(fatal.section or "", sections)
            yield ("fatal", f), f'section_zero: there is no section "{fatal.section}"', mend
    for loc, ref in refs(file):
        for name in ref.when:
            if name not in file.params:
                yield loc, f'the standard has no parameter "{name}"', did_you_mean(name, file.params)


def _shape_mistakes(item: Item) -> Iterator[str]:
    how = item.how
    for part in getattr(how, "parts", ()):
        mode = part.mode or item.mode
        if mode is Mode.AUTO and not part.rules:
            yield f'part "{part.title}": mode auto needs rules'
        if mode is Mode.MANUAL and part.rules:
            yield f'part "{part.title}": mode manual has no rules'
    if isinstance(how, (ByPart, ByOccurrence)):
        if how.each is None and any(part.lose is None for part in how.parts):
            yield "every part needs lose, or the item needs each"
        if how.each is None and not how.parts:
            yield "each is missing"
    if isinstance(how, ByLevel):
        awards = [level.points(item.points or 0.0)[1] for level in how.levels]
        if max(awards) > (item.points or 0.0):
            yield f"a level awards {max(awards):g}, more than {item.points or 0:g}"
