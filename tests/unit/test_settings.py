"""Preferences survive: written whole, read back alike, never lost by a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from qcy_desktop.settings import Settings, load_settings, save_settings


def test_a_machine_without_settings_gets_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.json") == Settings()
    assert list(tmp_path.iterdir()) == []


def test_what_was_saved_is_read_back_alike(tmp_path: Path) -> None:
    file = tmp_path / "not yet there" / "settings.json"
    settings = Settings(theme="dark", scale=150, window_number="12", office="泾河新城政务服务中心", recent=(3, 1))
    save_settings(settings, file)
    assert load_settings(file) == settings
    assert [entry.name for entry in file.parent.iterdir()] == ["settings.json"]


def test_chinese_stays_readable_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    save_settings(Settings(office="沣东新城"), file)
    assert "沣东新城" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "kept_as"),
    [
        ("{", "settings.broken.json"),
        ("[]", "settings.broken.json"),
        ("{}", "settings.broken.json"),
        ('{"version": 1, "scale": 7}', "settings.broken.json"),
        ('{"version": 99, "theme": "dark"}', "settings.other-version.json"),
        ('{"version": 0}', "settings.other-version.json"),
    ],
)
def test_a_file_that_cannot_be_used_is_put_aside_unchanged(tmp_path: Path, text: str, kept_as: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text, "utf-8")
    assert load_settings(file) == Settings()
    assert (tmp_path / kept_as).read_text("utf-8") == text
    assert not file.exists()


def test_a_file_that_is_not_text_is_put_aside(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(b"\xff\xfe\x00")
    assert load_settings(file) == Settings()
    assert (tmp_path / "settings.unreadable.json").read_bytes() == b"\xff\xfe\x00"


def test_a_name_unknown_here_does_not_stop_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"version": 1, "theme": "contrast", "future": True}), "utf-8")
    assert load_settings(file).theme == "contrast"


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    save_settings(Settings(theme="dark"), file)
    (tmp_path / "settings.json.new").mkdir()
    with pytest.raises(OSError):
        save_settings(Settings(theme="light"), file)
    assert load_settings(file).theme == "dark"


def test_a_value_out_of_range_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings().changed(scale=1000)
