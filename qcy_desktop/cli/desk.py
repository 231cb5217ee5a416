"""What commands on cases share: the store opened, the person logged in, the case desk and its papers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from qcy_desktop.cli.place import Call
from qcy_desktop.cli.store import hand_for, opened
from qcy_desktop.printing.installed import FontChoice
from qcy_desktop.services.caseoffice import CaseOffice
from qcy_desktop.services.casepapers import CasePapers
from qcy_desktop.services.casework import Casework, Hand
from qcy_desktop.services.papers import Press
from qcy_desktop.settings import Settings, load_settings
from qcy_desktop.storage import Storage

OFFICE = "西咸新区政务服务大厅"


@contextmanager
def case_desk(call: Call) -> Iterator[Casework]:
    """The desk of whoever --user names, the password being on standard input.

    Without accounts in the office there is no log-in. Raises KnownError E-LOGIN-NEEDED, E-LOGIN and the store's own.
    """
    with opened(call) as store:
        hand, office = hand_of(call, store), CaseOffice(store, call.places.db / "seed")
        yield Casework(store, call.assessor(), office.calendar(), hand, call.places.now, office.desk())


def hand_of(call: Call, store: Storage) -> Hand:
    """Who acts: logged in where the office keeps accounts. Raises KnownError E-LOGIN-NEEDED, E-LOGIN."""
    return hand_for(call, store, "经办人")


def press(call: Call) -> Press:
    """The press of this call, with the office's own words and the typefaces that this machine prefers."""
    folder = call.places.user_folder(call.data_dir)
    own, choice = folder / "print", font_choice(call)
    sample, full = getattr(call.asked, "sample", False), getattr(call.asked, "full", False)
    return Press(call.places.resources, OFFICE, sample=sample, full=full, own=own, choice=choice)


def font_choice(call: Call, settings: Settings | None = None) -> FontChoice:
    """Which installed typefaces this machine's settings, or others that are to be tried, prefer."""
    settings = settings or load_settings(call.places.user_folder(call.data_dir) / "settings.json")
    return FontChoice(call.places.font_folders, settings.letter_font, settings.title_font)


def case_papers(work: Casework, press_: Press) -> CasePapers:
    """The papers of cases on that press, under the office's own name where it is set."""
    office = work.store.belongings.office().get("name") or press_.office
    return CasePapers(work, replace(press_, office=office).context(work.clock()))
