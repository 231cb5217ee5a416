"""The notes and files of one enterprise or case: read above, written below; files come by button or by dropping."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QTextBrowser, QVBoxLayout, QWidget

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.services.notes_files import LARGEST_MB, FileLine, Kept, Owner
from qcy_desktop.ui.contacts.dialog import PurposeDialog
from qcy_desktop.ui.jobs import Jobs
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.notes.desk import NotesDesk
from qcy_desktop.ui.notes.notes_text import HEADS, file_line, notes_html
from qcy_desktop.ui.notes.picture import PictureDialog, is_pdf, read_picture
from qcy_desktop.ui.officer.act_fields import WordsEdit
from qcy_desktop.ui.officer.attempts import attempt
from qcy_desktop.ui.officer.files import write_bytes
from qcy_desktop.ui.preview import Preview
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, restyle, row
from qcy_desktop.ui.widgets.edits import ENTER
from qcy_desktop.ui.widgets.lines import Lines


class NotesPage(QWidget):
    """`counted` tells how many notes and files there are. What is being typed stays in `left` until it is kept."""

    counted = Signal(int)

    def __init__(self, skin: Skin, desk: NotesDesk, jobs: Jobs, left: dict[Owner, str] | None = None) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin, self._desk, self._jobs = skin, desk, jobs
        self._left: dict[Owner, str] = {} if left is None else left
        self.owner: Owner | None = None
        self.held = Kept()
        self.setAcceptDrops(True)
        self._make_notes()
        self._make_files()
        self._lay_out()
        skin.changed.connect(self._write)
        self._allow()

    def show_for(self, owner: Owner) -> None:
        """Another enterprise or case, or the same one anew; what was being typed for it is there again."""
        if owner != self.owner:
            self.owner, self.held = owner, Kept()
            self.words.setPlainText(self._left.get(owner, ""))
            self.tell("")
            self._write()
        self.fetch()

    def fetch(self) -> None:
        """Everything as it stands now, covered."""
        owner = self.owner
        if owner is not None:
            attempt(self._jobs, lambda: self._desk.kept(owner), lambda kept: self._show(owner, kept), self._refuse)

    def forget(self) -> None:
        """Another person sits here: nothing shown, nothing half written."""
        self._left.clear()
        self.owner, self.held = None, Kept()
        self.words.clear()
        self.tell("")
        self._write()

    def write_down(self) -> None:
        """Keep what was typed as a signed note."""
        owner, text = self.owner, self.words.toPlainText()
        if owner is None or not self.keep.isEnabled():
            return
        self.keep.setEnabled(False)

        def kept(_id: int) -> None:
            if self._left.get(owner) == text:
                # What was typed on meanwhile is the beginning of the next note.
                self._left.pop(owner)
                if self.owner == owner:
                    self.words.clear()
            if self.owner == owner:
                self.tell(tr("已记下，署了您的名字和时间。"))
                self.fetch()

        attempt(self._jobs, lambda: self._desk.add_note(owner, text), kept, self._refuse)

    def ask_for_files(self) -> None:
        """Choose files to be kept."""
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("添加附件"), "", tr("所有文件 (*)"))
        self.take([Path(one) for one in chosen])

    def take(self, files: Sequence[Path]) -> None:
        """Keep these files; what cannot be taken is said, the others are kept all the same."""
        owner = self.owner
        if owner is None or not files or self._desk.why_not():
            return
        self.tell(tr("正在收 {n} 个文件…").format(n=len(files)))

        def done(refused: tuple[str, ...]) -> None:
            if self.owner == owner:
                taken = len(files) - len(refused)
                said = [tr("已收 {n} 个文件。").format(n=taken)] if taken else []
                self.tell("\n".join([*said, *refused]), bad=bool(refused))
                self.fetch()

        attempt(self._jobs, lambda: self._taken(owner, files), done, self._refuse)

    def open_file(self) -> None:
        """A PDF or a picture is shown; anything else is saved to a place that is asked for."""
        file = self.chosen()
        if file is not None and self.see.isEnabled():
            attempt(
                self._jobs, lambda: self._desk.body(file.id), lambda body: self._show_file(file, body), self._refuse
            )

    def ask_save(self) -> None:
        """Save the chosen file to a place that is asked for."""
        file = self.chosen()
        if file is not None and self.save.isEnabled():
            attempt(self._jobs, lambda: self._desk.body(file.id), lambda body: self._save(file, body), self._refuse)

    def ask_in_full(self) -> PurposeDialog | None:
        """Uncover the numbers in the notes, for a purpose that is recorded."""
        owner = self.owner
        if owner is None or not self.full.isVisibleTo(self) or not self.full.isEnabled():
            return None
        dialog = PurposeDialog(self, self._skin, "")

        def look() -> None:
            purpose = dialog.purpose()
            attempt(
                self._jobs,
                lambda: self._desk.in_full(owner, purpose),
                lambda kept: self._show(owner, kept),
                self._refuse,
            )

        dialog.accepted.connect(look)
        dialog.open()
        return dialog

    def chosen(self) -> FileLine | None:
        place = self.files.place()
        return self.held.files[place] if 0 <= place < len(self.held.files) else None

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """What was done, or what stands in the way."""
        self.told.setText(sentence)
        restyle(self.told, "role", "bad" if bad else "muted")
        self.told.setVisible(bool(sentence))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.owner is not None and not self._desk.why_not():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _make_notes(self) -> None:
        self.notes = QTextBrowser()
        self.notes.setAccessibleName(tr("备注"))
        self.notes.setFrameShape(QFrame.Shape.NoFrame)
        self.notes.setAcceptDrops(False)
        self.notes.document().setDocumentMargin(self._skin.dp(8))
        self.words = _NoteEdit(tr("新备注"))
        self.words.setPlaceholderText(tr("写一条备注，署名、记时，记下后不能改也不能删"))
        self.words.setAcceptDrops(False)
        self.words.setFixedHeight(self._skin.dp(64))
        self.words.kept.connect(self.write_down)
        self.words.textChanged.connect(self._typed)
        self.keep = button(tr("记下　Ctrl+回车"), self.write_down, "primary")
        self.full = button(tr("看完整号码"), self.ask_in_full, "quiet")

    def _make_files(self) -> None:
        self.files = Lines(self._skin, tr("附件"), HEADS, 0)
        self.files.picked.connect(self.open_file)
        self.files.moved.connect(lambda _place: self._allow())
        self.add = button(tr("添加文件…"), self.ask_for_files)
        self.see = button(tr("打开　回车"), self.open_file)
        self.save = button(tr("另存为…"), self.ask_save)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._skin.dp(8))
        column.addWidget(self.notes, 3)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.keep)
        beside.addWidget(self.full)
        beside.addStretch(1)
        writing = row(self.words)
        writing.addLayout(beside)
        column.addLayout(writing)
        column.addWidget(self.files, 3)
        self.told = label("", "muted", wrap=True)
        self.told.hide()
        column.addWidget(self.told)
        limit = label(tr("附件也可以拖进来，每个不超过 {n} MB").format(n=LARGEST_MB), "hint", wrap=True)
        foot = row(self.add, limit, self.save, self.see)
        foot.setStretch(1, 1)
        column.addLayout(foot)

    def _typed(self) -> None:
        if self.owner is not None:
            self._left[self.owner] = self.words.toPlainText()
        self._allow()

    def _show(self, owner: Owner, kept: Kept) -> None:
        if owner == self.owner:
            self.held = kept
            self._write()

    def _write(self) -> None:
        self.notes.setHtml(notes_html(self.held, self._skin.theme))
        self.files.show_lines([file_line(one) for one in self.held.files])
        self.files.setVisible(bool(self.held.files))
        self.counted.emit(len(self.held.notes) + len(self.held.files))
        self._allow()

    def _allow(self) -> None:
        closed, unseen, file = self._desk.why_not(), self._desk.why_unseen(), self.chosen()
        self.words.setReadOnly(bool(closed) or self.owner is None)
        self.keep.setEnabled(not closed and bool(self.words.toPlainText().strip()))
        self.add.setEnabled(not closed and self.owner is not None)
        for one in (self.keep, self.add):
            one.setToolTip(closed)
        for one in (self.see, self.save):
            one.setEnabled(file is not None and not unseen)
            one.setToolTip(unseen or (tr("SHA-256 摘要 {d}").format(d=file.digest) if file is not None else ""))
        self.full.setVisible(self.held.covered)
        self.full.setEnabled(not unseen)
        self.full.setToolTip(unseen or tr("号码平时遮住；写明用途才看得到，看过有记录"))

    def _taken(self, owner: Owner, files: Sequence[Path]) -> tuple[str, ...]:
        refused = []
        for file in files:
            try:
                self._desk.attach(owner, file)
            except KnownError as fault:
                refused.append(f"{fault.sentence}{fault.cure}")
        return tuple(refused)

    def _show_file(self, file: FileLine, body: bytes) -> None:
        if is_pdf(body):
            Preview(self.window(), self._skin, body, Path(file.name).stem).open()
            return
        picture = read_picture(body)
        if picture is not None:
            PictureDialog(self.window(), self._skin, (picture, file.name), lambda: self._save(file, body)).open()
            return
        self.tell(tr("“{f}”在程序里打不开，请存到一个地方再看。").format(f=file.name))
        self._save(file, body)

    def _save(self, file: FileLine, body: bytes) -> None:
        place, _ = QFileDialog.getSaveFileName(self, tr("另存为"), file.name)
        if place:
            self.save_to(Path(place), body)

    def save_to(self, place: Path, body: bytes) -> None:
        """Write the very bytes that were kept."""
        try:
            write_bytes(place, body)
        except KnownError as fault:
            self._refuse(fault)
            return
        self.tell(tr("已存为 {f}").format(f=place))

    def _refuse(self, fault: KnownError) -> None:
        self.tell(f"{fault.sentence}{fault.cure}", bad=True)
        self._allow()


class _NoteEdit(WordsEdit):
    """Ctrl+Enter keeps the note and does not reach the window, where it would carry the case on."""

    kept = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_keep(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_keep(event):
            event.accept()
            self.kept.emit()
            return
        super().keyPressEvent(event)


def _is_keep(event: QKeyEvent) -> bool:
    return event.key() in ENTER and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
