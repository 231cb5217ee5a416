"""Accounts from a terminal: the first one, everyday care, refusals, and passwords that never stand on the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.cli import main as cli
from qcy_desktop.cli.place import Places
from qcy_desktop.domain.errors import KnownError

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BOSS, FIRST, OWN = "Weiyang-2026a", "Fengxi-2026b", "Jinghe-2027c"
Run = Callable[..., str]


@pytest.fixture
def run(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    places = Places(
        root / "rules", root / "resources", root / "db", lambda asked: tmp_path / "data", lambda: NOW, lambda: 0
    )

    def go(*words: str, told: tuple[str, ...] = ()) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in told)))
        assert cli.run(list(words), places) == 0
        return capsys.readouterr().out

    return go


@pytest.fixture
def staffed(run: Run) -> Run:
    run("user", "add", "wang", "--shown", "王主任", "--role", "管理", told=(BOSS,))
    run("user", "add", "li", "--shown", "李工", "--role", "窗口", "--user", "wang", told=(BOSS, FIRST))
    run("user", "password", "--user", "li", told=(FIRST, OWN))
    return run


def test_the_first_account_switches_log_in_on(run: Run) -> None:
    assert "尚未启用账号" in run("user", "list")
    with pytest.raises(KnownError) as refused:
        run("user", "add", "li", "--shown", "李工", "--role", "窗口", told=(BOSS,))
    assert refused.value.code == "E-ACCOUNT-FIRST"
    assert "已启用账号" in run("user", "add", "wang", "--shown", "王主任", "--role", "管理", told=(BOSS,))
    with pytest.raises(KnownError) as refused:
        run("user", "list")
    assert refused.value.code == "E-LOGIN-NEEDED"


def test_an_administrator_sees_everybody_as_json(staffed: Run) -> None:
    accounts = json.loads(staffed("user", "list", "--json", "--user", "wang", told=(BOSS,)))
    assert [(a["name"], a["roles"], a["must_change"]) for a in accounts] == [
        ("li", ["窗口"], False),
        ("wang", ["管理"], False),
    ]
    assert "password" not in json.dumps(accounts)


@pytest.mark.parametrize(
    "words", [("list",), ("add", "x1", "--shown", "甲", "--role", "窗口"), ("roles", "li", "管理"), ("reset", "wang"),
              ("disable", "wang"), ("enable", "wang"), ("unlock", "wang")]
)  # fmt: skip
def test_a_clerk_may_not_touch_accounts(staffed: Run, words: tuple[str, ...]) -> None:
    with pytest.raises(KnownError) as refused:
        staffed("user", *words, "--user", "li", told=(OWN, FIRST))
    assert refused.value.code == "E-RIGHT"


def test_a_clerk_is_given_another_role_switched_off_and_on_and_a_new_first_password(staffed: Run) -> None:
    staffed("user", "roles", "li", "窗口", "审核", "--user", "wang", told=(BOSS,))
    assert "窗口、审核　正常" in staffed("user", "list", "--user", "wang", told=(BOSS,))
    staffed("user", "disable", "li", "--user", "wang", told=(BOSS,))
    with pytest.raises(KnownError) as refused:
        staffed("case", "list", "--user", "li", told=(OWN,))
    assert refused.value.code == "E-LOGIN-OFF"
    staffed("user", "enable", "li", "--user", "wang", told=(BOSS,))
    staffed("user", "reset", "li", "--user", "wang", told=(BOSS, FIRST))
    assert "待改密码" in staffed("user", "list", "--user", "wang", told=(BOSS,))


def test_a_first_password_is_good_for_nothing_but_choosing_another(staffed: Run) -> None:
    staffed("user", "reset", "li", "--user", "wang", told=(BOSS, FIRST))
    with pytest.raises(KnownError) as refused:
        staffed("case", "list", "--user", "li", told=(FIRST,))
    assert refused.value.code == "E-PASSWORD-CHANGE"
    staffed("user", "password", "--user", "li", told=(FIRST, OWN + "x"))
    staffed("case", "list", "--user", "li", told=(OWN + "x",))


def test_wrong_passwords_lock_and_the_administrator_unlocks(staffed: Run) -> None:
    for _ in range(5):
        with pytest.raises(KnownError) as refused:
            staffed("case", "list", "--user", "li", told=("Wrong-2026x",))
    assert refused.value.code == "E-LOGIN-LOCKED"
    assert "锁定到" in staffed("user", "list", "--user", "wang", told=(BOSS,))
    staffed("user", "unlock", "li", "--user", "wang", told=(BOSS,))
    staffed("case", "list", "--user", "li", told=(OWN,))


def test_a_case_names_the_people_who_acted_as_the_window_does(staffed: Run, root: Path) -> None:
    sample = str(root / "resources" / "samples" / "growth-hnte.json")
    number = staffed(
        "case", "open", "--enterprise", sample, "--measure", "xx16-02", "--user", "li", told=(OWN,)
    ).strip()
    staffed("case", "act", number, "提交", "--item", "申请表", "--user", "li", told=(OWN,))
    assert "提交　李工　" in staffed("case", "show", number, "--user", "li", told=(OWN,))
    assert "\n  李工　1 次" in staffed("case", "report", "--from", "2026-11-20", "--user", "li", told=(OWN,))
    staffed("user", "add", "li2", "--shown", "李工", "--role", "窗口", "--user", "wang", told=(BOSS, FIRST))
    assert "提交　李工（li）　" in staffed("case", "show", number, "--user", "li", told=(OWN,))


def test_restoring_needs_the_right(staffed: Run, tmp_path: Path) -> None:
    staffed("db", "backup")
    made = next((tmp_path / "data" / "backups").glob("*.db"))
    with pytest.raises(KnownError) as refused:
        staffed("db", "restore", str(made), "--user", "li", told=(OWN,))
    assert refused.value.code == "E-RIGHT"
    assert "已恢复" in staffed("db", "restore", str(made), "--user", "wang", told=(BOSS,))
