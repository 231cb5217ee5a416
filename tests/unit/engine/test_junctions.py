"""Groups of conditions: the fewest changes that make them hold are the fewest there are, whatever the tree."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.engine.junctions import Junction, Mark, cheapest, fewest, mark_of
from tests.unit.engine.world import often

MARKS = st.sampled_from([True, False, None])


@st.composite
def tree(draw: st.DrawFn, places: list[int], depth: int = 0) -> Junction:
    """A tree that holds each of the places once, each condition or group of it maybe under 非."""
    kind = draw(st.sampled_from(["全部", "任一"]))
    items: list[int | Junction] = []
    rest = places
    while rest:
        count = draw(st.integers(1, len(rest)))
        item = rest[0] if count == 1 or depth > 2 else draw(tree(rest[:count], depth + 1))
        rest = rest[1:] if isinstance(item, int) else rest[count:]
        items.append(Junction("非", (item,)) if draw(st.integers(0, 3)) == 0 else item)
    return Junction(kind, tuple(items))


def least(junction: Junction, marks: list[Mark], twins: list[int], fixed: set[int]) -> int | None:
    """By trying every way to change conditions that are known and free; what stands twice changes together."""
    free = [i for i, mark in enumerate(marks) if mark is not None and twins[i] == i and i not in fixed]
    counts = []
    for flips in product((False, True), repeat=len(free)):
        turned = {i for i, flip in zip(free, flips, strict=True) if flip}
        after = [not mark if twins[i] in turned else mark for i, mark in enumerate(marks)]
        if mark_of(junction, after) is not False:
            counts.append(len(turned))
    return min(counts, default=None)


def after(junction: Junction, marks: list[Mark], turns: list[tuple[int, bool]], twins: list[int]) -> Mark:
    turned = dict(turns)
    return mark_of(junction, [turned.get(twins[i], mark) for i, mark in enumerate(marks)])


@often(300)
@given(data=st.data(), count=st.integers(1, 7))
def test_the_cheapest_way_is_the_cheapest_of_all(data: st.DataObject, count: int) -> None:
    junction, marks = data.draw(tree(list(range(count)))), data.draw(st.lists(MARKS, min_size=count, max_size=count))
    fixed, once = data.draw(st.sets(st.integers(0, count - 1))), list(range(count))
    found = cheapest(junction, marks, want=True, settled=fixed.__contains__)
    if mark_of(junction, marks) is not False:
        assert found == []
        return
    assert (None if found is None else len(found)) == least(junction, marks, once, fixed)
    assert found is None or after(junction, marks, found, once) is not False


@often(300)
@given(data=st.data(), count=st.integers(2, 7))
def test_a_condition_that_stands_more_than_once_is_changed_once(data: st.DataObject, count: int) -> None:
    junction = data.draw(tree(list(range(count))))
    twins = [data.draw(st.sampled_from(sorted({*range(i + 1)}))) for i in range(count)]
    twins = [twins[twins[i]] if twins[twins[i]] == twins[i] else i for i in range(count)]
    own = data.draw(st.lists(MARKS, min_size=count, max_size=count))
    marks: list[Mark] = [own[twins[i]] for i in range(count)]
    fixed = data.draw(st.sets(st.integers(0, count - 1)))
    if mark_of(junction, marks) is not False:
        return
    found = fewest(junction, marks, twins, settled=fixed.__contains__)
    assert (None if found is None else len(found)) == least(junction, marks, twins, fixed)
    assert found is None or after(junction, marks, found, twins) is not False
