"""The fitter: builds every part once and hands each what it needs; the only one who asks where things lie."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from qcy_desktop import __version__
from qcy_desktop.diagnostics import describe_bug, write_crash
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.paths import UserFolder, find_bundled, find_user_folder, font_folders, program_folder


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line when the window was asked for."""

    data_dir: Path | None = None
    rules: tuple[Path, ...] = ()
    as_of: str | None = None
    practice: bool = False
    self_check: bool = False
    safe: bool = False


def run_command(words: Sequence[str]) -> int:
    """Run one subcommand in the terminal; answers its exit code. Imports no Qt."""
    from qcy_desktop.cli import main as cli
    from qcy_desktop.cli.place import Places

    bundled = find_bundled()
    places = Places(
        rules=bundled.rules,
        resources=bundled.resources,
        db=bundled.db,
        user_folder=lambda asked: user_folder(asked).root,
        now=lambda: datetime.now(UTC).astimezone(),
        self_test=self_test,
        font_folders=font_folders(os.environ, sys.platform),
        # Standard input is for the password of --user; a passphrase on the command line would be seen by others.
        passphrase=os.environ.get("QCY_PASSPHRASE", ""),
    )
    return cli.run(list(words), places)


def self_test() -> int:
    """Try every part once and print what was found; answers 1 when one part failed."""
    from qcy_desktop.services.self_test import Kit, run_self_test, told

    bundled = find_bundled()
    # The core runs without Qt, and then there is no window to examine.
    more = {"窗口": _window_check} if find_spec("PySide6") else {}
    checks = run_self_test(Kit(bundled.resources, bundled.rules, bundled.db, datetime.now(UTC).astimezone()), more)
    sys.stdout.write(told(checks))
    return 0 if all(check.passed for check in checks) else 1


def _window_check(scratch: Path) -> str:
    from qcy_desktop.app.window import examine_window

    return examine_window(find_bundled(), scratch)


def open_window(wanted: Wanted) -> int:
    """Open the window and serve it until it is closed; answers its exit code.

    Raises KnownError when it cannot open, having said so in a dialog: there may be no terminal to say it on.
    """
    from qcy_desktop.app.window import Places, serve, serve_self_check
    from qcy_desktop.engine.reading import read_day
    from qcy_desktop.ui.application import tell_fault

    bundled = find_bundled()
    fonts = font_folders(os.environ, sys.platform)
    places = Places(bundled, user_folder(wanted.data_dir), wanted.rules or (bundled.rules,), fonts, wanted.safe)
    try:
        opening = serve_self_check if wanted.self_check else serve
        return opening(places, read_day(wanted.as_of) if wanted.as_of else None, practice=wanted.practice)
    except KnownError as fault:
        tell_fault(bundled.resources, fault)
        raise


def user_folder(asked: Path | None) -> UserFolder:
    """The user's folder on this machine; nothing is created."""
    return find_user_folder(asked, os.environ, sys.platform, program_folder())


def keep_crash(bug: BaseException, asked: Path | None, when: datetime, lines: tuple[str, ...] = ()) -> str:
    """Write the crash file of a bug; answers the sentence to show, with the crash text itself where none can be written."""
    text = describe_bug(bug, __version__, when, lines)
    try:
        file = write_crash(user_folder(asked).crash, text, when)
    except OSError:
        return f"程序出错了，而且无法写下记录。请把以下文字交给维护人员：\n{text}"
    return f"程序出错了，这是程序的毛病，不是您操作有误。已记下经过，请把这个文件交给维护人员：{file}"
