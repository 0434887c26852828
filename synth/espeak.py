"""libespeak-ng through ctypes: text in, samples and word events out.

The library keeps one global state, so a process speaks with one voice at a time; use processes, not threads.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

LANGUAGE = "cmn-latn-pinyin"
_SYNCHRONOUS = 2
_EVENT_END = 0
_EVENT_WORD = 1
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_MISSING = "espeak-ng is not installed: install the package libespeak-ng1 (Debian) or espeak-ng"
_LIBRARY_NAMES = ("libespeak-ng.so.1", "libespeak-ng.dylib", "libespeak-ng.dll")


class EspeakError(RuntimeError):
    """espeak-ng is missing or refused a voice."""


class _Event(ctypes.Structure):
    _fields_: ClassVar[list[tuple[str, Any]]] = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class RawSpeech:
    """Samples as espeak-ng gives them, with (text position, sample) of every word event."""

    samples: npt.NDArray[np.int16]
    sample_rate: int
    words: tuple[tuple[int, int], ...]


def library_name() -> str | None:
    """Name under which the shared library can be loaded, or None when espeak-ng is not installed."""
    for name in (*_LIBRARY_NAMES, ctypes.util.find_library("espeak-ng")):
        if name is None:
            continue
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return name
    return None


def version() -> str | None:
    """Version of the installed espeak-ng, e.g. "1.51", or None when it is not installed."""
    name = library_name()
    if name is None:
        return None
    info = ctypes.CDLL(name).espeak_Info
    info.restype = ctypes.c_char_p
    text: bytes = info(None)
    return text.decode().split()[0]


class _Engine:
    def __init__(self, data: Path | None = None) -> None:
        name = library_name()
        if name is None:
            raise EspeakError(_MISSING)
        self._library = ctypes.CDLL(name)
        self.sample_rate: int = self._library.espeak_Initialize(
            _SYNCHRONOUS, 2000, None if data is None else str(data).encode(), 0
        )
        if self.sample_rate <= 0:
            raise EspeakError("espeak-ng found no voice data: install the package espeak-ng-data")
        self._blocks: list[npt.NDArray[np.int16]] = []
        self._words: list[tuple[int, int]] = []
        self._callback = _CALLBACK(self._receive)  # kept alive as long as the library may call it
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""
        self._settings: tuple[int, int, int] = (-1, -1, -1)

    def data_folder(self) -> Path:
        path = ctypes.c_char_p()
        self._library.espeak_Info(ctypes.byref(path))
        return Path((path.value or b"").decode())

    def _receive(self, wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            self._blocks.append(np.ctypeslib.as_array(wave, shape=(count,)).copy())
        index = 0
        while events[index].type != _EVENT_END:
            if events[index].type == _EVENT_WORD:
                self._words.append((events[index].text_position, events[index].sample))
            index += 1
        return 0

    def speak(self, text: str, voice: str, settings: tuple[int, int, int]) -> RawSpeech:
        if voice != self._voice:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise EspeakError(f"espeak-ng knows no voice {voice!r}")
            self._voice, self._settings = voice, (-1, -1, -1)
        if settings != self._settings:
            for parameter, value in zip((_RATE, _PITCH, _RANGE), settings, strict=True):
                self._library.espeak_SetParameter(parameter, value, 0)
            self._library.espeak_SetParameter(_VOLUME, 100, 0)
            self._settings = settings
        self._blocks, self._words = [], []
        data = text.encode()
        status = self._library.espeak_Synth(
            data, len(data) + 1, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
        )
        if status != 0:
            raise EspeakError(f"espeak-ng could not speak (status {status}): {text[:60]!r}")
        samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        return RawSpeech(samples, self.sample_rate, tuple(self._words))


@cache
def _engine(data: Path | None) -> _Engine:
    return _Engine(data)


@cache
def data_folder() -> Path:
    """The folder of espeak-ng's own voices and dictionaries. EspeakError without espeak-ng."""
    return _engine(None).data_folder()


_data: list[Path] = []


@contextmanager
def speak_from(data: Path) -> Iterator[None]:
    """Inside the context speech is made with the voices of `data` instead of espeak-ng's own folder."""
    _data.append(data)
    _engine.cache_clear()  # the library keeps one state: an engine made later takes it over
    try:
        yield
    finally:
        _data.pop()
        _engine.cache_clear()


def speak_raw(
    text: str, variant: str, *, speed: int, pitch: int, pitch_range: int = 50, language: str = LANGUAGE
) -> RawSpeech:
    """Speak `text` (for the default language: tone-numbered pinyin) with an espeak-ng voice variant.

    speed is in espeak words a minute (80-450), pitch and pitch_range are 0-99. Raises EspeakError.
    """
    voice = f"{language}+{variant}" if variant else language
    return _engine(_data[-1] if _data else None).speak(text, voice, (speed, pitch, pitch_range))
