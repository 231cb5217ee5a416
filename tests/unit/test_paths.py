"""Where things lie, on every system the program runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcy_desktop.paths import PORTABLE_MARKER, UserFolder, find_bundled, find_user_folder, font_folders


def test_a_source_checkout_finds_its_folders_beside_the_package(root: Path) -> None:
    bundled = find_bundled()
    assert bundled.root == root
    assert bundled.resources.is_dir()
    assert bundled.rules.is_dir()
    assert bundled.migrations.is_dir()


def test_the_folder_asked_for_beats_everything_else(tmp_path: Path) -> None:
    (tmp_path / PORTABLE_MARKER).touch()
    found = find_user_folder(tmp_path / "asked", {"XDG_DATA_HOME": "/elsewhere"}, "linux", tmp_path)
    assert found.root == tmp_path / "asked"


def test_a_marker_file_makes_the_program_portable(tmp_path: Path) -> None:
    (tmp_path / PORTABLE_MARKER).touch()
    found = find_user_folder(None, {"XDG_DATA_HOME": "/elsewhere"}, "linux", tmp_path)
    assert found.root == tmp_path / "data"


def test_linux_keeps_to_the_base_directory_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    given = find_user_folder(None, {"XDG_DATA_HOME": str(tmp_path / "shared")}, "linux", tmp_path)
    unset = find_user_folder(None, {}, "linux", tmp_path)
    relative = find_user_folder(None, {"XDG_DATA_HOME": "some/where"}, "linux", tmp_path)
    assert given.root == tmp_path / "shared" / "qcy_desktop"
    assert unset.root == relative.root == tmp_path / ".local" / "share" / "qcy_desktop"


def test_windows_keeps_to_the_local_application_data(tmp_path: Path) -> None:
    found = find_user_folder(None, {"LOCALAPPDATA": str(tmp_path)}, "win32", tmp_path / "program")
    assert found.root == tmp_path / "qcy_desktop"


def test_looking_for_the_folder_creates_nothing(tmp_path: Path) -> None:
    find_user_folder(tmp_path / "asked", {}, "linux", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_making_the_folder_twice_keeps_what_is_there(tmp_path: Path) -> None:
    folder = UserFolder(tmp_path / "user").make()
    folder.database.write_bytes(b"kept")
    folder.make()
    assert folder.database.read_bytes() == b"kept"
    assert {entry.name for entry in folder.root.iterdir() if entry.is_dir()} == {
        "backups",
        "packs",
        "logs",
        "crash",
        "exports",
    }


def test_practice_never_shares_a_database_with_real_work(tmp_path: Path) -> None:
    folder = UserFolder(tmp_path)
    assert folder.practice.database != folder.database
    assert folder.practice.lock != folder.lock


def test_typefaces_are_looked_for_where_each_system_keeps_them(tmp_path: Path) -> None:
    windows = font_folders({"WINDIR": r"D:\Win", "LOCALAPPDATA": r"D:\Local"}, "win32")
    assert [str(folder).replace("\\", "/") for folder in windows] == [
        "D:/Win/Fonts",
        "D:/Local/Microsoft/Windows/Fonts",
    ]
    assert len(font_folders({}, "win32")) == 1
    linux = font_folders({"XDG_DATA_HOME": str(tmp_path)}, "linux")
    assert Path("/usr/share/fonts") in linux and tmp_path / "fonts" in linux
