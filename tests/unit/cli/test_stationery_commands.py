"""``qcy stationery``: typefaces are told, chosen and refused; the office's own words are told, copied and checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.cli import main as cli
from qcy_desktop.cli.place import Places
from qcy_desktop.domain.errors import KnownError
from tests.unit.printing import font_files
from tests.unit.printing.reading import text


@pytest.fixture
def places(root: Path, tmp_path: Path) -> Places:
    now = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
    data, fonts = tmp_path / "data", tmp_path / "fonts"
    return Places(root / "rules", root / "resources", root / "db", lambda asked: data, lambda: now, lambda: 0, (fonts,))


def test_a_machine_without_chinese_faces_prints_with_the_bundled_ones(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["stationery", "fonts"], places) == 0
    assert "正文（仿宋）：随程序附带的字体" in capsys.readouterr().out


def test_a_chosen_face_is_kept_and_used_by_every_later_paper(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, family in enumerate(("FangSong", "STFangsong")):
        font_files.make(tmp_path / "fonts" / f"{number}.ttf", family)
    assert cli.run(["stationery", "fonts", "--letter", "STFangsong"], places) == 0
    out = tmp_path / "page.pdf"
    assert cli.run(["stationery", "fonts", "-o", str(out)], places) == 0
    assert capsys.readouterr().out.count("正文（仿宋）：STFangsong") == 2
    assert "正文（仿宋）：STFangsong" in text(out.read_bytes())
    assert cli.run(["stationery", "fonts", "--letter", "自动"], places) == 0
    assert "正文（仿宋）：FangSong" in capsys.readouterr().out


def test_a_face_that_is_not_there_is_refused_and_nothing_is_kept(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KnownError) as caught:
        cli.run(["stationery", "fonts", "--title", "方正小标宋"], places)
    assert caught.value.code == "E-FONT-CHOSEN"
    assert cli.run(["stationery", "fonts"], places) == 0


def test_the_office_copies_changes_and_checks_its_own_words(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["stationery", "words", "--copy", "approval"], places) == 0
    own = tmp_path / "data" / "print" / "approval.yaml"
    assert str(own) in capsys.readouterr().out
    assert cli.run(["stationery", "words"], places) == 0
    assert "没有问题" in capsys.readouterr().out
    own.write_text(own.read_text("utf-8").replace("标题:", "标提:"), "utf-8")
    assert cli.run(["stationery", "words"], places) == 1
    said = capsys.readouterr().out
    assert "approval.yaml 第 2 行" in said and "标题" in said


def test_papers_at_the_terminal_bear_the_offices_own_words(places: Places, root: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "print").mkdir(parents=True)
    (tmp_path / "data" / "print" / "commitment.yaml").write_text("标题: 信用承诺书\n", "utf-8")
    out, sample = tmp_path / "out.pdf", root / "resources" / "samples" / "growth-hnte.json"
    words = ["paper", "commitment", "--enterprise", str(sample), "--measure", "xx16-02", "-o", str(out)]
    assert cli.run(words, places) == 0
    assert "信用承诺书" in text(out.read_bytes())
