"""Strips fill pages in order, lose nothing, and tables show their head on every page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.printing.flow import Strip, headed, kept, paginate, stacked

ROOM = 100.0
strips = st.lists(
    st.builds(Strip, height=st.floats(1, 60), gap=st.floats(0, 20), keep=st.booleans()), min_size=0, max_size=40
)


@given(strips)
def test_every_strip_stands_once_in_its_order(given: list[Strip]) -> None:
    placed = [each.strip.height for page in paginate(given, ROOM) for each in page]
    assert placed == [strip.height for strip in given]


@given(strips)
def test_no_page_is_overfull_and_nothing_overlaps(given: list[Strip]) -> None:
    for page in paginate(given, ROOM):
        bottom = 0.0
        for each in page:
            assert each.y >= bottom - 0.001
            bottom = each.y + each.strip.height
        assert bottom <= ROOM + 0.02


@given(strips)
def test_no_page_is_empty_unless_the_paper_is(given: list[Strip]) -> None:
    assert all(paginate(given, ROOM)) or not given


def test_strips_tied_together_move_to_the_next_page_together() -> None:
    group = kept([Strip(20), Strip(20), Strip(20)])
    pages = paginate([Strip(60), *group], ROOM)
    assert [len(page) for page in pages] == [1, 3]


def test_a_chain_higher_than_a_page_is_filled_in_instead_of_failing() -> None:
    pages = paginate(kept([Strip(40) for _ in range(7)]), ROOM)
    assert [len(page) for page in pages] == [2, 2, 2, 1]


def test_the_head_is_repeated_where_a_table_goes_on() -> None:
    head = Strip(10)
    body = headed([Strip(30) for _ in range(5)], head)
    pages = paginate([Strip(10, keep=True), *body], ROOM)
    assert [[each.strip.height for each in page] for page in pages] == [[10, 30, 30, 30], [10, 30, 30]]


def test_the_gap_before_a_strip_falls_away_at_the_top_of_a_page() -> None:
    pages = paginate([Strip(90), Strip(20, gap=15)], ROOM)
    assert pages[1][0].y == 0


def test_stacked_strips_are_as_high_as_their_parts_and_gaps() -> None:
    assert stacked([Strip(10, gap=3), Strip(20, gap=5)]).height == 35
