"""Reading the record of acts, as those may who have the right: searched, checked, and written out for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.acts import act_words, kind_words
from qcy_desktop.domain.records import AuditRow, Finding
from qcy_desktop.services.casework import Hand
from qcy_desktop.storage import Storage
from qcy_desktop.storage.audit import Act, Asked, append
from qcy_desktop.storage.work import Signed

HEADINGS = ("序号", "时间", "人员", "操作", "对象", "编号", "之前", "之后", "政策集版本", "校验值")


@dataclass(frozen=True, slots=True)
class Auditing:
    """Who has a log-in needs the right 查看审计记录 for all of this. Personal values stay sealed."""

    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]

    def found(self, asked: Asked) -> tuple[AuditRow, ...]:
        """The newest acts first that answer to everything asked. Raises KnownError E-RIGHT."""
        self._refuse()
        return self.store.care.search_audit(asked)

    def verify(self) -> tuple[Finding, ...]:
        """Every break of the chain; empty when it is whole. Anybody may ask."""
        return self.store.care.verify()

    def written_out(self, asked: Asked) -> bytes:
        """The same as a table for a spreadsheet (CSV with a mark that makes Excel read it as UTF-8); this is an act too."""
        rows = self.found(asked)
        hand = self.hand()
        with self.store.acting(hand.session), self.store.transaction() as work:
            act = Act("audit.export", "audit", str(len(rows)), {}, {"rows": len(rows)})
            append(work, Signed(hand.who, self.clock()), act)
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow(HEADINGS)
        table.writerows(map(cells, rows))
        return out.getvalue().encode("utf-8-sig")

    def _refuse(self) -> None:
        self.hand().require(Right.READ_AUDIT)


def cells(row: AuditRow) -> tuple[str, ...]:
    """One act under `HEADINGS`, personal values covered."""
    at = f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}"
    said = (str(row.id), at, row.who, act_words(row.act), kind_words(row.kind), row.record)
    return tuple(map(_harmless, (*said, sides(row.before), sides(row.after), row.packs, row.digest)))


def sides(side: Mapping[str, object]) -> str:
    """One side of an act as text, personal values covered."""
    shown = {name: "＊" if isinstance(v, Mapping) and "$" in v else v for name, v in side.items()}
    return json.dumps(shown, ensure_ascii=False) if shown else ""


def _harmless(cell: str) -> str:
    """A spreadsheet would reckon a cell that begins like a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
