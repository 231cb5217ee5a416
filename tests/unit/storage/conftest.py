"""A fresh store in a folder of its own, and enterprises to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import PasswordPolicy
from qcy_desktop.domain.enterprise import ABSENT, Award, Enterprise, Event
from qcy_desktop.storage import Opening, Storage
from tests.unit.storage.postgresql import Hall

ROOT = Path(__file__).parents[3]
MIGRATIONS = ROOT / "db" / "migrations"
# A password's hash is slow on purpose; these trials are not about that.
QUICK = PasswordPolicy(rounds=1, memory_kib=64)
PERSONAL = frozenset({"联系人手机"})
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def migrations() -> Path:
    """Where the migrations lie in the source tree."""
    return MIGRATIONS


@pytest.fixture
def noon() -> datetime:
    """The moment at which things happen unless a test says otherwise."""
    return NOON


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Storage]:
    """An empty store in a file that knows 联系人手机 as personal."""
    with Storage.open(tmp_path / "data", MIGRATIONS, Opening(personal=PERSONAL, passwords=QUICK)) as opened:
        yield opened


@pytest.fixture(params=["file", pytest.param("hall", marks=pytest.mark.loopback)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """An empty store, once in a file and once in a hall's PostgreSQL."""
    if request.param == "file":
        yield request.getfixturevalue("file_store")
        return
    url = request.getfixturevalue("hall_url")
    with Storage.open(tmp_path / "desk", MIGRATIONS, Opening(url=url, personal=PERSONAL, passwords=QUICK)) as opened:
        yield opened


@pytest.fixture(scope="session")
def hall() -> Iterator[Hall]:
    """A PostgreSQL of the tests' own on the loopback address, with our tables in a template."""
    with Hall.running() as hall:
        yield hall


@pytest.fixture
def hall_url(hall: Hall) -> Iterator[str]:
    """The URL of a fresh database with our tables in it."""
    with hall.database(MIGRATIONS) as url:
        yield url


@pytest.fixture
def company() -> Enterprise:
    """An enterprise with every kind of fact, a complete list of events, records, no awards known."""
    return Enterprise(
        name="西咸清源氢能科技有限公司",
        uscc="91990000MA00000017",
        as_of=date(2024, 6, 1),
        facts={
            ("研发费用_税务", 2023): 900_000_000,
            ("研发费用_税务", 2022): 200_000_000,
            ("从业人员数", 2023): 100,
            ("税收关系所在地", None): "泾河新城",
            ("高新技术企业", None): ABSENT,
            ("是否规上", None): True,
            ("成立日期", None): date(2019, 3, 2),
            ("联系人手机", None): "13912345678",
            ("天文数字", None): 10**30,
        },
        events=(
            Event("高新技术企业认定", date(2023, 10, 16), "国家", first=True),
            Event("入库", date(2022, 1, 1), note="备注", expires=date(2025, 1, 1)),
        ),
        records={"加氢站": ({"日加注能力": 1_000_000, "建成日期": date(2024, 3, 1)},), "空": ()},
        awards=None,
        sources={("研发费用_税务", 2023): "纳税申报表"},
    )


@pytest.fixture
def award() -> Award:
    """One award of 20 万元."""
    return Award("首次认定高企", 20_000_000, date(2023, 12, 1), "西安市")
