"""What commands on the store share: the folder, the store opened as the settings say, who acts, findings told."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qcy_desktop.cli.place import Call, say
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Finding
from qcy_desktop.services.assessing import declared_in
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.safekeeping import how_to_open
from qcy_desktop.settings import load_settings
from qcy_desktop.storage import Opening, Storage

SETTINGS = "settings.json"


@contextmanager
def opened(call: Call) -> Iterator[Storage]:
    """The user's database, closed afterwards. Raises KnownError when it cannot be opened."""
    store = Storage.open(folder_of(call), call.places.db / "migrations", opening_of(call))
    try:
        yield store
    finally:
        store.close()


def opening_of(call: Call) -> Opening:
    """How this machine opens its store."""
    settings = load_settings(folder_of(call) / SETTINGS)
    return how_to_open(declared_in(call.rule_folders), settings, call.places.passphrase)


def folder_of(call: Call) -> Path:
    """The user's folder, made if it is not there. Raises KnownError E-FOLDER."""
    folder = call.places.user_folder(call.data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise KnownError("E-FOLDER", f"数据文件夹 {folder} 建不起来", "请换一个能写的文件夹，或检查权限") from None
    return folder


def hand_for(call: Call, store: Storage, otherwise: str = "") -> Hand:
    """Who acts: logged in with --user and the password on standard input where the office keeps accounts.

    Else whoever --user names, `otherwise`, or whoever is logged in to this machine. Raises KnownError E-LOGIN-NEEDED, E-LOGIN,
    E-PASSWORD-CHANGE.
    """
    if not store.accounts.any():
        return Hand.alone(call.user or otherwise or who())
    if not call.user:
        raise KnownError("E-LOGIN-NEEDED", "办理这项业务要先登录。", "请加 --user 用户名，并从标准输入给出密码")
    password = sys.stdin.readline().rstrip("\r\n")
    session = store.accounts.login(call.user, password, call.places.now())
    if session.must_change:
        raise KnownError(
            "E-PASSWORD-CHANGE",
            "首次登录、重置后或密码已满半年，须先修改密码。",
            "请用 qcy user password --user 用户名",
        )
    return Hand.of(session)


def who() -> str:
    """Whoever is logged in to this machine, for acts of an office without accounts."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # A container without an entry for its user; Windows without the variable, where there is no `pwd` to ask.
        return "命令行"


def report(findings: Sequence[Finding], fine: str) -> int:
    """Each finding on a line; 1 when one means that data cannot be trusted."""
    for finding in findings:
        say(f"{finding.place}：{finding.sentence}" if finding.place else finding.sentence)
    if not findings:
        say(fine)
    return 1 if any(finding.grave for finding in findings) else 0
