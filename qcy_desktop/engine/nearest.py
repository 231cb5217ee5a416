"""The nearest known name to a wrong one, for gentle messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A cure such as ``最接近的是“研发费用〔税务〕”``; `otherwise` when nothing is near."""
    names = list(dict.fromkeys(known))
    # A name written in part is meant before one that only looks alike.
    begun = [name for name in names if word and name.startswith(word) and name != word][:3]
    found = begun if len(begun) > 1 else difflib.get_close_matches(word, names, n=2, cutoff=0.4)
    return f"最接近的是{'、'.join(f'“{name}”' for name in found)}" if found else otherwise
