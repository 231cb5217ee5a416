"""An office may change words and boxes on its papers without touching code, and hears exactly what is wrong when it slips."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.source import SourceError
from qcy_desktop.printing.own_words import bundled_names, copy_to, faults
from qcy_desktop.printing.wording import Stationery
from tests.unit.printing.examples import RESOURCES

BUNDLED = RESOURCES / "print"


def own_words(folder: Path, text: str, name: str = "assessment") -> Stationery:
    (folder / f"{name}.yaml").write_text(text, "utf-8")
    return Stationery.of(RESOURCES, folder)


def test_the_office_file_changes_only_the_words_it_holds(tmp_path: Path) -> None:
    words = own_words(tmp_path, "标题: 政策体检单\n企业:\n  名称: 单位名称\n").wording("assessment")
    assert words.say("标题") == "政策体检单"
    assert words.say("企业.名称") == "单位名称"
    assert words.say("企业.代码") == "统一社会信用代码"


def test_the_shared_words_may_be_changed_for_all_papers_or_for_one(tmp_path: Path) -> None:
    own_words(tmp_path, '页眉:\n  左: "{office} 政策兑现专区"\n', "common")
    own_words(tmp_path, '页眉:\n  左: "承诺专用"\n', "commitment")
    stationery = Stationery.of(RESOURCES, tmp_path)
    assert stationery.wording("approval").say("页眉.左", office="示例") == "示例 政策兑现专区"
    assert stationery.wording("commitment").say("页眉.左", office="示例") == "承诺专用"


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("assessment", '页脚:\n  左: "{出具时间}"\n', 2, "没有“{出具时间}”这个占位"),
        ("approval", "标题: 审批表\n题目: 审批表\n", 2, "没有“题目”这个键"),
        ("approval", "列:\n  单位: 申报单位\n  名称: 甲\n", 3, "没有“名称”这个键"),
        ("approval", "附注: 一句话\n", 1, "“附注”应是一列"),
        ("approval", "标题:\n  - 甲\n", 1, "“标题”应是一句话"),
        ("approval", "标题: 审批表\n附注:\n  - 好\n  - 坏 {\n", 4, "花括号没有成对"),
        ("approval", "条件列: [结论, 条件]\n", 1, "“条件列”应有 4 项，写了 2 项"),
        ("approval", "栏目:\n  - 栏: 甲\n  - 名: 乙\n", 3, "没有“名”这个键"),
        ("approval", "栏目: [甲]\n", 1, "“栏目”的第 1 项写法不对"),
        ("approval", "标题: 甲\n标题: 乙\n", 2, "标题"),
        ("approva", "标题: 甲\n", 1, "没有文书用这个文件名的用语"),
    ],
)
def test_a_slip_is_told_with_file_and_line(tmp_path: Path, name: str, text: str, line: int, said: str) -> None:
    stationery = own_words(tmp_path, text, name)
    found = faults(tmp_path, BUNDLED)
    assert len(found) == 1 and isinstance(found[0], SourceError)
    assert (Path(found[0].place.file).name, found[0].place.line) == (f"{name}.yaml", line)
    assert said in found[0].sentence
    assert found[0].cure
    if name in bundled_names(BUNDLED):
        with pytest.raises(KnownError) as caught:
            stationery.wording(name)
        assert caught.value.sentence == found[0].sentence


def test_a_place_that_the_sentence_is_not_given_is_told_with_file_and_line(tmp_path: Path) -> None:
    words = own_words(tmp_path, '标题: 甲\n页脚:\n  左: "{high}"\n').wording("assessment")
    with pytest.raises(KnownError) as caught:
        words.say("页脚.左", printed="今天")
    assert caught.value.code == "E-WORDING"
    assert "assessment.yaml 第 3 行" in caught.value.sentence and "{printed}" in caught.value.sentence


def test_a_missing_key_is_a_known_error() -> None:
    with pytest.raises(KnownError) as caught:
        Stationery.of(RESOURCES).wording("assessment").say("没有的键")
    assert "没有的键" in caught.value.sentence


def test_an_office_without_a_file_of_its_own_gets_the_bundled_words(tmp_path: Path) -> None:
    assert Stationery.of(RESOURCES, tmp_path / "none").wording("assessment").say("样张") == "样张"
    assert faults(tmp_path / "none", BUNDLED) == []


@pytest.mark.parametrize("name", bundled_names(BUNDLED))
def test_every_bundled_file_copied_unchanged_is_without_fault(tmp_path: Path, name: str) -> None:
    copied = copy_to(tmp_path, BUNDLED, name)
    assert copied.read_text("utf-8") == (BUNDLED / copied.name).read_text("utf-8")
    assert faults(tmp_path, BUNDLED) == []


def test_a_copy_never_overwrites_what_the_office_wrote(tmp_path: Path) -> None:
    own_words(tmp_path, "标题: 我的\n", "approval")
    with pytest.raises(KnownError):
        copy_to(tmp_path, BUNDLED, "approval")
    assert (tmp_path / "approval.yaml").read_text("utf-8") == "标题: 我的\n"
    with pytest.raises(KnownError) as caught:
        copy_to(tmp_path, BUNDLED, "aproval")
    assert "approval" in caught.value.cure
