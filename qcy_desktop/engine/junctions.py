"""Groups of conditions by the places of their members: what the marks of conditions make of a group, and what hangs on
each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice

from qcy_desktop.engine import tree as t

MOST_TRIED = 20_000
Mark = bool | None  # None: not known
Turn = tuple[int, bool]  # the place of a condition and the mark it must get


@dataclass(frozen=True, slots=True)
class Junction:
    """全部, 任一 or 非 over conditions, given by their places, and over further groups. A 全部 within a 全部 is part of it."""

    kind: str
    items: tuple[int | Junction, ...]

    @property
    def plain(self) -> bool:
        """Whether there is nothing in it but conditions that must all be met."""
        return self.kind == "全部" and all(isinstance(item, int) for item in self.items)


def junction_of(group: t.Group, leaves: list[t.Leaf], depths: list[int]) -> Junction:
    """The group with the places that its conditions get at the end of `leaves`; `depths` is how deep each stands as shown."""
    return Junction(group.kind, _members(group, leaves, depths, 0))


def _members(group: t.Group, leaves: list[t.Leaf], depths: list[int], depth: int) -> tuple[int | Junction, ...]:
    found: list[int | Junction] = []
    for item in group.items:
        if isinstance(item, t.Leaf):
            found.append(len(leaves))
            leaves.append(item)
            depths.append(depth)
        elif item.kind == "全部" and group.kind == "全部":
            found += _members(item, leaves, depths, depth)
        else:
            found.append(Junction(item.kind, _members(item, leaves, depths, depth + 1)))
    return tuple(found)


def mark_of(item: int | Junction, marks: Sequence[Mark]) -> Mark:
    """The mark of a condition or of a group, by Kleene's rules."""
    if isinstance(item, int):
        return marks[item]
    inner = [marks[part] if part.__class__ is int else mark_of(part, marks) for part in item.items]
    if item.kind == "全部":
        return all_of(inner)
    if item.kind == "任一":
        return any_of(inner)
    return None if inner[0] is None else not inner[0]


def all_of(marks: Sequence[Mark]) -> Mark:
    """False decides, else an unknown leaves it unknown."""
    return False if False in marks else None if None in marks else True


def any_of(marks: Sequence[Mark]) -> Mark:
    """True decides, else an unknown leaves it unknown."""
    return True if True in marks else None if None in marks else False


def open_places(junction: Junction, marks: Sequence[Mark]) -> list[int]:
    """The places of the unknown conditions that can still change the mark of the group: those in groups that are not
    decided."""
    if mark_of(junction, marks) is not None:
        return []
    found = []
    for item in junction.items:
        if isinstance(item, Junction):
            found += open_places(item, marks)
        elif marks[item] is None:
            found.append(item)
    return found


def spare_places(item: int | Junction, marks: Sequence[Mark], *, met: bool = False) -> list[int]:
    """The places of the conditions that are not met or not known and on which nothing depends.

    `met`: a group around the item asks for one of its members only, or that they be not met (非), and has it so.
    """
    if isinstance(item, int):
        return [item] if met and marks[item] is not True else []
    met = met or (item.kind != "全部" and mark_of(item, marks) is True)
    return [place for part in item.items for place in spare_places(part, marks, met=met)]


def cheapest(
    item: int | Junction, marks: Sequence[Mark], *, want: bool, settled: Callable[[int], bool]
) -> list[Turn] | None:
    """The fewest conditions, each of which stands once, whose change would give the item the wanted mark; what is unknown
    is left as it is.

    `settled` says of the place of a condition whether nothing can change it any more; None where every way leads through
    such a condition.
    """
    if mark_of(item, marks) is not (not want):
        return []
    if isinstance(item, int):
        return None if settled(item) else [(item, want)]
    if item.kind == "非":
        return cheapest(item.items[0], marks, want=not want, settled=settled)
    options = [cheapest(part, marks, want=want, settled=settled) for part in item.items]
    if (item.kind == "全部") is want:
        ways = [option for option in options if option is not None]
        return [turn for way in ways for turn in way] if len(ways) == len(options) else None
    return min((option for option in options if option), key=len, default=None)


def fewest(
    junction: Junction, marks: Sequence[Mark], twins: Sequence[int], *, settled: Callable[[int], bool]
) -> list[Turn] | None:
    """`cheapest` for a group that must hold and in which a condition stands more than once, so that its places change
    together: every choice of conditions is tried, the small ones first. `twins` names for each place the first of the same
    condition. None where no choice does it, or where none of less than `MOST_TRIED` choices does.
    """
    free = [i for i, mark in enumerate(marks) if twins[i] == i and mark is not None and not settled(i)]
    choices = chain.from_iterable(combinations(free, size) for size in range(1, len(free) + 1))
    for chosen in islice(choices, MOST_TRIED):
        turned = [not mark if twins[i] in chosen else mark for i, mark in enumerate(marks)]
        if mark_of(junction, turned) is not False:
            return [(i, turned[i] is True) for i in chosen]
    return None
