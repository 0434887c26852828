"""Who holds a job: a process, named so that its death can be seen at once on its own machine."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Owner:
    """A process of one start of one machine. ``started`` tells it from a later process with the same number;
    both ``boot`` and ``started`` are empty where the system does not tell them."""

    host: str
    boot: str
    pid: int
    started: str

    def __str__(self) -> str:
        return f"{self.host}|{self.boot}|{self.pid}|{self.started}"

    @staticmethod
    def parse(text: str) -> Owner:
        host, boot, pid, started = text.split("|")
        return Owner(host, boot, int(pid), started)

    @staticmethod
    def me() -> Owner:
        return Owner(socket.gethostname(), _boot(), os.getpid(), _started(os.getpid()))

    def is_dead(self, here: Owner) -> bool:
        """Certainly gone. False for what cannot be known, such as a process of another machine: its lease
        will tell."""
        if not self.started or (self.host, self.boot) != (here.host, here.boot):
            return False
        return _started(self.pid) != self.started


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Start of a process in ticks since boot; empty when there is no such process. A zombie counts as
    none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
