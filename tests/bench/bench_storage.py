"""Measures the search among all registered entities of the new area, in a file and in a hall, beside a plain LIKE scan."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.enterprises import Listed
from qcy_desktop.storage.pinyin import spellings
from tests.bench.run import Row
from tests.unit.storage.postgresql import Hall

NAME = "storage"
ENTITIES = 410_000
ASKED = 60
PEER_ASKED = 9
MOST_MS = 50.0
SLOWER = 1.5
"""So many times as long as an empty one a full store may take to open before it counts as slower."""
_HEAD = "41 万家企业"
KINDS = ("名称片段", "拼音首字母", "全拼", "信用代码片段", "手机尾号")
PLACES = ("", "（大厅）")
OPENING = "打开数据库"
WORKS = tuple(f"{_HEAD}{place}：{work}" for place in PLACES for work in (*(f"按{kind}查找" for kind in KINDS), OPENING))

_MIGRATIONS = Path(__file__).parents[2] / "db" / "migrations"
_PLACES = [
    "陕西",
    "西安",
    "西咸新区",
    "陕西西咸",
    "泾河新城",
    "沣东",
    "秦汉新城",
    "空港新城",
    "沣西",
    "陕西省",
    "西安市",
    "咸阳",
]
_WORDS = (
    "清源氢能华宇天成博远盛达恒信瑞丰金鑫宏图伟业中创联智云数维星辰海纳百川长安大唐秦风汉韵泽润万和泰东方正阳明德立同舟嘉禾"
    "兴隆永利福祥顺通捷航飞跃腾龙凤凰麒麟玉石林木森茂春华秋实冬雪夏雨朝晖夕晨曦旭日月光曾单解仇盖查朴乐重行都"
)
_TRADES = [
    "商贸",
    "科技",
    "建筑工程",
    "文化传媒",
    "餐饮管理",
    "物流",
    "生物科技",
    "新能源科技",
    "信息技术",
    "医疗器械",
    "房地产开发",
    "企业管理咨询",
    "汽车销售服务",
    "教育科技",
    "广告",
    "农业科技",
    "装饰工程",
    "人力资源",
    "供应链管理",
    "贸易",
    "环保科技",
    "网络科技",
    "氢能科技",
    "半导体",
]
_FORMS = ["有限公司"] * 8 + ["有限责任公司", "股份有限公司", "合伙企业（有限合伙）", "经营部"]
_AREAS = ["泾河新城", "沣东新城", "秦汉新城", "空港新城", "沣西新城"]
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def invented(count: int, seed: int) -> Iterator[Listed]:
    """So many enterprises with invented names and codes under a prefix that is assigned to nobody."""
    chance = random.Random(seed)
    for number in range(count):
        own = "".join(chance.choice(_WORDS) for _ in range(chance.choice((2, 2, 2, 3, 3, 4))))
        name = chance.choice(_PLACES) + own + chance.choice(_TRADES) + chance.choice(_FORMS)
        code = f"91990000MA{_in_digits(number * 7919 % 28_629_151)}{chance.choice(_DIGITS)}00"
        yield Listed(name, code[:18], chance.choice(_AREAS), f"{chance.randrange(10_000):04d}")


def _in_digits(number: int) -> str:
    out = ""
    for _ in range(5):
        number, place = divmod(number, len(_DIGITS))
        out += _DIGITS[place]
    return out


def rows(_peers: Path | None) -> Sequence[Row]:
    """In a file and in a hall's PostgreSQL: one row a kind of search, and one for opening.

    Without PostgreSQL on the machine the hall's rows are missing, which is said.
    """
    listed = list(invented(ENTITIES, 20261120))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scan = _like_scan(folder / "peer.db", listed)
        found = [*_measured(Opened(folder / "file", folder / "empty", Opening()), scan, listed, PLACES[0])]
        try:
            running = Hall.running()
        except FileNotFoundError:
            return found
        with running as hall, hall.database(_MIGRATIONS) as full, hall.database(_MIGRATIONS) as empty:
            places = Opened(folder / "full desk", folder / "empty desk", Opening(url=full), Opening(url=empty))
            found += _measured(places, scan, listed, PLACES[1])
        return found


@dataclass(frozen=True, slots=True)
class Opened:
    """Two stores of one kind, a full one and an empty one, and how each is opened."""

    full: Path
    empty: Path
    opening: Opening
    other: Opening | None = None

    def open(self, which: str) -> Storage:
        """Open the full or the empty one."""
        opening = self.opening if which == "full" else self.other or self.opening
        return Storage.open(self.full if which == "full" else self.empty, _MIGRATIONS, opening)


def _measured(stores: Opened, scan: sqlite3.Connection, listed: Sequence[Listed], place: str) -> Iterator[Row]:
    with stores.open("full") as store:
        store.import_enterprises(listed, "bench", datetime.now(UTC))
    stores.open("empty").close()
    with stores.open("full") as store:
        for kind in KINDS:
            yield _search_row(store, scan, (f"{_HEAD}{place}：按{kind}查找", _typed(kind, listed)))
    yield _opening_row(stores, f"{_HEAD}{place}：{OPENING}")


def _typed(kind: str, listed: Sequence[Listed]) -> list[str]:
    """What might be typed to find enterprises drawn by chance."""
    chance = random.Random(kind)
    return [_part(kind, entry, chance) for entry in chance.sample(listed, ASKED)]


def _part(kind: str, entry: Listed, chance: random.Random) -> str:
    start = chance.randrange(2, len(entry.name) - 6)
    piece = entry.name[start : start + chance.choice((2, 3, 4))]
    spelt = spellings(piece.replace("（", "").replace("）", "") or "公司")[0]
    return {
        "名称片段": piece,
        "拼音首字母": "".join(part[0] for part in spellings(entry.name[start : start + 4])[0]),
        "全拼": "".join(spelt),
        "信用代码片段": entry.uscc[10:15].lower(),
        "手机尾号": entry.phone_tail,
    }[kind]


def _like_scan(path: Path, listed: Sequence[Listed]) -> sqlite3.Connection:
    """What one would write without an index: the same columns, searched by LIKE."""
    peer = sqlite3.connect(path)
    peer.execute("CREATE TABLE e (id INTEGER PRIMARY KEY, name, code, tail, initials, full)")
    filled = (
        (e.name, e.uscc.lower(), e.phone_tail, "".join(s[0] for s in spelt), "".join(spelt))
        for e in listed
        for spelt in spellings(e.name)[:1]
    )
    peer.executemany("INSERT INTO e (name, code, tail, initials, full) VALUES (?, ?, ?, ?, ?)", filled)
    peer.commit()
    return peer


_SCAN = "SELECT * FROM e WHERE " + " OR ".join(f"{c} LIKE ?1" for c in ("name", "code", "tail", "initials", "full"))


def _search_row(store: Storage, scan: sqlite3.Connection, asked: tuple[str, Sequence[str]]) -> Row:
    work, typed = asked

    def ours(text: str) -> None:
        if not store.find_enterprises(text, 20):
            raise AssertionError(f"nothing found for {text}")

    def theirs(text: str) -> None:
        # All hits and then the best twenty: without an order of their own the first ones would be a matter of luck.
        scan.execute(f"{_SCAN} ORDER BY length(name), name LIMIT 20", (f"%{text}%",)).fetchall()

    taken = [_milliseconds(ours, text) for text in typed]
    peer = statistics.median(_milliseconds(theirs, text) for text in typed[:PEER_ASKED])
    return _row(work, taken, ("sqlite3 LIKE", peer), (f"≤ {MOST_MS:.0f} ms", MOST_MS))


def _opening_row(stores: Opened, work: str) -> Row:
    def opened(which: str) -> None:
        stores.open(which).close()

    full = [_milliseconds(opened, "full") for _ in range(15)]
    empty = statistics.median(_milliseconds(opened, "empty") for _ in range(15))
    return _row(work, full, ("空库", empty), (f"≤ 空库的 {SLOWER} 倍", SLOWER * empty))


def _row(work: str, taken: Sequence[float], peer: tuple[str, float], bar: tuple[str, float]) -> Row:
    median = statistics.median(taken)
    return Row(work, median, min(taken), "ms", bar[0], median <= bar[1], peer[0], peer[1], median / peer[1])


def _milliseconds(act: Callable[[str], None], text: str) -> float:
    start = time.perf_counter()
    act(text)
    return (time.perf_counter() - start) * 1000
