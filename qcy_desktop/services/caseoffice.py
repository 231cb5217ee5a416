"""What an office sets for its cases: its own holidays, time limits, departments of a joint review, and the desk's letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qcy_desktop.domain.caseclock import read_limits
from qcy_desktop.domain.casework import Calendar
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.workdays import read_holidays
from qcy_desktop.services.casework import Desk
from qcy_desktop.storage import Storage

HOLIDAYS, LIMITS, DEPARTMENTS = "holidays", "limits", "departments"
LONGEST_DEPARTMENT = 30  # signs of a name that its box on the approval sheet has room for
CONTACT = {"phone": "联系电话", "address": "办公地址"}
"""How people reach the office, by key, as notices call it."""

TABLES = {HOLIDAYS: "holidays.csv", LIMITS: "case_limits.csv"}
"""The tables an office may put its own in place of, by key, with the file that came with the program."""


@dataclass(frozen=True, slots=True)
class CaseOffice:
    """Reads and writes what the office sets; `seed` is the folder of tables that came with the program."""

    store: Storage
    seed: Path

    def calendar(self) -> Calendar:
        """The days on which limits are counted. Raises KnownError E-HOLIDAY-TABLE, E-LIMITS."""
        return Calendar(read_holidays(self.table(HOLIDAYS)), read_limits(self.table(LIMITS)))

    def table(self, key: str) -> str:
        """The office's own table as CSV text, else the one that came with the program."""
        own = self.store.belongings.office().get(key, "")
        return own or (self.seed / TABLES[key]).read_text("utf-8")

    def set_table(self, key: str, text: str, who: str, when: datetime) -> None:
        """Put the office's own table in force; an empty text takes the program's again.

        Raises KnownError E-HOLIDAY-TABLE or E-LIMITS naming the line; nothing is then changed.
        """
        if text.strip():
            (read_holidays if key == HOLIDAYS else read_limits)(text)
        self.store.belongings.set_office(key, text.strip() and text, who, when)

    def departments(self) -> tuple[str, ...]:
        """The departments whose opinion a joint review waits for unless a case names others."""
        return tuple(self.store.belongings.office().get(DEPARTMENTS, "").split())

    def set_departments(self, names: tuple[str, ...], who: str, when: datetime) -> None:
        """Change them; a case that is open keeps those it was opened with. Raises KnownError E-DEPARTMENT."""
        plain = [name.strip() for name in names]
        if any(len(name.split()) != 1 for name in plain):
            raise KnownError("E-DEPARTMENT", "联审部门的名称里有空格。", "请每行写一个部门全称")
        long = next((name for name in plain if len(name) > LONGEST_DEPARTMENT), None)
        if long is not None:
            raise KnownError(
                "E-DEPARTMENT",
                f"“{long[:LONGEST_DEPARTMENT]}…”太长，审批表的栏里放不下。",
                f"请缩短到 {LONGEST_DEPARTMENT} 字以内",
            )
        twice = next((name for at, name in enumerate(plain) if name in plain[:at]), None)
        if twice is not None:
            raise KnownError("E-DEPARTMENT", f"“{twice}”写了两行。", "每个部门只留一行")
        self.store.belongings.set_office(DEPARTMENTS, " ".join(plain), who, when)

    def unreachable(self) -> str:
        """What is not filled in of how people reach the office, and where to fill it in; empty when all is there."""
        kept = self.store.belongings.office()
        lacking = "、".join(name for key, name in CONTACT.items() if not kept.get(key, "").strip())
        return f"本单位的{lacking}还没有填写，文书上不会印出；请管理员在窗口的“管理 → 单位”里填写。" if lacking else ""

    def desk(self) -> Desk:
        """The letters of this desk in every number."""
        kept = self.store.belongings.office()
        return Desk(kept.get("code", "XXZC"), kept.get("desk", "FX"))
