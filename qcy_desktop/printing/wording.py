"""The words on each paper, read from files that an office may change without touching code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.source import Lined, Place, SourceError, read_yaml
from qcy_desktop.printing.fonts import Fonts
from qcy_desktop.printing.installed import FontChoice
from qcy_desktop.printing.own_words import faults_of, files_of

_CURE = "请对照随程序附带的同名文件改正"


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of words."""

    path: Path
    words: Lined


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands at a key, and where."""

    value: Any
    place: Place


class Wording:
    """The words of one paper. Keys are paths with dots: ``小结.已核定``."""

    def __init__(self, name: str, layers: Sequence[Layer]) -> None:
        self._name = name
        self._layers = layers

    def say(self, key: str, **values: object) -> str:
        """The words at `key` with the places in braces filled in.

        Raises SourceError E-WORDING, with file and line, when the key is lacking or names a place that does not exist.
        """
        found = self._find(key)
        if found is None:
            raise KnownError("E-WORDING", f"用语文件 {self._name}.yaml 缺少“{key}”。", _CURE)
        if not isinstance(found.value, str):
            raise _fault(found.place, f"“{key}”应是一句话")
        return filled(found.place, key, found.value, values)

    def items(self, key: str, **values: object) -> tuple[str, ...]:
        """The list of sentences at `key`, filled in like `say`; empty when the file has none."""
        found = self._find(key)
        if found is None:
            return ()
        if not isinstance(found.value, list) or not all(isinstance(entry, str) for entry in found.value):
            raise _fault(found.place, f"“{key}”应是一列句子")
        return tuple(filled(found.place, key, entry, values) for entry in found.value)

    def rows(self, key: str, **values: object) -> tuple[dict[str, str], ...]:
        """The list of small tables at `key`, e.g. boxes, each text filled in like `say`; empty when the file has none."""
        found = self._find(key)
        if found is None:
            return ()
        if not isinstance(found.value, list) or not all(isinstance(entry, Mapping) for entry in found.value):
            raise _fault(found.place, f"“{key}”应是一列，每一项写成“键: 值”")
        return tuple(
            {name: filled(found.place, key, text, values) for name, text in entry.items()} for entry in found.value
        )

    def _find(self, key: str) -> _Found | None:
        steps = key.split(".")
        for layer in self._layers:
            found: Any = layer.words
            for step in steps:
                found = found.get(step) if isinstance(found, Mapping) else None
            if found is not None:
                return _Found(found, Place(str(layer.path), layer.words.line_of(*steps)))
        return None


def filled(place: Place, key: str, text: object, values: Mapping[str, object]) -> str:
    """`text` with its places in braces filled in. Raises SourceError E-WORDING."""
    if not isinstance(text, str):
        raise _fault(place, f"“{key}”应是一句话")
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError, AttributeError):
        places = "、".join(f"{{{name}}}" for name in values) or "无"
        raise _fault(place, f"“{key}”里的占位写错了，可用的占位：{places}") from None


def _fault(place: Place, sentence: str) -> SourceError:
    return SourceError("E-WORDING", place, f"{sentence}。", _CURE)


@dataclass(frozen=True, slots=True)
class Stationery:
    """What papers are made with: typefaces, and the folders that hold the words, the office's own before the bundled.

    A file in an earlier folder may hold only the keys it changes.
    """

    fonts: Fonts
    folders: tuple[Path, ...]

    @classmethod
    def of(cls, resources: Path, own: Path | None = None, choice: FontChoice | None = None) -> Stationery:
        """From the bundled resources folder, the folder of the office's own ``*.yaml`` files if there is one, and the
        installed typefaces it prefers."""
        bundled = resources / "print"
        return cls(Fonts(resources / "fonts", choice), (bundled,) if own is None else (own, bundled))

    def wording(self, name: str) -> Wording:
        """The words of the paper called `name`; what its files lack is taken from those behind it.

        Raises SourceError E-WORDING, with file and line, for the first thing wrong in an own file, KnownError for one that
        cannot be read.
        """
        return Wording(name, [layer for each in files_of(name) for layer in self._layers(each)])

    def _layers(self, name: str) -> Iterator[Layer]:
        """The office's own file of that name, held against the bundled one, and the bundled one."""
        *own, bundled = self.folders
        for folder in own:
            path = folder / f"{name}.yaml"
            if path.is_file():
                words = read_yaml(path)
                for fault in faults_of(words, path, bundled):
                    raise fault
                yield Layer(path, words)
        path = bundled / f"{name}.yaml"
        yield Layer(path, read_yaml(path))
