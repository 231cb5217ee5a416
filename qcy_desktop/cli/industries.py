"""The commands ``industries find|import``: the official classification of industries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.industries import Industries, load_industries, read_table

FULL_TABLE = "industries.csv"


def add_commands(commands: Any) -> None:
    """Adds ``industries``."""
    industries = commands.add_parser("industries", help="国民经济行业分类：查代码、导入官方全表")
    parts = industries.add_subparsers(title="做什么", metavar="做什么", parser_class=type(industries), required=True)
    find = parts.add_parser("find", help="按代码或名称查行业，并给出划型行业和四上行业")
    find.add_argument("words", metavar="代码或名称")
    find.set_defaults(act=run_find)
    take = parts.add_parser("import", help="导入官方全表（CSV：代码,名称）")
    take.add_argument("file", type=Path, metavar="文件")
    take.set_defaults(act=run_import)


def _table(call: Call) -> Industries:
    tables = next(
        (folder / "tables" for folder in call.rule_folders if (folder / "tables").is_dir()),
        call.places.rules / "tables",
    )
    return load_industries(tables, call.places.user_folder(call.data_dir) / FULL_TABLE)


def run_find(call: Call) -> int:
    """Prints the industries found; 1 when there is none."""
    table, words = _table(call), str(call.asked.words)
    found = (
        [table.find(words)]
        if any(character.isdigit() for character in words) or len(words) == 1
        else table.search(words)
    )
    for industry in found:
        classes = table.classes(industry)
        say(
            f"{industry.code:<6}{industry.name}　划型行业：{classes.size or '不在表内'}　四上行业：{classes.above_scale or '不在表内'}"
        )
    if not found:
        say(f"没有名称含“{words}”的行业")
    return 0 if found else 1


def run_import(call: Call) -> int:
    """Takes in the official table for this machine, after checking every row."""
    try:
        text = Path(call.asked.file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise KnownError("E-FILE", f"读不了文件 {call.asked.file}", "请存成 UTF-8 编码的 CSV") from None
    rows = read_table(text)
    table = load_industries(call.places.rules / "tables").with_table(rows, str(call.asked.file))
    folder = call.places.user_folder(call.data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / FULL_TABLE, text.encode())
    counts = [sum(len(row.digits) == size for row in table.rows.values()) for size in (2, 3, 4)]
    say(f"已导入：大类 {counts[0]}，中类 {counts[1]}，小类 {counts[2]}")
    return 0
