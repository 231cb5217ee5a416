"""Every preference of this machine, declared once and kept in one small file."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

VERSION = 1

_log = logging.getLogger(__name__)

Step = Callable[[dict[str, Any]], dict[str, Any]]
# One pure step per version: UPGRADES[n] turns settings of version n into those of version n + 1.
UPGRADES: Mapping[int, Step] = {}


class Settings(BaseModel):
    """What this machine prefers; another office's differences are rows of the database instead.

    Unchangeable: `model_copy(update=…)` or `changed` make the next one. Names unknown here are dropped on reading, so that
    a file of a neighbouring version still opens.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: Literal[1] = 1
    theme: Literal["system", "light", "dark", "contrast"] = "system"
    scale: int = Field(default=100, ge=80, le=200, description="percent of the system's text size")
    window_number: str = Field(default="", max_length=8, description="窗口号, printed on papers")
    office: str = Field(default="", max_length=60, description="经办机构, printed on papers")
    idle_minutes: int = Field(default=10, ge=0, le=240, description="minutes until an idle desk locks; 0: never")
    letter_font: str = Field(
        default="", max_length=80, description="family for the running text of papers; empty: the best installed 仿宋"
    )
    title_font: str = Field(
        default="", max_length=80, description="family for the titles of papers; empty: the best installed 小标宋"
    )
    practice: bool = Field(default=False, description="open the practice data instead of the real ones")
    geometry: str = Field(default="", description="place and size of the window, in the words of the window")
    hall: str = Field(
        default="", max_length=500, description="address of a shared hall's database, empty: this machine's"
    )
    second_backup: str = Field(
        default="", max_length=500, description="a further folder that every backup is copied to, empty: none"
    )
    any_folder: bool = Field(
        default=False, description="open the database although its folder is on a share or is synchronised"
    )
    recent: tuple[int, ...] = Field(default=(), description="records opened last, newest first")
    keys: dict[str, tuple[str, ...]] = Field(
        default={}, description="keys of acts that differ from the program's own, by the act's id; none: no key"
    )

    def changed(self, **values: object) -> Settings:
        """The same settings with some values replaced. Raises ValidationError for a value that is not allowed."""
        return Settings.model_validate({**self.model_dump(), **values})


def load_settings(file: Path) -> Settings:
    """Read the settings; the defaults when there is no file yet.

    A file that cannot be used is put aside under another name, never overwritten, and the defaults are taken.
    """
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError):
        return _put_aside(file, "unreadable")
    try:
        return Settings.model_validate(_upgraded(json.loads(text)))
    except (json.JSONDecodeError, ValidationError, TypeError):
        return _put_aside(file, "broken")
    except LookupError:
        return _put_aside(file, "other-version")


def save_settings(settings: Settings, file: Path) -> None:
    """Write the settings whole or not at all: written aside, flushed to the disk, then renamed. Raises OSError."""
    aside = file.with_name(file.name + ".new")
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(settings.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
    with aside.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(file)


ALIKE = ("theme", "scale", "office", "idle_minutes", "letter_font", "title_font", "hall", "second_backup", "keys")
"""What desks of one office have alike; the rest belongs to one desk alone."""
PROFILE = "qcy-settings-profile"


def write_profile(settings: Settings, file: Path) -> None:
    """What desks have alike, into one file to be carried to the others; a hall's address with a password in it is left out.

    Raises OSError.
    """
    said = {name: value for name, value in settings.model_dump(mode="json").items() if name in ALIKE}
    if "@" in said["hall"]:
        del said["hall"]
    text = json.dumps({"kind": PROFILE, "version": VERSION, **said}, ensure_ascii=False, indent=2) + "\n"
    file.write_text(text, "utf-8")


def read_profile(file: Path) -> dict[str, object]:
    """The values of a profile, each one checked. Raises OSError, or ValueError when it is none or a value is not allowed."""
    found = json.loads(file.read_text("utf-8"))
    if not isinstance(found, dict) or found.get("kind") != PROFILE or found.get("version") != VERSION:
        raise ValueError("no profile of this version")
    said = {name: found[name] for name in ALIKE if name in found}
    checked = Settings().changed(**said).model_dump()
    return {name: checked[name] for name in said}


def keep_copy(file: Path, when: datetime) -> str:
    """Copy the settings file beside itself; the copy's name, empty when there is no file. Raises OSError."""
    kept = file.with_name(f"{file.stem}-{when:%Y%m%d-%H%M%S}{file.suffix}")
    try:
        kept.write_bytes(file.read_bytes())
    except FileNotFoundError:
        return ""
    return kept.name


def _upgraded(found: Any) -> dict[str, Any]:
    """Bring the content of a settings file to today's version. Raises TypeError, or LookupError for an unknown version."""
    if not isinstance(found, dict):
        raise TypeError("settings file holds no table")
    values: dict[str, Any] = found
    number = values.get("version")
    while number != VERSION:
        if not isinstance(number, int):
            raise TypeError("settings file names no version")
        values = {**UPGRADES[number](values), "version": number + 1}
        number += 1
    return values


def _put_aside(file: Path, why: str) -> Settings:
    """Keep what could not be read for whoever wants to look, and start with the defaults."""
    kept = file.with_name(f"{file.stem}.{why}{file.suffix}")
    try:
        file.replace(kept)
    except OSError:
        _log.warning("settings file is %s and could not be put aside", why)
    else:
        _log.warning("settings file was %s; kept as %s", why, kept.name)
    return Settings()
