"""Strips of ink stacked on pages: what is kept together, and which head is repeated where a table goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qcy_desktop.printing.ink import Ink, moved


@dataclass(frozen=True, slots=True)
class Strip:
    """The smallest part of a paper that is never torn: `ink` is relative to its upper left corner, in points.

    `gap` is the room before it and falls away at the top of a page; `keep` ties it to the next strip; `head` is
    repeated when this strip opens a page without its own head before it.
    """

    height: float
    ink: tuple[Ink, ...] = ()
    gap: float = 0.0
    keep: bool = False
    head: Strip | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A strip and the distance of its top from the top of the page's body."""

    y: float
    strip: Strip


def kept(strips: Sequence[Strip]) -> list[Strip]:
    """The same strips tied together up to the last."""
    return [replace(strip, keep=True) for strip in strips[:-1]] + list(strips[-1:])


def tied(strips: Sequence[Strip]) -> list[Strip]:
    """The same strips tied together and to whatever follows."""
    return [replace(strip, keep=True) for strip in strips]


def joined_on(strips: Sequence[Strip]) -> list[Strip]:
    """The same strips, only the last of them tied to whatever follows."""
    return [*strips[:-1], *tied(strips[-1:])]


def spaced(strips: Sequence[Strip], gap: float) -> list[Strip]:
    """The same strips with `gap` points before the first."""
    return [replace(strips[0], gap=gap), *strips[1:]] if strips else []


def stacked(strips: Sequence[Strip]) -> Strip:
    """All the strips as one that is never torn."""
    y = 0.0
    ink: list[Ink] = []
    for number, strip in enumerate(strips):
        y += strip.gap if number else 0.0
        ink += [moved(each, 0, y) for each in strip.ink]
        y += strip.height
    return Strip(y, tuple(ink), gap=strips[0].gap if strips else 0.0)


def headed(strips: Sequence[Strip], head: Strip) -> list[Strip]:
    """The same strips with `head` at the top of a page that opens with one of them, above the head it has already."""
    return [replace(strip, head=stacked([head, strip.head]) if strip.head else head) for strip in strips]


def shifted(strips: Sequence[Strip], dx: float) -> list[Strip]:
    """The same strips moved to the right."""
    return [replace(strip, ink=tuple(moved(ink, dx, 0) for ink in strip.ink)) for strip in strips]


def paginate(strips: Sequence[Strip], room: float) -> list[list[Placed]]:
    """Stacks the strips on pages whose body is `room` points high; there is at least one page.

    Promise: order is kept, nothing is lost, no page is overfull unless a single strip is higher than a page. Strips tied
    together stay on one page if a page can hold them at all; a longer chain is filled in strip by strip.
    """
    pages = _Pages(room)
    for group in _groups(strips):
        pages.add(group)
    return pages.done


def _groups(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group


def _height(group: Sequence[Strip], *, at_top: bool) -> float:
    total = sum(strip.gap + strip.height for strip in group)
    return total - group[0].gap if at_top else total


class _Pages:
    """The pages filled so far."""

    def __init__(self, room: float) -> None:
        self.room = room
        self.done: list[list[Placed]] = [[]]
        self.y = 0.0

    def add(self, group: list[Strip]) -> None:
        if not self.fits(group) and self.done[-1] and self.would_fit_alone(group):
            self.turn()
        for strip in group:
            if not self.fits([strip]) and self.done[-1]:
                self.turn()
            self.put(strip)

    def fits(self, group: Sequence[Strip]) -> bool:
        return self.y + _height(group, at_top=not self.done[-1]) <= self.room + 0.01

    def would_fit_alone(self, group: Sequence[Strip]) -> bool:
        head = group[0].head.height if group[0].head else 0.0
        return head + _height(group, at_top=True) <= self.room + 0.01

    def turn(self) -> None:
        self.done.append([])
        self.y = 0.0

    def put(self, strip: Strip) -> None:
        if strip.head is not None and not self.done[-1]:
            self.place(strip.head)
            strip = replace(strip, gap=0.0)
        self.place(strip)

    def place(self, strip: Strip) -> None:
        self.y += strip.gap if self.done[-1] else 0.0
        self.done[-1].append(Placed(self.y, strip))
        self.y += strip.height
