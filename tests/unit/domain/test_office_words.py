"""What an office is called: pasted lines become one, what cannot be printed in its place is refused with a sentence."""

from __future__ import annotations

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.office_words import LONGEST, office_word


def test_pasted_lines_and_unseen_characters_become_one_line() -> None:
    assert office_word("单位名称", " 西咸新区\n政务\t服务大厅\u202e ") == "西咸新区 政务 服务大厅"


def test_a_telephone_typed_in_full_width_is_kept_in_half_width() -> None:
    assert office_word("联系电话", "０２９－１２３４５６７８　转８") == "029-12345678 转8"
    assert office_word("本机窗口号", "３") == "3"


@pytest.mark.parametrize("name", LONGEST)
def test_what_is_too_long_is_refused_and_the_sentence_names_the_field(name: str) -> None:
    assert office_word(name, "1" * LONGEST[name])
    with pytest.raises(KnownError, match=name):
        office_word(name, "1" * (LONGEST[name] + 1))


@pytest.mark.parametrize("text", ["一二三", "abc", "12", "029；暂无人接"])
def test_what_is_no_telephone_is_refused(text: str) -> None:
    with pytest.raises(KnownError, match="不像电话号码"):
        office_word("联系电话", text)


def test_nothing_may_be_left_empty_again() -> None:
    assert all(office_word(name, "  ") == "" for name in LONGEST)
