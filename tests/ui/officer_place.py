"""The officer's place on a real window over a real store, opened and gone through as its tests need it."""

from __future__ import annotations

from case_office import CaseOffice
from pytestqt.qtbot import QtBot

from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.ui.officer.act_dialog import ActDialog
from qcy_desktop.ui.officer.page import OfficerPage
from tests.unit.printing.reading import text

NO_CONTACT = "本单位的联系电话、办公地址还没有填写"


def settle(qtbot: QtBot, page: OfficerPage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy())


def opened(qtbot: QtBot, page: OfficerPage, id: int) -> None:
    page.open_case(id)
    settle(qtbot, page)
    assert page.in_case() and page.case.sheet is not None and page.case.sheet.view.id == id


def asked(qtbot: QtBot, page: OfficerPage, act: Act) -> ActDialog:
    page.start(act)
    settle(qtbot, page)
    assert isinstance(page.dialog, ActDialog)
    return page.dialog


def done(qtbot: QtBot, page: OfficerPage, dialog: ActDialog) -> None:
    dialog.try_it()
    settle(qtbot, page)
    shut(page)


def shut(page: OfficerPage) -> None:
    """Close what the act showed."""
    if page.preview is not None and page.preview.isVisible():
        page.preview.reject()


def stage(office: CaseOffice, id: int) -> Stage:
    return office.seat.sheet(id).view.dossier.stage


def flat(pdf: bytes) -> str:
    """The text of a paper without blanks."""
    return text(pdf).replace(" ", "").replace("\n", "")
