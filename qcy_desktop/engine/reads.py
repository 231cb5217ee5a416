"""What a typed node reads: every place in the frame, events and awards as kinds of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from qcy_desktop.engine import tree as t


def slots_in(node: object) -> Iterator[t.SlotKey]:
    """Every place in the frame that a node reads, in reading order (events and awards as kinds of their own)."""
    if isinstance(node, t.SlotKey):
        yield node
        return
    if isinstance(node, (t.HasEvent, t.EventDay, t.EventCount)):
        yield t.SlotKey("events", node.event.id)
        return
    if isinstance(node, t.AwardSum):
        yield t.SlotKey("awards", "、".join(node.matters))
        return
    if isinstance(node, (t.RecordSum, t.AnyRecord, t.EveryRecord)) or (isinstance(node, t.StepNode) and node.record):
        yield t.SlotKey("records", node.record.id)  # type: ignore[union-attr]
    if isinstance(node, tuple):
        for item in node:
            yield from slots_in(item)
        return
    for name in _parts_of(type(node)):  # type: ignore[arg-type]
        yield from slots_in(getattr(node, name))


def within(node: object, kinds: tuple[type, ...]) -> Iterator[object]:
    """Every part of a node that is of one of these kinds, itself included, in reading order."""
    if isinstance(node, kinds):
        yield node
    if isinstance(node, tuple):
        for item in node:
            yield from within(item, kinds)
        return
    for name in _parts_of(type(node)):  # type: ignore[arg-type]
        yield from within(getattr(node, name), kinds)


@cache
def _parts_of(kind: type) -> tuple[str, ...]:
    """The names of the parts of a kind of node; none of anything else."""
    is_node = is_dataclass(kind) and kind.__module__ == t.__name__
    return tuple(part.name for part in fields(kind)) if is_node else ()
