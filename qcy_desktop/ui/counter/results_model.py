"""The list of results: one row a measure, all unknown clauses of a pack folded; rows keep their place while typing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qcy_desktop.domain.assessment import Assessment, Evidence, MeasureResult, Verdict
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.words import row_amount, row_note, span_yuan

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_RANK = {
    Verdict.ELIGIBLE: 0,
    Verdict.UNKNOWN: 2,
    Verdict.NOT_ELIGIBLE: 3,
    Verdict.NOT_COMPUTABLE: 4,
    Verdict.NOT_APPLICABLE: 5,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. A folded line carries several results and speaks for all of them.

    `near` are the results of known measures that one of a folded line's clauses may be, which nobody has proved.
    """

    key: str
    results: tuple[MeasureResult, ...]
    folded: bool = False
    near: tuple[MeasureResult, ...] = ()

    @property
    def first(self) -> MeasureResult:
        return self.results[0]

    @property
    def title(self) -> str:
        if self.folded:
            return tr("{pack}：{n} 条只知条号，条文未掌握").format(pack=self.first.pack_title, n=len(self.results))
        return self.first.title

    @property
    def place(self) -> str:
        """The line under the title: pack and clause."""
        if self.folded:
            return "、".join(dict.fromkeys(r.clause for r in self.results if "未掌握" not in r.clause))
        clause = "" if "未掌握" in self.first.clause else self.first.clause
        parts = (self.first.pack_title, clause, self.first.effect_note.split("：")[0])
        return " · ".join(part for part in parts if part)

    @property
    def amount(self) -> str:
        return "" if self.folded else row_amount(self.first)

    @property
    def note(self) -> str:
        return tr("待取得官方文本") if self.folded else row_note(self.first)

    @property
    def chip(self) -> str:
        """The quiet word for the evidence behind the row."""
        return tr("已核定") if self.first.verified else self.first.evidence.value

    def spoken(self) -> str:
        """The whole row as one sentence for a screen reader."""
        parts = (self.first.verdict.word, self.title, self.place, self.chip, self.amount, self.note)
        return "，".join(part for part in parts if part)

    def hover(self) -> str:
        if self.folded or self.first.amount is None or not self.amount:
            return f"{self.title}\n{self.note}".strip()
        return f"{self.title}\n{span_yuan(self.first.amount)}"


def rows_of(assessment: Assessment) -> tuple[Row, ...]:
    """Rows in their natural order: what can be had first, then what is open, then the rest; packs' gaps folded."""
    single = [r for r in assessment.measures if not _is_gap(r)]
    single.sort(key=_worth)
    packs: dict[str, list[MeasureResult]] = {}
    for result in assessment.measures:
        if _is_gap(result):
            packs.setdefault(result.pack, []).append(result)
    known = {result.id: result for result in single}
    folded = [
        Row(f"gap:{pack}", tuple(results), True, tuple(known[id] for r in results for id in r.linked if id in known))
        for pack, results in packs.items()
    ]
    ordinary = [Row(r.id, (r,)) for r in single]
    cut = next((i for i, r in enumerate(single) if r.verdict is Verdict.NOT_APPLICABLE), len(single))
    return (*ordinary[:cut], *folded, *ordinary[cut:])


def _is_gap(result: MeasureResult) -> bool:
    return result.evidence is Evidence.MISSING and result.verdict is Verdict.NOT_COMPUTABLE


def _worth(result: MeasureResult) -> tuple[int, int]:
    rank = _RANK[result.verdict]
    if result.verdict is Verdict.ELIGIBLE and not result.verified:
        rank = 1
    if result.amount is None:
        return rank, 0
    return rank, -(result.amount.low if result.amount.high is None else result.amount.high)


class ResultsModel(QAbstractListModel):
    """Rows for the view. `refresh` keeps every row where it is; `arrange` puts them in their natural order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, Row] = {}
        self._order: list[str] = []
        self._natural: list[str] = []
        self._shown: list[str] = []
        self._filter: frozenset[Verdict] = frozenset()
        self._changed: frozenset[str] = frozenset()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self._rows[self._shown[index.row()]]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.hover()
        return None

    def just_changed(self, key: str) -> bool:
        """Whether the last reckoning gave this row another verdict or amount."""
        return key in self._changed

    def refresh(self, assessment: Assessment, *, anew: bool = False) -> bool:
        """New answers in the old places; True when some row had to appear or vanish. With `anew` nothing counts as changed."""
        before, natural = {} if anew else self._rows, rows_of(assessment)
        self._rows = {row.key: row for row in natural}
        self._natural = [row.key for row in natural]
        self._changed = frozenset(k for k, row in self._rows.items() if k in before and _differs(before[k], row))
        if set(self._order) != set(self._natural):
            self.arrange()
            return True
        self.dataChanged.emit(self.index(0), self.index(max(0, len(self._shown) - 1)))
        return False

    def arrange(self) -> None:
        """Natural order and the filter anew, on demand."""
        self.beginResetModel()
        self._order = list(self._natural)
        self._shown = [key for key in self._order if self._passes(key)]
        self.endResetModel()

    def is_arranged(self) -> bool:
        return self._order == self._natural

    def keep_only(self, verdicts: Iterable[Verdict]) -> None:
        """Show these verdicts only; none means all."""
        self._filter = frozenset(verdicts)
        self.beginResetModel()
        self._shown = [key for key in self._order if self._passes(key)]
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        return self._rows[self._shown[place]] if 0 <= place < len(self._shown) else None

    def place_of(self, key: str) -> int:
        """Where that row is shown, −1 when it is not."""
        return self._shown.index(key) if key in self._shown else -1

    def counts(self) -> dict[Verdict, int]:
        """How many measures gave each verdict, folded ones counted singly."""
        numbers = dict.fromkeys(Verdict, 0)
        for row in self._rows.values():
            numbers[row.first.verdict] += len(row.results)
        return numbers

    def _passes(self, key: str) -> bool:
        return not self._filter or self._rows[key].first.verdict in self._filter


def _differs(old: Row, new: Row) -> bool:
    return old.first.verdict is not new.first.verdict or old.first.amount != new.first.amount
