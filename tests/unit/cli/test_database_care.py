"""Care of the database from the terminal, on real files in a folder of its own."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.unit.cli.test_commands import Done, qcy


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
