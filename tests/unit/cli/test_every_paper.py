"""All fifteen kinds of paper come out of the terminal, each at its time; a refusal costs no number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qcy_desktop.cli import main as cli
from qcy_desktop.cli.place import Places
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.paperkinds import CODES, WORDS
from tests.unit.printing.reading import document, text

NUMBER = "XXZC-FX-20261120-0001"


@dataclass
class Terminal:
    """The command line of one machine, and a clock that can be put on."""

    root: Path
    folder: Path
    now: datetime = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
    printed: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str) -> int:
        places = Places(
            self.root / "rules", self.root / "resources", self.root / "db", lambda asked: self.folder / "data", lambda: self.now, lambda: 0
        )  # fmt: skip
        return cli.run(list(words), places)

    def act(self, who: str, deed: str, *more: str) -> None:
        assert self.run("--user", who, "case", "act", NUMBER, deed, *more) == 0

    def print(self, *kinds: str) -> None:
        for kind in kinds:
            out = self.folder / f"{kind}.pdf"
            assert self.run("--user", "窗口甲", "paper", kind, "--case", NUMBER, "-o", str(out)) == 0
            self.printed[kind] = text(out.read_bytes()).replace(" ", "").replace("\n", "")
            assert document(out.read_bytes()).metadata.title  # type: ignore[union-attr]

    def refused(self, kind: str, said: str, *more: str, out: str = "x.pdf") -> None:
        target = self.folder / out
        with pytest.raises(KnownError, match=said) as caught:
            self.run("paper", kind, "--case", NUMBER, "-o", str(target), *more)
        assert caught.value.cure and not target.is_file()


@pytest.fixture
def terminal(root: Path, tmp_path: Path) -> Terminal:
    return Terminal(root, tmp_path)


@pytest.mark.timeout(300)
def test_every_kind_is_printed_at_its_time_and_refused_before(terminal: Terminal, root: Path) -> None:
    clause = terminal.folder / "第二条.txt"
    clause.write_text("第二条　首次认定的国家高新技术企业，给予10万元奖励。", "utf-8")
    sample = str(root / "resources" / "samples" / "growth-hnte.json")
    terminal.run("--user", "张敏", "verify", "sign", "xx16-02", "--text", str(clause), "--source", "示例文号")
    terminal.run("--user", "李卫东", "verify", "confirm", "xx16-02")
    terminal.run("--user", "窗口甲", "case", "open", "--enterprise", sample, "--measure", "xx16-02")
    early = {
        "site_check": "受理",
        "archive": "提交",
        "acceptance": "受理",
        "supplement": "补正告知",
        "approval": "受理",
    }
    for kind, act in early.items():
        terminal.refused(kind, f"还没有办理“{act}”")
    terminal.print("assessment", "self_check", "application", "commitment", "account")
    terminal.act("窗口甲", "提交", "--item", "营业执照")
    terminal.print("materials")
    terminal.act("窗口甲", "补正告知", "--defect", "审计报告|缺附注|完整并盖章")
    terminal.print("supplement")
    terminal.act("窗口甲", "补正提交", "--item", "审计报告")
    terminal.act("窗口甲", "受理")
    # A paper that cannot be put down takes no number: the next one is the first of its kind.
    terminal.refused("acceptance", "文件夹不存在", out="nowhere/x.pdf")
    terminal.print("acceptance", "approval", "site_check")
    terminal.act("窗口甲", "转办")
    terminal.act("审核乙", "通过", "--words", "条件属实。")
    terminal.act("审核丙", "通过", "--words", "同意。")
    terminal.act("领导丁", "审定同意", "--amount", "10万元", "--words", "同意。", "--name", "主任办公会〔2026〕12号")
    terminal.act("审核乙", "开始公示")
    terminal.refused("publicity", "写了两次", "--case", NUMBER)
    terminal.refused("rejection", "还没有办理“不予受理”")
    terminal.print("publicity")
    terminal.now += timedelta(days=20)
    terminal.act("审核乙", "公示期满")
    terminal.act("审核乙", "拟拨付")
    terminal.print("payment", "payment_summary")
    terminal.print("archive")
    assert set(WORDS) - set(terminal.printed) == {"rejection"}
    for kind, letters in CODES.items():
        # Forms of the enterprise itself bear the case's number, not one of their own.
        wanted = {"rejection": "", "account": NUMBER, "materials": NUMBER}.get(kind, f"XXZC-FX-{letters}2026-00001")
        assert wanted in terminal.printed.get(kind, "")
    assert NUMBER in terminal.printed["application"] and NUMBER in terminal.printed["commitment"]
    assert "《西咸新区进一步支持秦创原总窗口建设若干措施》" in terminal.printed["commitment"]
    assert "归档目录" not in terminal.printed["archive"]
    assert all(word not in terminal.printed["publicity"] for word in ("账号", "开户", "手机", "联系电话"))


@pytest.mark.timeout(120)
def test_a_refused_case_gets_its_notice(terminal: Terminal, root: Path) -> None:
    sample = str(root / "resources" / "samples" / "growth-hnte.json")
    terminal.run("--user", "窗口甲", "case", "open", "--enterprise", sample, "--measure", "xx16-02")
    terminal.act("窗口甲", "提交", "--item", "营业执照")
    terminal.act("窗口甲", "不予受理", "--words", "税收关系不在本区。", "--name", "向税收关系所在地咨询")
    terminal.print("rejection")
    assert "税收关系不在本区" in terminal.printed["rejection"]
    assert "XXZC-FX-BY2026-00001" in terminal.printed["rejection"]
