"""Care of the database from the terminal, on real files in a folder of its own."""

from __future__ import annotations

import io
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.storage.cases import NewPaper
from tests.unit.cli.test_commands import Done, qcy

ROOT = Path(__file__).parents[3]


def care(folder: Path, *words: str) -> Done:
    return qcy("db", *words, "--data-dir", str(folder))


def test_a_new_database_is_whole_and_its_chain_verifies(tmp_path: Path) -> None:
    assert care(tmp_path, "check").returncode == 0
    assert care(tmp_path, "verify").returncode == 0
    assert str(tmp_path / "qcy.db") in care(tmp_path, "url").stdout


def test_a_backup_is_made_and_restored_with_the_former_file_kept_aside(tmp_path: Path) -> None:
    assert care(tmp_path, "backup").returncode == 0
    (backup,) = (tmp_path / "backups").glob("*.db")
    done = care(tmp_path, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "留在" in done.stdout
    assert care(tmp_path, "check").returncode == 0


def test_a_changed_act_makes_verify_answer_no(tmp_path: Path) -> None:
    care(tmp_path, "backup")
    with sqlite3.connect(tmp_path / "qcy.db") as raw:
        for (name,) in raw.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'"
        ).fetchall():
            raw.execute(f"drop trigger {name}")
        raw.execute("update audit set who = '别人' where rowid = (select max(rowid) from audit)")
    raw.close()
    done = care(tmp_path, "verify")
    assert done.returncode == 1
    assert done.stdout.strip()


def test_a_backup_that_does_not_exist_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    care(tmp_path, "check")
    before = (tmp_path / "qcy.db").read_bytes()
    assert care(tmp_path, "restore", str(tmp_path / "没有.db")).returncode == 2
    assert (tmp_path / "qcy.db").read_bytes() == before


def test_the_address_of_a_shared_hall_is_kept_and_its_password_never_shown(tmp_path: Path) -> None:
    done = care(tmp_path, "url", "postgresql://desk:geheim@hall/qcy")
    assert done.returncode == 0
    assert "geheim" not in done.stdout
    assert "hall/qcy" in care(tmp_path, "url").stdout
    assert care(tmp_path, "url", "local").returncode == 0
    assert "qcy.db" in care(tmp_path, "url").stdout


def test_an_address_of_another_kind_is_refused_without_showing_its_password(tmp_path: Path) -> None:
    done = care(tmp_path, "url", "mysql://desk:geheim@hall/qcy")
    assert done.returncode == 2
    assert "geheim" not in done.stderr


def keep_paper(folder: Path, year: int) -> None:
    """A paper of that year in the database of a folder."""
    with Storage.open(folder, ROOT / "db" / "migrations") as store:
        id = store.save_enterprise(Enterprise(name="清源"), "甲", datetime(year, 5, 1, tzinfo=UTC))
        paper = NewPaper("assessment", b"%PDF", enterprise_id=id)
        store.keep_paper(paper, "甲", datetime(year, 5, 1, tzinfo=UTC))


def test_the_check_reports_part_by_part_and_names_a_tampered_backup(tmp_path: Path) -> None:
    assert care(tmp_path, "backup").returncode == 0
    whole = care(tmp_path, "check")
    assert whole.returncode == 0
    for part in ("数据库文件与引用", "附件内容", "操作记录链", "备份文件：1 份，完好", "数据库完好"):
        assert part in whole.stdout
    (backup,) = (tmp_path / "backups").glob("*.db")
    with sqlite3.connect(backup) as raw:
        raw.execute("UPDATE settings SET value = 'x'")
    raw.close()
    done = care(tmp_path, "check")
    assert done.returncode == 1
    assert backup.name in done.stdout
    assert "1 处有问题" in done.stdout


def test_a_restore_says_what_is_lost_before_and_what_is_there_after(tmp_path: Path) -> None:
    care(tmp_path, "backup")
    (backup,) = (tmp_path / "backups").glob("*.db")
    keep_paper(tmp_path, 2025)
    done = care(tmp_path, "restore", str(backup))
    assert "步操作不在其中" in done.stdout
    assert done.stdout.rstrip().endswith("恢复后的数据库完好")


def test_a_year_is_archived_found_and_brought_back(tmp_path: Path) -> None:
    keep_paper(tmp_path, 2024)
    assert "2024 年可归档：文书 1 件" in care(tmp_path, "archive").stdout
    assert care(tmp_path, "archive", "2024").returncode == 0
    assert "2024 年已归档：文书 1 件" in care(tmp_path, "archive").stdout
    assert "assessment-2024-00001" in care(tmp_path, "archive", "--find", "清源").stdout
    assert care(tmp_path, "archive", "2024").returncode == 2
    refused, made = care(tmp_path, "batches").stdout.split("\n  ")[0], care(tmp_path, "batches").stdout.splitlines()[-1]
    assert "归档 失败 1" in refused
    assert "文书 1" in made
    assert "已取回 2024 年" in care(tmp_path, "archive", "2024", "--restore").stdout
    assert care(tmp_path, "check").returncode == 0


