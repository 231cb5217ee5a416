"""Lists of records: sums, counts, extremes, tests and amounts for each, with fields or whole lists missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.grammar import parse_truth
from qcy_desktop.engine.joining import SentenceError
from tests.unit.engine.world import FEN, World, mark, money, rule, scope

STATIONS: list[dict[str, Any]] = [
    {
        "日加注能力": "500千克",
        "建设投资": "100元",
        "盈亏": "-30元",
        "已联网": True,
        "站型": "固定站",
        "运营日期": "2023-05-01",
    },
    {
        "日加注能力": "1000千克",
        "建设投资": "200元",
        "盈亏": "-10元",
        "已联网": False,
        "站型": "撬装站",
        "运营日期": "2024-05-01",
    },
    {"日加注能力": "200千克", "建设投资": "400元", "盈亏": "5元", "已联网": True, "站型": "固定站", "运营日期": None},
]
LIMITS = {
    "重": "500千克",
    "半": "50%",
    "二": "2座",
    "一": "1座",
    "界": "2024-01-01",
    "限": "150元",
    "三百": "300元",
    "五元": "5元",
}


def fen(
    folder: Path, steps: Any, records: Any = STATIONS, facts: dict[str, Any] | None = None
) -> tuple[int, int | None]:
    amount = steps if isinstance(steps, list) else [{"基数": steps}]
    world = rule(folder, amount=[*amount, {"取整": FEN}], parameters=LIMITS)
    return money(world, facts, **({} if records is None else {"记录": {"加氢站": records}}))


@pytest.mark.parametrize(
    ("expression", "yuan"),
    [
        ("合计 加氢站.建设投资", 700), ("合计 加氢站.盈亏 + 三百", 265), ("合计 加氢站.建设投资 其中(日加注能力 不低于 重)", 300), ("合计 加氢站.建设投资 其中(非 已联网)", 200),
        ("合计 加氢站(建设投资 × 半)", 350), ("合计 加氢站(建设投资 + 盈亏) 其中(已联网)", 475), ("最大 加氢站.建设投资", 400), ("最大 加氢站.建设投资 其中(站型 为 「撬装站」)", 200),
        ("最大 加氢站.盈亏", 5), ("三百 + 最大 加氢站.盈亏 其中(盈亏 低于 0)", 290), ("最大 加氢站(建设投资 - 盈亏)", 395), ("合计 加氢站.建设投资 其中(运营日期 早于 界)", 100),
        ("合计 加氢站.建设投资 其中(盈亏 超过 五元)", 0), ("三百 + 最大 加氢站.建设投资 其中(盈亏 超过 五元)", 300), ("三百 × 计数 加氢站 其中(已联网) / 二", 300),
    ],
)  # fmt: skip
def test_records_are_summed_counted_and_compared(tmp_path: Path, expression: str, yuan: int) -> None:
    assert fen(tmp_path, expression) == (yuan * 100, yuan * 100)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("存在 加氢站", "符合"), ("存在 加氢站 其中(日加注能力 超过 重 且 非 已联网)", "符合"), ("存在 加氢站 其中(日加注能力 超过 重 且 已联网)", "不符合"), ("每个 加氢站 满足(建设投资 超过 0)", "符合"),
        ("每个 加氢站 满足(已联网)", "不符合"), ("计数 加氢站 其中(已联网) 不低于 二", "符合"), ("计数 加氢站 等于 二", "不符合"), ("非 存在 加氢站 其中(盈亏 低于 0)", "不符合"),
    ],
)  # fmt: skip
def test_records_are_tested(tmp_path: Path, sentence: str, word: str) -> None:
    assert mark(rule(tmp_path, [sentence], parameters=LIMITS), 记录={"加氢站": STATIONS}) == word


@pytest.mark.parametrize(
    ("sentence", "none", "unknown"),
    [
        ("存在 加氢站", "不符合", "待补"), ("每个 加氢站 满足(已联网)", "符合", "待补"), ("计数 加氢站 低于 一", "符合", "待补"), ("合计 加氢站.建设投资 低于 限", "符合", "待补"), ("合计 加氢站.建设投资 不低于 0", "符合", "符合"),
        ("合计 加氢站.盈亏 不低于 0", "符合", "待补"), ("最大 加氢站.建设投资 不超过 千", "符合", "符合"), ("存在 加氢站 其中(高新技术企业)", "不符合", "不符合"), ("每个 加氢站 满足(非 高新技术企业)", "符合", "符合"),
        ("计数 加氢站 其中(高新技术企业) 低于 一", "符合", "符合"),
    ],
)  # fmt: skip
def test_an_empty_list_is_known_and_no_list_is_not(tmp_path: Path, sentence: str, none: str, unknown: str) -> None:
    world = rule(tmp_path, [sentence], parameters={**LIMITS, "千": "1000元"})
    assert mark(world, {"高新技术企业": False}, 记录={"加氢站": []}) == none
    assert mark(world, {"高新技术企业": False}) == unknown


@pytest.mark.parametrize(
    ("expression", "records", "bounds"),
    [
        ("合计 加氢站.建设投资", [{"建设投资": "100元"}, {}], (10000, 110000)),
        ("合计 加氢站.建设投资 其中(已联网)", [{"建设投资": "100元"}, {"建设投资": "7元", "已联网": True}], (700, 10700)),
        ("三百 + 合计 加氢站.盈亏 其中(已联网)", [{"盈亏": "-100元"}], (20000, 30000)),
        ("最大 加氢站.建设投资 其中(已联网)", [{"建设投资": "100元"}, {"建设投资": "7元", "已联网": True}], (700, 10000)),
        ("三百 + 最大 加氢站.盈亏 其中(已联网)", [{"盈亏": "-100元"}], (20000, 30000)),
        ("三百 + 最大 加氢站.盈亏 其中(已联网)", [{"盈亏": "-100元"}, {"盈亏": "-200元", "已联网": True}], (10000, 20000)),
        ("三百 × 计数 加氢站 其中(已联网) / 二", [{}, {"已联网": True}, {"已联网": False}], (15000, 30000)),
        ("最大 加氢站.建设投资", None, (0, 100000)),
        ("合计 加氢站.建设投资", None, (0, None)),
        ("三百 + 合计 加氢站.盈亏", None, (0, None)),
        ("三百 - 合计 加氢站.建设投资", None, (0, 30000)),
    ],
)  # fmt: skip
def test_missing_fields_and_lists_give_bounds(
    tmp_path: Path, expression: str, records: Any, bounds: tuple[int, int | None]
) -> None:
    assert fen(tmp_path, expression, records) == bounds


def test_what_a_record_lacks_is_asked_for_by_its_field(tmp_path: Path) -> None:
    world = rule(tmp_path, ["存在 加氢站 其中(已联网)"])
    assert [(need.key, need.fact) for need in world.ask(记录={"加氢站": [{"建设投资": "1元"}]}).needs] == [
        ("加氢站的已联网", "station")
    ]
    assert [(need.key, need.fact) for need in world.ask().needs] == [("加氢站", "station")]


def test_each_record_gets_its_own_amount_with_its_own_cap(tmp_path: Path) -> None:
    each = {
        "记录": "加氢站",
        "其中": "日加注能力 不低于 重",
        "金额": [{"基数": "建设投资"}, {"乘以": "半"}, {"不超过": "五元"}],
    }
    assert fen(tmp_path, [{"对每个": each}]) == (1000, 1000)
    assert fen(tmp_path / "b", [{"对每个": each}], []) == (0, 0)
    assert fen(tmp_path / "c", [{"对每个": each}], None) == (0, None)
    assert fen(tmp_path / "d", [{"对每个": each}], [{"建设投资": "8元"}, {"日加注能力": "1吨"}]) == (0, 900)


def test_a_record_can_be_compared_with_all_records(tmp_path: Path) -> None:
    share = {
        "记录": "加氢站",
        "金额": [{"基数": "三百 × (建设投资 / 合计 加氢站.建设投资)"}, {"减去": "盈亏"}, {"取整": FEN}],
    }
    assert fen(tmp_path, [{"对每个": share}]) == (42 * 100 + 85 * 100 + 171 * 100 + 85 + 71 + 42 + 3500, 33498)


def test_facts_of_the_enterprise_are_seen_inside_a_record_and_its_own_fields_first(tmp_path: Path) -> None:
    world = rule(tmp_path, ["存在 车辆 其中(里程 超过 行驶里程)"])
    assert mark(world, {"行驶里程": "5公里"}, 记录={"车辆": [{"里程": "6公里"}]}) == "符合"


@pytest.mark.parametrize(
    "sentence",
    [
        "合计 加氢站 超过 0",
        "合计 加氢站.已联网 超过 0",
        "存在 加氢站 其中(建设投资)",
        "每个 加氢站 (已联网)",
        "建设投资 超过 0",
        "计数 车 超过 0",
        "合计 加氢站(里程) 超过 0",
    ],
)
def test_a_record_read_in_a_wrong_way_does_not_load(world: World, sentence: str) -> None:
    with pytest.raises(SentenceError):
        parse_truth(sentence, scope(world))


@pytest.mark.parametrize(
    ("records", "words"),
    [({"加油站": []}, "加氢站"), ({"加氢站": [{"能力": 1}]}, "日加注能力"), ({"加氢站": [{"日加注能力": "-1千克"}]}, "范围"), ({"加氢站": {}}, "一列"), ({"加氢站": [1]}, "名称: 值")],
)  # fmt: skip
def test_a_wrong_record_is_refused(world: World, records: Any, words: str) -> None:
    with pytest.raises(KnownError, match=words):
        world.enterprise(记录=records)
