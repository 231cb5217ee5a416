"""Rule files are strict YAML 1.2: every scalar is text, every key stands once, every mistake has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.source import SourceError, parse_yaml, read_yaml


@pytest.mark.parametrize(
    "scalar", ["on", "off", "yes", "no", "true", "false", "null", "~", "2024-01-01", "12", "0x1F", "1e3", "012", "1_000", "3.50", "1:30"]
)  # fmt: skip
def test_every_scalar_stays_the_text_that_was_written(scalar: str) -> None:
    assert parse_yaml(f"键: {scalar}\n{scalar}: [{scalar}]", "f.yaml") == {"键": scalar, scalar: [scalar]}


def test_an_empty_value_is_empty_text_and_not_nothing() -> None:
    assert parse_yaml("键:\n", "f.yaml") == {"键": ""}


def test_folded_and_quoted_text_is_read_as_yaml_says() -> None:
    text = "甲: >-\n  一\n  二\n乙: '单''引'\n丙: \"双\\n引\"\n丁: |\n  行\n"
    assert parse_yaml(text, "f.yaml") == {"甲": "一 二", "乙": "单'引", "丙": "双\n引", "丁": "行\n"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("甲: 1\n乙: 2\n甲: 3\n", 3, "“甲”写了两次"),
        ("甲:\n  - {丙: 1, 丙: 2}\n", 2, "“丙”写了两次"),
        ("甲: &x 1\n", 1, "锚点"),
        ("甲: 1\n乙: *x\n", 2, ""),
        ("甲: {丁: 1}\n乙: &y [1]\n丙: *y\n", 2, "锚点"),
        ("甲: 1\n\n乙: !!str 2\n", 3, "标签"),
        ("甲: ! 2\n", 1, "标签"),
        ("甲: !!binary aGk=\n", 1, "标签"),
        ("甲: 1\n<<: {乙: 2}\n", 2, "键应是一个词"),
        ("[1]: 2\n", 1, "键应是一个词"),
        ("甲: 1\n---\n乙: 2\n", 2, "一份内容"),
        ("- 甲\n- 乙\n", 1, "最外层"),
        ("", 1, "最外层"),
        ("甲: [1\n乙: 2\n", 2, "写法有误"),
        ("甲: 1\n\t乙: 2\n", 2, "写法有误"),
    ],
)
def test_what_rule_files_do_not_use_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_yaml(text, "f.yaml")
    assert (caught.value.place.file, caught.value.place.line) == ("f.yaml", line)
    assert words in caught.value.message


def test_every_key_and_every_item_remembers_its_line() -> None:
    source = parse_yaml("甲:\n  - 一\n  - {乙: 二,\n     丙: 三}\n\n丁: 四\n", "f.yaml")
    places = [("甲",), ("甲", 0), ("甲", 1), ("甲", 1, "乙"), ("甲", 1, "丙"), ("丁",), ("甲", 9), ("甲", 1, "无")]
    assert [source.line_of(*path) for path in places] == [1, 2, 3, 3, 4, 6, 1, 3]


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes("甲: 1\n".encode("utf-8-sig"))
    assert read_yaml(tmp_path / "f.yaml") == {"甲": "1"}


@pytest.mark.parametrize("content", [None, "甲: 1\n".encode("gbk")])
def test_a_missing_file_and_another_encoding_are_known_errors(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "f.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        read_yaml(path)
    assert caught.value.code == "E-FILE"
    assert caught.value.cure
