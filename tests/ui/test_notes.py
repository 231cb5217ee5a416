"""Notes and files in the window over a real store: signed, kept for good, numbers covered, files proved, refusals told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from case_office import CaseOffice, case_office
from conftest import OpenWindow, press, write
from desk_in_memory import EngineDesk
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from staffed_office import FIRST, SECOND, now, staffed

from qcy_desktop.app.desk import CounterDesk
from qcy_desktop.app.window import desk as open_desk
from qcy_desktop.domain.accounts import RIGHTS, Role
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.paths import find_bundled
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.notes_files import NotesFiles, Owner
from qcy_desktop.settings import Settings
from qcy_desktop.storage.belongings import LARGEST, NewNote
from qcy_desktop.ui.desk import Look, Surroundings
from qcy_desktop.ui.main_window import MainWindow
from qcy_desktop.ui.notes.dialog import NotesDialog
from qcy_desktop.ui.notes.page import NotesPage
from qcy_desktop.ui.notes.picture import PictureDialog
from qcy_desktop.ui.officer.case_page import NOTES
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.skin import Skin

PHONE = "13900000000"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CounterDesk]:
    """李工, a counter clerk, sits here."""
    with open_desk(staffed(tmp_path / "user"), Settings(), practice=False) as seated:
        seated.seat.log_in("li", SECOND)
        yield seated


@pytest.fixture
def window(desk: CounterDesk, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    id = desk.save(Enterprise(name="甲公司"), None)
    skin = Skin(qapp, find_bundled().resources, Look("light"))
    around = Surroundings(find_bundled().resources, tmp_path / "crash", lambda: date(2026, 11, 20), now, Look("light"))
    made = MainWindow(desk, skin, around)
    made.show()
    made.activateWindow()
    made.errand.open_stored(id)
    qtbot.waitUntil(lambda: made.errand.sheet.id == id and not made.jobs.busy(), timeout=20_000)
    yield made
    made.close()
    made.deleteLater()
    skin.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settled(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=20_000)


def opened(window: MainWindow, qtbot: QtBot) -> NotesPage:
    window.acts.action("notes").trigger()
    dialog = next(one for one in window.findChildren(NotesDialog) if one.isVisible())
    settled(window, qtbot)
    return dialog.page


def shown(page: NotesPage) -> list[str]:
    return [str(page.files.lines.data(page.files.lines.index(0, place))) for place in range(6)]


def test_a_note_is_signed_by_who_sits_here_covered_and_shown_in_full_on_record(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot
) -> None:
    page = opened(window, qtbot)
    assert not page.keep.isEnabled()
    write(page.words, f"财务来电 {PHONE}，材料周五补齐")
    press(page.words, Qt.Key.Key_Return, control=True)
    settled(window, qtbot)
    assert page.words.toPlainText() == "" and page.full.isVisible()
    assert "李工" in page.notes.toPlainText() and "139****0000，材料周五补齐" in page.notes.toPlainText()
    assert window.counter.enterprise.notes.text() == "备注 1"
    asked = page.ask_in_full()
    assert asked is not None
    asked.words.setCurrentText("电话核实")
    asked.accept()
    settled(window, qtbot)
    assert PHONE in page.notes.toPlainText() and not page.full.isVisible()
    link = desk.counter.store.care.audit("note")[0]
    assert (link.act, link.who, link.after) == ("personal.show", "li", {"purpose": "电话核实"})


def test_what_is_half_written_is_there_again_and_goes_with_the_clerk(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    write(page.words, "还没写完")
    page.window().reject()  # type: ignore[attr-defined]
    again = opened(window, qtbot)
    assert again is not page and again.words.toPlainText() == "还没写完"
    again.window().reject()  # type: ignore[attr-defined]
    window.beside.put_away()
    assert opened(window, qtbot).words.toPlainText() == ""


def test_files_are_dropped_listed_and_looked_into_and_the_look_is_recorded(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    image.save(str(tmp_path / "营业执照.png"))
    (tmp_path / "审计报告.pdf").write_bytes(PDF)
    page = opened(window, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("营业执照.png", "审计报告.pdf")])
    mouse = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *mouse)
    page.dragEnterEvent(entering)
    assert entering.isAccepted()
    page.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *mouse))
    settled(window, qtbot)
    assert shown(page)[:2] == ["审计报告.pdf", "PDF"] and shown(page)[3] == "李工" and "2 个文件" in page.told.text()
    page.files.selectRow(0)
    page.open_file()
    settled(window, qtbot)
    preview = page.window().findChild(Preview)
    assert isinstance(preview, Preview) and preview.pdf == PDF
    preview.reject()
    page.files.selectRow(1)
    page.open_file()
    settled(window, qtbot)
    picture = page.window().findChild(PictureDialog)
    assert isinstance(picture, PictureDialog) and picture.shown.pixmap().width() == 40
    picture.reject()
    links = desk.counter.store.care.audit("attachment")
    assert [link.act for link in links] == ["personal.show", "personal.show", "attachment.add", "attachment.add"]


def test_a_file_that_is_too_large_empty_or_kept_already_is_refused_and_the_others_are_kept(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    files = {name: tmp_path / name for name in ("大.zip", "空.txt", "对.docx", "同.docx")}
    with files["大.zip"].open("wb") as large:
        large.truncate(LARGEST + 1)
    files["空.txt"].touch()
    files["对.docx"].write_bytes(b"words")
    files["同.docx"].write_bytes(b"words")
    page = opened(window, qtbot)
    page.take([*files.values(), tmp_path / "没有"])
    settled(window, qtbot)
    assert page.files.lines.rowCount() == 1 and shown(page)[:3] == ["对.docx", "Word", "5 字节"]
    said = page.told.text()
    assert (
        "已收 1 个" in said
        and "超过 20 MB" in said
        and "空文件" in said
        and "已经有了" in said
        and "读不了“没有”" in said
    )
    page.save_to(tmp_path / "副本.docx", b"words")
    assert (tmp_path / "副本.docx").read_bytes() == b"words"


def test_rights_are_asked_for_by_the_service_and_said_in_the_window(
    window: MainWindow, desk: CounterDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    store, owner = desk.counter.store, Owner(1)
    (tmp_path / "甲.pdf").write_bytes(PDF)
    file = desk.notes().attach(owner, tmp_path / "甲.pdf")
    policy = Hand("赵工", RIGHTS[Role.POLICY])
    refused = NotesFiles(store=store, hand=lambda: policy, clock=now)
    for act in (
        lambda: refused.add_note(owner, "不该记下"),
        lambda: refused.attach(owner, tmp_path / "甲.pdf"),
        lambda: refused.body(file),
        lambda: refused.in_full(owner, "看看"),
    ):
        with pytest.raises(KnownError) as fault:
            act()
        assert fault.value.code == "E-RIGHT"
    desk.seat.log_in("wang", FIRST)
    desk.seat.log_out()
    page = opened(window, qtbot)
    page.files.selectRow(0)
    assert page.words.isReadOnly() and not page.add.isEnabled() and "登录" in page.add.toolTip()
    assert not page.see.isEnabled() and not page.keep.isEnabled()


def test_the_notes_of_a_case_stand_beside_its_papers_with_those_of_its_enterprise_and_no_other_case(
    open_window: OpenWindow, rules: EngineDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    with case_office(tmp_path / "office") as office:
        first = _noted_case(office)
        desk = rules.fresh()
        desk.officer = lambda: office.seat  # type: ignore[method-assign,return-value]
        window = open_window(desk)
        window.acts.action("officer").trigger()
        assert window.officer is not None
        page = window.officer.page()
        page.open_case(first)
        settled(window, qtbot)
        page.case.right.choose(NOTES)
        notes = page.case.notes
        told = notes.notes.toPlainText()
        assert "企业的话" in told and "本件\n本件的话" in told and "别件的话" not in told
        assert page.case.right._group.button(NOTES).text() == "备注 2"
        stage = page.case.sheet.view.dossier.stage if page.case.sheet else None
        notes.words.setFocus()
        write(notes.words, "现场已看")
        press(notes.words, Qt.Key.Key_Return, control=True)
        settled(window, qtbot)
        assert "现场已看" in notes.notes.toPlainText() and page.dialog is None
        assert page.case.sheet is not None and page.case.sheet.view.dossier.stage is stage
        page.forget()
        assert "现场已看" not in notes.notes.toPlainText()


def _noted_case(office: CaseOffice) -> int:
    """A case with a note, another one of the same enterprise with one, and one on the enterprise."""
    first = office.case(1)
    row = office.store.load_case(first)
    belongs = office.seat.notes()
    belongs.add_note(Owner(row.enterprise_id), "企业的话")
    belongs.add_note(Owner(row.enterprise_id, first), "本件的话")
    other = office.case(1)
    office.store.belongings.add_note(NewNote(row.enterprise_id, "别件的话", other), "李工", office.now())
    return first
