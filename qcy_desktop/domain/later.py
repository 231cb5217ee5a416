"""A tuple that is made when somebody first looks at it, for words that are often not asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class Later(Sequence[T]):
    """Behaves as the tuple that `make` gives, and equals it. `make` must always give the same and touch nothing, so that
    it does not matter when, how often or on which thread it is called. Where its `length` is known beforehand, to ask
    for that makes nothing."""

    __slots__ = ("_items", "_length", "_make")

    def __init__(self, make: Callable[[], tuple[T, ...]], length: int | None = None) -> None:
        self._make, self._length = make, length
        self._items: tuple[T, ...] | None = None

    def _made(self) -> tuple[T, ...]:
        if self._items is None:
            self._items = self._make()
        return self._items

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self._made()[place]

    def __len__(self) -> int:
        return len(self._made()) if self._length is None else self._length

    def __iter__(self) -> Iterator[T]:
        return iter(self._made())

    def __eq__(self, other: object) -> bool:
        return self._made() == (other._made() if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash(self._made())

    def __repr__(self) -> str:
        return repr(self._made())
