"""The operating system's lock on one small file, so that two programs never write one folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from qcy_desktop.domain.errors import KnownError


class FolderLock:
    """Holds ``qcy.lock`` from construction until `release`; the system drops it when the process dies.

    Raises KnownError E-DB-SECOND when another process holds it, E-DB-READONLY when the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KnownError(
                "E-DB-READONLY",
                f"数据文件夹“{path.parent}”不能写入。",
                "请检查该文件夹是否只读、磁盘是否写保护，或换一个数据文件夹。",
            ) from error
        if not _take(self._handle):
            os.close(self._handle)
            raise KnownError(
                "E-DB-SECOND",
                f"数据文件夹“{path.parent}”正被另一个窗口或命令使用。",
                "请先关闭另一个秦创原程序，或切换到已打开的窗口。",
            )

    def release(self) -> None:
        """Let the next program in. Safe to call twice."""
        if self._handle >= 0:
            _give_back(self._handle)
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _give_back(handle: int) -> None:
        # Closing lets go of it too, but Windows does not say when.
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _give_back(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
