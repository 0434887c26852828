"""``python -m benchmarks.soak [--nights N] [--calls N]``: nights on end, with trouble in the middle of them.

Each night a few hundred short calls are scored by the embedded model and the shipped rules, all nights by one
process. Told after each: memory and open files of every process, the size of the database, files left behind.
With --folder on a file system below 2 GB (a tmpfs, say) one night fills it up:

    unshare --mount sh -c 'mount -t tmpfs -o size=400m none /mnt && python -m benchmarks.soak --folder /mnt'

--postgres takes four nights on a PostgreSQL server of its own instead. Linux only. Prints figures; asserts
nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import get_temp_dir
from pathlib import Path

from autoqa.config import Settings
from autoqa.resources import embedded_model_dir, rules_dir
from benchmarks.soak import clock
from benchmarks.soak.measure import Process, files_in
from benchmarks.soak.night import Seen, night, write_calls
from benchmarks.soak.troubles import Places, Trouble, for_postgres, for_sqlite
from tests.postgres import programs, running
from tests.rights import obey_rights

_HEAD = (
    "| night | trouble | scored | retries | s | batch MB, files | workers MB, at ¼ → end, files "
    "| decoders MB | database MB | KB a call | files left | processes left | models, rules |"
)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--nights", type=int, default=8)
    parser.add_argument("--calls", type=int, default=300, help="a night")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the SQLite database lies")
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    if not asked.postgres:
        obey_rights()  # holds from the new program on, which the next line starts
    clock.begin(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="autoqa-soak-") as name:
        _soak(asked, Path(name))
    clock.end()


def _soak(asked: argparse.Namespace, work: Path) -> None:
    database = asked.folder or work / "database"
    places = Places(database, work / "model", work / "rules")
    database.mkdir(exist_ok=True)
    shutil.copytree(embedded_model_dir(), places.model)
    shutil.copytree(rules_dir(), places.rules)
    temporary = work / "tmp"
    temporary.mkdir()
    with _databases(asked, places) as (url, troubles):
        get_temp_dir()  # Python's own for workers, which lasts longer than ours
        tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
        settings = Settings(
            db=url,
            model=str(places.model),
            rules=places.rules,
            workers=asked.workers,
            lease=10,
            retry_delay=1,
        )
        print(_HEAD + "\n" + "|---" * _HEAD.count(" | ") + "|---|", flush=True)
        before, stops = 0, []
        for number, trouble in enumerate(troubles[: asked.nights], 1):
            inbox = write_calls(work / "inbox", asked.calls, number)
            seen = night(inbox, settings, trouble)
            shutil.rmtree(inbox)
            print(_row(number, seen, before, files_in(temporary), asked.calls * number), flush=True)
            before = seen.database
            stops += [f"night {number} ended early: {told}" for told in seen.stops]
    print("\n".join(stops))


@contextmanager
def _databases(asked: argparse.Namespace, places: Places) -> Iterator[tuple[str, list[Trouble]]]:
    if not asked.postgres:
        yield f"sqlite:///{places.database / 'soak.db'}", for_sqlite(places)
        return
    bin_dir = programs()
    if bin_dir is None:
        sys.exit("PostgreSQL is not installed here (Debian: apt install postgresql)")
    with running(bin_dir) as server:
        url = server.new_database()
        yield url, for_postgres(url, server)


def _row(number: int, seen: Seen, before: int, left: int, expected: int) -> str:
    batch = _of("batch", seen.after)[0]
    early = {process.pid: process for process in _of("worker", seen.early)}
    workers = " and ".join(
        f"{early[one.pid].mb:.0f} → {one.mb:.0f}, {one.handles}" if one.pid in early else f"new {one.mb:.0f}"
        for one in _of("worker", seen.late)
    )
    decoders = " and ".join(f"{one.mb:.0f}" for one in _of("decoder", seen.late))
    wrong = [f"{seen.doubled} DOUBLED"] if seen.doubled else []
    wrong += [f"{seen.given_up} GIVEN UP"] if seen.given_up else []
    cells = (
        *(number, seen.trouble, " ".join([f"{seen.scored} of {expected}", *wrong]), seen.retries),
        *(f"{seen.seconds:.0f}", f"{batch.mb:.0f}, {batch.handles}", workers, decoders),
        *(f"{seen.database / 1e6:.1f}", f"{(seen.database - before) / seen.calls / 1000:.1f}", left),
        *(len(seen.after) - 1, f"{seen.models}, {seen.rules}"),
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def _of(kind: str, processes: list[Process]) -> list[Process]:
    return [process for process in processes if process.kind == kind]


if __name__ == "__main__":
    main()
