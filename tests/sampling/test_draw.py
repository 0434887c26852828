from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.errors import RuleError, UsageError
from autoqa.sampling.draw import Candidate, draw, spread_evenly
from autoqa.sampling.period import Span, last_complete, parse_day, period_of
from autoqa.sampling.plan import AgentQuota, SamplingPlan, load_plan, shipped_plans


def calls(closed: int, open_: int, agent: str = "a", quota: AgentQuota | None = None) -> list[Candidate]:
    first = hash(agent) % 1000 * 1000
    return [Candidate(first + n, agent, n < closed, "random", quota) for n in range(closed + open_)]


def kinds(found: list[Candidate], keys: set[int]) -> Counter[bool]:
    return Counter(call.closed for call in found if call.key in keys)


@pytest.mark.parametrize(
    ("closed", "open_", "expected"),
    [(10, 10, (3, 1)), (2, 10, (2, 2)), (0, 10, (0, 4)), (1, 1, (1, 1)), (10, 0, (3, 0))],
)
def test_insurance_quota_fills_missing_closed_calls_with_open_ones(
    closed: int, open_: int, expected: tuple[int, int]
) -> None:
    plan, mine = load_plan("insurance"), calls(closed, open_)
    drawn = kinds(mine, {one.key for one in draw(plan, mine, seed=1)})
    assert (drawn[True], drawn[False]) == expected


def test_trainees_have_their_own_quota() -> None:
    plan = load_plan("insurance")
    (grade,) = plan.grades
    mine = calls(10, 10, quota=grade.quota)
    drawn = kinds(mine, {one.key for one in draw(plan, mine, seed=1)})
    assert (drawn[True], drawn[False]) == (3, 2)


def test_same_seed_same_sample_and_another_seed_another() -> None:
    plan, mine = load_plan("jinshi"), calls(500, 500)
    first = draw(plan, mine, seed=1)
    assert first == draw(plan, list(reversed(mine)), seed=1)
    assert first != draw(plan, mine, seed=2)
    assert len(first) == 25
    assert {one.inclusion for one in first} == {0.025}


def test_what_was_drawn_before_counts() -> None:
    plan, mine = load_plan("jinshi"), calls(500, 500)
    week = {one.key for one in draw(plan, mine, seed=1)}
    month = draw(plan, mine, seed=1, quota=plan.quota(Span.MONTH), before=week)
    assert len(month) == 75
    assert not week & {one.key for one in month}


def test_every_call_is_drawn_as_often_as_its_inclusion_says() -> None:
    plan = SamplingPlan(id="x", title="x", span=Span.DAY, calls=10, strata=("team",))
    mine = [Candidate(n, "a", True, "big" if n < 70 else "small") for n in range(100)]
    times: Counter[int] = Counter()
    inclusion: dict[int, float] = {}
    for seed in range(2000):
        for one in draw(plan, mine, seed):
            times[one.key] += 1
            inclusion[one.key] = one.inclusion
    for key, count in times.items():
        assert count / 2000 == pytest.approx(inclusion[key], abs=0.035)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 50), max_size=8), st.integers(0, 120))
def test_strata_share_the_total(sizes: dict[str, int], total: int) -> None:
    counts = spread_evenly({name: size for name, size in sizes.items() if size}, total)
    assert sum(counts.values()) == min(total, sum(sizes.values()))
    assert all(counts[name] <= sizes[name] for name in counts)
    if 0 < len(counts) <= total:
        assert all(counts.values())


def test_periods() -> None:
    month = period_of(Span.MONTH, date(2026, 12, 3), month_from=21)
    assert (month.first, month.last) == (date(2026, 11, 21), date(2026, 12, 20))
    assert month.before.first == date(2026, 10, 21)
    january = period_of(Span.MONTH, date(2027, 1, 31))
    assert (january.first, january.last) == (date(2027, 1, 1), date(2027, 1, 31))
    assert period_of(Span.MONTH, date(2028, 2, 5)).last == date(2028, 2, 29)
    assert period_of(Span.MONTH, date(2026, 12, 21), month_from=21).last == date(2027, 1, 20)
    week = period_of(Span.WEEK, date(2026, 11, 25))
    assert (week.first, week.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert parse_day("2026-11", date(2026, 1, 1)) == date(2026, 11, 30)


def test_a_week_from_friday_is_whole_on_friday_morning() -> None:
    """S03: 每周五上午反馈. Every day is in one report, none is reported before it is over."""
    friday = date(2026, 11, 27)
    assert load_plan("jinshi").week_from == 5
    sent = last_complete(Span.WEEK, friday, week_from=5)
    assert (sent.first, sent.last) == (date(2026, 11, 20), date(2026, 11, 26))
    assert last_complete(Span.WEEK, date(2026, 12, 3), week_from=5) == sent, (
        "until Thursday it is the last one"
    )
    following = last_complete(Span.WEEK, date(2026, 12, 4), week_from=5)
    assert following.first == date(2026, 11, 27)
    assert following.before == sent
    monday = last_complete(Span.WEEK, friday)
    assert (monday.first, monday.last) == (date(2026, 11, 16), date(2026, 11, 22))


def test_the_last_complete_month() -> None:
    assert last_complete(Span.MONTH, date(2026, 12, 5)).last == date(2026, 11, 30)
    accounting = last_complete(Span.MONTH, date(2026, 12, 10), month_from=21)
    assert (accounting.first, accounting.last) == (date(2026, 10, 21), date(2026, 11, 20))
    assert accounting.before.first == date(2026, 9, 21)
    assert last_complete(Span.MONTH, date(2026, 12, 21), month_from=21).last == date(2026, 12, 20)
    assert last_complete(Span.DAY, date(2026, 12, 1)).last == date(2026, 11, 30)


def test_a_word_is_no_day() -> None:
    with pytest.raises(UsageError, match="is not a date"):
        parse_day("november", date(2026, 1, 1))


def test_every_shipped_plan_reads() -> None:
    assert {load_plan(name).id for name in shipped_plans()} == set(shipped_plans())


def test_mistakes_in_a_plan_are_at_their_line(tmp_path: object) -> None:
    path = tmp_path / "plan.yaml"  # type: ignore[operator]
    path.write_text("id: x\ntitle: 测试\nspan: weekly\ncalls: 5\n", encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_plan(str(path))
    assert ":3:" in caught.value.problems[0]
    with pytest.raises(UsageError, match="is no sampling plan"):
        load_plan("nothing")
