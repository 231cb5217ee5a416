"""Papers an office prints: which kinds exist, and the bytes of each from an assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qcy_desktop.domain.assessment import Assessment
from qcy_desktop.domain.enterprise import Enterprise

# The papers that can be printed today, by the names that scripts use.
KINDS = {"assessment": "评估结果单"}


@dataclass(frozen=True, slots=True)
class Press:
    """What printing needs besides content: the resources folder, the office's names and whether papers are 样张."""

    resources: Path
    office: str
    window: str = ""
    clerk: str = ""
    sample: bool = False

    def assessment(self, assessment: Assessment, enterprise: Enterprise, printed_at: datetime) -> bytes:
        """评估结果单 as PDF bytes; the same input gives the same bytes. Raises KnownError for a character no face has."""
        # Imported late: reportlab costs a tenth of a second that most calls need not pay.
        from qcy_desktop.printing.assessment_sheet import assessment_sheet
        from qcy_desktop.printing.context import PaperContext
        from qcy_desktop.printing.wording import Stationery

        stationery = Stationery.of(self.resources)
        context = PaperContext(stationery, self.office, self.window, printed_at, self.clerk, self.sample)
        return assessment_sheet(assessment, enterprise, context)
