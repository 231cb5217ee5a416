"""Opens the window: reads settings, opens rules and store, seats the clerk at the desk, and tidies up afterwards."""

from __future__ import annotations

import getpass
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from qcy_desktop import __version__
from qcy_desktop.app.admin import AdminDesk
from qcy_desktop.app.bell import FILE as BELL
from qcy_desktop.app.bell import ring
from qcy_desktop.app.desk import CounterDesk, Letterhead, Opened, SelfCheckDesk
from qcy_desktop.app.officer import Head, OfficerSeat
from qcy_desktop.app.preferences import Preferences
from qcy_desktop.app.seat import Seat
from qcy_desktop.diagnostics import Journal, collect_native, open_journal, watch_native_faults
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.paths import Bundled, UserFolder
from qcy_desktop.printing.installed import FontChoice
from qcy_desktop.printing.wording import Stationery
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.bringing_back import Folder, bring_back
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.counter import Counter
from qcy_desktop.services.practice import fill_practice
from qcy_desktop.services.safekeeping import Safekeeping, how_to_open
from qcy_desktop.services.verifying import load_office
from qcy_desktop.settings import Settings, load_settings
from qcy_desktop.storage import Opening, Storage
from qcy_desktop.storage.encryption import is_encrypted, opens
from qcy_desktop.storage.work import Signed
from qcy_desktop.ui.desk import Look, Surroundings, forget_look

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Places:
    """Where this run finds things: what came with the program, the user's folder, and the rule folders in use."""

    bundled: Bundled
    user: UserFolder
    rules: tuple[Path, ...]
    font_folders: tuple[Path, ...] = ()
    safe: bool = False
    """Start without packs of the office's own, without the look and the place of the window as last left."""

    def assessor(self, folder: UserFolder) -> Assessor:
        """The rules in use: the bundled ones, with what the office verified or installed laid over them."""
        return Assessor.load(self.rules) if self.safe else load_office(self.rules, folder.packs)

    def stationery(self, settings: Settings) -> Stationery:
        """Words and typefaces: the office's own before the bundled ones."""
        choice = FontChoice(self.font_folders, settings.letter_font, settings.title_font)
        return Stationery.of(self.bundled.resources, self.user.print, choice)


def now() -> datetime:
    """The moment, in this machine's time zone."""
    return datetime.now(UTC).astimezone()


def serve(places: Places, as_of: date | None, *, practice: bool) -> int:
    """Run the window until it is closed; answers its exit code. Raises KnownError when rules or store cannot be opened.

    Where a window is open on this folder already, that one comes to the front and this start is over; if none answers (a
    command is at work, a window hangs), this one opens for reading. A restore asked for in the window is done once it has
    closed; then it opens again on what was restored.
    """
    preferences = Preferences(places.user.settings, load_settings(places.user.settings))
    practice = practice or preferences.settings.practice
    folder = places.user.practice if practice else places.user
    try:
        with journal(places.user):
            while True:
                code, restoring = _serve_once(places, preferences, as_of, practice=practice)
                if restoring is None:
                    return code
                _bring_back(places, *restoring)
    except KnownError as fault:
        if fault.code != "E-DB-SECOND":
            raise
        if ring(folder.root):
            return 0
        with journal(places.user):
            return _serve_once(places, preferences, as_of, practice=practice, beside=True)[0]


Restoring = tuple[Folder, Path, Hand]


def _serve_once(
    places: Places, preferences: Preferences, as_of: date | None, *, practice: bool, beside: bool = False
) -> tuple[int, Restoring | None]:
    from qcy_desktop.ui.application import run_window

    folder = places.user.practice if practice else places.user
    settings = preferences.settings
    with desk(places, settings, practice=practice, preferences=preferences, beside=beside) as seated:
        if not practice:
            seated.opened = Opened(preferences.settings.recent, lambda ids: preferences.keep(recent=ids))
        around = Surroundings(
            resources=places.bundled.resources,
            crash_folder=places.user.crash,
            today=lambda: as_of or now().date(),
            now=now,
            look=Look() if places.safe else preferences.look(),
            keep_look=forget_look if places.safe else preferences.keep_look,
            version=__version__,
            log_folder=places.user.logs,
            bell=folder.root / BELL,
            keys=preferences.settings.keys,
            keep_keys=preferences.keep_keys,
        )
        code = run_window(seated, around)
        store = seated.counter.store
        if seated.admin is None or seated.admin.restore is None:
            return code, None
        return code, (Folder(store.folder, places.bundled.migrations, store.opening), *seated.admin.restore)


def _bring_back(places: Places, folder: Folder, backup: Path, hand: Hand) -> None:
    """Put the backup back and say so in a dialog, also when it could not be done: then all is as before."""
    from qcy_desktop.ui.application import tell, tell_fault

    try:
        done = bring_back(folder, backup, hand, Signed(hand.who, now()))
    except KnownError as fault:
        tell_fault(places.bundled.resources, fault)
        return
    found = "".join(f"{finding.sentence}" for finding in done.findings[:3]) or "恢复后的数据库检查完好。"
    kept = f"恢复前的数据库留在 {done.aside}。" if done.aside else ""
    tell(places.bundled.resources, f"已恢复到备份 {backup.name}", found + kept)


