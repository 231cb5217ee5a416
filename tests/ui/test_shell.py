"""The shell: every control named and reachable, both palettes readable, Chinese throughout, practice mode visible."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, press, write
from desk_in_memory import NOON, EngineDesk
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QDialog,
    QLabel,
    QLineEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.ui.crash import CrashCatcher
from qcy_desktop.ui.desk import Look
from qcy_desktop.ui.dialogs import AboutDialog
from qcy_desktop.ui.header import PracticeBand
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.theme import make_theme, style_sheet
from qcy_desktop.ui.tokens import PALETTES, Tokens

OpenWindow = Callable[..., MainWindow]
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QDateEdit, QAbstractItemView, QTextEdit)
MAY_STAY_LATIN = re.compile(r"\b(Ctrl|Alt|Home|F\d+|PDF|A107012|IPO|Esc|Enter|KPI|ERP|IP|LED|Excel)\b")


def _controls(window: QWidget) -> list[QWidget]:
    inside = (QComboBox, QDateEdit, QAbstractItemView)
    return [
        w
        for w in window.findChildren(QWidget)
        if isinstance(w, CONTROLS)
        and w.isVisible()
        and not isinstance(w.parentWidget(), inside)
        and w.metaObject().className() not in ("QTableCornerButton",)
        and w.objectName() != "qt_toolbar_ext_button"
    ]


def test_every_control_has_a_name_for_screen_readers(filled: MainWindow) -> None:
    nameless = [
        w for w in _controls(filled) if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
    ]
    assert not nameless


@pytest.mark.parametrize("name", ["keys", "log"])
def test_every_control_of_the_small_windows_has_a_name_and_is_reached(filled: MainWindow, name: str) -> None:
    filled.acts.action(name).trigger()
    shown = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    controls = [w for w in _controls(shown) if not isinstance(w, QAbstractItemView) or w.accessibleName()]
    assert controls
    assert not [w for w in controls if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))]
    assert not [w.accessibleName() for w in controls if w.isEnabled() and not _reachable(w)]
    shown.close()


def test_every_field_is_reached_by_tab_and_the_way_ends_where_it_began(filled: MainWindow) -> None:
    filled.tools.scan.setFocus()
    seen: list[QWidget] = []
    for _ in range(400):
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen and now is not seen[-1]:
            break
        seen.append(now)
        press(filled, Qt.Key.Key_Tab)
    wanted = [w for w in _controls(filled) if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert not [w.accessibleName() for w in wanted if w not in seen]


@pytest.mark.parametrize(
    "page", ["gaps", "best", "ladder", "what_if", "history", "library", "self_check", "customer", "help"]
)
def test_every_control_of_every_page_has_a_name(filled: MainWindow, page: str, qtbot: QtBot) -> None:
    filled.acts.action(page).trigger()
    qtbot.waitUntil(lambda: not filled.jobs.busy())
    around = filled.companions
    shown: QWidget = {"self_check": around.self_check, "customer": around.customer, "help": around.help}.get(
        page
    ) or filled
    if around.self_check is not None:
        around.self_check.begin()
    nameless = [
        type(w).__name__
        for w in _controls(shown)
        if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
    ]
    assert not nameless
    unreachable = [w.accessibleName() for w in _controls(shown) if w.isEnabled() and not _reachable(w)]
    assert not unreachable


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_every_text_colour_is_readable_on_its_ground(name: str) -> None:
    tokens = PALETTES[name]
    pairs = [
        ("text", "page"),
        ("text", "card"),
        ("muted", "page"),
        ("muted", "card"),
        ("muted", "sunken"),
        ("text", "accent_soft"),
        ("accent", "card"),
        ("accent_text", "accent"),
        ("header_text", "header"),
        ("header_muted", "header"),
        ("practice_text", "practice"),
        ("bad", "card"),
        ("warn", "card"),
        ("good", "card"),
    ]
    pairs += [
        (c, g) for c in ("text", "muted", "accent", "good", "warn", "bad") for g in ("page", "sunken", "accent_soft")
    ]
    pairs += [(c, f"{c}_soft") for c in ("good", "warn", "bad", "calm", "accent")]
    outlines = [
        ("strong_line", "card"),
        ("strong_line", "page"),
        ("strong_line", "sunken"),
        ("focus", "card"),
        ("focus", "page"),
    ]
    assert not [(a, b) for a, b in outlines if _contrast(tokens, a, b) < 3]
    weak = [(a, b, round(_contrast(tokens, a, b), 2)) for a, b in pairs if _contrast(tokens, a, b) < 4.5]
    assert not weak


@pytest.mark.parametrize("look", [Look(t, s) for t in ("light", "dark", "contrast") for s in (80, 100, 150, 200)])
def test_the_style_sheet_is_complete_in_every_look(look: Look) -> None:
    template = (ROOT / "resources" / "qss" / "window.qss").read_text(encoding="utf-8")
    sheet = style_sheet(template, make_theme(look, "Noto Sans SC"), ROOT / "resources" / "icons")
    assert "$" not in sheet and not re.search(r"\d(dp|sp)\b", sheet)
    for icon in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(icon).is_file()


def test_theme_and_scale_change_at_once_and_are_remembered(
    open_window: OpenWindow, desk: EngineDesk, surroundings: object
) -> None:
    window = open_window(desk)
    kept: list[Look] = []
    window._around = replace(window._around, keep_look=kept.append)
    before = window.counter.results.sizeHintForRow(0)
    window.acts.action("dark").trigger()
    window.acts.action("larger").trigger()
    assert [look.theme for look in kept] == ["dark", "dark"] and kept[-1].scale == 110
    assert QApplication.palette().window().color().name().upper() == PALETTES["dark"].page
    assert window.counter.results.sizeHintForRow(0) >= before


def test_no_text_on_the_screen_is_english(filled: MainWindow) -> None:
    said = [w.text() for w in filled.findChildren(QLabel)] + [b.text() for b in filled.findChildren(QAbstractButton)]
    said += [w.placeholderText() for w in filled.findChildren(QLineEdit)] + [a.text() for a in QWidget.actions(filled)]
    left = [text for text in said if re.search(r"(?<![0-9])[A-Za-z]{3,}", MAY_STAY_LATIN.sub("", text))]
    assert not [text for text in left if "9199" not in text]


def test_qt_speaks_chinese_in_its_own_dialogs(qapp: QApplication) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_practice_mode_shows_its_band(open_window: OpenWindow, desk: EngineDesk) -> None:
    window = open_window(desk.fresh(practice=True))
    bands = window.findChildren(PracticeBand)
    assert len(bands) == 1 and bands[0].isVisible()
    assert "练习" in window.windowTitle()


def test_places_that_do_not_exist_yet_say_why(window: MainWindow) -> None:
    off = [b for b in window.header.findChildren(QAbstractButton) if not b.isEnabled()]
    assert all(b.toolTip() for b in off)


def test_acts_that_need_an_enterprise_are_off_and_say_so(window: MainWindow) -> None:
    assert not window.acts.action("print").isEnabled()
    assert window.acts.why_off("print")


def test_the_palette_finds_an_act_by_its_initials_and_does_it(filled: MainWindow) -> None:
    palette = filled.open_palette()
    palette.text.setText("tjcj")
    palette.run()
    assert filled.counter.switch.now() == 1


def test_no_two_acts_share_a_key(window: MainWindow) -> None:
    keys = [key for spec in window.acts.specs() for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_what_a_repairer_asks_first_is_copied_without_enterprise_data(filled: MainWindow) -> None:
    filled.acts.action("about").trigger()
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, AboutDialog) and w.isVisible())
    dialog.copy()
    copied = QApplication.clipboard().text()
    assert "Python" in copied and "规则" in copied and "屏幕" in copied
    assert filled.errand.sheet.name not in copied and filled.errand.sheet.uscc not in copied
    dialog.close()


def test_a_known_error_is_said_with_its_cure(filled: MainWindow, qtbot: QtBot) -> None:
    def refuse() -> None:
        raise KnownError("E-BUSY", "数据库正忙。", "稍等再试。")

    filled.jobs.store(refuse)
    qtbot.waitUntil(
        lambda: any("数据库正忙" in w.text() for w in QApplication.topLevelWidgets() for w in w.findChildren(QLabel))
    )
    for top in QApplication.topLevelWidgets():
        if top is not filled and top.isVisible():
            top.close()


def test_a_bug_leaves_a_crash_file_without_what_was_typed(filled: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    catcher = CrashCatcher(filled.counter._skin, tmp_path / "crash", "1.0", lambda: NOON)
    catcher.window = filled
    try:
        raise RuntimeError("boom")
    except RuntimeError as fault:
        catcher.show_fault(fault)
    files = list((tmp_path / "crash").iterdir())
    assert len(files) == 1
    text = files[0].read_text(encoding="utf-8")
    assert "RuntimeError" in text and filled.errand.sheet.name not in text
    assert catcher.last is not None
    catcher.last.accept()


class _Stretch(QTranslator):
    """A pseudo language half as long again as Chinese."""

    def translate(self, context: str, text: str, disambiguation: str = "", n: int = -1) -> str:
        return f"{text}〔{'长' * max(1, len(text) // 2)}〕" if context == "qcy" else ""


def test_longer_words_break_no_layout(qapp: QApplication, open_window: OpenWindow, desk: EngineDesk) -> None:
    stretch = _Stretch()
    qapp.installTranslator(stretch)
    try:
        window = open_window(desk)
        assert window.width() <= 1366 + 200
        shown = [b for b in window.findChildren(QAbstractButton) if b.isVisible()]
        assert not [(b.text(), b.width()) for b in shown if b.width() < b.minimumSizeHint().width()]
    finally:
        qapp.removeTranslator(stretch)


def test_longer_words_break_no_page(
    qapp: QApplication, open_window: OpenWindow, desk: EngineDesk, qtbot: QtBot
) -> None:
    stretch = _Stretch()
    qapp.installTranslator(stretch)
    try:
        window = open_window(desk)
        window.errand.open_stored(2)
        qtbot.waitUntil(lambda: window.errand.sheet.id == 2 and not window.jobs.busy())
        for name in ("gaps", "best", "ladder", "what_if", "history"):
            window.acts.action(name).trigger()
            shown = [b for b in window.counter.pages.currentWidget().findChildren(QAbstractButton) if b.isVisible()]
            assert not [(name, b.text()) for b in shown if b.width() < b.minimumSizeHint().width()]
        page = window.open_keys()
        narrow = [b for b in page.findChildren(QAbstractButton) if b.width() < b.minimumSizeHint().width()]
        page.accept()
        assert not [b.text() for b in narrow]
    finally:
        qapp.removeTranslator(stretch)


def test_the_window_fits_a_small_screen(window: MainWindow) -> None:
    hint = window.centralWidget().minimumSizeHint()
    assert hint.width() <= 1366 and hint.height() <= 768


def test_the_first_keys_reach_the_search_box(window: MainWindow) -> None:
    write(window, "9199")
    assert window.tools.scan.text() == "9199"


def _reachable(control: QWidget) -> bool:
    """By Tab; or by the arrows, from another of its group that is."""
    group = control.group() if isinstance(control, QAbstractButton) else None
    if group is not None and group.exclusive():
        return any(one.focusPolicy() != Qt.FocusPolicy.NoFocus for one in group.buttons())
    kinds = QAbstractButton | QLineEdit | QComboBox
    return not isinstance(control, kinds) or control.focusPolicy() != Qt.FocusPolicy.NoFocus


def _contrast(tokens: Tokens, first: str, second: str) -> float:
    one, two = sorted((_light(getattr(tokens, first)), _light(getattr(tokens, second))), reverse=True)
    return (one + 0.05) / (two + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_sheet_that_is_ready_while_another_page_is_open_waits_for_it(filled: MainWindow, qtbot: QtBot) -> None:
    filled.print_preview()
    filled.open_palette()
    qtbot.waitUntil(lambda: not filled.jobs.busy())
    assert filled.preview is None
    assert any("办完眼前这一步再打印" in label.text() for label in filled.status.findChildren(QLabel))
    front = QApplication.activeModalWidget()
    assert front is not None
    front.close()
    filled.print_preview()
    qtbot.waitUntil(lambda: filled.preview is not None)
    assert filled.preview is not None
    filled.preview.close()
