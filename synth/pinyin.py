"""Chinese text to tone-numbered pinyin, character by character.

Tone sandhi (third tones, 一, 不) is applied as in speech, except inside digit strings where 一 stays yi1; the
neutral tone is 5. Digits are read singly, Latin letters by their names in Chinese speech.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

DIGITS = dict(
    zip(
        "0123456789", ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3"), strict=True
    )
)
LETTERS = {
    "A": "ei1", "B": "bi4", "C": "xi1", "D": "di4", "E": "yi4", "F": "ai2 fu5", "G": "ji4",
    "H": "ai2 chi5", "I": "ai4", "J": "zhei4", "K": "kai4", "L": "ai2 lou5", "M": "ai2 mu5", "N": "en1",
    "O": "ou1", "P": "pi4", "Q": "kou1", "R": "a4", "S": "ai2 si5", "T": "ti4", "U": "you1",
    "V": "wei1", "W": "da2 bu5 liu5",
    "X": "ai2 ke5", "Y": "wai4", "Z": "zei4",
}  # fmt: skip
# Readings that matter in calls and that a dictionary of single characters gets wrong or leaves open.
FIXED = {"幺": "yao1", "嗯": "en4", "哦": "o5", "噢": "o5", "喔": "o5", "啊": "a5", "呃": "e4", "哎": "ai1",
         "唉": "ai4", "诶": "ei2", "欸": "ei2", "喂": "wei2", "哈": "ha1", "嘛": "ma5", "哟": "yo5",
         "咯": "lo5", "呗": "bei5", "呦": "you1"}  # fmt: skip
WORDS = {"还款": "huan2 kuan3", "重复": "chong2 fu4", "资费": "zi1 fei4", "炫铃": "xuan4 ling2",
         "要得": "yao4 de2", "得不得": "de2 bu4 de2", "当成": "dang4 cheng2"}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMERAL = set("零一二三四五六七八九幺0123456789")
_SPLIT = re.compile("(" + "|".join(WORDS) + ")")


@dataclass(frozen=True, slots=True)
class Read:
    """One spoken character and its syllables, e.g. Read("好", ("hao3",)); W has three syllables."""

    char: str
    syllables: tuple[str, ...]


def _han_syllables(run: str) -> list[str]:
    out: list[str] = []
    for piece in _SPLIT.split(run):
        if piece in WORDS:
            out += WORDS[piece].split()
        elif piece:
            out += lazy_pinyin(piece, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    if len(out) != len(run):
        raise ValueError(f"no one-to-one reading of {run!r}: {out}")
    for index, char in enumerate(run):
        alone = char in FIXED
        if alone:
            out[index] = FIXED[char]
        elif char == "一" and _beside_numeral(run, index):
            out[index] = "yi1"
    return out


def _beside_numeral(run: str, index: int) -> bool:
    before = index > 0 and run[index - 1] in _NUMERAL
    return before or (index + 1 < len(run) and run[index + 1] in _NUMERAL)


def clauses(text: str) -> list[list[Read]]:
    """Split `text` at punctuation into clauses of read characters. Characters without a reading raise
    ValueError."""
    out: list[list[Read]] = []
    for clause in re.split(r"[，。！？、；：,.!?;:\s…—]+", text):
        reads: list[Read] = []
        for run in re.findall(r"[\u3400-\u9fff]+|[0-9]|[A-Za-z]|.", clause):
            if _HAN.match(run):
                reads += [Read(c, (s,)) for c, s in zip(run, _han_syllables(run), strict=True)]
            elif run in DIGITS:
                reads.append(Read(run, (DIGITS[run],)))
            elif run.upper() in LETTERS:
                reads.append(Read(run, tuple(LETTERS[run.upper()].split())))
            else:
                raise ValueError(f"no reading for {run!r} in {text!r}")
        if reads:
            out.append(reads)
    return out


def to_pinyin(text: str) -> str:
    """Tone-numbered pinyin as espeak-ng takes it: syllables parted by blanks, clauses by commas."""
    return ", ".join(" ".join(s for read in clause for s in read.syllables) for clause in clauses(text))
