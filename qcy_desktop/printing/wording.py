"""The words on each paper, read from files that an office may change without touching code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.source import read_yaml
from qcy_desktop.printing.fonts import Fonts
from qcy_desktop.printing.installed import FontChoice


class Wording:
    """The words of one paper. Keys are paths with dots: ``小结.已核定``."""

    def __init__(self, name: str, layers: Sequence[Mapping[str, Any]]) -> None:
        self._name = name
        self._layers = layers

    def say(self, key: str, **values: object) -> str:
        """The words at `key` with the places in braces filled in.

        Raises KnownError E-WORDING when the file lacks the key or names a place that does not exist.
        """
        found = self._find(key)
        if not isinstance(found, str):
            raise self._fault(f"缺少“{key}”")
        return self._filled(key, found, values)

    def _filled(self, key: str, text: str, values: Mapping[str, object]) -> str:
        try:
            return text.format(**values)
        except (KeyError, IndexError, ValueError):
            places = "、".join(f"{{{name}}}" for name in values) or "无"
            raise self._fault(f"“{key}”里的占位写错了，可用的占位：{places}") from None

    def items(self, key: str, **values: object) -> tuple[str, ...]:
        """The list of sentences at `key`, filled in like `say`; empty when the file has none."""
        found = self._find(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
            raise self._fault(f"“{key}”应是一列句子")
        return tuple(self._filled(key, entry, values) for entry in found)

    def _find(self, key: str) -> Any:
        for layer in self._layers:
            found: Any = layer
            for step in key.split("."):
                found = found.get(step) if isinstance(found, Mapping) else None
            if found is not None:
                return found
        return None

    def _fault(self, sentence: str) -> KnownError:
        return KnownError(
            "E-WORDING", f"用语文件 print/{self._name}.yaml {sentence}。", "请对照随程序附带的同名文件改正"
        )


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

    def wording(self, name: str, *bases: str) -> Wording:
        """The words of the paper called `name`; what its files lack is taken from those of `bases`.

        Raises KnownError when a file cannot be read.
        """
        paths = [folder / f"{each}.yaml" for each in (name, *bases) for folder in self.folders]
        bundled = self.folders[-1]
        return Wording(name, [read_yaml(path) for path in paths if path.parent == bundled or path.is_file()])
