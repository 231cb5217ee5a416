"""One act: asks only what it needs, shows the paper it makes beforehand, and is done with one key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QVBoxLayout, QWidget

from qcy_desktop.domain.caseacts import new_since_notice, set_by_hand
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import RULES, Act, Deed
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import show_wan
from qcy_desktop.services.casedeeds import PAPER_OF
from qcy_desktop.services.casework import plan_of
from qcy_desktop.services.paperkinds import CALLING, WORDS
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.officer.act_fields import (
    AmountPart,
    ChoicePart,
    DayPart,
    DefectsPart,
    ItemsPart,
    LinePart,
    Part,
    PromisesPart,
    WordsPart,
)
from qcy_desktop.ui.officer.desk import CaseSheet
from qcy_desktop.ui.officer.words import NOUN
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.basics import button, label, row
from qcy_desktop.ui.words import wan

TWO_PERSON = {
    Act.PASS: "你办理“通过”以后，本件要由另一个人审定。",
    Act.ADJUST: "你调整金额以后，本件要由另一个人审定。",
    Act.PREPARE: "你办理“拟拨付”以后，要由另一个人办理“拨付”。",
    Act.OBJECT: "收到异议和核实异议要由两个人办理。",
}
"""The two-person rule, said where it is going to matter."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dialog starts from: the case, the deed with nothing in it, sentences to choose from, words left before."""

    sheet: CaseSheet
    deed: Deed
    phrases: tuple[str, ...] = ()
    left: str = ""


WIDE = frozenset({Act.ACCEPT, Act.NOTIFY})
"""Acts whose dialog lists materials, which have long names, with something to fill in beside each."""


class ActDialog(QDialog):
    """`wanted` carries the deed and the kind of paper to issue with it (empty: none); `looked` asks to see the paper first."""

    wanted = Signal(object, str)
    looked = Signal(object, str)
    phrase_kept = Signal(str)

    def __init__(self, parent: QWidget, skin: Skin, asked: Asked) -> None:
        super().__init__(parent)
        self._skin, self._asked = skin, asked
        self.act = asked.deed.act
        self.setWindowTitle(tr(self.act))
        self.setMinimumWidth(skin.dp(780 if self.act in WIDE else 600))
        self.parts: list[Part] = list(_parts(skin, asked))
        self.words = next((part for part in self.parts if isinstance(part, WordsPart)), None)
        self._fault = label("", "bad", wrap=True)
        self._fault.hide()
        self.paper = PAPER_OF.get(self.act, "")
        self.with_paper = QCheckBox(tr("办理后出具《{w}》").format(w=WORDS.get(self.paper, "")))
        self.with_paper.setChecked(True)
        self.with_paper.setVisible(bool(self.paper))
        self.warning = label(asked.sheet.unreachable, "warn", wrap=True)
        self.with_paper.toggled.connect(self._warn)
        self._lay_out()
        self._warn(self.with_paper.isChecked())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.try_it)
        if self.paper:
            QShortcut(QKeySequence("Ctrl+P"), self, self._look)
        if self.words is not None:
            self.words.kept.connect(self.phrase_kept)
        if self.parts:
            self.parts[0].first().setFocus()
        else:
            self.ok.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """No taller than what it asks: sentences that wrap would claim the room of a narrower dialog."""
        for words in self.findChildren(QLabel):
            if words.wordWrap():
                words.setMinimumHeight(words.fontMetrics().height())
        self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        """As tall as everything in it at this width."""
        self.resize(self.width(), self._column.totalHeightForWidth(self.width()))

    def try_it(self) -> None:
        """Read the fields and ask for the act."""
        self._send(self.wanted, self.paper if self.with_paper.isChecked() else "")

    def refuse(self, fault: KnownError) -> None:
        """What speaks against it, below the fields; nothing typed is lost."""
        self._fault.setText("　".join(part for part in (fault.sentence, fault.cure) if part))
        self._fault.show()
        self._fit()
        self.ok.setEnabled(True)

    def left(self) -> str:
        """The words as they stand, to be found again when the dialog was closed without doing it."""
        return self.words.words() if self.words is not None else ""

    def _warn(self, with_paper: bool) -> None:
        """What the paper will lack, while one is wanted that tells people whom to call."""
        self.warning.setVisible(with_paper and self.paper in CALLING and bool(self.warning.text()))

    def _look(self) -> None:
        self._send(self.looked, self.paper)

    def _send(self, signal: object, paper: str) -> None:
        self._fault.hide()
        try:
            deed = self._asked.deed
            for part in self.parts:
                deed = part.fill(deed)
            if RULES[self.act].needs_words and not deed.words:
                raise KnownError("E-CASE-WORDS", f"“{self.act}”要写明意见或理由。", "请填写后再办")
        except KnownError as fault:
            self.refuse(fault)
            return
        signal.emit(deed, paper)  # type: ignore[attr-defined]

    def _lay_out(self) -> None:
        dp, view = self._skin.dp, self._asked.sheet.view
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(dp(20), dp(16), dp(20), dp(16))
        column.setSpacing(dp(10))
        column.addWidget(label(tr(self.act), "name"))
        column.addWidget(label(f"{view.kept.inputs.name}　{view.result.title}", "muted", wrap=True))
        column.addWidget(label(view.row.number, "muted"))
        for part in self.parts:
            column.addWidget(part)
        for note in _notes(self._asked):
            column.addWidget(label(note, "muted", wrap=True))
        column.addWidget(self.with_paper)
        column.addWidget(self.warning)
        column.addWidget(self._fault)
        column.addStretch(1)
        self.ok = button(tr("{a}　Ctrl+回车").format(a=tr(self.act)), self.try_it, "primary")
        look = button(tr("预览文书　Ctrl+P"), self._look)
        look.setVisible(bool(self.paper))
        column.addLayout(row(look, 1, button(tr("取消"), self.reject), self.ok))


