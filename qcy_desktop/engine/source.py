"""Reads YAML 1.2 rule files strictly: every scalar stays text, keys are unique, and every node remembers its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from qcy_desktop.domain.errors import KnownError

T = TypeVar("T")


# No rule nests this deep; the limit keeps a broken file from exhausting the stack.
DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file and line (from 1)."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行"


class Lined(dict[str, Any]):
    """A mapping read from a file: behaves as a dict and knows the lines of its keys."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, *path: str | int) -> int:
        """The line of the innermost part of `path` that exists."""
        here: Any = self
        line = self.line
        for step in path:
            in_map = isinstance(here, Lined) and step in here
            if not in_map and not (isinstance(here, LinedList) and isinstance(step, int) and step < len(here)):
                break
            here, line = here[step], here.lines[step]
        return line


class LinedList(list[Any]):
    """A list read from a file: behaves as a list and knows the lines of its items."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


class SourceError(KnownError):
    """A file that cannot be read as it stands; `place` says where."""

    def __init__(self, code: str, place: Place, sentence: str, cure: str = "") -> None:
        self.place = place
        self.message = sentence
        super().__init__(code, f"{place}：{sentence}", cure)


class Placer:
    """Adds the file and the line of a path inside `source` to errors."""

    def __init__(self, file: str, source: Lined) -> None:
        self.file = file
        self.source = source

    def fault(self, fault: KnownError, *path: str | int) -> SourceError:
        """The error with its place, as near to it as the error knows."""
        if beneath := getattr(fault, "at", ""):
            path = (*path, beneath)
        return SourceError(fault.code, Place(self.file, self.source.line_of(*path)), fault.sentence, fault.cure)

    def guard(self, act: Callable[[], T], *path: str | int) -> T:
        """What `act` answers; a KnownError it raises gets its place, one that has a place keeps it."""
        try:
            return act()
        except SourceError:
            raise
        except KnownError as fault:
            raise self.fault(fault, *path) from None


def read_yaml(path: Path) -> Lined:
    """The mapping in the file. Raises SourceError for anything but a plain YAML mapping of unique keys."""
    return parse_yaml(read_text(path), str(path))


def read_text(path: Path) -> str:
    """The text of a file. Raises KnownError E-FILE for one that cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise KnownError("E-FILE", f"找不到文件 {path}", "请检查路径") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise KnownError("E-FILE", f"读不了文件 {path}：{fault}", "请检查文件权限，并以 UTF-8 保存") from None


def parse_yaml(text: str, name: str) -> Lined:
    """The mapping in `text`; `name` is used in messages."""
    parser = None
    try:
        parser = _loader()(text)
        document = _Builder(name, parser.get_event).document()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line, cure = _likeliest(text.split("\n"), mark.line if mark else 0)
        raise SourceError("E-YAML", Place(name, line + 1), "YAML 写法有误", cure) from None
    finally:
        if parser is not None:
            parser.dispose()
    if not isinstance(document, Lined):
        raise SourceError(
            "E-YAML", Place(name, 1), "文件最外层应是“键: 值”的形式", "从 编号: … 写起，写法见 rules/README.md"
        )
    return document


# What a line that cannot be read most often suffers from, and its cure.
_SLIPS = (
    (re.compile(r"^ *\t"), "行首用了制表符（Tab），缩进只用空格"),
    (re.compile(r"^ *(?:- )?[^\s:：'\"{}\[\]]+：(?!.*: )"), "冒号是全角的，改成半角“:”，后面空一格"),
    (re.compile(r"^ *(?:- )?[^\s:：'\"{}\[\]]+:(?=[^\s:])"), "冒号后面要空一格"),
    (re.compile(r"[{\[][^'\"]*，"), "括号里的逗号是全角的，改成半角“,”，后面空一格"),
    (re.compile(r"^ *- *[^\s'\"{\[][^{\[]*: [^{\[]*: "), "值里有冒号加空格，用引号把整个值括起来"),
)


def _likeliest(lines: list[str], at: int) -> tuple[int, str]:
    """The line (from 0) that most likely keeps a file from being read, and its cure: the one where reading ended, or
    one of the two before it."""
    for index in range(min(at, len(lines) - 1), max(-1, at - 3), -1):
        for slip, cure in _SLIPS:
            if slip.search(lines[index]):
                return index, cure
    return at, "检查缩进、冒号后的空格、引号和括号是否配对"


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_SCALAR, _END_OF_LIST, _END_OF_MAPPING = yaml.ScalarEvent, yaml.SequenceEndEvent, yaml.MappingEndEvent


class _Builder:
    """Builds values from parser events; refuses anchors, aliases, tags, merge keys and duplicate keys."""

    def __init__(self, name: str, next_event: Callable[[], Any]) -> None:
        self.name = name
        self.next_event = next_event
        self.depth = 0

    def document(self) -> Any:
        found: Any = None
        seen = False
        while not isinstance(event := self.next_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise self.fault(event, "一个文件只能有一份内容", "去掉多余的 ---")
                found, seen = self.node(self.next_event()), True
        return found

    def fault(self, event: Any, sentence: str, cure: str = "") -> SourceError:
        return SourceError("E-YAML", Place(self.name, event.start_mark.line + 1), sentence, cure)

    def node(self, event: Any) -> Any:
        kind = event.__class__
        if kind is _SCALAR and not event.anchor and event.tag is None:
            return event.value
        if kind is yaml.AliasEvent or event.anchor:
            raise self.fault(event, "规则文件不用锚点和引用", "把内容直接写出来")
        if event.tag is not None:
            raise self.fault(event, "规则文件不用标签", "以 ! 开头的值用引号括起来")
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault(event, "一层套一层，套得太深", "把内容写平一些")
        found = self.sequence() if kind is yaml.SequenceStartEvent else self.mapping(event)
        self.depth -= 1
        return found

    def sequence(self) -> LinedList:
        items = LinedList()
        append, mark, node, next_event = items.append, items.lines.append, self.node, self.next_event
        while (event := next_event()).__class__ is not _END_OF_LIST:
            append(node(event))
            mark(event.start_mark.line + 1)
        return items

    def mapping(self, start: Any) -> Lined:
        found = Lined(start.start_mark.line + 1)
        lines, node, next_event = found.lines, self.node, self.next_event
        while (event := next_event()).__class__ is not _END_OF_MAPPING:
            key = node(event)
            if key.__class__ is not str or key == "<<":
                raise self.fault(event, "键应是一个词", "看看冒号前面是不是少了名字")
            if key in found:
                raise self.fault(event, f"键“{key}”写了两次", "删去一处")
            found[key] = node(next_event())
            lines[key] = event.start_mark.line + 1
        return found
