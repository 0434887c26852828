"""The tables of the card of a model, filled in from `figures.json` between their marks: it says what was last
measured."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from autoqa.asr.fit import THRESHOLD

Figures = Mapping[str, Mapping[str, float]]
_SETS = {
    "new_fillings": ("trained wordings of call scripts, new fillings", "CER ≤ 5 %"),
    "new_fillings_wider": ("the same, other trades and everyday talk", ""),
    "held_out_wording": ("wordings of call scripts never trained", "CER ≤ 15 %"),
    "held_out_wording_wider": ("the same, other trades and everyday talk", ""),
    "held_out_voices": (
        "trained wordings of call scripts, voices never heard",
        "5 points over trained voices",
    ),
    "random_words": ("random word sequences", ""),
    "job_numbers": ("job numbers (工号 + 3-8 digits)", "95 % exact"),
    "short_replies": ("short replies (35 kinds, 0.2-0.7 s)", "97 % exact"),
    "short_replies_held_out_voices": ("short replies, voices never heard", ""),
    "line_clean": ("voices never heard, A-law without noise", ""),
    "line_gsm": ("the same, GSM 06.10 at 20 dB", ""),
    "line_mp3": ("the same, MP3 of 16 kbit/s at 20 dB", ""),
    "line_10_db": ("the same, A-law at 10 dB", ""),
    "line_10_db_gsm": ("the same, GSM at 10 dB", ""),
    "line_10_db_mp3": ("the same, MP3 at 10 dB", ""),
    "line_room": ("the same, A-law, three people talking in the room at 14 dB", ""),
}
_SILENT = ("silence", "noise", "ring_back", "hold_music")


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _table(*rows: str) -> str:
    columns = rows[0].count("|") - 1
    return "\n".join([rows[0], "|" + "---|" * columns, *rows[1:]])


def _heard(hears: Figures) -> str:
    rows = [_row("set", "clips", "CER", "exact", "onset error (median)", "target")]
    for name, (title, target) in _SETS.items():
        one = hears[name]
        onset = f"{1000 * one['onset_error_s']:.0f} ms"
        rows.append(_row(title, int(one["clips"]), f"{one['cer']:.1%}", f"{one['exact']:.1%}", onset, target))
    return _table(*rows)


def _silent(hears: Figures) -> str:
    rows = [_row("line without speech", "clips", "with text")]
    rows += [
        _row(name.replace("_", " "), int(hears[name]["clips"]), int(hears[name]["with_text"]))
        for name in _SILENT
    ]
    return _table(*rows)


def _calls(calls: Mapping[str, float]) -> str:
    count, loops, cut = (round(calls[name]) for name in ("calls", "channels_with_loops", "loops_cut"))
    return (
        f"Whole calls of two minutes, two channels, 20 dB, through the product's recogniser: {count} calls, "
        f"CER {calls['cer']:.1%}, {loops} channels with a loop in their text, {cut} loops cut."
    )


def _words(words: Mapping[str, float]) -> str:
    return (
        f"{round(words['characters'])} characters, {words['right']:.1%} with the syllable that was said; "
        f"Brier's score {words['brier_decoder']:.3f} by the decoder alone, {words['brier']:.3f} weighed."
    )


def _known(fit: Figures) -> str:
    head = (
        "speech",
        "clips",
        "log-prob.",
        "sharpness",
        "agreement",
        "familiarity least / mean / most",
        "judged fit",
    )
    rows = [_row(*head)]
    for name, one in fit.items():
        kind, _, rest = name.partition("_")
        span = f"{one['familiarity_least']:.2f} / {one['familiarity']:.2f} / {one['familiarity_most']:.2f}"
        signs = (f"{one[sign]:.2f}" for sign in ("log_probability", "sharpness", "agreement"))
        title = f"{kind}: {rest.replace('_', ' ')}"
        rows.append(_row(title, int(one["clips"]), *signs, span, f"{one['judged_fit']:.0%}"))
    return _table(*rows)


def filled(folder: Path) -> str:
    """`CARD.md` of a model directory with its measured parts taken from `figures.json` and `fit.json`."""
    figures = json.loads((folder / "figures.json").read_text("utf-8"))
    scale = json.loads((folder / "fit.json").read_text("utf-8"))
    least = scale["unknown"] + THRESHOLD * (scale["known"] - scale["unknown"])
    parts = {
        "heard": _heard(figures["hears"]),
        "silent": _silent(figures["hears"]),
        "calls": _calls(figures["calls"]),
        "words": _words(figures["words"]),
        "scale": f"At a familiarity of {scale['known']} fit is 1, at {scale['unknown']} it is 0; "
        f"below {least:.3f} words decide nothing. *Judged fit* below is the share from there on.",
        "known": _known(figures["fit"]),
    }
    card = (folder / "CARD.md").read_text("utf-8")
    for name, text in parts.items():
        mark = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        card, found = mark.subn(lambda m, text=text: f"{m[1]}{text}{m[2]}", card)
        if found != 1:
            raise ValueError(f"CARD.md must hold the part {name} once, not {found} times")
    return card
