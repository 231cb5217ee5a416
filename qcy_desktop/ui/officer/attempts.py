"""Work on the store whose refusal belongs beside the field that caused it, not into a window of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.jobs import Jobs

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Refused:
    fault: KnownError


def attempt(
    jobs: Jobs, work: Callable[[], Made], done: Callable[[Made], None], refused: Callable[[KnownError], None]
) -> None:
    """Run `work` on the store worker; its answer goes to `done`, a known error to `refused`, both on the window's thread."""

    def run() -> Made | _Refused:
        try:
            return work()
        except KnownError as fault:
            return _Refused(fault)

    def take(answer: Made | _Refused) -> None:
        if isinstance(answer, _Refused):
            refused(answer.fault)
        else:
            done(answer)

    jobs.store(run, take)
