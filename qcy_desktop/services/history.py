"""The history of one record: every version with who made it and when, and any two of them side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from qcy_desktop.domain.acts import act_words
from qcy_desktop.domain.facts import FactDef
from qcy_desktop.domain.records import AuditRow
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.storage import Storage
from qcy_desktop.storage.audit import Asked
from qcy_desktop.storage.statements import value_of

COVERED = "（个人信息，不显示）"
_MOST = 10_000
_FIELDS = {
    "name": "名称",
    "uscc": "统一社会信用代码",
    "area": "功能区",
    "as_of": "评估日",
    "keep_until": "个人信息保留至",
    "removed": "已删除",
    "state": "环节",
    "measure": "措施",
    "number": "编号",
    "enterprise_id": "企业编号",
    "assessment_id": "评估编号",
    "phone": "电话",
    "id_number": "证件号",
    "bank": "开户行",
    "account": "账号",
    "role": "身份",
    "value": "内容",
    "typed": "条件",
    "roles": "角色",
    "shown_name": "姓名",
    "active": "启用",
}
_ENTRY = {
    "kind": "种类", "day": "日期", "level": "级别", "first": "首次", "expires": "到期", "note": "说明",
    "matter": "事项", "amount": "金额（分）", "measure": "措施",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a record: the audit link that made it, when, who, what was done, and how many fields it changed."""

    link: int
    at: datetime
    who: str
    act: str
    fields: int


@dataclass(frozen=True, slots=True)
class Line:
    """One field in two versions; an empty text where a version has no such field."""

    field: str
    older: str
    newer: str

    @property
    def differs(self) -> bool:
        return self.older != self.newer


@dataclass(frozen=True, slots=True)
class History:
    """Reads the versions of a record (kind and id as in the audit chain) from that chain."""

    store: Storage
    assessor: Assessor

    def versions(self, kind: str, record: str) -> tuple[Version, ...]:
        """Newest first. What was only looked at or printed makes no version."""
        links = [link for link in self._links(kind, record) if link.before or link.after]
        return tuple(
            Version(link.id, link.at, link.who, act_words(link.act), len({*link.before, *link.after})) for link in links
        )

    def side_by_side(self, kind: str, record: str, older: int, newer: int) -> tuple[Line, ...]:
        """Every field of two versions (named by their links), those that differ first. Personal values stay covered."""
        links = tuple(reversed(self._links(kind, record)))
        words = _Words({fact.id: fact for fact in self.assessor.facts()}, self.assessor.show)
        one, two = (dict(words.told(_state(links, upto))) for upto in (older, newer))
        lines = [Line(field, one.get(field, ""), two.get(field, "")) for field in dict.fromkeys((*one, *two))]
        return tuple(sorted(lines, key=lambda line: not line.differs))

    def changes(self, link: AuditRow) -> tuple[Line, ...]:
        """What one act changed, field by field in a clerk's words. Personal values stay covered."""
        words = _Words({fact.id: fact for fact in self.assessor.facts()}, self.assessor.show)
        before, after = dict(words.told(dict(link.before))), dict(words.told(dict(link.after)))
        return tuple(Line(name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys((*before, *after)))

    def _links(self, kind: str, record: str) -> tuple[AuditRow, ...]:
        return self.store.care.search_audit(Asked(kind=kind, record=record, limit=_MOST))


def _state(links: Sequence[AuditRow], upto: int) -> dict[str, object]:
    """The record as it stood after link `upto`: what each act took away and put there, from the first on."""
    state: dict[str, object] = {}
    for link in links:
        if link.id > upto:
            break
        for name in link.before:
            state.pop(name, None)
        state.update(link.after)
    return state


@dataclass(frozen=True, slots=True)
class _Words:
    facts: Mapping[str, FactDef]
    show: Callable[..., str]

    def told(self, state: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """Field and value in a clerk's words, in a steady order."""
        for label in sorted(state, key=lambda name: (name != "enterprise", name)):
            yield from self._field(label, state[label])

    def _field(self, label: str, value: object) -> Iterator[tuple[str, str]]:
        table, *rest = label.split("/")
        if isinstance(value, Mapping) and "$" in value:
            yield self._heading(table, rest), COVERED
        elif table == "facts" and isinstance(value, Mapping):
            yield self._heading(table, rest), self._fact(rest[0], value)
        elif isinstance(value, Mapping):
            head = "" if table == "enterprise" else f"{self._heading(table, rest)} "
            names = _FIELDS if table == "enterprise" else _ENTRY
            yield from (
                (f"{head}{names[k]}", _plain(v)) for k, v in value.items() if k in names and v not in (None, "")
            )
        elif label == "body":
            yield from _body(str(value))
        elif label not in ("digest", "seal"):
            yield _FIELDS.get(label, label), _plain(value)

    def _heading(self, table: str, rest: Sequence[str]) -> str:
        if table == "facts":
            known = self.facts.get(rest[0])
            year = f" {rest[1]} 年" if len(rest) > 1 and rest[1] else ""
            return f"{known.name if known else rest[0]}{year}"
        if table in ("events", "awards"):
            return f"{'认定事项' if table == 'events' else '已获奖补'} {int(rest[0]) + 1}"
        if table == "records":
            return f"{rest[0]} {int(rest[1]) + 1}"
        if table == "declared":
            what = rest[0].removeprefix("records:")
            return f"已填全 {({'events': '认定事项', 'awards': '已获奖补'}).get(what, what)}"
        return _FIELDS.get(table, table)

    def _fact(self, id: str, columns: Mapping[str, object]) -> str:
        value, known = value_of(columns), self.facts.get(id)
        source = f"（{columns['source']}）" if columns.get("source") else ""
        return f"{self.show(known, value) if known else value}{source}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _body(text: str) -> Iterator[tuple[str, str]]:
    """The top fields of a case's own form; what has parts of its own is counted."""
    try:
        form = json.loads(text)
    except ValueError:
        return
    for name, value in form.items() if isinstance(form, dict) else ():
        if isinstance(value, (str, int, bool)):
            yield f"办理内容 {name}", _plain(value)
        elif isinstance(value, list):
            yield f"办理内容 {name}", f"{len(value)} 项" if value else ""
