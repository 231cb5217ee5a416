"""A tuple made when first looked at cannot be told from one made at once."""

from __future__ import annotations

from qcy_desktop.domain.later import Later


def test_nothing_is_made_before_somebody_looks_and_then_only_once() -> None:
    made = []

    def make() -> tuple[str, ...]:
        made.append(1)
        return "甲", "乙"

    later = Later(make)
    assert made == []
    assert [*later, later[0], len(later)] == ["甲", "乙", "甲", 2]
    assert made == [1]


def test_it_equals_the_tuple_and_another_such_tuple() -> None:
    later = Later(lambda: (1, 2))
    assert later == (1, 2) == later
    assert later == Later(lambda: (1, 2))
    assert later != (1,)
    assert hash(later) == hash((1, 2))
    assert (later[:1], repr(later), bool(Later(tuple))) == ((1,), "(1, 2)", False)
