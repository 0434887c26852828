"""What an agent is told: points lost and kept over the calls that people heard in a period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.errors import UsageError
from autoqa.report.evidence import Clip
from autoqa.report.feedback.judged import (
    JudgedFinding,
    JudgedItem,
    Words,
    judged_findings,
    judged_items,
    words_on,
)
from autoqa.report.feedback.sheet import Example, Feedback, Line, Point
from autoqa.report.period.groups import grade_of, grouped
from autoqa.report.period.lines import CallLine, call_lines
from autoqa.report.wording import points
from autoqa.sampling.period import Period, Span
from autoqa.store import Store
from autoqa.store.tables import ACCEPTED, AppealRow
from autoqa.text.masking import Cover
from autoqa.types import Severity, Status

MENDED, KEPT = 6, 4
"""Points told: a sheet is one page, and nobody mends ten things in a week."""
EXAMPLES = 2
SPANS = {Span.DAY: "日", Span.WEEK: "周", Span.MONTH: "月"}

ItemKey = tuple[str, str]


def feedback(
    store: Store,
    period: Period,
    zone: tzinfo,
    agents: Collection[str] = (),
    *,
    drafts: bool = False,
) -> list[Feedback]:
    """A sheet for every agent with a call that counts, in the order of their job numbers.

    Args:
        agents: job numbers (names where calls have none); empty takes everybody.
        drafts: let calls count that no person has signed, by the machine's draft.

    Raises:
        UsageError: there is nothing to tell one of the agents, or anybody.
    """
    with store.read() as session:
        calls = call_lines(session, period, zone)
        heard = _heard(calls, drafts)
        known = grouped(heard, lambda call: call.agent)
        chosen = sorted(set(agents)) or list(known)
        for agent in chosen:
            if agent not in known:
                raise _nothing(agent, calls, period, drafts)
        if not chosen:
            raise _nothing("", calls, period, drafts)
        items = judged_items(session, heard)
        before = _heard(call_lines(session, period.before, zone), drafts)
        mine = [call for agent in chosen for call in known[agent]]
        words = words_on(session, mine)
        bench = _Bench(
            items=items,
            before=before,
            earlier=judged_items(session, before),
            findings=judged_findings(session, mine, words),
            words=words,
            appeals=_appeals(session, mine),
        )
        return [bench.sheet(known[agent], calls, period) for agent in chosen]


def _heard(calls: Sequence[CallLine], drafts: bool) -> list[CallLine]:
    return [call for call in calls if call.signed or (drafts and call.scored)]


def _nothing(agent: str, calls: Sequence[CallLine], period: Period, drafts: bool) -> UsageError:
    mine = [call for call in calls if not agent or call.agent == agent]
    lacking = "scored" if drafts else "signed"
    cause = f"has {len(mine)} calls from {period.first} to {period.last}, none of them {lacking}"
    mend = "Sign some on the review pages, or add --drafts"
    if drafts:
        mend = "Score them: autoqa batch --rescore"
    if not mine:
        mend = "Check the job number and --day"
    return UsageError(agent or "the centre", cause, mend)


class _Bench:
    """What the sheets are made of."""

    def __init__(
        self,
        items: Sequence[JudgedItem],
        before: Sequence[CallLine],
        earlier: Sequence[JudgedItem],
        findings: Mapping[int, Sequence[JudgedFinding]],
        words: Words,
        appeals: Mapping[int, Sequence[AppealRow]],
    ) -> None:
        self.findings, self.words, self.appeals = findings, words, appeals
        self.items = _by_agent(items)
        self.before, self.earlier = before, _by_agent(earlier)
        self.failing = _shares(items)

    def sheet(self, calls: Sequence[CallLine], everybody: Sequence[CallLine], period: Period) -> Feedback:
        first = calls[0]
        over_calls = self.items[first.agent]
        failed = {key: mine for key, mine in over_calls.items() if any(one.failed for one in mine)}
        ranked = sorted(
            failed.values(),
            key=lambda mine: (-sum(one.lost for one in mine), -sum(one.failed for one in mine)),
        )
        spotless = [mine for key, mine in over_calls.items() if key not in failed and _praised(mine)]
        fatal, other = self._beside(calls)
        mend = [*fatal, *map(self._mend, ranked), *other]
        return Feedback(
            agent=first.agent,
            name=first.agent_name,
            team=first.team,
            kind=SPANS[period.span],
            period=period.title,
            figures=self._figures(calls, sum(call.agent == first.agent for call in everybody)),
            keep=self._kept(spotless, over_calls),
            mend=tuple(mend[:MENDED]),
            more=max(0, len(mend) - MENDED),
            lost=sum(one.lost for mine in ranked for one in mine),
            violations=tuple(_violations(calls)),
            appeals=tuple(self._appeals(calls)),
            drafts=sum(not call.signed for call in calls),
        )

    def _figures(self, calls: Sequence[CallLine], all_calls: int) -> tuple[tuple[str, str], ...]:
        before = [call for call in self.before if call.agent == calls[0].agent]
        grades = Counter(grade_of(call) for call in calls)
        return (
            ("本期通话", f"{all_calls:,}"),
            ("听评", f"{len(calls):,}"),
            ("已签均分", _mean(calls)),
            ("上期均分", _mean(before)),
            ("等级", "、".join(f"{grade} {count}" for grade, count in sorted(grades.items()))),
        )

    def _mend(self, mine: Sequence[JudgedItem]) -> Point:
        failed = [one for one in mine if one.failed]
        lost = sum(one.lost for one in failed)
        cost = f"，共扣 {points(lost)} 分" if lost else ""
        figure = f"{len(failed)}/{len(mine)} 通{cost}"
        return Point(mine[0].item, mine[0].title, figure, self._examples(failed, Status.FAIL, EXAMPLES))

    def _beside(self, calls: Sequence[CallLine]) -> tuple[list[Point], list[Point]]:
        """Violations that cost no points, the most frequent first: those of fatal rules, and others."""
        over_calls = self.items[calls[0].agent].values()
        failed = [item for mine in over_calls for item in mine if item.failed]
        linked = {(item.call.key, key) for item in failed for key in item.findings}
        rules: dict[str, dict[int, tuple[CallLine, JudgedFinding]]] = defaultdict(dict)
        for call in calls:
            for one in sorted(self.findings.get(call.key, ()), key=lambda finding: finding.rank):
                if one.status is Status.FAIL and (call.key, one.row.key) not in linked:
                    rules[one.row.rule].setdefault(call.key, (call, one))
        found: tuple[list[Point], list[Point]] = ([], [])
        for mine in sorted(rules.values(), key=lambda mine: -len(mine)):
            best = sorted(mine.values(), key=lambda pair: pair[1].rank)
            examples = tuple(_example(*pair) for pair in best[:EXAMPLES])
            row = best[0][1].row
            found[row.severity is not Severity.FATAL].append(
                Point("", row.title, f"{len(mine)}/{len(calls)} 通，评分表不扣分", examples)
            )
        return found

    def _kept(
        self, spotless: Sequence[Sequence[JudgedItem]], over_calls: Mapping[ItemKey, Sequence[JudgedItem]]
    ) -> tuple[Point, ...]:
        """What never failed; with one more that went well at least once, where nothing of it can be heard."""
        found = list(map(self._keep, sorted(spotless, key=self._worth)[:KEPT]))
        if not any(point.examples for point in found):
            others = sorted(over_calls.values(), key=lambda mine: -mine[0].max)
            heard = (self._keep(mine) for mine in others if _praised(mine))
            found += [point for point in heard if point.examples][:1]
        return tuple(found)

    def _keep(self, mine: Sequence[JudgedItem]) -> Point:
        passed = [one for one in mine if one.status is Status.PASS]
        gained = sum(one.gained for one in mine)
        before = self.earlier.get(mine[0].call.agent, {}).get(mine[0].key, [])
        slipped = sum(one.failed for one in before)
        if gained:
            figure = f"加 {points(gained)} 分"
        elif slipped and len(passed) == len(mine):
            figure = f"上期 {slipped}/{len(before)} 通扣分，本期没有"
        else:
            figure = f"{len(passed)}/{len(mine)} 通合格"
            share = self.failing[mine[0].key]
            figure += f"（全中心 {share:.0%} 在此扣分）" if share >= 0.005 else ""
        return Point(mine[0].item, mine[0].title, figure, self._examples(passed, Status.PASS, 1))

    def _worth(self, mine: Sequence[JudgedItem]) -> tuple[float, ...]:
        """What is praised first: extra points, then what is better than before, then what others fail at."""
        before = self.earlier.get(mine[0].call.agent, {}).get(mine[0].key, [])
        slipped = sum(one.failed for one in before) / len(before) if before else 0.0
        gained = sum(one.gained for one in mine)
        return -gained, -slipped, -self.failing[mine[0].key] * mine[0].max, -mine[0].max

    def _examples(self, items: Sequence[JudgedItem], status: Status, most: int) -> tuple[Example, ...]:
        """The best example of each call, the best calls first."""
        best = []
        for one in items:
            behind = [
                finding
                for finding in self.findings.get(one.call.key, ())
                if finding.row.key in one.findings and finding.status is status
            ]
            if behind:
                best.append((one, min(behind, key=lambda finding: finding.rank)))
        best.sort(key=lambda pair: pair[1].rank)
        found = [_example(one.call, finding) for one, finding in best[:most]]
        if not found and status is Status.FAIL:
            found = [example for one in items if (example := self._remark(one)) is not None][:most]
        return tuple(found)

    def _remark(self, one: JudgedItem) -> Example | None:
        """What an inspector wrote of an item that no finding stands behind."""
        word = self.words.get((one.call.key, one.item, None))
        if word is None or word.reason in ("", ACCEPTED):
            return None
        return Example(_clip(one.call, word.start, word.end), "", Cover.of(one.call.customer)(word.reason))

    def _appeals(self, calls: Iterable[CallLine]) -> Iterable[Line]:
        outcome = {None: "未决", True: "成立", False: "不成立"}
        for call in calls:
            for appeal in self.appeals.get(call.key, ()):
                answer = f"：{appeal.answer}" if appeal.answer else ""
                yield Line(call.call_id, appeal.item or "整张评分表", outcome[appeal.upheld] + answer)


def _mean(calls: Iterable[CallLine]) -> str:
    scores = [call.final_score for call in calls if call.final_score is not None]
    return f"{sum(scores) / len(scores):.1f}" if scores else "—"


def _by_agent(items: Sequence[JudgedItem]) -> dict[str, dict[ItemKey, list[JudgedItem]]]:
    """Items that a call could win or lose, by agent; those not concerned and those still open left out."""
    found: dict[str, dict[ItemKey, list[JudgedItem]]] = defaultdict(lambda: defaultdict(list))
    for one in items:
        if one.status in (Status.PASS, Status.FAIL):
            found[one.call.agent][one.key].append(one)
    return found


def _shares(items: Sequence[JudgedItem]) -> dict[ItemKey, float]:
    """Share of the centre's calls on which each item fails."""
    failed: dict[ItemKey, list[bool]] = defaultdict(list)
    for one in items:
        if one.status in (Status.PASS, Status.FAIL):
            failed[one.key].append(one.failed)
    return {key: sum(calls) / len(calls) for key, calls in failed.items()}


def _praised(mine: Sequence[JudgedItem]) -> bool:
    return any(one.gained or (one.status is Status.PASS and one.max > 0) for one in mine)


def _violations(calls: Iterable[CallLine]) -> Iterable[Line]:
    for call in calls:
        for one in call.violations:
            if one.status is Status.FAIL:
                yield Line(call.call_id, f"{one.label}：{one.title}", "已补" if one.remedied else "未补")


def _appeals(session: Session, calls: Sequence[CallLine]) -> dict[int, list[AppealRow]]:
    wanted = {call.key for call in calls}
    found: dict[int, list[AppealRow]] = defaultdict(list)
    for row in session.scalars(sa.select(AppealRow).order_by(AppealRow.filed_at)):
        if row.call_id in wanted:
            found[row.call_id].append(row)
    return found


def _example(call: CallLine, finding: JudgedFinding) -> Example:
    row = finding.row
    return Example(
        _clip(call, finding.start, finding.end),
        Cover.of(call.customer)(row.quote),
        Cover.of(call.customer)(finding.note or row.reason),
    )


def _clip(call: CallLine, start: float | None, end: float | None) -> Clip | None:
    return Clip(call.key, call.call_id, start, end) if start is not None and end is not None else None
