"""Text of others on a terminal."""

from __future__ import annotations

import unicodedata

_KEPT = frozenset("\n\t")
# Control characters drive a terminal; formats turn the direction of what follows; surrogates cannot be
# written.
_DANGEROUS = frozenset(("Cc", "Cf", "Cs"))


def printable(text: str) -> str:
    """``text`` with every character that could drive a terminal replaced by �: a transcript, a file's name
    or a rule of somebody else must not move the cursor, hide lines or set the window's title."""
    return "".join(
        "�" if unicodedata.category(character) in _DANGEROUS and character not in _KEPT else character
        for character in text
    )
