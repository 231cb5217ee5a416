"""Opens the window and the print preview for a moment, off the screen, to prove that both work on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.application import make_application
from qcy_desktop.ui.desk import Desk, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.skin import Skin


def try_window(desk: Desk, around: Surroundings, pdf: bytes) -> str:
    """Show the window and preview `pdf`; answers what was seen. Raises KnownError when something stayed empty."""
    app = make_application(["qcy", "-platform", "offscreen"])
    skin = Skin(app, around.resources, around.look)
    with _shown(app, MainWindow(desk, skin, around)) as window:
        size = window.grab().size()
        preview = Preview(window, skin, pdf, "自检")
        pages = preview.document.pageCount()
        drawn = preview.document.render(0, preview.document.pagePointSize(0).toSize()) if pages else None
        preview.close()
    if size.isEmpty() or drawn is None or drawn.isNull():
        raise KnownError("E-SELF-WINDOW", "窗口或打印预览没有画出来。", "请把本机信息交给维护人员")
    return f"窗口 {size.width()}×{size.height()}，打印预览 {pages} 页"


@contextmanager
def _shown(app: QApplication, window: MainWindow) -> Iterator[MainWindow]:
    window.show()
    app.processEvents()
    try:
        yield window
    finally:
        window.close()
        app.processEvents()
