"""The museum of patterns as tests use it: its rules read once, and enterprises to ask them about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from qcy_desktop.domain.assessment import Assessment, MeasureResult
from qcy_desktop.engine.assess import assess
from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.reading import EnterpriseReader
from qcy_desktop.engine.reckoner import Reckoner

FOLDER = Path(__file__).resolve().parents[2] / "data" / "packs" / "patterns"
DAY = date(2024, 6, 1)
HNTE = [{"kind": "高新技术企业认定", "level": "国家", "date": "2023-10-16"}]


class Museum:
    """The rules of the museum and what they say about an enterprise."""

    def __init__(self, verified: Mapping[str, str] | None = None) -> None:
        self.book = load_book([FOLDER])
        self.reckoner = Reckoner(self.book, verified)

    def ask(self, document: Mapping[str, Any], on: date = DAY, pins: Collection[str] = ()) -> Assessment:
        """The whole answer about an enterprise given as in an enterprise file."""
        enterprise = EnterpriseReader(self.book.dictionary).read({"schema": 1, **document})
        return assess(self.reckoner, enterprise, on, pins=pins)

    def result(self, id: str, document: Mapping[str, Any], on: date = DAY) -> MeasureResult:
        """What one measure answers."""
        return self.ask(document, on).measure(id)


def award(matter: str, amount: str, day: str = "2023-12-01", level: str = "西咸新区") -> dict[str, str]:
    """An entry of the award ledger."""
    return {"matter": matter, "level": level, "amount": amount, "date": day}
