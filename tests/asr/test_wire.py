from __future__ import annotations

import io
import struct

import numpy as np
import pytest

from autoqa.asr.wire import BrokenWireError, receive, send


def test_messages_come_out_as_they_went_in() -> None:
    pipe = io.BytesIO()
    samples = np.linspace(-1, 1, 7, dtype=np.float32)
    send(pipe, {"op": "识别", "lengths": [3, 4]}, samples)
    send(pipe, {"done": True})
    pipe.seek(0)
    header, body = receive(pipe)
    assert header == {"op": "识别", "lengths": [3, 4]}
    assert np.array_equal(body, samples)
    header, body = receive(pipe)
    assert header == {"done": True}
    assert len(body) == 0


def test_end_in_the_middle_of_a_message_is_told() -> None:
    pipe = io.BytesIO()
    send(pipe, {"lengths": [4]}, np.zeros(4, np.float32))
    whole = pipe.getvalue()
    for cut in (0, 5, len(whole) - 1):
        with pytest.raises(BrokenWireError):
            receive(io.BytesIO(whole[:cut]))


def test_impossible_size_is_not_allocated() -> None:
    with pytest.raises(BrokenWireError, match="impossible size"):
        receive(io.BytesIO(struct.pack("<II", 0xFFFFFFFF, 0)))


def test_closed_pipe_is_told() -> None:
    pipe = io.BytesIO()
    pipe.close()
    with pytest.raises(BrokenWireError):
        send(pipe, {})
