"""An office may change the words on its papers without touching code, and hears exactly what is wrong when it slips."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing.examples import RESOURCES


def own_words(folder: Path, text: str) -> Stationery:
    (folder / "assessment.yaml").write_text(text, "utf-8")
    return Stationery.of(RESOURCES, folder)


def test_the_office_file_changes_only_the_words_it_holds(tmp_path: Path) -> None:
    words = own_words(tmp_path, "标题: 政策体检单\n企业:\n  名称: 单位名称\n").wording("assessment")
    assert words.say("标题") == "政策体检单"
    assert words.say("企业.名称") == "单位名称"
    assert words.say("企业.代码") == "统一社会信用代码"


def test_a_place_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    words = own_words(tmp_path, '页脚:\n  左: "{出具时间}"\n').wording("assessment")
    with pytest.raises(KnownError) as caught:
        words.say("页脚.左", printed="今天")
    assert caught.value.code == "E-WORDING"
    assert "“页脚.左”" in caught.value.sentence
    assert "{printed}" in caught.value.sentence


def test_a_missing_key_is_a_known_error() -> None:
    with pytest.raises(KnownError) as caught:
        Stationery.of(RESOURCES).wording("assessment").say("没有的键")
    assert "没有的键" in caught.value.sentence


def test_an_office_without_a_file_of_its_own_gets_the_bundled_words(tmp_path: Path) -> None:
    assert Stationery.of(RESOURCES, tmp_path).wording("assessment").say("样张") == "样张"
