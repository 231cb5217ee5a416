"""Rule files broken at random: every one is answered by findings with file and line, never by a traceback or a hang."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qcy_desktop.engine.check import check_folders

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [
    path
    for pack in ("xixian-12", "xixian-16", "xixian-hydrogen", "province-hydrogen")
    for path in sorted((ROOT / "rules" / pack).glob("*.yaml"))
    if path.name != "pack.yaml" and "金额" in path.read_text("utf-8")
]
ODD = [
    "",
    "0",
    "-1",
    "1e9",
    "NaN",
    "是",
    "null",
    "~",
    "[]",
    "{}",
    "[[[[]]]]",
    "2023-02-30",
    "99999999999999999999999元",
    "1/0",
    "5%%",
    "＂",
    "䶮〇𬭚",
    "\x00",
    "&a",
    "*a",
    "!!x",
    "<<",
    "，",
    "(",
    "「",
    "且",
    "不低于",
    "上年",
    "近0年均值 营业收入",
    "近99999年每年 营业收入 超过 0",
]


def broken(text: str, chance: random.Random) -> bytes:
    """The file with one to four things wrong."""
    data: str | bytes = text
    for _ in range(chance.randint(1, 4)):
        data = MUTATIONS[chance.randrange(len(MUTATIONS))](
            data if isinstance(data, str) else data.decode("utf-8", "replace"), chance
        )
    return data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")


def lines_of(text: str) -> list[str]:
    return text.split("\n")


def drop_line(text: str, chance: random.Random) -> str:
    lines = lines_of(text)
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def twice(text: str, chance: random.Random) -> str:
    lines = lines_of(text)
    at = chance.randrange(len(lines))
    return "\n".join([*lines[: at + 1], *lines[at:]])


def swap(text: str, chance: random.Random) -> str:
    lines = lines_of(text)
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def indent(text: str, chance: random.Random) -> str:
    lines = lines_of(text)
    at = chance.randrange(len(lines))
    lines[at] = " " * chance.randint(1, 5) + lines[at] if chance.random() < 0.7 else "\t" + lines[at].lstrip()
    return "\n".join(lines)


def other_value(text: str, chance: random.Random) -> str:
    lines = lines_of(text)
    at = chance.randrange(len(lines))
    head, colon, _ = lines[at].partition(":")
    lines[at] = f"{head}{colon} {chance.choice(ODD)}" if colon else chance.choice(ODD)
    return "\n".join(lines)


def other_word(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    words[chance.randrange(len(words))] = chance.choice(ODD)
    return " ".join(words)


def other_letter(text: str, chance: random.Random) -> str:
    if not text:
        return chance.choice(ODD)
    at = chance.randrange(len(text))
    return (
        text[:at]
        + chr(chance.choice([0x20, 0x3A, 0x7B, 0x7D, 0x5B, 0x22, 0x4E00, 0x1F600, chance.randrange(0x20, 0x2FFF)]))
        + text[at + 1 :]
    )


def cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def other_encoding(text: str, chance: random.Random) -> bytes:
    return text.encode(chance.choice(["gb18030", "utf-16"]))


def deep(text: str, chance: random.Random) -> str:
    depth = chance.choice([50, 400, 3000])
    return text + "\n条件: " + "{全部: [" * depth + "]}" * depth + "\n"


def large(text: str, chance: random.Random) -> str:
    return text + "\n已知: " + "很长" * chance.choice([10, 100_000]) + "\n"


MUTATIONS = [
    drop_line,
    twice,
    swap,
    indent,
    other_value,
    other_value,
    other_word,
    other_word,
    other_letter,
    cut,
    other_encoding,
    deep,
    large,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dictionary and the gates with one pack of a single measure."""
    rules = tmp_path_factory.mktemp("broken") / "rules"
    (rules / "one").mkdir(parents=True)
    for name in ("facts.yaml", "kinds.yaml"):
        shutil.copy(ROOT / "rules" / name, rules / name)
    pack = "编号: one\n标题: 一项的政策集\n版本: 1\n级别: 西咸新区\n证据: {等级: 机构转述, 来源: 测试}\n"
    (rules / "one" / "pack.yaml").write_text(pack, "utf-8")
    return rules


def test_a_broken_rule_file_is_answered_with_findings_that_name_it(
    folder: Path, trials: Callable[[int, int], int]
) -> None:
    chance, count = random.Random(20261120), trials(240, 10_000)
    said = 0
    for number in range(count):
        source = chance.choice(SOURCES)
        data = broken(source.read_text("utf-8"), chance)
        file = folder / "one" / source.name
        file.write_bytes(data)
        try:
            findings = check_folders([folder])
        except Exception as fault:  # noqa: BLE001 - the point of the test: nothing may get through
            pytest.fail(
                f"mutation {number} of {source.name} raised {fault!r}:\n{data[:2000].decode('utf-8', 'replace')}"
            )
        finally:
            file.unlink()
        for finding in findings:
            assert finding.line >= 1
            assert finding.code
            assert finding.message
            assert finding.cure, finding
        errors = [finding for finding in findings if finding.severity == "error"]
        assert all(Path(finding.file).name == source.name for finding in errors), errors
        said += bool(findings)
    # What is left unsaid changed nothing but words, or put one right thing in the place of another.
    assert said > count * 0.8


def test_a_dictionary_or_gates_file_that_is_broken_is_named(folder: Path, trials: Callable[[int, int], int]) -> None:
    chance = random.Random(7)
    shutil.copy(SOURCES[0], folder / "one" / SOURCES[0].name)
    try:
        for name in ("facts.yaml", "kinds.yaml"):
            good = (folder / name).read_text("utf-8")
            for _ in range(trials(10, 400)):
                (folder / name).write_bytes(broken(good, chance))
                for finding in check_folders([folder]):
                    assert finding.line >= 1
                    assert finding.message
                    assert finding.cure, finding
            (folder / name).write_text(good, "utf-8")
    finally:
        (folder / "one" / SOURCES[0].name).unlink()
