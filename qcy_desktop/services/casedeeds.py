"""An act together with its paper: looked at beforehand, then done and issued in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act, Deed, Dossier
from qcy_desktop.services.casepapers import CasePapers, Issued
from qcy_desktop.services.casework import CaseView, Casework, plan_of
from qcy_desktop.services.paperkinds import CODES

PAPER_OF: Mapping[Act, str] = {
    Act.SUBMIT: "materials", Act.CONFIRM: "account", Act.ACCEPT: "acceptance", Act.REFUSE: "rejection", Act.NOTIFY: "supplement",
    Act.SUPPLY: "materials", Act.COMPLETE: "materials", Act.DECIDE: "approval", Act.PUBLISH: "publicity", Act.PREPARE: "payment",
    Act.FILE: "archive",
}  # fmt: skip
"""The paper that goes with an act; the others are printed from the case when they are wanted."""


@dataclass(frozen=True, slots=True)
class Done:
    """A case after an act, with the paper that was issued with it."""

    view: CaseView
    issued: Issued | None = None


class _Undone(Exception):  # noqa: N818 -- not an error: it only takes a rehearsal back
    """Carries what a rehearsal showed out of its transaction, so that nothing of it stays."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        super().__init__()


@dataclass(frozen=True, slots=True)
class Deeds:
    """Does acts for one person, each in one transaction."""

    work: Casework
    papers: CasePapers

    def do(self, id: int, deed: Deed, version: int | None = None, paper: str = "") -> Done:
        """The act, and its paper with it when one is named: both or neither. Raises KnownError."""
        store = self.work.store
        with store.acting(self.work.hand.session), store.transaction():
            view = self._act(id, deed, version)
            return Done(view, self.papers.issue(paper, id) if paper else None)

    def rehearse(self, id: int, deed: Deed, paper: str) -> bytes:
        """The paper as it would be after the act, as 样张 and without a number; nothing is kept. Raises KnownError."""
        store, trial = self.work.store, replace(self.papers, context=replace(self.papers.context, sample=True))
        try:
            with store.acting(self.work.hand.session), store.transaction():
                self._act(id, deed, None)
                raise _Undone(trial.issue(paper, id).body)
        except _Undone as shown:
            return shown.body

    def _act(self, id: int, deed: Deed, version: int | None) -> CaseView:
        if deed.act is Act.REASSESS:
            return self.work.reassess(id, deed.words)
        if deed.act is Act.REVOKE:
            return self.work.revoke(id, deed.words, version)
        if deed.act is Act.DECIDE and not deed.plan and deed.amount is not None:
            deed = replace(deed, plan=plan_of(self.work.load(id).result, deed.amount))
        return self.work.act(id, deed, version)


def too_early(kind: str, dossier: Dossier) -> str:
    """What must be done before a paper can be issued for a case, in a word; empty when it can be."""
    done = {dossier.history[place].act for place in dossier.standing()}
    needed = {
        "acceptance": (dossier.accepted_on is not None, Act.ACCEPT),
        "approval": (dossier.accepted_on is not None, Act.ACCEPT),
        "site_check": (dossier.accepted_on is not None, Act.ACCEPT),
        "archive": (dossier.submitted_on is not None, Act.SUBMIT),
        "supplement": (bool(dossier.notices), Act.NOTIFY),
        "rejection": (dossier.stage is Stage.REFUSED or Act.REFUSE in done, Act.REFUSE),
        "publicity": (dossier.public_from is not None, Act.PUBLISH),
        "payment": (bool(dossier.payments), Act.PREPARE),
        "payment_summary": (bool(dossier.payments), Act.PREPARE),
    }
    ready, act = needed.get(kind, (kind in CODES, Act.SUBMIT))
    return "" if ready else f"须先办理“{act}”"
