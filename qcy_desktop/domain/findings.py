"""A finding: what a check noticed about one field, how grave it is and how to mend it. Checks return these, never raise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qcy_desktop.domain.errors import KnownError


class Level(StrEnum):
    """An error stops the act, a warning asks to look again."""

    ERROR = "错误"
    WARNING = "提醒"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed. `code` is stable (e.g. ``E-USCC-LENGTH``), `sentence` and `cure` are Chinese for the reader."""

    level: Level
    code: str
    sentence: str
    cure: str = ""
    field: str = ""


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise the first error among the findings as a KnownError; warnings pass."""
    for finding in findings:
        if finding.level is Level.ERROR:
            raise KnownError(finding.code, finding.sentence, finding.cure)