def serve_self_check(places: Places, as_of: date | None, *, practice: bool) -> int:
    """Run the self-check alone, over the whole screen. No store is opened, so nothing a visitor says can be kept."""
    from qcy_desktop.ui.application import run_kiosk

    settings = load_settings(places.user.settings)
    seated = SelfCheckDesk(
        assessor=places.assessor(places.user),
        stationery=places.stationery(settings),
        letterhead=Letterhead(settings.office, settings.window_number),
        now=now,
        practice=practice or settings.practice,
    )
    around = Surroundings(
        resources=places.bundled.resources,
        crash_folder=places.user.crash,
        today=lambda: as_of or now().date(),
        now=now,
        look=Look(settings.theme, settings.scale),
        version=__version__,
    )
    with journal(places.user):
        return run_kiosk(seated, around)


def examine_window(bundled: Bundled, scratch: Path) -> str:
    """For the self-test: the window on a practice store in an empty folder. Raises KnownError; answers what was seen."""
    from qcy_desktop.ui.trial import try_window

    user = UserFolder(scratch).make()
    with desk(Places(bundled, user, (bundled.rules,)), Settings(), practice=True) as seated:
        today = now().date()
        sample = seated.load(seated.recent()[0].id)
        pdf = seated.print_assessment(seated.assess(sample, today), sample)
        around = Surroundings(bundled.resources, user.crash, lambda: today, now, version=__version__)
        return try_window(seated, around, pdf)


@contextmanager
def journal(user: UserFolder) -> Iterator[Journal]:
    """The log of this run, native faults included; those of the last run become a crash file first."""
    user.make()
    collect_native(user.crash, now())
    running = watch_native_faults(open_journal(user.logs), user.crash)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def desk(
    places: Places, settings: Settings, *, practice: bool, preferences: Preferences | None = None, beside: bool = False
) -> Iterator[CounterDesk]:
    """The desk on an open store. Practice has a store of its own, filled with the samples; real data are backed up daily.

    `beside` another program that holds the folder it is for reading only.
    """
    held = preferences or Preferences(places.user.settings, settings)
    folder = places.user.practice if practice else places.user
    assessor = places.assessor(folder)
    opening = how_to_open((*assessor.facts(), *assessor.records()), Settings() if practice else settings)
    if not opening.url and is_encrypted(folder.database):
        opening = replace(opening, passphrase=passphrase_for(folder.database, places.bundled.resources, settings))
    store, closed = open_store(folder, places.bundled.migrations, opening, beside=beside)
    with store:
        seat = Seat(
            alone=Hand.alone(clerk(settings)),
            now=now,
            accounts=store.accounts,
            minutes=lambda: held.settings.idle_minutes,
        )
        counter = Counter(store, seat.hand, now)
        stationery = places.stationery(settings)
        if practice and not closed:
            fill_practice(counter, assessor, sorted(places.bundled.samples.glob("*.json")))
        cases = OfficerSeat(
            store=store,
            assessor=assessor,
            stationery=stationery,
            head=Head(settings.office, settings.window_number, places.bundled.resources, places.bundled.db / "seed"),
            hand=seat.hand,
            now=now,
            practice=practice,
            closed=closed,
        )
        admin = AdminDesk(
            store=store, seat=seat, preferences=held, assessor=assessor, seed=places.bundled.db / "seed", now=now
        )
        seated = CounterDesk(
            seat=seat,
            assessor=assessor,
            counter=counter,
            safekeeping=Safekeeping(store, seat.hand, now),
            rule_folders=places.rules,
            packs_folder=folder.packs,
            stationery=stationery,
            letterhead=Letterhead(store.belongings.office().get("name") or settings.office, settings.window_number),
            now=now,
            practice=practice,
            closed=closed,
            cases=cases,
            casework=cases.work,
            admin=admin,
        )
        admin.renamed = seated.print_under
        yield seated
        if not practice and not closed:
            back_up(Safekeeping(store, seat.hand, now))


def passphrase_for(database: Path, resources: Path, settings: Settings) -> str:
    """What opens an encrypted database, asked in a window of its own. Raises KnownError E-DB-KEY when nobody says it."""
    from qcy_desktop.ui.passphrase import ask_passphrase

    typed = ask_passphrase(resources, Look(settings.theme, settings.scale), lambda text: opens(database, text))
    if not typed:
        raise KnownError(
            "E-DB-KEY",
            "没有给出加密口令，数据没有打开。",
            "请向保管口令的人员询问；从未加密过则文件可能已损坏，请恢复备份。",
        )
    return typed


def open_store(folder: UserFolder, migrations: Path, opening: Opening, *, beside: bool = False) -> tuple[Storage, str]:
    """The store, and why it is only for reading: a folder that takes nothing more still shows what it holds.

    So does one that another program holds, where `beside` allows that.

    Raises KnownError when it cannot even be read, or when there is nothing in it yet.
    """
    try:
        return Storage.open(folder.root, migrations, opening), ""
    except KnownError as fault:
        read = ("E-DB-READONLY", "E-DB-FULL", *(("E-DB-SECOND",) if beside else ()))
        if fault.code not in read or not folder.database.is_file():
            raise
        return Storage.open(folder.root, migrations, replace(opening, read_only=True)), f"{fault.sentence}{fault.cure}"


def back_up(safekeeping: Safekeeping) -> None:
    """Today's backup when the window has closed; one that fails is logged and tried again the next time."""
    try:
        safekeeping.back_up_if_due()
    except KnownError as error:
        _log.warning("the daily backup failed: %s", error.code)


def clerk(settings: Settings) -> str:
    """Who signs, until the office has accounts: the window's number, else the login of this machine."""
    if settings.window_number:
        return f"{settings.window_number} 号窗口"
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # ImportError: Windows without the variable has no `pwd` to ask.
        return "经办人"
