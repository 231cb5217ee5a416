"""The administrator's desk: accounts, backups, health, record of acts, office and machine behind the 管理 place."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from qcy_desktop import __version__
from qcy_desktop.app.preferences import Preferences
from qcy_desktop.app.seat import Seat
from qcy_desktop.domain.accounts import Account, Right, Role
from qcy_desktop.domain.acts import WORDS, act_words, kind_words
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.office_words import office_word
from qcy_desktop.domain.records import ArchivedThing, AuditRow, BatchRecord, Expiring
from qcy_desktop.domain.widths import half_width
from qcy_desktop.services.archives import Archives, ClosedYear
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.auditing import HEADINGS, Auditing, cells
from qcy_desktop.services.bringing_back import Loss as Lost
from qcy_desktop.services.bringing_back import loss_of
from qcy_desktop.services.caseoffice import HOLIDAYS, CaseOffice
from qcy_desktop.services.casework import Desk as CaseDesk
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.history import History
from qcy_desktop.services.moving import pack_up
from qcy_desktop.services.people import people_of
from qcy_desktop.services.personal import Personal
from qcy_desktop.services.safekeeping import Safekeeping
from qcy_desktop.services.staff import Staff, first_password
from qcy_desktop.settings import Settings, keep_copy, read_profile, write_profile
from qcy_desktop.storage import Storage
from qcy_desktop.storage.accounts import NewAccount
from qcy_desktop.storage.audit import Asked
from qcy_desktop.ui.admin.desk import Backups, Health, Loss, Machine, NewPerson, Office, Sought

MOST_ACTS = 2000
MOST_LOST = 500
_OFFICE = ("name", "code", "desk", "address", "phone")


@dataclass(slots=True, kw_only=True)
class AdminDesk:
    """As `ui.admin.desk.AdminDesk` asks for it.

    `restore` is the backup that is to be put back once the window has closed, and who asked for it.
    """

    store: Storage
    seat: Seat
    preferences: Preferences
    assessor: Assessor
    seed: Path
    now: Callable[[], datetime]
    restore: tuple[Path, Hand] | None = None
    renamed: Callable[[str, str], None] = lambda _office, _window: None
    """Told the office's name and this window's number when they have changed."""

    def today(self) -> date:
        return self.now().date()

    def look(self) -> tuple[str, int]:
        """Theme and scale as the settings say."""
        return self.preferences.settings.theme, self.preferences.settings.scale

    # Accounts

    def _staff(self) -> Staff:
        return Staff(self.store, self.seat.hand, self.now)

    def accounts(self) -> tuple[Account, ...]:
        return self._staff().listed()

    def begin_accounts(self, user: str, name: str, password: str) -> None:
        self._staff().begin(user, name, password)
        self.seat.look_again()

    def add_account(self, person: NewPerson) -> None:
        self._staff().add(NewAccount(person.user, person.name, person.roles, person.password))

    def set_roles(self, user: str, roles: frozenset[Role]) -> None:
        self._staff().set_roles(user, roles)

    def reset_password(self, user: str, password: str) -> None:
        self._staff().reset(user, password)

    def switch_account(self, user: str, *, active: bool) -> None:
        self._staff().switch(user, active=active)

    def unlock_account(self, user: str) -> None:
        self._staff().unlock(user)

    def first_password(self) -> str:
        return first_password()

    # Backups

    def _keeping(self) -> Safekeeping:
        return Safekeeping(self.store, self.seat.hand, self.now)

    def backups(self) -> Backups:
        keeping, closed = self._keeping(), ""
        if self.store.opening.url:
            closed = "大厅数据库由服务器管理员备份，这里不能备份或恢复。"
        second = self.preferences.settings.second_backup
        return Backups(self.store.care.backups(), keeping.sentence(), second, keeping.lacking(), closed)

    def back_up(self) -> str:
        """Make one now; what was done, in a sentence."""
        hand = self.seat.hand()
        hand.require(Right.BACKUP)
        with self.store.acting(hand.session):
            done = self.store.care.backup(hand.who, self.now(), "manual")
        said = f"已备份并核对：{done.backup.name}。"
        if done.thinned:
            said += f"按规则清理了 {len(done.thinned)} 份旧备份。"
        if done.second is not None:
            said += done.second.sentence
        elif self.store.opening.second_target is not None:
            said += "第二备份位置也已写入。"
        return said

    def loss(self, name: str) -> Loss:
        found: Lost = loss_of(self.store, self._backup(name))
        return Loss(found.sentence, tuple(_told(act) for act in found.acts[:MOST_LOST]))

    def ask_restore(self, name: str) -> None:
        """Remember which backup is to be put back when the window has closed. Raises KnownError E-RIGHT, E-FILE."""
        hand = self.seat.hand()
        hand.require(Right.RESTORE)
        loss_of(self.store, self._backup(name))
        self.restore = self._backup(name), hand

    def _backup(self, name: str) -> Path:
        return self.store.folder / "backups" / Path(name).name

    def carry_out(self, file: Path) -> str:
        """Everything of this office into one checked file, to be taken in on another computer. Raises KnownError E-RIGHT."""
        return f"已打包到 {file.name}：{pack_up(self.store, file, self.seat.hand(), self.now()).sentence}"

    def set_second(self, folder: str) -> None:
        """Copy every backup to a further folder from now on; empty: none. Raises KnownError E-BACKUP-SECOND, E-RIGHT."""
        self.seat.hand().require(Right.OFFICE)
        place = Path(folder) if folder else None
        if place is not None and not place.is_dir():
            raise KnownError("E-BACKUP-SECOND", f"“{folder}”不是一个能用的文件夹。", "请插好备份盘或接通共享后再选。")
        self.preferences.keep(second_backup=folder)
        self.store.send_backups_to(place)

    # Closed years

    def _archives(self) -> Archives:
        return Archives(self.store, self.seat.hand, self.now)

    def closed_years(self) -> tuple[ClosedYear, ...]:
        return self._archives().years()

    def archive_year(self, year: int) -> str:
        return self._archives().make(year)

    def bring_year_back(self, year: int) -> str:
        return self._archives().bring_back(year)

    def find_archived(self, typed: str) -> tuple[ArchivedThing, ...]:
        return self._archives().find(typed)

    # Health

    def health(self) -> Health:
        """The whole database looked over, and every backup."""
        parts = self.store.care.report()
        found = [finding for part in parts for finding in part.findings]
        if not self.store.opening.url:
            found += self.store.care.check_backups()
        told = tuple((finding.place, finding.sentence) for finding in found)
        looked = tuple((part.name, f"{part.count} {part.unit}") for part in parts)
        return Health(looked, told, self._facts(), self.now())

    def _facts(self) -> tuple[tuple[str, str], ...]:
        opening, folder = self.store.opening, self.store.folder
        database = folder / "qcy.db"
        size = database.stat().st_size if database.is_file() else 0
        newest = self.store.care.backups()[:1]
        return (
            ("程序版本", __version__),
            ("系统", f"{platform.system()} {platform.release()}，Python {platform.python_version()}"),
            ("数据位置", "共享大厅 PostgreSQL" if opening.url else str(folder)),
            ("数据库大小", "由服务器管理" if opening.url else f"{size / (1 << 20):.1f} MB"),
            ("磁盘剩余", f"{shutil.disk_usage(folder).free / (1 << 30):.1f} GB"),
            ("库结构版本", str(self.store.schema())),
            ("操作记录", f"{next((link.id for link in self.store.care.audit(limit=1)), 0)} 条"),
            ("加密", self._encryption()),
            ("最近备份", f"{newest[0].made_at.astimezone():%Y-%m-%d %H:%M}" if newest else "没有"),
        )

    def _encryption(self) -> str:
        if self.store.opening.url:
            return "由大厅服务器负责"
        return "已加密" if self.store.opening.passphrase else "未加密"

    # The record of acts

    def _auditing(self) -> Auditing:
        return Auditing(self.store, self.seat.hand, self.now)

    def act_words(self) -> Mapping[str, str]:
        return WORDS

    def acts(self, sought: Sought) -> tuple[AuditRow, ...]:
        return self._auditing().found(self._asked(sought, MOST_ACTS))

    def changes(self, act: AuditRow) -> tuple[tuple[str, str, str], ...]:
        """Field, before, after of one act, in a clerk's words."""
        lines = History(self.store, self.assessor).changes(act)
        return tuple((line.field, line.older, line.newer) for line in lines)

    def export_acts(self, sought: Sought, file: Path) -> int:
        """As a workbook, or as CSV when the file is called so; personal values are covered. Answers how many."""
        auditing, asked = self._auditing(), self._asked(sought, 1_000_000)
        rows = auditing.found(asked)
        text = auditing.written_out(asked)
        # Imported late: the window opens long before the first sheet.
        from qcy_desktop.exchange.case_books import table_book

        data = text if file.suffix.lower() == ".csv" else table_book("操作记录", HEADINGS, [cells(row) for row in rows])
        try:
            file.write_bytes(data)
        except OSError as fault:
            raise _not_written(file) from fault
        return len(rows)

    def _asked(self, sought: Sought, limit: int) -> Asked:
        return Asked(
            who=sought.who.strip(),
            act=sought.act,
            record=sought.record.strip(),
            since=None if sought.since is None else self._moment(sought.since),
            until=None if sought.until is None else self._moment(sought.until + timedelta(days=1)),
            limit=limit,
        )

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.now().tzinfo)

    def batches(self) -> tuple[BatchRecord, ...]:
        """The last batch jobs, newest first. Raises KnownError E-RIGHT."""
        self.seat.hand().require(Right.READ_AUDIT)
        names = people_of(self.store)
        return tuple(replace(one, who=names.get(one.who, one.who)) for one in self.store.belongings.batches())

    # The office and this machine

    def office(self) -> Office:
        kept = self.store.belongings.office()
        said = {name: kept.get(name, "") for name in _OFFICE}
        desk = CaseDesk()
        said["code"], said["desk"] = said["code"] or desk.office, said["desk"] or desk.code
        window = self.preferences.settings.window_number
        return Office(**said, window=window, holidays=CaseOffice(self.store, self.seed).table(HOLIDAYS))

    def save_office(self, office: Office) -> None:
        """Keep what has changed, all or nothing. Raises KnownError E-RIGHT, E-DESK, E-OFFICE, E-HOLIDAY-TABLE."""
        hand, kept = self.seat.hand(), self.office()
        hand.require(Right.OFFICE)
        office = _cleaned(office)
        CaseDesk(office.code, office.desk)
        with self.store.acting(hand.session), self.store.transaction():
            for name in _OFFICE:
                if getattr(office, name) != getattr(kept, name):
                    self.store.belongings.set_office(name, getattr(office, name), hand.who, self.now())
            if office.holidays != kept.holidays:
                CaseOffice(self.store, self.seed).set_table(HOLIDAYS, office.holidays, hand.who, self.now())
        if office.window != kept.window:
            self.preferences.keep(window_number=office.window)
        self.renamed(office.name or self.preferences.settings.office, office.window)

    def machine(self) -> Machine:
        held = self.preferences.settings
        return Machine(held.idle_minutes, held.practice, held.second_backup, self._encryption())

    def save_machine(self, machine: Machine) -> None:
        self.seat.hand().require(Right.OFFICE)
        self.preferences.keep(idle_minutes=machine.idle_minutes, practice=machine.practice)

    def export_settings(self, file: Path) -> None:
        """What ten desks have alike, into one file. Raises KnownError E-WRITE."""
        try:
            write_profile(self.preferences.settings, file)
        except OSError as fault:
            raise _not_written(file) from fault

    def import_settings(self, file: Path) -> None:
        """Take over a profile; what belongs to this desk alone stays. Raises KnownError E-RIGHT, E-PROFILE."""
        self.seat.hand().require(Right.OFFICE)
        try:
            values = read_profile(file)
        except (OSError, ValueError) as fault:
            sentence = f"“{file.name}”不是能用的设置文件，没有改动。"
            raise KnownError("E-PROFILE", sentence, "请在另一台机上重新导出。") from fault
        self.preferences.keep(**values)

    def reset_settings(self) -> str:
        """Back to what the program begins with; the name of the copy of what was. Raises KnownError E-RIGHT, E-WRITE."""
        self.seat.hand().require(Right.OFFICE)
        try:
            copy = keep_copy(self.preferences.file, self.now())
        except OSError as fault:
            raise _not_written(self.preferences.file) from fault
        fresh, held = Settings(), self.preferences.settings
        # Where the data lie is no matter of taste: a reset may not send the office to another database.
        stays = {"hall": held.hall, "any_folder": held.any_folder, "second_backup": held.second_backup}
        self.preferences.keep(**{**fresh.model_dump(), **stays})
        return copy

    # Personal data

    def _personal(self) -> Personal:
        return Personal(self.store, self.seat.hand, self.now)

    def expiring(self, until: date) -> tuple[Expiring, ...]:
        return self._personal().expiring(until)

    def erase_due(self) -> int:
        return self._personal().erase_due()


def _not_written(file: Path) -> KnownError:
    return KnownError("E-WRITE", f"文件存不进“{file}”。", "换一个文件夹，或看看磁盘是否已满、文件是否正被打开。")


def _told(act: AuditRow) -> tuple[str, str, str, str]:
    at = f"{act.at.astimezone():%Y-%m-%d %H:%M:%S}"
    return at, act.who or "系统", act_words(act.act), f"{kind_words(act.kind)} {act.record}"


def _cleaned(office: Office) -> Office:
    """The words as they are kept: one line each, letters and digits of half width. Raises KnownError E-OFFICE."""
    return replace(
        office,
        name=office_word("单位名称", office.name),
        address=office_word("办公地址", office.address),
        phone=office_word("联系电话", office.phone),
        window=office_word("本机窗口号", office.window),
        code=half_width(office.code.strip()),
        desk=half_width(office.desk.strip()),
    )