def _parts(skin: Skin, asked: Asked) -> list[Part]:
    act, sheet = asked.deed.act, asked.sheet
    made = [build(skin, sheet) for build in _SPECIAL.get(act, ())]
    if act is Act.NOTIFY:
        made = [
            DefectsPart(skin, _complaints(sheet), asked.phrases),
            DayPart(skin, tr("补正期限"), tr("空着按时限表推算")),
        ]
    elif act is Act.ACCEPT and _missing(sheet):
        made = [PromisesPart(skin, _missing(sheet), asked.deed.on)]
    if act in NOUN:
        made.append(WordsPart(skin, tr(NOUN[act]), asked.phrases, asked.left))
    return made


def _missing(sheet: CaseSheet) -> tuple[str, ...]:
    handed = dict(sheet.view.dossier.handed)
    return tuple(name for name in sheet.asked if name not in handed)


def _complaints(sheet: CaseSheet) -> list[tuple[str, bool, str]]:
    """Every paper that may be named, what is missing ticked; after a notice only what has come in since."""
    dossier = sheet.view.dossier
    names = dict.fromkeys((*(item for item, _ in dossier.handed), *sheet.asked))
    missing = _missing(sheet)
    if not dossier.notices:
        return [(name, name in missing, "") for name in names]
    fresh = new_since_notice(dossier)
    return [(name, False, "" if name in fresh else tr("上次告知时已经在案，不能再次告知")) for name in names]


def _notes(asked: Asked) -> list[str]:
    dossier, act = asked.sheet.view.dossier, asked.deed.act
    notes = [tr(TWO_PERSON[act])] if act in TWO_PERSON else []
    if act is Act.DECIDE and dossier.most is not None:
        parts = plan_of(asked.sheet.view.result, dossier.most)
        if len(parts) > 1:
            listed = "、".join(f"{part.when} {wan(part.amount)} 万元" for part in parts)
            notes.append(tr("按条款分 {n} 期拨付：{l}").format(n=len(parts), l=listed))
    if act is Act.PREPARE and dossier.plan:
        part = dossier.plan[len(dossier.payments)]
        notes.append(tr("本次拟拨付：{w} {a} 万元").format(w=part.when, a=wan(part.amount)))
    if act is Act.REVOKE:
        entry = dossier.history[dossier.standing()[-1]]
        who = asked.sheet.called(entry.who)
        notes.append(
            tr("将撤销 {w} 于 {d} 办理的“{a}”，两步都留在办理经过里。").format(
                w=who, d=entry.when.date().isoformat(), a=entry.act
            )
        )
    return notes


