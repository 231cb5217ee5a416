"""What a typed node reads: every place in the frame, events and awards as kinds of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

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
    elif is_dataclass(node) and not isinstance(node, type) and type(node).__module__ == t.__name__:
        for part in fields(node):
            value = getattr(node, part.name)
            if isinstance(value, tuple) or is_dataclass(value):
                yield from slots_in(value)


def within(node: object, kinds: tuple[type, ...]) -> Iterator[object]:
    """Every part of a node that is of one of these kinds, itself included, in reading order."""
    if isinstance(node, kinds):
        yield node
    if isinstance(node, tuple):
        for item in node:
            yield from within(item, kinds)
    elif is_dataclass(node) and not isinstance(node, type) and type(node).__module__ == t.__name__:
        for part in fields(node):
            yield from within(getattr(node, part.name), kinds)
