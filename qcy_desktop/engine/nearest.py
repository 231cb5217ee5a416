"""The nearest known name to a wrong one, for gentle messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """A cure such as ``最接近的是“研发费用〔税务〕”``, or an empty text when nothing is near."""
    found = difflib.get_close_matches(word, list(known), n=2, cutoff=0.4)
    return f"最接近的是{'、'.join(f'“{name}”' for name in found)}" if found else ""
