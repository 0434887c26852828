"""States and transitions of jobs, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from autoqa.batch.failure import Failure, crashed
from autoqa.batch.ledger import MAX_LOSSES, LeaseLostError, Ledger, Terms
from autoqa.batch.owner import Owner
from autoqa.store import Store, open_store
from autoqa.store.tables import JobKind, JobRow, JobState, RecordingRow, RunRow

NOW = datetime.now(UTC)
PASSING = Failure("input-output", "the share was away", 99)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return _ledger(store)


def _ledger(store: Store, jobs: int = 3) -> Ledger:
    with store.write() as session:
        run = RunRow(started_at=NOW, owner="here", options={})
        session.add(run)
        session.flush()
        for number in range(jobs):
            recording = RecordingRow(sha256=f"{number:064}", bytes=1, first_seen=NOW)
            session.add(recording)
            session.flush()
            session.add(
                JobRow(
                    key=str(number),
                    kind=JobKind.DECODE,
                    recording_id=recording.id,
                    run_id=run.id,
                    state=JobState.WAITING,
                    available_at=NOW + timedelta(milliseconds=number),
                )
            )
    return Ledger(store, run.id, Terms(lease=60, pause=0, attempts=3))


def _job(store: Store, number: int) -> JobRow:
    with store.read() as session:
        return session.get_one(JobRow, number)


def _age(store: Store, **values: object) -> None:
    with store.write() as session:
        session.execute(sa.update(JobRow).values(**values))


ELSEWHERE = str(Owner("other-machine", "", 1, ""))


def _expire(store: Store) -> None:
    """The leases of a machine that nobody hears of any more."""
    _age(store, owner=ELSEWHERE, lease_until=datetime.now(UTC) - timedelta(seconds=1))


def test_the_longest_waiting_is_claimed_first_and_once(ledger: Ledger) -> None:
    claimed = [ticket.job_id for _ in range(4) for ticket in ledger.claim()]
    assert claimed == sorted(claimed)
    assert len(claimed) == 3


def test_many_that_claim_at_once_share(store: Store) -> None:
    ledger = _ledger(store, jobs=40)
    claimed: list[int] = []

    def take() -> None:
        while tickets := ledger.claim(2):
            claimed.extend(ticket.job_id for ticket in tickets)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == 40


def test_done_is_done(ledger: Ledger) -> None:
    (ticket,) = ledger.claim()
    with ledger.store.write() as session:
        ledger.finish(session, ticket, 61.5)
    job = _job(ledger.store, ticket.job_id)
    assert (job.state, job.audio_seconds, job.worked_run_id) == (JobState.DONE, 61.5, ledger.run_id)
    with pytest.raises(LeaseLostError), ledger.store.write() as session:
        ledger.finish(session, ticket, 61.5)


def test_what_may_pass_is_tried_again_after_a_growing_pause(store: Store) -> None:
    ledger = Ledger(store, _ledger(store, 1).run_id, Terms(lease=60, pause=100, attempts=3))
    pauses = []
    for _ in range(2):
        (ticket,) = ledger.claim()
        assert ledger.fail(ticket, PASSING) is JobState.WAITING
        assert ledger.claim() == []
        pauses.append((_job(store, ticket.job_id).available_at - datetime.now(UTC)).total_seconds())
        _age(store, available_at=NOW)
    assert 75 < pauses[0] < 125
    assert 300 < pauses[1] < 500
    (ticket,) = ledger.claim()
    assert ledger.fail(ticket, PASSING) is JobState.DEAD
    job = _job(store, ticket.job_id)
    assert (job.error_code, job.error, job.attempts) == ("input-output", "the share was away", 3)


def test_what_cannot_pass_is_dead_at_once(ledger: Ledger) -> None:
    (ticket,) = ledger.claim()
    assert ledger.fail(ticket, Failure("audio", "no sound", 1)) is JobState.DEAD
    (ticket,) = ledger.claim()
    assert ledger.fail(ticket, crashed(-11)) is JobState.WAITING


def test_an_expired_lease_goes_back_and_its_holder_can_keep_nothing(ledger: Ledger) -> None:
    (ticket,) = ledger.claim()
    assert ledger.recover() == 0
    _expire(ledger.store)
    assert ledger.recover() == 1
    with pytest.raises(LeaseLostError), ledger.store.write() as session:
        ledger.finish(session, ticket, 1.0)
    with pytest.raises(LeaseLostError):
        ledger.fail(ticket, PASSING)
    assert len(ledger.claim(5)) == 3


def test_a_heartbeat_keeps_the_lease(ledger: Ledger) -> None:
    (ticket,) = ledger.claim()
    _expire(ledger.store)
    ledger.heartbeat([ticket])
    assert ledger.recover() == 0


def test_a_process_that_is_late_with_its_heartbeat_does_not_take_its_own_calls_for_lost(
    ledger: Ledger,
) -> None:
    ledger.claim()
    _age(ledger.store, lease_until=datetime.now(UTC) - timedelta(seconds=1))
    assert ledger.recover() == 0


def test_the_death_of_a_process_here_is_seen_at_once(ledger: Ledger) -> None:
    (ticket,) = ledger.claim()
    me = Owner.me()
    gone = Owner(me.host, me.boot, me.pid, str(int(me.started) - 1))
    _age(ledger.store, owner=str(gone))
    assert ledger.recover() == 1
    elsewhere = Owner("other-machine", me.boot, me.pid, "1")
    (ticket, *_) = ledger.claim(3)
    _age(ledger.store, owner=str(elsewhere))
    assert ledger.recover() == 0
    assert _job(ledger.store, ticket.job_id).attempts == 0


def test_a_call_whose_workers_always_vanish_is_given_up(ledger: Ledger) -> None:
    for _ in range(MAX_LOSSES):
        ledger.claim(3)
        _expire(ledger.store)
        ledger.recover()
    job = _job(ledger.store, 1)
    assert (job.state, job.error_code) == (JobState.DEAD, "lost")
    assert not ledger.any_open()


def test_what_was_given_back_waits_untried(ledger: Ledger) -> None:
    tickets = ledger.claim(3)
    ledger.give_back(tickets)
    assert len(ledger.claim(3)) == 3
    assert _job(ledger.store, tickets[0].job_id).attempts == 0