def test_an_office_moves_as_one_file(tmp_path: Path) -> None:
    keep_paper(tmp_path / "old", 2024)
    file = tmp_path / "搬家.qcymove"
    assert care(tmp_path / "old", "carry-out", str(file)).returncode == 0
    done = care(tmp_path / "new", "carry-in", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("数据完好")
    assert care(tmp_path / "new", "carry-in", str(tmp_path / "没有")).returncode == 2


def test_the_database_is_encrypted_by_one_command_and_opens_with_its_passphrase_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_paper(tmp_path, 2024)
    monkeypatch.setattr("sys.stdin", io.StringIO("一句够长的口令，请记好它\n"))
    done = care(tmp_path, "encrypt")
    assert done.returncode == 0, done.stderr
    assert "明文" in done.stdout
    assert "清源".encode() not in (tmp_path / "qcy.db").read_bytes()
    shut = care(tmp_path, "check")
    assert shut.returncode == 2
    assert "口令" in shut.stderr
    monkeypatch.setenv("QCY_PASSPHRASE", "一句够长的口令，请记好它")
    assert care(tmp_path, "check").returncode == 0
    assert care(tmp_path, "decrypt").returncode == 0
    monkeypatch.delenv("QCY_PASSPHRASE")
    assert care(tmp_path, "check").returncode == 0


def test_acts_are_listed_written_out_and_undone(tmp_path: Path) -> None:
    keep_paper(tmp_path, 2024)
    assert "出具文书" in care(tmp_path, "audit", "--until", "2024-05-02").stdout
    assert care(tmp_path, "audit", "--since", "2024-05-02").stdout == "没有符合条件的操作记录\n"
    assert care(tmp_path, "audit", "-o", str(tmp_path / "a.csv")).returncode == 0
    assert "新增企业" in (tmp_path / "a.csv").read_text("utf-8-sig")
    listed = qcy("db", "undo", "--data-dir", str(tmp_path), "--user", "甲").stdout
    assert listed.startswith("1 撤销新增企业“清源”")
    done = qcy("db", "undo", "1", "--data-dir", str(tmp_path), "--user", "甲")
    assert done.stdout.strip() == "已撤销新增企业“清源”"
    assert care(tmp_path, "undo", "1").returncode == 2


def test_a_second_place_is_set_and_loud_when_absent(tmp_path: Path) -> None:
    data, usb = tmp_path / "data", tmp_path / "usb"
    assert care(data, "second", str(usb)).returncode == 2
    usb.mkdir()
    assert str(usb) in care(data, "second", str(usb)).stdout
    assert f"并复制到 {usb}" in care(data, "backup").stdout
    for path in usb.iterdir():
        path.unlink()
    usb.rmdir()
    for command in ("backup", "check"):
        done = care(data, command)
        assert done.returncode == 1
        assert "第二备份位置" in done.stdout
    assert "没有设置" in care(data, "second", "none").stdout
    assert care(data, "backup").returncode == 0


def test_a_synchronised_folder_is_refused_until_it_is_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive" / "data"
    done = care(folder, "check")
    assert done.returncode == 2
    assert "any-folder" in done.stderr
    assert care(folder, "any-folder", "yes").returncode == 0
    assert care(folder, "check").returncode == 0
    assert care(folder, "any-folder", "no").returncode == 0
    assert care(folder, "check").returncode == 2


def test_what_an_office_keeps_needs_its_log_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_paper(tmp_path, 2024)
    care(tmp_path, "backup")
    (backup,) = (tmp_path / "backups").glob("*.db")
    with Storage.open(tmp_path, ROOT / "db" / "migrations") as store:
        admin = NewAccount("guan", "管", frozenset({Role.ADMIN}), "Qing-Yuan-2026")
        store.accounts.add(admin, "", datetime.now(UTC))
        session = store.accounts.login("guan", "Qing-Yuan-2026", datetime.now(UTC))
        with store.acting(session):
            clerk = NewAccount("zhang", "张", frozenset({Role.COUNTER}), "Chuang-Kou-2026")
            store.accounts.add(clerk, "guan", datetime.now(UTC))
        given = store.accounts.login("zhang", "Chuang-Kou-2026", datetime.now(UTC))
        store.accounts.change_password(given, "Chuang-Kou-2026", "Chuang-Kou-2027", datetime.now(UTC))

    def by(user: str, password: str, *words: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return qcy("db", *words, "--data-dir", str(tmp_path), "--user", user).returncode

    for words in (("restore", str(backup)), ("audit",), ("archive", "2024"), ("decrypt",)):
        assert care(tmp_path, *words).returncode == 2
        assert by("zhang", "Chuang-Kou-2027", *words) == 2
        assert by("guan", "falsch", *words) == 2
    assert by("guan", "Qing-Yuan-2026", "audit") == 0
    assert by("guan", "Qing-Yuan-2026", "archive", "2024") == 0
    assert by("guan", "Qing-Yuan-2026", "restore", str(backup)) == 0
