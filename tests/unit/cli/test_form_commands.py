"""An office's own form from a terminal: looked at, mapped, filled from an enterprise file and from a case, carried on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qcy_desktop.cli import main as cli
from qcy_desktop.cli.place import Places
from qcy_desktop.domain.errors import KnownError
from tests.unit.exchange.form_files import excel_form


@pytest.fixture
def places(root: Path, tmp_path: Path) -> Places:
    now = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    return Places(
        root / "rules", root / "resources", root / "db", lambda asked: tmp_path / "data", lambda: now, lambda: 0
    )


def test_a_form_is_mapped_filled_and_carried_from_a_terminal(
    places: Places, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "某局申请表.xlsx", tmp_path / "填好.xlsx"
    file.write_bytes(excel_form())
    sample = str(root / "resources" / "samples" / "growth-hnte.json")
    assert cli.run(["form", "cells", str(file)], places) == 0
    assert "申请表!B2　→ 企业名称" in capsys.readouterr().out
    words = ["form", "map", str(file), "--set", "申请表!B3=上年 技术转让所得|万元", "--clear", "申请表!B6"]
    assert cli.run(words, places) == 0
    told = capsys.readouterr().out
    assert "申请表!B3　上年 技术转让所得（万元）" in told and "第 1 版" in told and "材料清单" not in told
    assert (
        cli.run(["form", "fill", "某局申请表", "--enterprise", sample, "--as-of", "2023-12-20", "-o", str(out)], places)
        == 1
    )
    assert "空着" in capsys.readouterr().out
    sheet = load_workbook(out)["申请表"]
    assert sheet["B2"].value == "陕西秦汉芯辰智能装备股份有限公司" and sheet["B3"].value == 0
    package = tmp_path / "表.qcyform"
    assert cli.run(["form", "export", "某局申请表", "-o", str(package)], places) == 0
    assert cli.run(["form", "import", str(package)], places) == 0
    assert "为第 2 版" in capsys.readouterr().out
    assert cli.run(["form", "list", "--json"], places) == 0
    assert '"version": 2' in capsys.readouterr().out
    assert cli.run(["form", "retire", "某局申请表"], places) == 0
    assert cli.run(["form", "list"], places) == 0
    assert "共 0 份" in capsys.readouterr().out
    assert cli.run(["form", "names"], places) == 0
    assert "统一社会信用代码" in capsys.readouterr().out


def test_a_case_fills_the_form_and_wrong_words_are_sentences(places: Places, root: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "某局申请表.xlsx", tmp_path / "填好.xlsx"
    file.write_bytes(excel_form())
    sample = str(root / "resources" / "samples" / "growth-hnte.json")
    assert (
        cli.run(["case", "open", "--enterprise", sample, "--measure", "xx16-02", "--as-of", "2024-06-01"], places) == 0
    )
    assert cli.run(["form", "map", str(file), "--set", "申请表!B9=受理编号", "--bare"], places) == 0
    number = "XXZC-FX-20261120-0001"
    assert cli.run(["form", "fill", "某局申请表", "--case", number, "-o", str(out)], places) == 0
    assert load_workbook(out)["申请表"]["B9"].value == number
    for words, said in (
        (["form", "fill", "没有", "--case", number, "-o", str(out)], "没有"),
        (["form", "fill", "某局申请表", "-o", str(out)], "受理编号和企业文件"),
        (["form", "map", str(tmp_path / "没有.xlsx")], "读不了文件"),
        (["form", "map", str(file), "--set", "申请表!B2=企业名"], "企业名称"),
    ):
        with pytest.raises(KnownError, match=said):
            cli.run(words, places)
