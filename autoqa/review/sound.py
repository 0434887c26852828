"""Sound for the browser: each recording is decoded once into a WAV file that can be sought in exactly."""

from __future__ import annotations

import hashlib
import json
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from autoqa.audio import open_recording
from autoqa.errors import AudioError
from autoqa.review import waves
from autoqa.store.tables import CallRow, RecordingRow
from autoqa.types import Span


@dataclass(frozen=True)
class Source:
    """A recording by its content, and where copies of it were seen."""

    sha256: str
    places: tuple[str, ...]


def source_of(session: Session, call: CallRow) -> Source | None:
    """Where the sound of a call is; None for a call that is only a transcript."""
    row = session.get(RecordingRow, call.recording_id)
    if row is None or row.transcript_only:
        return None
    return Source(row.sha256, tuple(place.url for place in row.locations if place.removed_at is None))


class SoundCache:
    """Files in ``folder`` named by the content they come from; beyond ``limit`` bytes those not heard for the
    longest time are deleted. Every file can be made again from its recording."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def wav(self, source: Source) -> Path:
        """The sound as it is.

        Raises:
            AudioError: no copy is left, it is another recording now, or it cannot be decoded.
        """
        return self._file(f"{source.sha256}.wav", lambda: _decode(source))

    def bleeped(self, source: Source, spans: Sequence[Span]) -> Path:
        """The sound with a tone over ``spans``. Raises as :meth:`wav`."""
        written = json.dumps([(span.start, span.end) for span in spans])
        digest = hashlib.sha256(written.encode()).hexdigest()[:16]
        name = f"{source.sha256}-{digest}.wav"
        return self._file(name, lambda: waves.bleeped(self.wav(source), spans))

    def outline(self, source: Source) -> bytes:
        """JSON of the outline, see :func:`autoqa.review.waves.outline`. Raises as :meth:`wav`."""
        return self._file(f"{source.sha256}.json", lambda: waves.outline(self.wav(source))).read_bytes()

    def _file(self, name: str, make: Callable[[], bytes]) -> Path:
        path = self.folder / name
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            if not path.is_file():
                data = make()
                self.folder.mkdir(parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
                    file.write(data)
                Path(file.name).replace(path)
                self._shrink(keep=path)
            path.touch()
        return path

    def _shrink(self, keep: Path) -> None:
        files = sorted(self.folder.glob("*.wav"), key=lambda file: file.stat().st_mtime)
        total = sum(file.stat().st_size for file in files)
        for file in files:
            if total <= self.limit:
                return
            if file != keep:
                total -= file.stat().st_size
                file.unlink(missing_ok=True)


def _decode(source: Source) -> bytes:
    with _copy(source) as path:
        recording = open_recording(path)
    if recording.info.sha256 != source.sha256:
        raise AudioError(path, "is not the recording that was scored", "Bring the original back")
    return waves.wav_of(recording)


@contextmanager
def _copy(source: Source) -> Iterator[Path]:
    """A local copy: the first that is still there, or one fetched from where the recordings are kept."""
    for place in source.places:
        if "://" not in place and Path(place).is_file():
            yield Path(place)
            return
    for place in source.places:
        if "://" in place:
            import fsspec

            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "recording"
                try:
                    fsspec.open(place, "rb").fs.get_file(place, str(path))
                except (OSError, ImportError, ValueError) as error:
                    raise AudioError(place, f"cannot be fetched ({error})", "Check the storage") from None
                yield path
                return
    where = source.places[0] if source.places else source.sha256
    raise AudioError(where, "is no longer where it was seen", "Bring the file back")
