"""The classification of industries: the shipped part agrees with the official table, the rest can be taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.industries import Industries, load_industries, read_table
from qcy_desktop.engine.source import read_yaml

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def industries() -> Industries:
    return load_industries(ROOT / "rules" / "tables")


def test_every_section_and_division_of_the_official_table_is_there(industries: Industries) -> None:
    table = read_yaml(ROOT / "tests" / "data" / "tables" / "gbt4754_2017_divisions.yaml")
    wanted = {digits: name for section in table["sections"].values() for digits, name in section["divisions"].items()}
    assert len(wanted) == 97
    assert {digits: industries.find(digits).name for digits in wanted} == wanted
    assert {letter: industries.find(letter).name for letter in table["sections"]} == {
        letter: section["name"] for letter, section in table["sections"].items()
    }


@pytest.mark.parametrize(("written", "code"), [("C39", "C39"), ("39", "C39"), ("c3912", "C3912"), (" 3912 ", "C3912")])
def test_a_code_is_found_with_or_without_its_letter(industries: Industries, written: str, code: str) -> None:
    assert industries.find(written).code == code


@pytest.mark.parametrize("written", ["Z99", "D39", "391234", "三九", "", "00"])
def test_a_code_that_is_none_is_refused(industries: Industries, written: str) -> None:
    with pytest.raises(KnownError):
        industries.find(written)


@pytest.mark.parametrize(
    ("code", "size", "above"),
    [
        ("C3912", "工业", "工业"), ("591", "交通运输业", "服务业甲类"), ("592", "仓储业", "服务业甲类"), ("6510", "软件和信息技术服务业", "服务业甲类"),
        ("702", "物业管理", "服务业乙类"), ("704", "", "服务业乙类"), ("5110", "批发业", "批发业"), ("E47", "建筑业", "建筑业"),
    ],
)  # fmt: skip
def test_an_industry_maps_to_the_classes_that_rules_ask_for(
    industries: Industries, code: str, size: str, above: str
) -> None:
    found = industries.classes(industries.find(code))
    assert (found.size, found.above_scale) == (size, above)


def test_a_full_table_is_taken_in_and_found_again(industries: Industries) -> None:
    rows = read_table(
        "代码,名称\nC,制造业\n39,计算机、通信和其他电子设备制造业\n391,计算机制造\n3912,计算机零部件制造\n"
    )
    full = industries.with_table(rows, "表")
    assert full.find("C3912").name == "计算机零部件制造"
    assert [row.digits for row in full.search("计算机")][:2] == ["3912", "391"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("391,计算机制造\n391,再来一次\n", "两次"),
        ("991,没有的\n", "大类"),
        ("3912,没有中类\n", "中类"),
        ("39a,乱写\n", "第 1 行"),
        ("D391,字母不对\n", "大类"),
    ],
)
def test_a_faulty_table_is_refused_naming_the_row(industries: Industries, text: str, said: str) -> None:
    with pytest.raises(KnownError, match=said):
        industries.with_table(read_table(text), "表")
