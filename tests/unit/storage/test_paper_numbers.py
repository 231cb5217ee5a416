"""Numbers of papers have neither gaps nor twins while desks print at once and presses fail, in a file and in a hall."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.storage import Opening, Storage
from tests.unit.printing.reading import pages
from tests.unit.services.case_desk import Office

DESKS = 3


@pytest.fixture(params=["file", pytest.param("hall", marks=pytest.mark.loopback)])
def desks(request: pytest.FixtureRequest, tmp_path: Path, migrations: Path) -> Iterator[list[Storage]]:
    """Several desks: threads of one program on a file, machines of their own in a hall."""
    with ExitStack() as stack:
        if request.param == "file":
            store = stack.enter_context(Storage.open(tmp_path / "data", migrations))
            yield [store] * DESKS
        else:
            opening = Opening(url=request.getfixturevalue("hall_url"))
            folders = [tmp_path / f"desk{number}" for number in range(DESKS)]
            yield [stack.enter_context(Storage.open(folder, migrations, opening)) for folder in folders]


def at_once(acts: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_number_is_given_back_when_the_press_fails_after_it_was_taken(desks: list[Storage]) -> None:
    offices = [Office(store) for store in desks]
    good = [offices[0].accepted(offices[0].enterprise(f"西咸新区虚构示例{n}号有限公司", "")).id for n in range(DESKS)]
    # No face has this sign: the paper fails only while it is drawn, after its number was taken.
    torn = offices[0].accepted(offices[0].enterprise("西咸新区虚构😀示例有限公司", "")).id
    refused: Counter[str] = Counter()

    def clerk(office: Office, own: int) -> Callable[[], None]:
        def work() -> None:
            papers = office.papers()
            for id in (own, torn, own, torn, own):
                try:
                    papers.issue("acceptance", id)
                except KnownError as refusal:
                    refused[refusal.code] += 1

        return work

    at_once([clerk(office, own) for office, own in zip(offices, good, strict=True)])
    made = desks[0].list_papers()
    conflicts = refused.pop("E-DB-CONFLICT", 0)
    assert refused == {"E-GLYPH": 2 * DESKS}
    assert sorted(int(paper.number[-5:]) for paper in made) == list(range(1, 3 * DESKS - conflicts + 1))
    assert desks[0].care.check() == ()


def test_copies_made_at_once_are_counted_each_and_each_is_on_record(desks: list[Storage]) -> None:
    offices = [Office(store) for store in desks]
    issued = offices[0].papers().issue("acceptance", offices[0].accepted().id)
    assert issued.paper is not None
    id, marks = issued.paper.id, []

    def clerk(office: Office) -> Callable[[], None]:
        def work() -> None:
            for _ in range(2):
                copy = office.papers().reprint(id)
                marks.append(next(word for word in range(1, 20) if f"副本（第 {word} 次）" in pages(copy.body)[0]))

        return work

    at_once([clerk(office) for office in offices])
    assert sorted(marks) == list(range(1, 2 * DESKS + 1))
    acts = Counter(link.act for link in desks[0].care.audit(limit=1000))
    assert acts["paper.copy"] == 2 * DESKS
    assert desks[0].care.check() == ()
