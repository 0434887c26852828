"""A decoder gone wrong, each in the way that the asked-for file's name says."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from autoqa.audio.decoder_child import answer
from autoqa.audio.wire import send_end

send_end(sys.stdout.buffer, {"ready": True})
for request in sys.stdin:
    name = Path(json.loads(request)["path"]).stem
    if name == "crash":
        os.abort()
    if name == "hang":
        time.sleep(600)
    if name == "half":
        sys.stdout.buffer.write(b"\x00\x01\x00\x00" + b"\x01half of it")
        sys.stdout.buffer.flush()
        sys.exit("out of luck")
    if name == "garbage":
        sys.stdout.buffer.write(b"\xff" * 100)
        sys.stdout.buffer.flush()
    answer(request, sys.stdout.buffer)
