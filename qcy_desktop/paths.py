"""Where things lie: the read-only folder that came with the program and the one folder of the user."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

FOLDER_NAME = "qcy_desktop"
PORTABLE_MARKER = "portable.txt"
PORTABLE_FOLDER = "data"


@dataclass(frozen=True, slots=True)
class Bundled:
    """What came with the program. Never written into."""

    root: Path

    @property
    def resources(self) -> Path:
        return self.root / "resources"

    @property
    def rules(self) -> Path:
        return self.root / "rules"

    @property
    def db(self) -> Path:
        return self.root / "db"

    @property
    def migrations(self) -> Path:
        return self.db / "migrations"

    @property
    def fonts(self) -> Path:
        return self.resources / "fonts"

    @property
    def samples(self) -> Path:
        return self.resources / "samples"


@dataclass(frozen=True, slots=True)
class UserFolder:
    """The one folder that belongs to the user. Nothing is made until `make` is called."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "qcy.db"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def packs(self) -> Path:
        return self.root / "packs"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def crash(self) -> Path:
        return self.root / "crash"

    @property
    def print(self) -> Path:
        """The office's own words and boxes for papers; it is for people to make."""
        return self.root / "print"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def lock(self) -> Path:
        return self.root / "qcy.lock"

    @property
    def practice(self) -> UserFolder:
        """A folder of its own for practice mode, so that no invented case ever meets a real one."""
        return UserFolder(self.root / "practice")

    def make(self) -> UserFolder:
        """Create the folder and its rooms where missing. Raises OSError when it cannot be written."""
        for folder in (self.root, self.backups, self.packs, self.logs, self.crash, self.exports):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def find_bundled() -> Bundled:
    """The folder that holds `resources`, `rules` and `db`.

    Every build carries them inside the package under `_bundled`; in a source checkout they lie beside it.
    """
    package = Path(str(files("qcy_desktop")))
    inside = package / "_bundled"
    return Bundled(inside if inside.is_dir() else package.parent)


def program_folder() -> Path:
    """Where the program itself lies: beside the executable of a built program, else beside the package."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(str(files("qcy_desktop"))).parent


def find_user_folder(asked: Path | None, environ: Mapping[str, str], platform: str, program: Path) -> UserFolder:
    """The user's folder: the one asked for, else beside a portable program, else where this system keeps such things.

    `platform` is `sys.platform`; `program` the folder of the program. Looks, but creates nothing.
    """
    if asked is not None:
        return UserFolder(asked.expanduser().absolute())
    if (program / PORTABLE_MARKER).is_file():
        return UserFolder(program / PORTABLE_FOLDER)
    return UserFolder(_system_place(environ, platform) / FOLDER_NAME)


def font_folders(environ: Mapping[str, str], platform: str) -> tuple[Path, ...]:
    """Where this system keeps installed typefaces, those of the user last; folders need not exist."""
    if platform == "win32":
        windows, local = environ.get("WINDIR", r"C:\Windows"), environ.get("LOCALAPPDATA", "")
        own = (Path(local) / "Microsoft" / "Windows" / "Fonts",) if local else ()
        return (Path(windows) / "Fonts", *own)
    if platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library" / "Fonts")
    shared = _system_place(environ, platform) / "fonts"
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", shared)


def _system_place(environ: Mapping[str, str], platform: str) -> Path:
    if platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    # The base-directory rule says that a relative path is to be ignored.
    shared = Path(environ.get("XDG_DATA_HOME", ""))
    return shared if shared.is_absolute() else Path.home() / ".local" / "share"
