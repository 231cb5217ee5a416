"""Files that come from or go to a place a person chose; what goes wrong is a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.language import tr


def open_bytes(file: Path) -> bytes:
    """What a file holds. Raises KnownError E-FILE."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise KnownError("E-FILE", f"读不了文件 {file}：{fault.strerror}", "请检查 U 盘和路径") from None


def write_bytes(file: Path, body: bytes) -> None:
    """Write a file. Raises KnownError E-FILE."""
    try:
        file.write_bytes(body)
    except OSError as fault:
        raise KnownError("E-FILE", f"存不进 {file}：{fault.strerror}", "请换一个文件夹，或看看磁盘是否已满") from None


def save_bytes(
    parent: QWidget, body: bytes, name: str, said: Callable[[str], object], faulted: Callable[[KnownError], object]
) -> None:
    """Ask where to, then write."""
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("存为"), name)
    if not chosen:
        return
    try:
        write_bytes(Path(chosen), body)
    except KnownError as fault:
        faulted(fault)
        return
    said(tr("已存为 {f}").format(f=chosen))
