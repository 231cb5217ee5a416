"""Events, records and awards of the open enterprise: three editable lists over the sheet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qcy_desktop.domain.enterprise import Award, Event, Value
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.facts import EventDef, FactDef, FactType, RecordDef
from qcy_desktop.domain.quantity import spoken_unit
from qcy_desktop.ui.counter.sheet import Parse, Sheet, Show
from qcy_desktop.ui.forms.ask import Ask, AskDialog, FieldError, from_known, read_day
from qcy_desktop.ui.forms.editable_list import EditableList
from qcy_desktop.ui.language import tr
from qcy_desktop.ui.skin import Skin
from qcy_desktop.ui.widgets.edits import Choice
from qcy_desktop.ui.words import yuan

_AMOUNT = FactDef("award_amount", "金额", FactType.MONEY, "万元", low=0)
LEVELS = ("国家", "陕西省", "西安市", "咸阳市", "西咸新区", "新城")


class EventsList(EditableList):
    """Recognitions and entries; `changed` fires after every act."""

    changed = Signal()

    def __init__(self, skin: Skin, sheet: Sheet, kinds: tuple[EventDef, ...]) -> None:
        super().__init__(skin, tr("＋ 添加认定"), tr("已核全，没有其他"))
        self._skin, self._sheet, self._kinds = skin, sheet, kinds
        self.add_wanted.connect(self.ask)
        self.removed.connect(self._remove)
        self.declared.connect(self._declare)

    def reload(self) -> None:
        names = {kind.id: kind.name for kind in self._kinds}
        lines = [(_event_title(e, names), _event_line(e)) for e in self._sheet.events or ()]
        empty = tr("还没有登记。凭证书或公示名单添加；确认没有时勾选右下。")
        self.show_lines(lines, complete=self._sheet.events is not None, empty=empty)

    def ask(self) -> None:
        """Open the dialog for one more event."""
        made = self.dialog().obtain(self._read)
        if made is not None:
            self.put(made)

    def dialog(self) -> AskDialog:
        names = tuple(kind.name for kind in self._kinds)
        asks = (
            Ask("kind", tr("种类"), names),
            Ask("date", tr("日期"), hint="2023-10-16"),
            Ask("level", tr("级别"), ("", *LEVELS)),
            Ask("first", tr("是否首次"), (tr("未说明"), "是", "否")),
            Ask("expires", tr("有效期至"), hint=tr("没有可空着")),
        )
        dialog = AskDialog(self.window(), self._skin, tr("添加认定或入库"), asks)
        kind, level = dialog.field("kind"), dialog.field("level")
        if isinstance(kind, Choice) and isinstance(level, Choice):
            kind.currentIndexChanged.connect(lambda place: self._levels(level, place))
            self._levels(level, 0)
        dialog.read_with(self._read)
        return dialog

    def put(self, event: Event) -> None:
        """Add one event, oldest first."""
        before, held = self._sheet.lists(), [*(self._sheet.events or ()), event]
        self._sheet.events = tuple(sorted(held, key=lambda e: e.date))
        self._sheet.remember_lists(tr("添加认定"), before)
        self.reload()
        self.changed.emit()

    def _levels(self, level: Choice, place: int) -> None:
        allowed = self._kinds[place].levels if 0 <= place < len(self._kinds) else ()
        level.clear()
        level.addItems(list(allowed or ("", *LEVELS)))

    def _read(self, texts: dict[str, str]) -> Event:
        on = read_day("date", texts["date"])
        expires = read_day("expires", texts["expires"]) if texts["expires"] else None
        if expires and expires < on:
            raise FieldError("expires", tr("有效期不能早于认定日期。"))
        first = {"是": True, "否": False}.get(texts["first"])
        kind = next((k.id for k in self._kinds if k.name == texts["kind"]), texts["kind"])
        return Event(kind, on, texts["level"], first, expires)

    def _remove(self, place: int) -> None:
        before, held = self._sheet.lists(), list(self._sheet.events or ())
        del held[place]
        self._sheet.events = tuple(held)
        self._sheet.remember_lists(tr("移除认定"), before)
        self.reload()
        self.changed.emit()

    def _declare(self, complete: bool) -> None:
        before = self._sheet.lists()
        self._sheet.events = tuple(self._sheet.events or ()) if complete or self._sheet.events else None
        self._sheet.remember_lists(tr("认定已核全"), before)
        self.reload()
        self.changed.emit()


class AwardsList(EditableList):
    """Money already received."""

    changed = Signal()

    def __init__(self, skin: Skin, sheet: Sheet, parse: Parse) -> None:
        super().__init__(skin, tr("＋ 添加已获奖补"), tr("已核全，没有其他"))
        self._skin, self._sheet, self._parse = skin, sheet, parse
        self.add_wanted.connect(self.ask)
        self.removed.connect(self._remove)
        self.declared.connect(self._declare)

    def reload(self) -> None:
        lines = [
            (f"{a.matter}　{yuan(a.amount)} 元", f"{a.date.isoformat()}　{a.level}") for a in self._sheet.awards or ()
        ]
        empty = tr("还没有登记已获奖补。确认没有领过时勾选右下，“首次”“同事项已获”才能判断。")
        self.show_lines(lines, complete=self._sheet.awards is not None, empty=empty)

    def ask(self) -> None:
        made = self.dialog().obtain(self._read)
        if made is not None:
            self.put(made)

    def dialog(self) -> AskDialog:
        asks = (
            Ask("matter", tr("事项"), hint=tr("如 高企认定")),
            Ask("amount", tr("金额"), unit=tr("万元")),
            Ask("date", tr("到账日期"), hint="2023-12-01"),
            Ask("level", tr("出资方"), LEVELS),
        )
        dialog = AskDialog(self.window(), self._skin, tr("添加已获奖补"), asks)
        dialog.read_with(self._read)
        return dialog

    def put(self, award: Award) -> None:
        before = self._sheet.lists()
        self._sheet.awards = (*(self._sheet.awards or ()), award)
        self._sheet.remember_lists(tr("添加已获奖补"), before)
        self.reload()
        self.changed.emit()

    def _read(self, texts: dict[str, str]) -> Award:
        if not texts["matter"]:
            raise FieldError("matter", tr("请写明是哪个事项。"))
        try:
            amount = self._parse(_AMOUNT, texts["amount"])
        except KnownError as fault:
            raise from_known("amount", fault) from fault
        if not isinstance(amount, int):
            raise FieldError("amount", tr("请写金额。"))
        return Award(texts["matter"], amount, read_day("date", texts["date"]), texts["level"])

    def _remove(self, place: int) -> None:
        before, held = self._sheet.lists(), list(self._sheet.awards or ())
        del held[place]
        self._sheet.awards = tuple(held)
        self._sheet.remember_lists(tr("移除已获奖补"), before)
        self.reload()
        self.changed.emit()

    def _declare(self, complete: bool) -> None:
        before = self._sheet.lists()
        self._sheet.awards = tuple(self._sheet.awards or ()) if complete or self._sheet.awards else None
        self._sheet.remember_lists(tr("已获奖补已核全"), before)
        self.reload()
        self.changed.emit()


class RecordsList(QWidget):
    """One kind of records at a time, chosen above the list."""

    changed = Signal()

    def __init__(self, skin: Skin, sheet: Sheet, kinds: tuple[RecordDef, ...], craft: tuple[Parse, Show]) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._skin, self._sheet, self._kinds = skin, sheet, kinds
        self._parse, self._show = craft
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(skin.dp(6))
        self.kind = Choice(tr("清单种类"))
        self.kind.addItems([kind.name for kind in kinds])
        self.kind.currentIndexChanged.connect(lambda _i: self.reload())
        self.lines = EditableList(skin, tr("＋ 添加一条"), tr("已核全，没有其他"))
        self.lines.add_wanted.connect(self.ask)
        self.lines.removed.connect(self._remove)
        self.lines.declared.connect(self._declare)
        column.addWidget(self.kind)
        column.addWidget(self.lines, 1)

    def reload(self) -> None:
        kind = self._now()
        if kind is None:
            return
        held = self._sheet.records.get(kind.id)
        lines = [self._line(kind, place, record) for place, record in enumerate(held or ())]
        empty = kind.question or tr("还没有登记。确认没有时勾选右下。")
        self.lines.show_lines(lines, complete=held is not None, empty=empty)

    def ask(self) -> None:
        dialog = self.dialog()
        made = dialog.obtain(self._read) if dialog else None
        if made is not None:
            self.put(made)

    def dialog(self) -> AskDialog | None:
        kind = self._now()
        if kind is None:
            return None
        asks = tuple(
            Ask(
                f.id, f.name, _choices(f), f.where if f.type is not FactType.DATE else "2024-03-01", spoken_unit(f.unit)
            )
            for f in kind.fields
        )
        dialog = AskDialog(self.window(), self._skin, tr("添加{kind}").format(kind=kind.name), asks)
        dialog.read_with(self._read)
        return dialog

    def put(self, record: dict[str, Value]) -> None:
        kind = self._now()
        assert kind is not None
        before = self._sheet.lists()
        self._sheet.records[kind.id] = (*self._sheet.records.get(kind.id, ()), record)
        self._sheet.remember_lists(tr("添加{kind}").format(kind=kind.name), before)
        self.reload()
        self.changed.emit()

    def kinds(self) -> tuple[RecordDef, ...]:
        return self._kinds

    def choose(self, id: str) -> None:
        """Show the kind with that id or name."""
        for place, kind in enumerate(self._kinds):
            if id in (kind.id, kind.name):
                self.kind.setCurrentIndex(place)

    def _now(self) -> RecordDef | None:
        place = self.kind.currentIndex()
        return self._kinds[place] if 0 <= place < len(self._kinds) else None

    def _line(self, kind: RecordDef, place: int, record: dict[str, Value]) -> tuple[str, str]:
        shown = []
        for key, value in record.items():
            field = kind.field(key)
            if field is not None:
                shown.append(f"{field.name} {self._show(field, value)}")
        return f"{kind.name} {place + 1}", "，".join(shown)

    def _read(self, texts: dict[str, str]) -> dict[str, Value]:
        kind = self._now()
        assert kind is not None
        out: dict[str, Value] = {}
        for field in kind.fields:
            if texts[field.id]:
                try:
                    out[field.id] = self._parse(field, texts[field.id])
                except KnownError as fault:
                    raise from_known(field.id, fault) from fault
        if not out:
            raise FieldError(kind.fields[0].id, tr("至少填写一项。"))
        return out

    def _remove(self, place: int) -> None:
        kind = self._now()
        assert kind is not None
        before, held = self._sheet.lists(), list(self._sheet.records.get(kind.id, ()))
        del held[place]
        self._sheet.records[kind.id] = tuple(held)
        self._sheet.remember_lists(tr("移除{kind}").format(kind=kind.name), before)
        self.reload()
        self.changed.emit()

    def _declare(self, complete: bool) -> None:
        kind = self._now()
        if kind is None:
            return
        before = self._sheet.lists()
        if complete:
            self._sheet.records.setdefault(kind.id, ())
        elif not self._sheet.records.get(kind.id):
            self._sheet.records.pop(kind.id, None)
        self._sheet.remember_lists(tr("{kind}已核全").format(kind=kind.name), before)
        self.reload()
        self.changed.emit()


def _choices(field: FactDef) -> tuple[str, ...]:
    if field.type is FactType.FLAG:
        return ("", "是", "否")
    return ("", *field.choices) if field.type is FactType.CHOICE else ()


def _event_title(event: Event, names: dict[str, str]) -> str:
    return f"{names.get(event.kind, event.kind)}　{event.level}".strip("　")


def _event_line(event: Event) -> str:
    first = {True: tr("首次"), False: tr("非首次"), None: ""}[event.first]
    until = tr("有效期至 {d}").format(d=event.expires.isoformat()) if event.expires else ""
    return "　".join(part for part in (event.date.isoformat(), first, until) if part)
