"""Several processes that draw papers side by side, for batches; what they draw is the same as one would draw alone."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Self

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.paperkinds import draw

if TYPE_CHECKING:
    from qcy_desktop.printing.context import PaperContext


class Drawers:
    """Used as a context; the processes end with it."""

    def __init__(self, count: int = 2) -> None:
        # Started afresh and not forked: the program has threads and an open database.
        self._pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))

    def draw(self, kind: str, jobs: Sequence[tuple[object, PaperContext]]) -> list[bytes]:
        """The papers in the order of the jobs. Raises the KnownError of the first that cannot be drawn."""
        done = list(self._pool.map(_draw, [kind] * len(jobs), *zip(*jobs, strict=True)))
        for answer in done:
            if isinstance(answer, tuple):
                raise KnownError(*answer)
        return [answer for answer in done if isinstance(answer, bytes)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def _draw(kind: str, content: object, context: PaperContext) -> bytes | tuple[str, str, str]:
    """A known error travels as its three texts: exceptions with several arguments do not survive the way back."""
    try:
        return draw(kind, content, context)
    except KnownError as fault:
        return fault.code, fault.sentence, fault.cure
