"""The office's own forms as one errand: take a form in, map it, keep it, fill it for an enterprise or a case, carry it on."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.contact_roles import same_role
from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import Content, FilledForm, FormGrid, FormKind, OfficeForm, Slot
from qcy_desktop.domain.records import Contact
from qcy_desktop.engine.book import digest
from qcy_desktop.exchange.office_forms import digest_of, fill_form, kind_of, read_form
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casework import CaseView, Casework, Hand
from qcy_desktop.services.formcontents import Choice, Resolver, Subject, choices
from qcy_desktop.services.formlabels import suggested
from qcy_desktop.storage import Storage
from qcy_desktop.storage.plain import from_plain, to_plain

SUFFIX = ".qcyform"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Target:
    """For what a form is filled: a case, or an enterprise of the store, or one from elsewhere; with the measure if named."""

    enterprise: Enterprise | None = None
    enterprise_id: int | None = None
    case: int | None = None
    measure: str = ""


@dataclass(slots=True, kw_only=True)
class FormDesk:
    """Forms of one office. `hand` says who acts now; acts raise KnownError for what may not be."""

    assessor: Assessor
    store: Storage
    hand: Callable[[], Hand]
    clock: Callable[[], datetime]
    work: Callable[[], Casework]
    today: Callable[[], date]
    office_name: str = ""
    closed: str = ""
    examples: bool = False

    def why_not(self) -> str:
        """Why the one who sits here may not change forms, as a sentence; empty when he may."""
        hand = self.hand()
        if self.closed:
            return self.closed
        if {Right.OFFICE, Right.EDIT_RULES} & hand.rights:
            return ""
        return f"“{hand.who}”没有“{Right.OFFICE}”或“{Right.EDIT_RULES}”的权限，只能填写，不能改动表格。"

    # Making

    def read(self, file_name: str, body: bytes) -> tuple[OfficeForm, FormGrid]:
        """A file as a form that is not kept yet, with what its labels say already put in. Raises KnownError."""
        kind = kind_of(file_name)
        grid = read_form(kind, body)
        found = suggested(grid, self.choices())
        name = file_name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rpartition(".")[0]
        return OfficeForm(name, kind, digest_of(body), found), grid

    def choices(self) -> tuple[Choice, ...]:
        """Everything that a place may hold."""
        return choices(self.assessor)

    def save(self, form: OfficeForm, body: bytes) -> OfficeForm:
        """Keeps a form as its next version. Raises KnownError E-FORM-PLACE for a place that the form does not have."""
        grid = read_form(form.kind, body)
        lost = [slot.place for slot in form.slots if grid.cell(slot.place) is None]
        if lost:
            raise KnownError("E-FORM-PLACE", f"表格里没有这些位置：{'、'.join(lost[:5])}。", "请在表格上重新点选")
        hand = self.hand()
        with self.store.acting(hand.session):
            return self.store.forms.save(form, body, hand.who, self.clock())

    def listed(self) -> tuple[OfficeForm, ...]:
        return self.store.forms.listed()

    def load(self, name: str) -> tuple[OfficeForm, bytes, FormGrid]:
        """A form with its file and its cells. Raises KnownError E-DB-MISSING."""
        form, body = self.store.forms.load(name)
        return form, body, read_form(form.kind, body)

    def retire(self, name: str) -> None:
        """Takes a form out of the list; its versions stay."""
        hand = self.hand()
        with self.store.acting(hand.session):
            self.store.forms.retire(name, hand.who, self.clock())

    # Filling

    def find(self, typed: str) -> tuple[Target, str]:
        """Whom a form may be filled for by what was typed: a 受理编号, a name or a code; with the words that say who it is.

        Raises KnownError E-FORM-FOR when nothing or more than one thing answers to it.
        """
        plain = typed.strip()
        if plain.count("-") >= 3:
            view = self.work().find(plain)
            return Target(case=view.id), f"{view.row.number}　{view.kept.inputs.name}　{view.result.title}"
        rows = self.store.find_enterprises(plain, 5) if plain else ()
        sure = [one for one in rows if plain in (one.name, one.uscc)] or list(rows)
        if len(sure) != 1:
            several = "、".join(one.name for one in sure)
            sentence = f"有 {len(sure)} 家企业符合“{plain}”：{several}。" if sure else f"没有找到“{plain}”。"
            raise KnownError("E-FORM-FOR", sentence, "请输入受理编号、企业全称或统一社会信用代码")
        return Target(enterprise_id=sure[0].id), f"{sure[0].name}　{sure[0].uscc}"

    def preview(self, form: OfficeForm, body: bytes, target: Target) -> tuple[FilledForm, FormGrid]:
        """The form as it would be filled, read back from the very file. Personal data stay covered; nothing is recorded."""
        done = self._filled(form, body, self._subject(form, target, looks=False))
        return done, read_form(form.kind, done.body)

    def fill(self, name: str, target: Target) -> FilledForm:
        """The newest version filled, and the filling recorded. Personal data only with the right, each look recorded.

        Raises KnownError E-RIGHT, E-DB-MISSING.
        """
        hand, when = self.hand(), self.clock()
        if Right.PRINT not in hand.rights:
            raise KnownError("E-RIGHT", f"“{hand.who}”没有“{Right.PRINT}”的权限。", "请由窗口或审核人员办理")
        with self.store.acting(hand.session), self.store.transaction():
            form, body = self.store.forms.load(name)
            done = self._filled(form, body, self._subject(form, target, looks=True))
            about = {
                "case": str(target.case or ""),
                "enterprise": str(target.enterprise_id or ""),
                "digest": digest_of(done.body),
            }
            self.store.forms.note_filling(form, about, hand.who, when)
            return done

    def _filled(self, form: OfficeForm, body: bytes, subject: Subject) -> FilledForm:
        contents, gaps = Resolver(self.assessor, subject).contents(form.slots)
        filled = fill_form(form.kind, body, contents)
        return FilledForm(form, filled.body, contents, gaps, filled.unplaced)

    def _subject(self, form: OfficeForm, target: Target, *, looks: bool) -> Subject:
        view = self.work().load(target.case) if target.case is not None else None
        enterprise, enterprise_id = self._enterprise(target, view)
        as_of = view.kept.result.as_of if view else enterprise.as_of or self.today()
        result = None
        if view is None and target.measure:
            found = self.assessor.assess(enterprise, as_of, examples=self.examples).measures
            result = next((one for one in found if one.id == target.measure), None)
        office = self.store.belongings.office()
        hand = self.hand()
        return Subject(
            enterprise=enterprise,
            as_of=as_of,
            today=self.today(),
            view=view,
            result=result,
            office={**office, "name": office.get("name") or self.office_name, "clerk": hand.who},
            reveal=self._revealing(form, enterprise_id, looks=looks),
            may_see=Right.SEE_PERSONAL in hand.rights,
        )

    def _enterprise(self, target: Target, view: CaseView | None) -> tuple[Enterprise, int | None]:
        if view is not None:
            return view.kept.inputs, view.row.enterprise_id
        if target.enterprise is not None:
            return target.enterprise, target.enterprise_id
        if target.enterprise_id is None:
            raise KnownError("E-FORM-FOR", "没有说明为哪家企业或哪个办件填写。", "请选一家企业或一个办件")
        return self.store.load_enterprise(target.enterprise_id), target.enterprise_id

    def _revealing(
        self, form: OfficeForm, enterprise_id: int | None, *, looks: bool
    ) -> Callable[[str], Contact | None]:
        """Finds the contact of a role; in full, once each, with the purpose recorded, or covered for a preview."""
        if enterprise_id is None:
            return lambda _role: None
        covered = {same_role(contact.role): contact for contact in reversed(self.store.contacts.masked(enterprise_id))}
        shown: dict[str, Contact] = {}

        def reveal(role: str) -> Contact | None:
            held = covered.get(role)
            if held is None or held.id is None or not looks:
                return held
            if role not in shown:
                purpose = f"填写《{form.name}》"
                shown[role] = self.store.contacts.reveal(held.id, purpose, self.hand().who, self.clock())
            return shown[role]

        return reveal

    # Carrying

    def export(self, name: str) -> bytes:
        """A form with its mapping as one file for another office."""
        form, body = self.store.forms.load(name)
        said = {
            "schema": SCHEMA,
            "kind": "表格",
            "name": form.name,
            "file": form.kind.value,
            "slots": to_plain(form.slots),
            "body": b64encode(body).decode(),
        }
        return (json.dumps({**said, "digest": digest(said)}, ensure_ascii=False, indent=1) + "\n").encode()

    def take_in(self, package: bytes) -> OfficeForm:
        """Keeps a form from another office as the next version of its name. Raises KnownError E-FORM-FILE."""
        try:
            said = json.loads(package.decode())
            seal = said.pop("digest")
            if said["kind"] != "表格" or seal != digest(said):
                raise ValueError("changed")
            if said["schema"] > SCHEMA:
                raise KnownError("E-FORM-FILE", "这个表格文件是新版程序导出的，本机读不了。", "请先更新程序")
            slots: tuple[Slot, ...] = from_plain(tuple[Slot, ...], said["slots"])
            body = b64decode(said["body"])
            form = OfficeForm(str(said["name"]), FormKind(said["file"]), hashlib.sha256(body).hexdigest(), slots)
        except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError):
            raise KnownError(
                "E-FORM-FILE", "这不是完整的表格文件，或被改动过，没有收下。", "请让对方重新导出"
            ) from None
        return self.save(form, body)


def unknown_contents(form: OfficeForm, known: tuple[Choice, ...]) -> tuple[str, ...]:
    """What a form asks for that this office does not know, such as facts of another dictionary."""
    there = {choice.what for choice in known}
    return tuple(slot.what for slot in form.slots if slot.what not in there and not slot.what.startswith("text:"))


def with_slot(form: OfficeForm, slot: Slot) -> OfficeForm:
    """The form with a slot in place of whatever its place held."""
    kept = tuple(one for one in form.slots if one.place != slot.place)
    return replace(form, slots=(*kept, slot))


def without_slot(form: OfficeForm, place: str) -> OfficeForm:
    """The form with nothing in a place."""
    return replace(form, slots=tuple(one for one in form.slots if one.place != place))


def content_words(content: Content) -> str:
    """What a place holds, as a screen or a terminal says it."""
    if content.items:
        return "；".join(content.items)
    return content.text or (f"{content.number:,}" if content.number is not None else "")
