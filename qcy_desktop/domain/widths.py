"""Full-width and half-width writing: what a Chinese keyboard types, brought to one form before it is read."""

from __future__ import annotations

_FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u202a\u202c\u202d\u202e\u200e\u200f"))


def half_width(text: str) -> str:
    """The same text with full-width ASCII, the ideographic space and every kind of dash in half width.

    Marks that cannot be seen (zero-width, direction) are dropped: they come along when text is pasted from web pages.
    Circled numbers, superscripts and fractions are left alone, because turning them into digits would be guessing.
    """
    return text.translate(_FULL_TO_HALF | _DASHES | _INVISIBLE)
