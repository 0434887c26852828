"""``python -m tests.batch.zygote``: runs the command line in children forked from a process that has imported
everything, so that a test that kills many batches pays for their work and not for their imports.

Reads a JSON list of arguments a line; answers with the child's pid, then, at the line ``wait``, with its exit
status (negative: the signal that killed it)."""

from __future__ import annotations

import json
import os
import sys
from multiprocessing import forkserver

import autoqa.batch.local
import autoqa.batch.run
import autoqa.cli.batch
import autoqa.cli.batch_watching
from autoqa.cli import main


def serve() -> None:
    forkserver.set_forkserver_preload(["autoqa.batch.worker", "tests.batch.recognizers"])
    child = 0
    for line in sys.stdin:
        if line.strip() == "wait":
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        # Workers of every batch are forked from it. It ends when a batch is killed between connecting to it
        # and asking for a worker (CPython lets the EOFError through): here it serves the next batch too.
        forkserver.ensure_running()
        child = os.fork()
        if child == 0:
            os.setsid()
            forkserver._forkserver.ensure_running = lambda: None  # it runs, but is no child of this process
            sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115  (for the rest of the child's life)
            os.dup2(2, 1)
            main(json.loads(line))
        print(child, flush=True)


if __name__ == "__main__":
    assert autoqa.batch.run
    serve()
