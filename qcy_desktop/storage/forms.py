"""An office's own forms: every version with its file and its mapping; none is ever overwritten."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import FormKind, OfficeForm, Slot
from qcy_desktop.storage import audit
from qcy_desktop.storage.core import Core
from qcy_desktop.storage.plain import canonical, parse
from qcy_desktop.storage.tables import Columns, forms
from qcy_desktop.storage.work import Signed, missing

LONGEST_NAME = 60
"""Characters of the longest name of a form."""

_ROW = (forms.c.name, forms.c.version, forms.c.kind, forms.c.digest, forms.c.slots, forms.c.who, forms.c.at)


class Forms:
    """Made by `Storage.forms`; every method may raise the store's known errors."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def save(self, form: OfficeForm, body: bytes, who: str, when: datetime) -> OfficeForm:
        """Keep a form as its next version. Raises KnownError E-FORM-NAME for an empty or overlong name."""
        name = form.name.strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise KnownError("E-FORM-NAME", f"表格名称应为 1 至 {LONGEST_NAME} 个字。", "请换一个名称")
        seal, slots = hashlib.sha256(body).hexdigest(), canonical(form.slots)
        with self._core.transaction() as work:
            newest = work.connection.execute(select(func.max(forms.c.version)).where(forms.c.name == name)).scalar()
            version = (newest or 0) + 1
            row = {"name": name, "version": version, "kind": form.kind.value, "digest": seal, "slots": slots}
            work.add(forms, {**row, "body": body, "who": who, "at": when, "retired_at": None})
            work.connection.execute(update(forms).where(forms.c.name == name).values(retired_at=None))
            audit.append(work, Signed(who, when), audit.Act("form.save", "form", name, {"version": newest}, row))
        return self.load(name, version)[0]

    def listed(self) -> tuple[OfficeForm, ...]:
        """The newest version of every form in use, by name."""
        newest = select(forms.c.name, func.max(forms.c.version).label("version")).group_by(forms.c.name).subquery()
        same = (forms.c.name == newest.c.name) & (forms.c.version == newest.c.version)
        query = select(*_ROW).join(newest, same).where(forms.c.retired_at.is_(None)).order_by(forms.c.name)
        with self._core.reading() as connection:
            return tuple(_form(row) for row in connection.execute(query).mappings())

    def versions(self, name: str) -> tuple[OfficeForm, ...]:
        """Every version of a form, newest first."""
        query = select(*_ROW).where(forms.c.name == name).order_by(forms.c.version.desc())
        with self._core.reading() as connection:
            return tuple(_form(row) for row in connection.execute(query).mappings())

    def load(self, name: str, version: int = 0) -> tuple[OfficeForm, bytes]:
        """A form and its file (version 0: the newest). Raises KnownError E-DB-MISSING, E-DB-CHANGED."""
        with self._core.reading() as connection:
            row = _find(connection, name, version)
        if hashlib.sha256(row["body"]).hexdigest() != row["digest"]:
            raise KnownError("E-DB-CHANGED", f"表格“{name}”的文件与保存时不一致。", "请做一次数据检查，并用备份核对。")
        return _form(row), bytes(row["body"])

    def retire(self, name: str, who: str, when: datetime) -> None:
        """Take a form out of the list; its versions stay. Raises KnownError E-DB-MISSING."""
        with self._core.transaction() as work:
            row = _find(work.connection, name, 0)
            work.connection.execute(update(forms).where(forms.c.name == name).values(retired_at=when))
            act = audit.Act("form.retire", "form", name, {"version": row["version"]}, {})
            audit.append(work, Signed(who, when), act)

    def note_filling(self, form: OfficeForm, about: dict[str, str], who: str, when: datetime) -> None:
        """Record that a form was filled: for whom, and the digest of what came out."""
        after = {"version": form.version, **about}
        with self._core.transaction() as work:
            audit.append(work, Signed(who, when), audit.Act("form.fill", "form", form.name, {}, after))


def _find(connection: Connection, name: str, version: int) -> Columns:
    query = select(*_ROW, forms.c.body).where(forms.c.name == name).order_by(forms.c.version.desc()).limit(1)
    if version:
        query = query.where(forms.c.version == version)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise missing("表格", f"{name} 第 {version} 版" if version else name)
    return row


def _form(row: Columns) -> OfficeForm:
    slots = parse(tuple[Slot, ...], row["slots"])
    kind, at = FormKind(row["kind"]), row["at"].isoformat()
    return OfficeForm(row["name"], kind, row["digest"], slots, row["version"], row["who"], at)
