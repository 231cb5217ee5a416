"""Writes holidays.csv beside it from the library chinesecalendar; run by hand once a year: pip install chinesecalendar."""

from __future__ import annotations

import csv
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

# The notice of the General Office of the State Council (国务院办公厅关于部分节假日安排的通知) that arranged each year.
NOTICES = {
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}
HEAD = """\
# 节假日与调休上班日。依据：国务院办公厅历年《关于部分节假日安排的通知》，文号见各“年度”行。
# 用途：推算办理时限、公示期满日和补正期限里的工作日。
# 初始数据随程序附带，取自开源日历 chinesecalendar 1.11.0（MIT 许可）；新一年的安排公布后，可在本表直接增改。
# 类别：年度＝该年安排已公布齐全；休＝放假；班＝周末调休上班。未列出的周一至周五为工作日，周六、周日为休息日。
"""


def rows() -> list[tuple[str, str, str]]:
    """One row for each year, then its days off and make-up days in order."""
    marked = [(day, "休", name) for day, name in holidays.items()] + [
        (day, "班", name) for day, name in workdays.items()
    ]
    table = []
    for year, notice in NOTICES.items():
        table.append((str(year), "年度", notice))
        table += [(day.isoformat(), kind, NAMES[name]) for day, kind, name in sorted(marked) if day.year == year]
    return table


def write(target: Path) -> None:
    """Write the file anew."""
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("日期", "类别", "名称"))
        writer.writerows(rows())


if __name__ == "__main__":
    write(Path(__file__).with_name("holidays.csv"))
