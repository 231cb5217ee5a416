"""国民经济行业分类 as data: finds an industry by code or word, maps it to the classes rules ask for, takes in the full table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.source import read_yaml

_CODE = re.compile(r"^([A-T])?(\d{2,4})$")


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry: its digits (2 大类, 3 中类, 4 小类; empty for a 门类), its section letter, and its name."""

    section: str
    digits: str
    name: str

    @property
    def code(self) -> str:
        """Letter and digits as on statistical forms, e.g. ``C3912``."""
        return self.section + self.digits


@dataclass(frozen=True, slots=True)
class Classes:
    """The two coarser classes that rules ask for; empty where the official table does not cover the industry."""

    size: str
    above_scale: str


@dataclass(frozen=True, slots=True)
class Industries:
    """The table in use. 门类 and 大类 come with the program, 中类 and 小类 from an imported official table."""

    rows: Mapping[str, Industry]
    size: Mapping[str, str] = field(default_factory=dict)
    above_scale: Mapping[str, str] = field(default_factory=dict)

    def find(self, code: str) -> Industry:
        """The industry with a code, written with or without its letter. Raises KnownError naming what is near."""
        match = _CODE.match(code.strip().upper())
        if match is None:
            if len(code.strip()) == 1 and code.strip().upper() in self.rows:
                return self.rows[code.strip().upper()]
            raise KnownError("E-INDUSTRY", f"“{code}”不是行业代码", "写成 C3912、3912、391 或 39 的样子")
        letter, digits = match.groups()
        found = self.rows.get(digits) or self.rows.get(digits[:2])
        if found is None:
            raise KnownError("E-INDUSTRY", f"没有代码为“{digits}”的行业", nearest(digits, self.rows))
        if letter and letter != found.section:
            raise KnownError("E-INDUSTRY", f"“{digits}”属于门类 {found.section}，不是 {letter}", "核对字母")
        return found if found.digits == digits else Industry(found.section, digits, found.name)

    def search(self, words: str, limit: int = 20) -> list[Industry]:
        """Industries whose name holds the words, the finest first."""
        hits = [row for row in self.rows.values() if words in row.name and row.digits]
        return sorted(hits, key=lambda row: (-len(row.digits), row.digits))[:limit]

    def classes(self, industry: Industry) -> Classes:
        """划型行业 and 四上行业 of an industry: 中类 before 大类 before 门类."""
        keys = (industry.digits[:3], industry.digits[:2], industry.section)
        return Classes(
            *(next((table[key] for key in keys if key in table), "") for table in (self.size, self.above_scale))
        )

    def with_table(self, rows: Iterable[tuple[str, str]], where: str) -> Industries:
        """The table with the 中类 and 小类 of an official list of (code, name).

        Raises KnownError naming the row for a code that is none, stands twice, or belongs to no known parent.
        """
        merged = dict(self.rows)
        added: dict[str, Industry] = {}
        for number, (code, name) in enumerate(rows, 1):
            match = _CODE.match(code.strip().upper())
            if match is None or not name.strip():
                if len(code.strip()) == 1:
                    continue  # a 门类 line of the full table
                raise KnownError(
                    "E-INDUSTRY", f"{where} 第 {number} 行：“{code} {name}”不是代码和名称", "第一列写代码，第二列写名称"
                )
            letter, digits = match.groups()
            parent = self.rows.get(digits[:2])
            if parent is None or (letter and letter != parent.section):
                raise KnownError(
                    "E-INDUSTRY",
                    f"{where} 第 {number} 行：代码“{code}”不属于任何已知大类",
                    nearest(digits[:2], self.rows),
                )
            if digits in added:
                raise KnownError("E-INDUSTRY", f"{where} 第 {number} 行：代码“{code}”写了两次", "删去一行")
            added[digits] = Industry(parent.section, digits, name.strip())
        for digits in added:
            if len(digits) == 4 and digits[:3] not in added:
                raise KnownError(
                    "E-INDUSTRY", f"{where}：小类“{digits}”缺少它的中类“{digits[:3]}”", "请导入完整的官方表"
                )
        merged.update({digits: row for digits, row in added.items() if len(digits) > 2})
        return Industries(merged, self.size, self.above_scale)


def load_industries(tables: Path, full: Path | None = None) -> Industries:
    """The table of the rule folder's ``tables``, with an imported full table if there is one. Raises KnownError."""
    source = read_yaml(tables / "industries.yaml")
    rows: dict[str, Industry] = {}
    for letter, section in source["门类"].items():
        rows[letter] = Industry(letter, "", section["名称"])
        rows.update({digits: Industry(letter, digits, name) for digits, name in section["大类"].items()})
    classes = read_yaml(tables / "industry_classes.yaml")
    found = Industries(rows, _inverted(classes["划型行业"]), _inverted(classes["四上行业"]))
    if full is not None and full.is_file():
        return found.with_table(read_table(full.read_text("utf-8-sig")), str(full))
    return found


def _inverted(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {key: name for name, keys in table.items() for key in keys}


def read_table(text: str) -> list[tuple[str, str]]:
    """(code, name) pairs of a CSV text; a heading line without digits is passed over."""
    rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    if rows and not any(character.isdigit() for character in rows[0][0]) and len(rows[0][0].strip()) != 1:
        rows = rows[1:]
    return [(row[0], row[1] if len(row) > 1 else "") for row in rows]
