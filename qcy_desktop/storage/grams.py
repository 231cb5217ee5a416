"""Cuts names, codes and spellings into small pieces for the search index, and a typed text into the pieces to look for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from qcy_desktop.storage.pinyin import spellings

# These functions decide what lies in the index of every existing database: changing them needs a migration that
# rebuilds the index.


EVERY = "every"
"""Under this piece every enterprise is filed, so that the filed ones can be counted; no other has five letters."""


def key(text: str) -> str:
    """A text as it is compared: compatibility forms folded, lower case, nothing but letters, digits and characters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum() or _is_rare(c))


def _is_rare(character: str) -> bool:
    """Characters of names that this Python may not know yet: the ideographic planes and the private use area."""
    return character >= "\U00020000" or "\ue000" <= character <= "\uf8ff"


def words(text: str) -> tuple[str, ...]:
    """The typed text's words, each of which must be found."""
    folded = (key(part) for part in text.split())
    return tuple(word for word in folded if word)


LONGEST_SAID = 100
"""Characters of one worded field by which an enterprise is found; nobody types more."""


def search_text(name: str, area: str, uscc: str, phone_tail: str, said: Iterable[str] = ()) -> str:
    """All that an enterprise is found by, one kind a line: name, area, code, phone tail, first letters, full pinyin.

    What is `said` of it in words besides (district, recognitions, kinds of records …) is a seventh line, if there is any.
    """
    plain = key(name)
    spelt = spellings(plain)
    initials = dict.fromkeys("".join(part[0] for part in spelling) for spelling in spelt)
    full = dict.fromkeys("".join(spelling) for spelling in spelt)
    lines = (plain, key(area), key(uscc), key(phone_tail), " ".join(initials), " ".join(full))
    more = " ".join(dict.fromkeys(word for text in said if (word := key(text)[:LONGEST_SAID])))
    return "\n".join((*lines, more) if more else lines)


def with_tail(text: str, phone_tail: str) -> str:
    """A `search_text` with another phone tail."""
    lines = text.split("\n")
    return "\n".join((*lines[:3], key(phone_tail), *lines[4:]))


def index_pieces(text: str) -> tuple[str, ...]:
    """The pieces under which a `search_text` is filed, each once."""
    name, area, code, tail, initials, full, *said = text.split("\n")
    pieces: dict[str, None] = {EVERY: None}
    more = " ".join(said).split(" ")
    for size in (3, 4):
        pieces.update(dict.fromkeys(piece for word in more for piece in _cut(word, size) if piece.isascii()))
    for word in (name, area, *more):
        pieces.update(dict.fromkeys(_cut(word, 1)))
        pieces.update(dict.fromkeys(_cut(word, 2)))
    for word in (*initials.split(" "), tail):
        for size in (1, 2, 3, 4):
            pieces.update(dict.fromkeys(_cut(word, size)))
    for word in (*full.split(" "), code):
        pieces.update(dict.fromkeys(_cut(word, 3)))
        pieces.update(dict.fromkeys(_cut(word, 4)))
    pieces.update(dict.fromkeys(code[:size] for size in (1, 2)))
    pieces.pop("", None)
    return tuple(pieces)


def query_pieces(word: str) -> tuple[str, ...]:
    """The pieces that every enterprise containing `word` is filed under; enough to narrow, not to decide."""
    if not word.isascii():
        return tuple(_every_second(word)) if len(word) > 1 else (word,)
    if len(word) <= 4:
        return (word,)
    return tuple(dict.fromkeys((*(word[i : i + 4] for i in range(0, len(word) - 3, 2)), word[-4:])))


def _every_second(word: str) -> Iterator[str]:
    """Pairs that cover the word; overlapping ones would narrow little and cost much."""
    for start in range(0, len(word) - 1, 2):
        yield word[start : start + 2]
    if len(word) % 2:
        yield word[-2:]


def _cut(word: str, size: int) -> Iterator[str]:
    return (word[start : start + size] for start in range(len(word) - size + 1))
