"""The programs that run models."""

from __future__ import annotations

import importlib.util
from enum import StrEnum


class Engine(StrEnum):
    """The value is the name of the package and what transcripts carry as ``asr.engine``."""

    WHISPER = "faster-whisper"
    SHERPA = "sherpa-onnx"

    @property
    def installed(self) -> bool:
        """Whether its package can be imported (it is not imported to find out)."""
        return importlib.util.find_spec(self.value.replace("-", "_")) is not None