Build = Callable[[Skin, CaseSheet], Part]


def _most(sheet: CaseSheet) -> str:
    dossier = sheet.view.dossier
    if dossier.most is None:
        return tr("测算没有上限")
    word = tr("测算上限") if set_by_hand(dossier) is None else tr("人工调整的上限")
    return f"{word} {show_wan(dossier.most)}"


def _departments(skin: Skin, sheet: CaseSheet) -> Part:
    dossier = sheet.view.dossier
    said = {opinion.department for opinion in dossier.opinions}
    names = sorted(dossier.route.departments, key=lambda name: name in said)
    return ChoicePart(skin, tr("部门"), names, lambda deed, place: replace(deed, name=names[place] if names else ""))


def _agreement(skin: Skin, sheet: CaseSheet) -> Part:
    words = (tr("同意"), tr("不同意"))
    return ChoicePart(skin, tr("结论"), words, lambda deed, place: replace(deed, agrees=place == 0))


def _back(skin: Skin, sheet: CaseSheet) -> Part:
    stages = sheet.view.dossier.route.stages
    here = stages.index(sheet.view.dossier.stage)
    before: tuple[Stage, ...] = tuple(reversed(stages[:here]))
    return ChoicePart(
        skin, tr("退回到"), before, lambda deed, place: replace(deed, to=before[place] if before else None)
    )


_SPECIAL: dict[Act, tuple[Build, ...]] = {
    Act.SUBMIT: (lambda skin, sheet: ItemsPart(skin, tr("收到的材料"), sheet.asked),),
    Act.SUPPLY: (lambda skin, sheet: ItemsPart(skin, tr("补交的材料"), [d.item for d in sheet.view.dossier.notices[-1].defects]),),
    Act.COMPLETE: (lambda skin, sheet: ItemsPart(skin, tr("补齐的容缺材料"), [p.item for p in sheet.view.dossier.promises]),),
    Act.OPINE: (_departments, _agreement),
    Act.RETURN: (_back,),
    Act.DECIDE: (
        lambda skin, sheet: AmountPart(skin, tr("审定金额"), sheet.view.dossier.most, _most(sheet)),
        lambda skin, sheet: LinePart(skin, tr("会议纪要或批示编号"), tr("没有可空着")),
    ),
    Act.ADJUST: (lambda skin, sheet: AmountPart(skin, tr("调整后的上限"), sheet.view.dossier.most, _most(sheet)),),
    Act.DEMAND: (
        lambda skin, sheet: AmountPart(
            skin, tr("追回金额"), sheet.view.dossier.paid - sheet.view.dossier.demanded,
            tr("已拨付 {a} 万元").format(a=wan(sheet.view.dossier.paid)),
        ),
    ),
    Act.RECOVER: (
        lambda skin, sheet: AmountPart(
            skin, tr("到账金额"), sheet.view.dossier.demanded - sheet.view.dossier.recovered,
            tr("应追回 {a} 万元").format(a=wan(sheet.view.dossier.demanded)),
        ),
        lambda skin, sheet: LinePart(skin, tr("收款凭证编号")),
    ),
    Act.PAY: (lambda skin, sheet: LinePart(skin, tr("支付凭证编号"), tr("财政支付系统的凭证号，没有可空着")),),
    Act.REFUSE: (lambda skin, sheet: LinePart(skin, tr("可以去哪里办"), tr("告知申请人的去处，没有可空着")),),
    Act.PUBLISH: (lambda skin, sheet: DayPart(skin, tr("公示第一天"), tr("空着从今天起")),),
}  # fmt: skip
"""What each act asks besides words; an act that is not named asks nothing else."""
