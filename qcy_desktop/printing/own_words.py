"""Holds an office's own files of words against the bundled ones, and starts new ones from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.source import Lined, LinedList, Place, SourceError, read_yaml

_COMMON = "common"
_BEHIND: Mapping[str, str] = {
    "self_check": "assessment", "approval": "opinions", "payment": "opinions",
    "acceptance": "notice", "supplement": "notice", "rejection": "notice", "publicity": "notice",
}  # fmt: skip
_PLACE = re.compile(r"\{(\w+)\}")
_ALWAYS = frozenset({"office", "window", "printed", "number", "as_of"})  # what heads and feet may say on every paper


def files_of(name: str) -> tuple[str, ...]:
    """The files that hold the words of a paper, its own first, the shared one last."""
    behind = (_BEHIND[name],) if name in _BEHIND else ()
    return tuple(dict.fromkeys((name, *behind, _COMMON)))


def bundled_names(folder: Path) -> tuple[str, ...]:
    """The names of the files of words that came with the program."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def copy_to(own: Path, bundled: Path, name: str) -> Path:
    """Lays a copy of a bundled file into the office's folder, to be changed there. Raises KnownError; nothing is overwritten."""
    if name not in bundled_names(bundled):
        hint = nearest(name, bundled_names(bundled)) or "用 qcy stationery words 列出全部名称"
        raise KnownError("E-WORDING", f"没有“{name}”这份用语文件。", hint)
    target = own / f"{name}.yaml"
    if target.exists():
        raise KnownError("E-WORDING", f"{target} 已经有了，没有改动。", "请直接修改它；要重新开始，先把它移走")
    own.mkdir(parents=True, exist_ok=True)
    target.write_text((bundled / f"{name}.yaml").read_text("utf-8"), "utf-8", newline="\n")
    return target


def faults(own: Path, bundled: Path) -> list[KnownError]:
    """Everything wrong in the office's own files, each with file and line; an empty list when all papers may be printed."""
    found: list[KnownError] = []
    for path in sorted(own.glob("*.yaml")) if own.is_dir() else ():
        try:
            found += faults_of(read_yaml(path), path, bundled)
        except KnownError as fault:
            found.append(fault)
    return found


def faults_of(words: Lined, path: Path, bundled: Path) -> list[KnownError]:
    """What is wrong in one own file: keys nobody reads, words of the wrong shape, places in braces that do not exist.

    Raises KnownError when the bundled files cannot be read.
    """
    names = bundled_names(bundled)
    if path.stem in names:
        return list(_Held(words, path, bundled).faults())
    cure = nearest(path.stem, names) or f"可用的文件名：{'、'.join(names)}"
    return [SourceError("E-WORDING", Place(str(path), 1), "没有文书用这个文件名的用语", cure)]


class _Held:
    """One own file held against the bundled ones."""

    def __init__(self, words: Lined, path: Path, bundled: Path) -> None:
        self._path, self._words = path, words
        models = [bundled / f"{name}.yaml" for name in files_of(path.stem)]
        self._model = _merged(*(read_yaml(model) for model in models))
        # Words and remarks of a bundled file together name every place that its paper can fill in.
        self._places = _ALWAYS.union(*(_PLACE.findall(model.read_text("utf-8")) for model in models))

    def faults(self) -> Iterator[KnownError]:
        yield from self._table(self._words, self._model, ())

    def _table(self, words: Lined, model: Mapping[str, Any], at: tuple[str | int, ...]) -> Iterator[KnownError]:
        for key, value in words.items():
            if key not in model:
                yield self._fault((*at, key), f"没有“{key}”这个键", nearest(key, model) or f"可用：{'、'.join(model)}")
            else:
                yield from self._value(value, model[key], (*at, key))

    def _value(self, value: Any, model: Any, at: tuple[str | int, ...]) -> Iterator[KnownError]:
        kinds: dict[type, str] = {Lined: "一组“键: 值”", LinedList: "一列", str: "一句话"}
        if type(value) is not type(model):
            yield self._fault(at, f"“{at[-1]}”应是{kinds[type(model)]}", "请对照随程序附带的同名文件改正")
        elif isinstance(value, Lined):
            yield from self._table(value, model, at)
        elif isinstance(value, LinedList):
            yield from self._list(value, model, at)
        else:
            yield from self._text(value, model, at)

    def _list(self, value: LinedList, model: LinedList, at: tuple[str | int, ...]) -> Iterator[KnownError]:
        kinds = {type(entry) for entry in model}
        keys = {key for entry in model if isinstance(entry, Lined) for key in entry}
        for number, entry in enumerate(value):
            if type(entry) not in kinds:
                yield self._fault((*at, number), f"“{at[-1]}”的第 {number + 1} 项写法不对", "请照附带的文件写")
            elif isinstance(entry, Lined):
                yield from self._table(entry, dict.fromkeys(keys, ""), (*at, number))
            else:
                yield from self._text(entry, " ".join(one for one in model if isinstance(one, str)), (*at, number))
        if _is_heads(at[-1]) and len(value) != len(model):
            yield self._fault(at, f"“{at[-1]}”应有 {len(model)} 项，写了 {len(value)} 项", "表格的列数不能增减")

    def _text(self, text: str, model: str, at: tuple[str | int, ...]) -> Iterator[KnownError]:
        try:
            named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            yield self._fault(at, "花括号没有成对", "占位写成 {名称}；要印花括号本身，写两遍")
            return
        for name in sorted(named - self._places):
            there = "、".join(f"{{{place}}}" for place in _PLACE.findall(model))
            cure = f"附带的这一句用到 {there}" if there else "可用的占位写在附带文件的开头"
            yield self._fault(at, f"没有“{{{name}}}”这个占位", cure)

    def _fault(self, at: Sequence[str | int], sentence: str, cure: str) -> SourceError:
        return SourceError("E-WORDING", Place(str(self._path), self._words.line_of(*at)), sentence, cure)


def _is_heads(key: str | int) -> bool:
    """Whether a key holds the heads of a table, as many as it has columns."""
    return isinstance(key, str) and (key.endswith("列") or key.startswith("列"))


def _merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """All keys of all layers, tables merged, the first layer first."""
    found: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            old = found.get(key)
            if isinstance(old, Mapping) and isinstance(value, Mapping):
                whole = Lined(0)
                whole.update(_merged(old, value))
                found[key] = whole
            else:
                found.setdefault(key, value)
    return found
