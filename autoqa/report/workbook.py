"""Excel workbooks. Text is always written as text, and what looks like a formula is marked so, that it stays
text when the sheet is saved anew. Links lead to the review pages and to clips in a folder beside the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from autoqa.errors import UsageError
from autoqa.report.evidence import Clip, Evidence
from autoqa.report.wording import clock

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that spreadsheets take for a formula."""
_LINK = {"font_color": "#1F5FBF", "underline": 1}


class Workbook:
    """A workbook that is being written.

    Args:
        evidence: addresses and sound of the examples.
        clips: write the sound of the examples into ``NAME-clips`` beside the workbook ``NAME.xlsx``.

    Raises:
        UsageError: (on :meth:`close` and :meth:`sound`) something cannot be written.
    """

    def __init__(self, path: Path, evidence: Evidence, *, clips: bool = False) -> None:
        self.path = path
        self.evidence = evidence
        self.clips = clips
        self.book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """The format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def text(self, sheet: Any, row: int, column: int, value: str, **style: Any) -> None:
        sheet.write_string(row, column, value, self._for_text(value, style))

    def wide(self, sheet: Any, row: int, columns: tuple[int, int], value: str, **style: Any) -> None:
        """Text over the cells of a row from one column to another."""
        sheet.merge_range(row, columns[0], row, columns[1], "", self._for_text(value, style))
        self.text(sheet, row, columns[0], value, **style)

    def place(self, sheet: Any, row: int, column: int, clip: Clip, **style: Any) -> None:
        """Call and seconds of an example, linked to its page."""
        said = f"{clip.call_id} {clock(clip.start)}–{clock(clip.end)}"
        self._link(sheet, row, column, self.evidence.address(clip), said, style)

    def sound(self, sheet: Any, row: int, column: int, clip: Clip | None, **style: Any) -> None:
        """A link to the example's sound, which is written beside the workbook."""
        wav = self.evidence.wav(clip) if clip is not None else None
        if clip is None or wav is None:
            self.text(sheet, row, column, "", **style)
            return
        folder = self.path.with_name(f"{self.path.stem}-clips")
        file = folder / f"{clip.key}-{clip.start:.1f}s.wav"
        try:
            folder.mkdir(exist_ok=True)
            file.write_bytes(wav)
        except OSError as error:
            raise UsageError(file, f"cannot be written ({error.strerror})", "Check its folder") from None
        self._link(sheet, row, column, f"external:{folder.name}/{file.name}", "▶ 听", style)

    def close(self) -> None:
        try:
            self.book.close()
        except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
            raise UsageError(
                self.path, f"cannot be written ({error})", "Check its folder, and close it in Excel"
            ) from None

    def _link(
        self, sheet: Any, row: int, column: int, address: str, said: str, style: dict[str, Any]
    ) -> None:
        if address:
            linked = self._for_text(said, {**style, **_LINK})
            sheet.write_url(row, column, address, linked, said)
        else:
            self.text(sheet, row, column, said, **style)

    def _for_text(self, value: str, style: dict[str, Any]) -> Any:
        return self.style(**style, **({"quote_prefix": True} if value.startswith(_RISKY) else {}))
