"""The canonical form of a rule file: one key order, one way to lay out, comments kept; nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.schema import EvidenceSource, KindsSource, MeasureSource, PackSource, VersionSource
from qcy_desktop.engine.source import Lined, parse_yaml

WIDTH = 140
# Cases read best one line each; conditions one line per condition.
ALWAYS_FLAT = {"事实", "事件", "记录", "奖补", "应得"}
ALWAYS_OPEN = {"全部", "任一", "条件", "参数", "金额"}
_PLAIN = re.compile(r"^[^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n]*$")
_UNSAFE_INSIDE = re.compile(r"(:\s)|(\s#)|(:$)|^\s|\s$")
_UNSAFE_IN_FLOW = re.compile(r"[\[\]{},]")
_QUOTED = re.compile(r"\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'")
_TRAILING = re.compile(r"\s#")
_COMMENT = re.compile(r"^\s*#")


def canonical(text: str, name: str) -> str:
    """`text` in canonical form. Raises SourceError when it is no readable rule file, KnownError when a comment would be lost."""
    source = parse_yaml(text, name)
    comments = _comments(text)
    writer = _Writer(comments)
    lines = writer.mapping(source, 0, _order_of(source))
    lines += writer.left_over()
    result = "\n".join(lines) + "\n"
    if _plain(parse_yaml(result, name)) != _plain(source):
        raise KnownError("E-FMT", f"{name}：整理后内容会变，已放弃", "请把这个文件交给维护人员")
    if sorted(_comments(result).values()) != sorted(comments.values()):
        raise KnownError("E-FMT", f"{name}：整理会丢掉注释，已放弃", "把注释单独放在一行")
    return result


def _plain(value: Any) -> Any:
    """Keys in any order, sequences in theirs."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _comments(text: str) -> dict[int, str]:
    """Comment lines by their line number (from 1). Comments after a value are refused: they have no place to stay."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if _COMMENT.match(line):
            found[number] = line.strip()
        elif _TRAILING.search(_QUOTED.sub("", line)):
            raise KnownError("E-FMT", f"第 {number} 行的注释写在内容后面，整理会丢掉它", "把注释单独放在上一行")
    return found


def _order_of(source: Lined) -> list[str]:
    model = (
        MeasureSource if "条款" in source else PackSource if "发布机关" in source or "版本" in source else KindsSource
    )
    return [info.alias for info in model.model_fields.values() if info.alias]


_INNER = {
    "版本": [info.alias for info in VersionSource.model_fields.values() if info.alias],
    "证据": [info.alias for info in EvidenceSource.model_fields.values() if info.alias],
}


class _Writer:
    def __init__(self, comments: dict[int, str]) -> None:
        self.waiting = dict(comments)

    def before(self, line: int, indent: int) -> list[str]:
        """The comments that stood above a line, at the indent of what follows."""
        found = [number for number in sorted(self.waiting) if number < line]
        return [" " * indent + self.waiting.pop(number) for number in found]

    def left_over(self) -> list[str]:
        return [self.waiting.pop(number) for number in sorted(self.waiting)]

    def mapping(self, source: Lined, indent: int, order: list[str]) -> list[str]:
        lines: list[str] = []
        for key in sorted(
            source, key=lambda word: (order.index(word) if word in order else len(order), source.lines[word])
        ):
            lines += self.before(source.lines[key], indent)
            lines += self.entry(key, source[key], indent)
        return lines

    def entry(self, key: str, value: Any, indent: int) -> list[str]:
        head = " " * indent + f"{scalar(key)}:"
        if key in ALWAYS_FLAT and not isinstance(value, str):
            return [f"{head} {flow(value)}"]
        flat = flow(value)
        if not isinstance(value, (dict, list)) or not value:
            return [f"{head} {scalar(value) if isinstance(value, str) else flat}"]
        if key not in ALWAYS_OPEN and self.may_be_flat(value) and len(head) + 1 + len(flat) <= WIDTH:
            return [f"{head} {flat}"]
        if isinstance(value, Lined):
            return [head, *self.mapping(value, indent + 2, _INNER.get(key, []))]
        return [head, *self.sequence(key, list(value), indent + 2)]

    def may_be_flat(self, value: Any) -> bool:
        """Maps of scalars and lists of scalars stand on one line when they fit; comments inside keep them apart."""
        inner = list(value.values()) if isinstance(value, dict) else list(value)
        return all(
            isinstance(item, str) or (isinstance(item, list) and all(isinstance(x, str) for x in item))
            for item in inner
        )

    def sequence(self, key: str, items: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for item in items:
            if isinstance(item, Lined):
                lines += self.before(item.line, indent)
            lines += self.item(key, item, indent)
        return lines

    def item(self, key: str, item: Any, indent: int) -> list[str]:
        dash = " " * indent + "- "
        if isinstance(item, str):
            return [dash + scalar(item)]
        flat = flow(item)
        opened = isinstance(item, dict) and len(item) == 1
        if not opened and self.may_be_flat(item) and len(dash) + len(flat) <= WIDTH:
            return [dash + flat]
        if isinstance(item, Lined):
            block = self.mapping(item, indent + 2, _INNER.get(key, []))
            first = next(i for i, line in enumerate(block) if not _COMMENT.match(line))
            block[first] = dash + block[first][indent + 2 :]
            return block
        return [dash + flat]


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, inside=True)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value, inside=True)


def scalar(text: str, *, inside: bool = False) -> str:
    """Text plain where YAML allows it, else in double quotes."""
    plain = _PLAIN.match(text) and not _UNSAFE_INSIDE.search(text) and not (inside and _UNSAFE_IN_FLOW.search(text))
    if plain or (re.match(r"^-\d", text) and not _UNSAFE_INSIDE.search(text)):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def case_lines(cases: Sequence[dict[str, Any]]) -> str:
    """Cases as they stand at the end of a measure file in canonical form."""
    lines = []
    for case in cases:
        for i, (key, value) in enumerate(case.items()):
            shown = scalar(value) if isinstance(value, str) else flow(value)
            lines.append(f"{'  - ' if i == 0 else '    '}{key}: {shown}")
    return "".join(line + "\n" for line in lines)
