"""The measures of the library as a list that can be searched and filtered."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qcy_desktop.services.library import Leaf

LEAF_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Wish:
    """What to keep: words that must all occur, and one value each for pack, level, evidence and status (empty: any)."""

    words: str = ""
    pack: str = ""
    level: str = ""
    evidence: str = ""
    status: str = ""

    def fits(self, leaf: Leaf) -> bool:
        chosen = (
            (self.pack, leaf.pack_short),
            (self.level, leaf.level),
            (self.evidence, "已核定" if leaf.verified else leaf.evidence),
            (self.status, leaf.status),
        )
        found = leaf.words.lower()
        return all(not a or a == b for a, b in chosen) and all(word in found for word in self.words.lower().split())


class LibraryModel(QAbstractListModel):
    """Rows for the view; `keep` applies a wish."""

    def __init__(self, leaves: tuple[Leaf, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = leaves
        self._shown: list[Leaf] = list(leaves)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        leaf = self._shown[index.row()]
        if role == LEAF_ROLE:
            return leaf
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{leaf.title}，{leaf.pack_short}，{leaf.clause}，{leaf.evidence}，{leaf.status}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return leaf.title
        return None

    def keep(self, wish: Wish) -> None:
        """Show only what fits."""
        self.beginResetModel()
        self._shown = [leaf for leaf in self._all if wish.fits(leaf)]
        self.endResetModel()

    def place_of(self, id: str) -> int:
        """Where that measure is shown, −1 when it is not."""
        return next((i for i, leaf in enumerate(self._shown) if leaf.id == id), -1)

    def values(self, name: str) -> list[str]:
        """Every value that occurs for one filter, in order of first occurrence."""
        return list(dict.fromkeys(str(getattr(leaf, name)) for leaf in self._all if getattr(leaf, name)))
