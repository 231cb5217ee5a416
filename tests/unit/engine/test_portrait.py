"""A measure said in words holds every number of its clause, as the clause says them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qcy_desktop.engine.portrait import portray
from tests.unit.engine.world import FEN, World, rule


def said(world: World) -> list[str]:
    return portray(world.book, world.book.measures["m1"]).splitlines()


def paying(folder: Path, steps: list[dict[str, Any]], parameters: dict[str, Any]) -> list[str]:
    return said(rule(folder, "高新技术企业", steps, parameters))


def test_the_bands_of_a_table_are_written_out(tmp_path: Path) -> None:
    bands = [{"不足": "100元", "值": "1元"}, {"至": "200元", "值": "2元"}, {"值": "3元"}]
    lines = paying(tmp_path, [{"查表": {"表": "档", "按": "投资"}}], {"档": {"表": bands}})
    assert "  · 按投资查《档》" in lines
    assert (
        "  · 《档》：不足 100.00 元，1.00 元；100.00 元以上、200.00 元以内，2.00 元；超过 200.00 元，3.00 元" in lines
    )


def test_a_table_of_two_keys_is_written_row_by_row(tmp_path: Path) -> None:
    table = {
        "行": ["大型", "中型", "小型", "微型"],
        "列": [{"不足": "10元"}, {}],
        "值": [["1元", "2元"], ["3元", "4元"], ["5元", "6元"], ["7元", "8元"]],
    }
    lines = paying(tmp_path, [{"查表": {"表": "奖", "按": ["规模", "投资"]}}], {"奖": table})
    at = lines.index("  · 《奖》：")
    assert lines[at + 1] == "    大型：不足 10.00 元 1.00 元，10.00 元以上 2.00 元"
    assert lines[at + 4] == "    微型：不足 10.00 元 7.00 元，10.00 元以上 8.00 元"


def test_a_dated_parameter_is_written_with_its_days(tmp_path: Path) -> None:
    history = {"历": [{"自": "2020-01-01", "值": "3.85%"}, {"自": "2022-01-20", "值": "3.7%"}]}
    lines = paying(tmp_path, [{"基数": "投资"}, {"乘以": "息率"}, {"取整": FEN}], {"息率": history})
    assert "  · 《息率》：2020-01-01 起 3.85%，2022-01-20 起 3.7%" in lines


def test_a_division_is_said_as_a_division(tmp_path: Path) -> None:
    steps: list[dict[str, Any]] = [{"基数": "投资 / 年天数 × 计息天数"}, {"除以": "份数"}, {"取整": FEN}]
    lines = paying(tmp_path, steps, {"年天数": "360天", "份数": "3"})
    assert "  · 基数 （投资 ÷ 360 天） × 计息天数" in lines
    assert "  · 除以 3" in lines
    assert not any("0.00" in line for line in lines)


def test_a_stretch_between_chosen_days_is_said_without_doubt(tmp_path: Path) -> None:
    steps: list[dict[str, Any]] = [
        {"基数": "投资 × 天数(最晚(成立日期, 取数期初), 评估日) / 年天数"},
        {"取整": FEN},
    ]
    lines = paying(tmp_path, steps, {"年天数": "360天"})
    assert any("（成立日期、取数期初中较晚的一天）至评估日的天数" in line for line in lines)


def test_a_long_list_is_written_out(tmp_path: Path) -> None:
    lines = said(rule(tmp_path, "规模 属于 名录", None, {"名录": ["大型", "中型", "小型", "微型"]}))
    assert "  · 《名录》：大型、中型、小型、微型" in lines
