"""核定: an officer sets the official clause beside the rule, corrects it and signs; a second one confirms; both can be undone.

What is confirmed lies as packs of its own in the user's folder and takes the place of the bundled ones. It is made anew
from the register each time, so that every version can be had back, and counts only while text and rule are what was signed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.engine.book import RuleBook, digest, load_book
from qcy_desktop.engine.measures import Measure
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.clause_fields import ClauseField, fields_of
from qcy_desktop.services.correcting import TEXTS, Correction, Corrector, Trial, agreed, held_text, require_text
from qcy_desktop.services.overlay import is_fresh, renew, swap, write_overlay
from qcy_desktop.storage import Storage, audit
from qcy_desktop.storage.work import Signed

FOLDER = "verified"
REGISTER = "register.json"


@dataclass(frozen=True, slots=True)
class Verification:
    """One line of the register. `seal` binds rule, text and the one who signed; days and moments as ISO text.

    `…_by` are accounts, which the two-person rule compares; `…_name` are the people as papers call them.
    """

    number: int
    measure: str
    pack: str
    rule: str
    text: str
    signed_by: str
    signed_at: str
    seal: str
    confirmed_by: str = ""
    confirmed_at: str = ""
    revoked_by: str = ""
    revoked_at: str = ""
    reason: str = ""
    signed_name: str = ""
    confirmed_name: str = ""

    @property
    def signer(self) -> str:
        """The first person as called on screens and papers."""
        return self.signed_name or self.signed_by

    @property
    def stands(self) -> bool:
        """Whether it is confirmed by a second person and not taken back."""
        return bool(self.confirmed_by) and self.confirmed_by != self.signed_by and not self.revoked_by

    @property
    def waits(self) -> bool:
        """Whether it still waits for the second person."""
        return not self.confirmed_by and not self.revoked_by

    @property
    def words(self) -> str:
        """Who verified it, as screens and papers say it."""
        signed, confirmed = (show_day(datetime.fromisoformat(at).date()) for at in (self.signed_at, self.confirmed_at))
        return f"{self.signer} {signed}核定，{self.confirmed_name or self.confirmed_by} {confirmed}复核"


def load_office(folders: Iterable[Path], packs: Path) -> Assessor:
    """The rules of the folders with what this office has verified laid over them; laid anew where a newer program brings
    newer packs. Raises KnownError.
    """
    root, under = packs / FOLDER, tuple(folders)
    register = read_register(root)
    if not any(root.glob("*/pack.yaml")):
        return Assessor(load_book(under))
    standing = _standing(register)
    fresh = is_fresh(root, under, standing)
    book = load_book((*under, root)) if fresh else renew(root, under, standing, REGISTER)
    return Assessor(book, verified_in(book, register))


def _standing(register: Sequence[Verification]) -> list[Verification]:
    """What stands, of each measure the newest."""
    return list({one.measure: one for one in register if one.stands}.values())


def verified_in(book: RuleBook, register: Sequence[Verification]) -> dict[str, str]:
    """Which measures of the book are 已核定 and by whom: only those whose rule and text are what was signed."""
    found = {}
    for entry in register:
        measure = book.measures.get(entry.measure)
        if not entry.stands or measure is None or not sealed(entry):
            continue
        held = Path(measure.file).parent / TEXTS / f"{entry.measure}.md"
        same_text = held.is_file() and held.read_text("utf-8") == entry.text
        if same_text and Path(measure.file).read_text("utf-8") == entry.rule:
            found[entry.measure] = entry.words
    return found


def read_register(root: Path) -> tuple[Verification, ...]:
    """Every verification ever signed here, oldest first. Raises KnownError E-VERIFY-REGISTER for a damaged register."""
    file = root / REGISTER
    if not file.is_file():
        return ()
    try:
        document = json.loads(file.read_text("utf-8"))
        entries = tuple(Verification(**entry) for entry in document["entries"])
    except (OSError, ValueError, TypeError, KeyError):
        raise KnownError("E-VERIFY-REGISTER", f"核定登记簿 {file} 读不出来。", "请用备份恢复这个文件") from None
    if document.get("digest") != digest(document["entries"]):
        raise KnownError(
            "E-VERIFY-REGISTER", f"核定登记簿 {file} 被改动过。", "请用备份恢复这个文件，核定只能在程序里办理"
        )
    return entries


def sealed(entry: Verification) -> bool:
    """Whether rule, text and signer are what was signed."""
    return entry.seal == _seal(entry)


def _seal(entry: Verification) -> str:
    said = (str(entry.number), entry.measure, entry.rule, entry.text, entry.signed_by, entry.signed_at)
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verifying:
    """The act itself, by one person. `packs` is the user's folder of packs; every act is recorded in the audit chain."""

    folders: tuple[Path, ...]
    packs: Path
    store: Storage
    hand: Hand
    clock: Callable[[], datetime]

    @property
    def root(self) -> Path:
        return self.packs / FOLDER

    def try_out(self, measure: str, correction: Correction) -> Trial:
        """The corrected rule, in words, with its cases run. Nothing is kept. Raises KnownError for a faulty correction."""
        require_text(correction)
        return self._corrector(measure).try_out(correction)

    def sign(self, measure: str, correction: Correction, accepted: Sequence[str] = ()) -> Verification:
        """Signs the correction; it waits for a second person.

        Cases beside the rule that no longer agree must be named in `accepted` or the act is refused (E-VERIFY-CASES); those
        accepted expect from now on what the corrected rule answers.
        """
        self._require()
        require_text(correction)
        return self._sign(self._corrector(measure), correction, accepted)

    def sign_rule(self, measure: str, rule: str, text: str, accepted: Sequence[str] = ()) -> Verification:
        """Signs a whole rule file with its text, as another office or an earlier version had it; it waits like any other."""
        self._require()
        corrector = self._corrector(measure)
        return self._wait(corrector.measure, corrector.try_rule(rule), text, accepted)

    def roll_back(self, number: int, accepted: Sequence[str] = ()) -> Verification:
        """Signs an earlier version of the register again. Raises KnownError E-VERIFY-NONE when there is no such version."""
        former = self.version(number)
        return self.sign_rule(former.measure, former.rule, former.text, accepted)

    def base(self, office: Assessor, measure: str) -> RuleBook:
        """The book on which a measure is corrected: what this office has verified of it, else what came with the program.

        A rule that was changed by hand since it was signed is never the base of another signature.
        """
        held = office.book.measure(measure)
        laid_over = self.root in Path(held.file).parents
        return load_book(self.folders) if laid_over and measure not in office.reckoner.verified else office.book

    def fields(self, measure: str) -> tuple[ClauseField, ...]:
        """The values of a measure that can be corrected. Raises KnownError E-MEASURE."""
        book = self.base(load_office(self.folders, self.packs), measure)
        return fields_of(book, book.measure(measure))

    def title(self, measure: str) -> str:
        """What a measure is called. Raises KnownError E-MEASURE."""
        return self._corrector(measure).measure.source.title

    def _corrector(self, measure: str) -> Corrector:
        office = load_office(self.folders, self.packs)
        return Corrector(self.base(office, measure), measure, self.clock().date())

    def _sign(self, corrector: Corrector, correction: Correction, accepted: Sequence[str]) -> Verification:
        return self._wait(corrector.measure, corrector.try_out(correction), correction.text, accepted)

    def _wait(self, measure: Measure, trial: Trial, text: str, accepted: Sequence[str]) -> Verification:
        odd = [report for report in trial.failed if report.name not in accepted]
        if odd:
            said = "；".join(f"“{report.name}”{report.faults[0]}" for report in odd[:3])
            raise KnownError(
                "E-VERIFY-CASES",
                f"有 {len(odd)} 个样例与改后的规则不符：{said}。",
                "请核对数字；确属条款如此的，逐个确认后再签署",
            )
        rule = agreed(trial, accepted) if trial.failed else trial.rule
        register = read_register(self.root)
        signed = (self.hand.who, self.clock().isoformat())
        entry = Verification(len(register) + 1, measure.id, measure.pack, rule, held_text(text), *signed, "")
        done = replace(entry, seal=_seal(entry), signed_name=self.hand.name)
        kept = [_revoked(one, *signed, "另行签署") if self._same(one, measure.id) else one for one in register]
        self._keep((*kept, done), "rule.sign", done)
        return done

    def _same(self, entry: Verification, measure: str) -> bool:
        return entry.measure == measure and entry.waits

    def waiting(self) -> tuple[Verification, ...]:
        """What waits for a second person."""
        return tuple(entry for entry in read_register(self.root) if entry.waits)

    def confirm(self, measure: str) -> Verification:
        """The second person's confirmation: from now on the rule counts as 已核定. Raises E-TWO-PERSON, E-VERIFY-NONE."""
        self._require()
        register = read_register(self.root)
        entry = next((one for one in register if self._same(one, measure)), None)
        if entry is None:
            raise KnownError("E-VERIFY-NONE", f"“{measure}”没有待复核的核定。", "请先由一人签署")
        if entry.signed_by == self.hand.who:
            raise KnownError("E-TWO-PERSON", "同一件事须由两人办理，不能自己复核自己。", "请由另一位有权限的人员复核")
        if not sealed(entry):
            raise KnownError("E-VERIFY-REGISTER", "待复核的内容与签署时不同。", "请重新签署")
        who, name = self.hand.who, self.hand.name
        done = replace(entry, confirmed_by=who, confirmed_at=self.clock().isoformat(), confirmed_name=name)
        self._keep([done if one is entry else one for one in register], "rule.confirm", done)
        return done

    def revoke(self, measure: str, reason: str) -> None:
        """Takes the standing verification back; the one before it, if any, stands again only when signed anew."""
        self._require()
        if not reason.strip():
            raise KnownError("E-VERIFY-REASON", "撤销核定要写明理由。", "请填写理由")
        register = read_register(self.root)
        live = [one for one in register if one.measure == measure and (one.stands or one.waits)]
        if not live:
            raise KnownError("E-VERIFY-NONE", f"“{measure}”没有生效的核定。", "请核对措施编号")
        when = self.clock().isoformat()
        kept = [_revoked(one, self.hand.who, when, reason.strip()) if one in live else one for one in register]
        self._keep(kept, "rule.revoke", _revoked(live[-1], self.hand.who, when, reason.strip()))

    def entries(self) -> tuple[Verification, ...]:
        """The whole register, newest first."""
        return tuple(reversed(read_register(self.root)))

    def version(self, number: int) -> Verification:
        """One version of the register. Raises KnownError E-VERIFY-NONE."""
        found = next((one for one in read_register(self.root) if one.number == number), None)
        if found is None:
            raise KnownError("E-VERIFY-NONE", f"核定登记簿里没有第 {number} 号。", "用核定记录核对版本号")
        return found

    def history(self, measure: str) -> tuple[Verification, ...]:
        """Every version ever signed for a measure, newest first."""
        return tuple(one for one in reversed(read_register(self.root)) if one.measure == measure)

    def _require(self) -> None:
        self.hand.require(Right.VERIFY_RULES)

    def _keep(self, entries: Sequence[Verification], act: str, entry: Verification) -> None:
        """Writes register and packs aside, records the act, then puts them in place; a refusal leaves all as it was."""
        aside = self.packs / f"{FOLDER}.part"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        plain = [asdict(one) for one in entries]
        text = json.dumps({"schema": 1, "digest": digest(plain), "entries": plain}, ensure_ascii=False, indent=1) + "\n"
        (aside / REGISTER).write_text(text, "utf-8", newline="\n")
        write_overlay(aside, load_book(self.folders), self.folders, _standing(entries))
        load_book((*self.folders, aside))
        after = {"seal": entry.seal, "number": entry.number, "reason": entry.reason}
        with self.store.acting(self.hand.session), self.store.transaction() as work:
            audit.append(work, Signed(self.hand.who, self.clock()), audit.Act(act, "rule", entry.measure, {}, after))
        # Only after the commit: were the machine to stop here, a rule would look unverified, never the other way round.
        swap(aside, self.root)


def _revoked(entry: Verification, who: str, when: str, reason: str) -> Verification:
    return replace(entry, revoked_by=who, revoked_at=when, reason=reason)
