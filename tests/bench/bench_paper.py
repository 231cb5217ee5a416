"""Papers: a thousand approval sheets in one batch, numbered and kept; a walk-in's papers; one sheet alone."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from qcy_desktop.domain.accounts import Role  # noqa: E402
from qcy_desktop.services.assessing import Assessor  # noqa: E402
from qcy_desktop.services.drawers import Drawers  # noqa: E402
from qcy_desktop.services.intake import Handed, Intake  # noqa: E402
from qcy_desktop.services.papers import Errand, Press  # noqa: E402
from qcy_desktop.storage import Storage  # noqa: E402
from tests.bench.run import Row  # noqa: E402
from tests.unit.printing import case_examples, examples  # noqa: E402
from tests.unit.services.case_desk import Office  # noqa: E402

NAME = "paper"
BATCH = "1,000 张审批表一次出完（取号、排版、存档，可停，有进度）"
PACK = "来访企业到全套申报材料（评估、建办件、取号存档、申报表、承诺书、材料清单、收件回执、受理通知书）"
SHEET = "排一张审批表（正反两面）"
WORKS = (BATCH, PACK, SHEET)
SHEETS = 1_000


def rows(peers: Path | None) -> Iterator[Row]:
    """The rows that were asked for; there is no peer that prints these papers."""
    yield _row(BATCH, [batch(SHEETS)], 60.0, "≤ 60 秒")
    yield _row(PACK, walk_in(5), 1.0, "≤ 1 秒")
    yield _row(SHEET, sheet(20), 0.12, "≤ 0.12 秒（1,000 张两核 60 秒的份额）")


def _row(work: str, took: list[float], bar: float, words: str) -> Row:
    median = statistics.median(took)
    return Row(work, median, min(took), "秒", words, median <= bar)


def batch(count: int) -> float:
    """Seconds for a batch over that many accepted cases of as many enterprises."""
    with _store() as store:
        office = Office(store)
        ids = [
            office.accepted(office.enterprise(f"西咸新区虚构示例{n:04d}号科技有限公司", "")).id for n in range(count)
        ]
        papers, told = office.papers(), []

        def go_on(done: int, of: int) -> bool:
            told.append((done, of))
            return True

        begun = time.perf_counter()
        with Drawers() as drawers:
            issued = dict(papers.batch("approval", ids, go_on, drawers))
        took = time.perf_counter() - begun
        numbers = {paper.number for paper in store.list_papers()}
        assert len(issued) == len(numbers) == count
        assert told[-1] == (count - 1, count)
        return took


def walk_in(times: int) -> list[float]:
    """Seconds from an enterprise read to its papers as bytes, the case opened and kept; rules and typefaces are loaded, as
    at an open counter."""
    now = case_examples.DAY
    with _store() as store:
        office = Office(store)
        office.assessor = Assessor.load([ROOT / "rules"])
        press = Press(ROOT / "resources", "西咸新区政务服务大厅")
        intake = Intake(office.work(Role.COUNTER), office.papers(Role.COUNTER), press)
        read = office.assessor.read_file(ROOT / "resources" / "samples" / "growth-hnte.json")
        numbered = iter(range(times + 1))

        def once() -> None:
            visitor = replace(read, name=f"西咸新区虚构示例{next(numbered)}号科技有限公司", uscc="")
            day = visitor.as_of or now
            found = office.assessor.assess(visitor, day)
            id = store.save_enterprise(visitor, "窗口1", office.clock())
            offer = intake.offers(id, found)[0]
            listed = press.paper(
                "materials", Errand(office.assessor, visitor, found, offer.result.id), examples.context().printed_at
            )
            taken = intake.take_in(id, [Handed(offer.result.id, offer.materials)], day)
            assert listed and len(taken.papers) >= 3

        once()
        return _timed(once, times)


def sheet(times: int) -> list[float]:
    """Seconds for the layout and the PDF of one usual sheet."""
    from qcy_desktop.printing.approval_sheet import approval_sheet

    context, content = examples.context(), case_examples.approval()
    approval_sheet(content, context)
    numbered = iter(range(times))

    def once() -> None:
        marks = replace(content.marks, payload=f"{content.marks.payload}{next(numbered)}")
        approval_sheet(replace(content, marks=marks), context)

    return _timed(once, times)


def _timed(act: Callable[[], None], times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        took.append(time.perf_counter() - begun)
    return took


@contextmanager
def _store() -> Iterator[Storage]:
    with tempfile.TemporaryDirectory() as folder, Storage.open(Path(folder), ROOT / "db" / "migrations") as store:
        yield store
