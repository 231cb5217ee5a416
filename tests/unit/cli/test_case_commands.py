"""Cases and papers from a terminal: every kind, the same refusals, numbers and codes that lead back to the case."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.cli import main as cli
from qcy_desktop.cli.place import Places
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.paperkinds import WITHOUT_CASE, WORDS
from tests.unit.printing.reading import text
from tests.unit.services.small_rules import capped_rules

NUMBER = "XXZC-FX-20261120-0001"


@pytest.fixture
def places(root: Path, tmp_path: Path) -> Places:
    now = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
    return Places(
        root / "rules", root / "resources", root / "db", lambda asked: tmp_path / "data", lambda: now, lambda: 0
    )


@pytest.fixture
def sample(root: Path) -> str:
    return str(root / "resources" / "samples" / "growth-hnte.json")


def test_every_kind_of_the_contract_is_listed(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["paper", "list"], places) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(WORDS)
    assert len(WORDS) == 15


@pytest.mark.parametrize("kind", ["application", "commitment", "materials", "account"])
def test_what_an_enterprise_applies_with_needs_no_case(places: Places, sample: str, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"{kind}.pdf"
    words = ["paper", kind, "--enterprise", sample, "--measure", "xx16-02", "-o", str(out)]
    assert cli.run(words, places) == 0
    read = text(out.read_bytes()).replace(" ", "")
    assert "陕西秦汉芯辰智能装备股份有限公司" in read
    assert kind == "account" or "首次认定国家高新技术企业奖励" in read


@pytest.mark.parametrize("kind", sorted(set(WORDS) - WITHOUT_CASE))
def test_what_belongs_to_a_case_says_so(places: Places, sample: str, tmp_path: Path, kind: str) -> None:
    with pytest.raises(KnownError, match="要从办件打印"):
        cli.run(["paper", kind, "--enterprise", sample, "-o", str(tmp_path / "x.pdf")], places)
    assert not (tmp_path / "x.pdf").exists()


def test_a_case_goes_from_file_to_notice_in_a_terminal(
    places: Places, sample: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "受理.pdf"
    assert cli.run(["case", "open", "--enterprise", sample, "--measure", "xx16-02"], places) == 0
    assert capsys.readouterr().out.strip() == NUMBER
    assert cli.run(["case", "act", NUMBER, "提交", "--item", "申请表"], places) == 0
    assert cli.run(["case", "act", NUMBER, "受理"], places) == 0
    moved, then = capsys.readouterr().out.splitlines()[-2:]
    assert moved.endswith("提交 → 受理") and then.startswith("下一步：转办（窗口人员、审核人员）")
    capsys.readouterr()
    assert cli.run(["paper", "acceptance", "--case", NUMBER, "-o", str(out)], places) == 0
    warned, done = capsys.readouterr().out.splitlines()
    assert warned.startswith("注意　本单位的联系电话、办公地址还没有填写") and "管理 → 单位" in warned
    assert done.startswith("已写好受理通知书")
    assert "XXZC-FX-SL2026-00001" in text(out.read_bytes())
    with pytest.raises(KnownError, match="还没有核定"):
        cli.run(["paper", "approval", "--case", NUMBER, "-o", str(out)], places)
    assert cli.run(["paper", "approval", "--case", NUMBER, "--sample", "-o", str(out)], places) == 0
    assert "样张" in text(out.read_bytes())
    assert cli.run(["case", "replay", NUMBER], places) == 0
    with pytest.raises(KnownError, match="不能办理"):
        cli.run(["case", "act", NUMBER, "拨付"], places)


def test_the_pool_of_a_measure_is_previewed_and_nothing_is_decided_by_it(
    places: Places, root: Path, sample: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = ["--rules", str(capped_rules(root, tmp_path))]
    cli.run(["case", "open", "--enterprise", sample, "--measure", "xx16-02", *rules], places)
    for words in (["提交", "--item", "申请表"], ["受理"], ["转办"]):
        cli.run(["case", "act", NUMBER, *words, *rules], places)
    capsys.readouterr()
    budget = ["case", "budget", "xx16-02", "--pool", "7万元", *rules]
    assert cli.run(budget, places) == 0
    said = capsys.readouterr().out
    head, sums, words_, clause, row, total, *notes = said.splitlines()
    assert head == "预览，不是审定　首次认定国家高新技术企业奖励（第二条）　2026 年受理的办件"
    assert sums == (
        "总额 7.00 万元　已承诺 0.00 万元（0 件，其中已拨 0.00 万元）　余额 7.00 万元　待核 1 件 10.00 万元　"
        "不够，差 3.00 万元　比例 7/10（70.00%）"
    )
    assert words_.endswith("规则写明：年度预算内按比例核减") and "还没有核定" in clause
    assert row.startswith(f"  {NUMBER}　初审　陕西秦汉芯辰智能装备股份有限公司")
    assert total == "  合计　测算上限 100,000.00 元　核减后 70,000.00 元　核减 30,000.00 元"
    assert row.endswith("测算上限 100,000.00 元　核减后 70,000.00 元　核减 30,000.00 元")
    assert any("由主管单位定" in note for note in notes)
    assert cli.run([*budget, "--json"], places) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["preview"], document["rate"], document["left"]) == (True, "7/10", "70000.00")
    assert [(one["claimed"], one["after"], one["cut"]) for one in document["cases"]] == [
        ("100000.00", "70000.00", "30000.00")
    ]
    cli.run(["case", "show", NUMBER, *rules], places)
    assert "初审" in capsys.readouterr().out.splitlines()[0]
    with pytest.raises(KnownError, match="没有写单位"):
        cli.run([*budget[:3], "--pool", "7", *rules], places)
    with pytest.raises(KnownError, match="没有写总量控制"):
        cli.run(budget[:5], places)


def test_an_act_is_taken_back_and_the_days_report_tells_both(
    places: Places, sample: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["case", "open", "--enterprise", sample, "--measure", "xx16-02"], places) == 0
    for words in (["提交", "--item", "申请表"], ["受理"], ["转办"], ["撤销", "--words", "转错了科室"]):
        assert cli.run(["case", "act", NUMBER, *words], places) == 0
    assert "初审 → 受理" in capsys.readouterr().out
    sheet, book = tmp_path / "日报.pdf", tmp_path / "日报.xlsx"
    for out in (sheet, book):
        assert cli.run(["case", "report", "--from", "2026-11-20", "-o", str(out)], places) == 0
    said = capsys.readouterr().out
    assert "撤销　1 次" in said and "转办　1 次" in said
    assert "办件情况表" in text(sheet.read_bytes()).replace(" ", "") and book.read_bytes()[:2] == b"PK"


def test_a_clause_is_verified_from_a_terminal_by_two_people(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text_file = tmp_path / "第二条.txt"
    text_file.write_text("第二条　首次认定的国家高新技术企业，给予10万元奖励。", "utf-8")
    words = [
        "verify",
        "sign",
        "xx16-02",
        "--text",
        str(text_file),
        "--source",
        "西咸管发〔2023〕12号",
        "--user",
        "张敏",
    ]
    assert cli.run(["verify", "try", *words[2:-2]], places) == 0
    told = capsys.readouterr().out
    assert "规则参数里有、条文里没有的数：计时起点 2021-01-01。" in told and "样例" in told
    assert "没有说到" not in told
    other = tmp_path / "第九条.txt"
    other.write_text("第九条　对新建的公共停车场，按每个车位2000元给予一次性补贴。", "utf-8")
    cli.run(["verify", "try", "xx16-02", "--text", str(other), "--source", "示例文号"], places)
    assert capsys.readouterr().out.startswith("注意　条文里没有说到“首次认定国家高新技术企业奖励”")
    assert cli.run(words, places) == 0
    with pytest.raises(KnownError, match="两人"):
        cli.run(["verify", "confirm", "xx16-02", "--user", "张敏"], places)
    assert cli.run(["verify", "confirm", "xx16-02", "--user", "李卫东"], places) == 0
    assert cli.run(["verify", "list", "xx16-02"], places) == 0
    assert "张敏 2026年11月20日核定，李卫东 2026年11月20日复核" in capsys.readouterr().out
    assert cli.run(["rules", "list"], places) == 0
    assert "李卫东" in capsys.readouterr().out
    file = tmp_path / "核定.qcyclause"
    assert cli.run(["verify", "export", "-o", str(file)], places) == 0
    assert cli.run(["verify", "revoke", "xx16-02", "--reason", "文件已修订", "--user", "李卫东"], places) == 0
    assert cli.run(["verify", "import", str(file), "--user", "张敏"], places) == 0
    assert "来自西咸新区政务服务大厅" in capsys.readouterr().out
    assert cli.run(["verify", "again", "1", "--user", "张敏"], places) == 0
    assert "第 1 号已重新签署为第 3 号" in capsys.readouterr().out
    file.write_text(file.read_text("utf-8").replace("10万元", "90万元"), "utf-8")
    with pytest.raises(KnownError, match="被改动过"):
        cli.run(["verify", "import", str(file), "--user", "张敏"], places)
