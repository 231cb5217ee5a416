"""Arithmetic on bounds: every result holds every value that its operands can have, also beyond stand-ins."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.engine import ranges as r
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.truths import decide
from tests.unit.engine.world import often

BEYOND = 10**9  # how far past a stand-in a value is tried


@st.composite
def spans(draw: st.DrawFn) -> tuple[r.Value, list[int]]:
    """A number or a range, with some of the numbers it can be."""
    low, width = draw(st.integers(-6, 6)), draw(st.integers(0, 5))
    open_, bottomless = draw(st.booleans()) and draw(st.booleans()), draw(st.booleans()) and draw(st.booleans())
    found = r.ranged(low, low + width, open_=open_, bottomless=bottomless)
    values = [low, low + width, low + width // 2]
    values += [low + width + 1, low + width + BEYOND] if open_ else []
    values += [low - 1, low - BEYOND] if bottomless else []
    return found, values


def holds(found: r.Value, value: int | Fraction) -> bool:
    low, high = r.bounds(found)
    return (r.is_bottomless(found) or low <= value) and (r.is_open(found) or value <= high)


OPERATIONS: dict[str, tuple[Callable[..., r.Value], Callable[[Any, Any], Any]]] = {
    "add": (r.add, operator.add), "subtract": (r.subtract, operator.sub), "multiply": (r.multiply, operator.mul), "least": (r.least, min), "most": (r.most, max),
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
@often(100)
@given(left=spans(), right=spans())
def test_a_result_holds_what_every_pair_of_values_gives(name: str, left: Any, right: Any) -> None:
    act, plain = OPERATIONS[name]
    found = act(left[0], right[0])
    assert all(holds(found, plain(a, b)) for a in left[1] for b in right[1])


@pytest.mark.parametrize("name", OPERATIONS)
@often(100)
@given(left=spans(), right=spans())
def test_known_ends_of_a_result_are_reached(name: str, left: Any, right: Any) -> None:
    act, plain = OPERATIONS[name]
    found, tried = act(left[0], right[0]), [plain(a, b) for a in left[1] for b in right[1]]
    low, high = r.bounds(found)
    assert r.is_bottomless(found) or low in tried
    assert r.is_open(found) or high in tried


@often(100)
@given(left=spans(), right=spans())
def test_a_quotient_holds_every_ratio_and_is_without_bounds_where_the_divisor_may_not_be_above_zero(
    left: Any, right: Any
) -> None:
    found = r.quotient(left[0], right[0])
    if any(b <= 0 for b in right[1]):
        assert r.is_open(found) and r.is_bottomless(found)
    assert all(holds(found, Fraction(a, b)) for a in left[1] for b in right[1] if b > 0)


@often(100)
@given(left=spans(), right=spans())
def test_a_hull_holds_both(left: Any, right: Any) -> None:
    assert all(holds(r.hull(left[0], right[0]), value) for value in left[1] + right[1])


@pytest.mark.parametrize("op", list(t.Op))
@often(100)
@given(span=spans(), limit=st.integers(-8, 14))
def test_a_comparison_is_decided_exactly_when_all_values_agree(op: t.Op, span: Any, limit: int) -> None:
    acts = {
        t.Op.GE: operator.ge,
        t.Op.GT: operator.gt,
        t.Op.LE: operator.le,
        t.Op.LT: operator.lt,
        t.Op.EQ: operator.eq,
        t.Op.NE: operator.ne,
    }
    low, high = r.bounds(span[0])
    values = {
        *span[1],
        *(range(int(low), int(high) + 1)),
        *([limit] if r.is_open(span[0]) and limit > high else []),
        *([limit] if r.is_bottomless(span[0]) and limit < low else []),
    }
    answers = {acts[op](value, limit) for value in values}
    assert decide(span[0], op, limit) == (answers.pop() if len(answers) == 1 else None)


def test_a_value_without_meaning_keeps_its_reason_until_it_is_a_number() -> None:
    nothing = r.undefined("没有基数")
    assert r.why(r.add(nothing, 1)) == r.why(r.multiply(nothing, 2)) == "没有基数"
    capped = r.least(r.most(nothing, 0), 5)
    assert (r.bounds(capped), r.why(capped)) == ((0, 5), "没有基数")
    assert r.multiply(nothing, 0) == 0


def test_equal_bounds_are_a_number_and_ranges_know_each_other() -> None:
    assert r.ranged(3, 3) == 3
    assert r.Range(1, 2) == r.Range(1, 2) != r.Range(1, 2, open_=True)
    assert r.Range(1, 2, open_=True) == r.Range(1, 9, open_=True)
    assert len({r.Range(1, 2), r.Range(1, 2), r.Range(1, 3)}) == 2
