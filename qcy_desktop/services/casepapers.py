"""Papers of cases: which may be printed when, their content from the case, their numbers, copies and verification."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from itertools import takewhile
from pathlib import Path

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.assessment import MeasureResult
from qcy_desktop.domain.caseacts import set_by_hand
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act, Dossier, Payment
from qcy_desktop.domain.contact_roles import PAYEE, same_role
from qcy_desktop.domain.days import show_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import show_wan
from qcy_desktop.domain.records import Paper
from qcy_desktop.domain.workdays import add_working_days
from qcy_desktop.engine.book import RuleBook
from qcy_desktop.engine.shares import split
from qcy_desktop.printing import case_content as papers
from qcy_desktop.printing.content import Applicant, Material, Materials
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.services.casework import CaseView, Casework, check_code, replayed, unverified
from qcy_desktop.services.drawers import Drawers
from qcy_desktop.services.opinionboxes import opinion_rows
from qcy_desktop.services.paperkinds import CODES, MANY, SURE, WORDS, draw
from qcy_desktop.services.papers import known_clause
from qcy_desktop.services.people import people_of
from qcy_desktop.storage.cases import NewPaper

HANDFUL = 16
"""How many papers of a batch are committed together."""

HEAD = "QCYP1"
"""How the code of a paper begins, so that a scanner's text is told apart from that of a self-check sheet."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper handed out: its row in the archive (None for a test print) and its bytes."""

    paper: Paper | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """What a scanned code says: which case and paper, whether the code is ours, and how the case replays."""

    view: CaseView
    paper: Paper
    genuine: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class CasePapers:
    """Prints what cases need. `context` gives office, words and typefaces; its `sample` makes every paper a test print."""

    work: Casework
    context: PaperContext

    def issue(self, kind: str, *ids: int) -> Issued:
        """One paper of one case, or of several for lists: number taken, drawn and kept in one transaction.

        A test print takes no number and is not kept. Raises KnownError E-NOT-VERIFIED for a sheet that would rest on a
        clause that is not 已核定, E-PAPER-EARLY when the case has not come so far.
        """
        if kind not in CODES:
            raise KnownError("E-PAPER", f"没有“{kind}”这种文书。", "用 qcy paper list 列出全部种类")
        if not ids or (len(ids) > 1 and kind not in MANY):
            raise KnownError("E-PAPER", f"“{WORDS[kind]}”须指明一个办件。", "请给出办件编号")
        if len(set(ids)) < len(ids):
            raise KnownError("E-PAPER", "同一个办件写了两次。", "每个办件只写一次")
        store, hand = self.work.store, self.work.hand
        hand.require(Right.PRINT)
        with store.acting(hand.session), store.transaction():
            views = [self.work.load(id) for id in ids]
            self.require_sure(kind, views)
            if self.context.sample:
                return Issued(None, self._draw(kind, views, ""))
            when = self.work.clock()
            number = self._number(kind, when)
            body = self._draw(kind, views, number)
            one = views[0]
            new = NewPaper(
                kind,
                body,
                number,
                one.row.enterprise_id if len(views) == 1 else None,
                one.id if len(views) == 1 else None,
            )
            return Issued(store.keep_paper(new, hand.who, when), body)

    def batch(
        self, kind: str, ids: Sequence[int], go_on: Callable[[int, int], bool], drawers: Drawers | None = None
    ) -> Iterator[tuple[int, Issued | KnownError]]:
        """One paper after the other; `go_on(done, of)` is asked before each and may stop it.

        With `drawers` the papers of a handful are drawn side by side and committed together; a refusal among them costs
        no number, for then each of the handful is done by itself.
        """
        size = HANDFUL if drawers else 1
        for start in range(0, len(ids), size):
            handful = ids[start : start + size]
            wanted = list(takewhile(lambda place: go_on(place[0], len(ids)), enumerate(handful, start)))
            yield from self._handful(kind, [id for _, id in wanted], drawers)
            if len(wanted) < len(handful):
                return

    def _handful(self, kind: str, ids: list[int], drawers: Drawers | None) -> Iterator[tuple[int, Issued | KnownError]]:
        together = self._together(kind, ids, drawers) if drawers is not None and len(ids) > 1 else None
        if together is not None:
            yield from zip(ids, together, strict=True)
            return
        for id in ids:
            try:
                yield id, self.issue(kind, id)
            except KnownError as refusal:
                yield id, refusal

    def _together(self, kind: str, ids: list[int], drawers: Drawers) -> list[Issued] | None:
        """All of them, or None when one is refused: then nothing has happened."""
        try:
            with self.work.store.acting(self.work.hand.session), self.work.store.transaction():
                return self._several(kind, [self.work.load(id) for id in ids], drawers)
        except KnownError:
            return None

    def _several(self, kind: str, views: list[CaseView], drawers: Drawers) -> list[Issued]:
        self.require_sure(kind, views)
        when = self.work.clock()
        numbers = ["" if self.context.sample else self._number(kind, when) for _ in views]
        jobs = [self._prepared(kind, [view], number) for view, number in zip(views, numbers, strict=True)]
        issued = []
        for view, number, body in zip(views, numbers, drawers.draw(kind, jobs), strict=True):
            new = NewPaper(kind, body, number, view.row.enterprise_id, view.id)
            kept = None if self.context.sample else self.work.store.keep_paper(new, self.work.hand.who, when)
            issued.append(Issued(kept, body))
        return issued

    def reprint(self, paper_id: int) -> Issued:
        """The kept bytes once more, marked 副本, counted and recorded."""
        from qcy_desktop.printing.copies import marked_copy

        hand, when = self.work.hand, self.work.clock()
        with self.work.store.acting(hand.session):
            paper, body = self.work.store.copy_paper(paper_id, hand.who, when)
        return Issued(paper, marked_copy(body, paper.copies - 1, self.context.stationery, when))

    def check(self, scanned: str) -> Checked:
        """Finds and replays the case behind a scanned code. Raises KnownError E-CODE for a code that is not ours."""
        parts = scanned.strip().split("|")
        if len(parts) != 6 or parts[0] != HEAD:
            raise KnownError("E-CODE", "这不是本程序出具的文书二维码。", "请扫描文书右上角的二维码，或按受理编号查找")
        view, paper = self.work.find(parts[3]), self.work.store.find_paper(parts[4])
        genuine = scanned.strip() in {self._payload(kept, paper.number) for kept in self._kept(view)}
        said = "文书与本机档案一致。" if genuine else "二维码与本机档案不一致，请核对原件。"
        return Checked(view, paper, genuine, said + replayed(view.kept, self.work.assessor).sentence)

    def _kept(self, view: CaseView) -> Iterator[CaseView]:
        """The case on each assessment it stood on, newest first: papers printed before a new one stay genuine."""
        yield view
        for row in self.work.store.list_assessments(view.row.enterprise_id, 1000):
            if row.id != view.kept.row.id:
                yield replace(view, kept=self.work.store.load_assessment(row.id))

    def _payload(self, view: CaseView, paper: str) -> str:
        version = next((pack.version for pack in view.kept.result.packs if pack.id == view.result.pack), "")
        seal = check_code(view.row.measure, view.row.number, paper, view.kept.row.digest)
        return "|".join((HEAD, view.row.measure, version, view.row.number, paper, seal))

    def _number(self, kind: str, when: datetime) -> str:
        prefix, year = self.work.desk.prefix, when.year
        series = f"paper/{prefix}/{CODES[kind]}/{year}"
        return f"{prefix}-{CODES[kind]}{year}-{self.work.store.next_number(series):05d}"

    def require_sure(self, kind: str, views: Sequence[CaseView]) -> None:
        """Raises KnownError E-NOT-VERIFIED for a paper that would approve money on a clause that is not 已核定."""
        if kind not in SURE or self.context.sample:
            return
        for view in views:
            unsure = unverified(view, self.work.assessor, f"出具{WORDS[kind]}")
            if unsure is not None:
                raise KnownError(unsure.code, unsure.sentence, f"{unsure.cure}；试印请选样张")

    # Content

    def _draw(self, kind: str, views: Sequence[CaseView], number: str) -> bytes:
        return draw(kind, *self._prepared(kind, views, number))

    def _prepared(self, kind: str, views: Sequence[CaseView], number: str) -> tuple[object, PaperContext]:
        """What the paper holds, and with what it is drawn."""
        context = replace(self.context, printed_at=self.work.clock(), clerk=self.work.hand.name)
        if kind in MANY:
            return (self.publicity(views, number) if kind == "publicity" else self.summary(views, number)), context
        build = {
            "acceptance": self._acceptance, "supplement": self._supplement, "rejection": self._rejection, "approval": self._approval,
            "site_check": self._site_check, "payment": self._payment, "account": self._account, "archive": self._archive,
            "materials": self._materials,
        }  # fmt: skip
        view = views[0]
        marks = papers.Marks(view.row.number, number, self._payload(view, number) if number else "")
        return build[kind](view, marks), context

    def _matter(self, view: CaseView) -> papers.Matter:
        inputs, result = view.kept.inputs, view.result
        return papers.Matter(inputs.name, inputs.uscc, result.title, result.bare_document, known_clause(result))

    def _office(self) -> papers.Office:
        kept = self.work.store.belongings.office()
        return papers.Office(self.work.hand.name, kept.get("phone", ""), kept.get("address", ""))

    def _acceptance(self, view: CaseView, marks: papers.Marks) -> papers.Acceptance:
        dossier = view.dossier
        accepted = _needed(dossier.accepted_on, "受理通知书", "受理")
        total = dossier.route.total
        due = None if total is None else self._due(accepted, total)
        received = dossier.submitted_on or accepted
        return papers.Acceptance(
            marks, self._matter(view), received, accepted, due, self._office(), dossier.promises, total
        )

    def _due(self, since: date, days: int) -> date | None:
        """The last day of a limit; None when it lies in a year whose holidays are not published yet."""
        try:
            return add_working_days(since, days, self.work.calendar.holidays)
        except KnownError as fault:
            if fault.code != "E-HOLIDAY-YEAR":
                raise
            return None

    def _supplement(self, view: CaseView, marks: papers.Marks) -> papers.Supplement:
        dossier = view.dossier
        if not dossier.notices:
            raise _early("一次性补正告知书", "补正告知")
        notice, issued = dossier.notices[-1], _day_of(dossier, Act.NOTIFY)
        return papers.Supplement(
            marks, self._matter(view), dossier.submitted_on or issued, issued, notice.by, notice.defects, self._office()
        )

    def _rejection(self, view: CaseView, marks: papers.Marks) -> papers.Rejection:
        dossier = view.dossier
        if dossier.stage is not Stage.REFUSED and not _done(dossier, Act.REFUSE):
            raise _early("不予受理通知书", "不予受理")
        entry = next(entry for entry in reversed(dossier.history) if entry.act is Act.REFUSE)
        reasons = tuple(line for line in entry.words.splitlines() if line.strip())
        issued = entry.when.date()
        return papers.Rejection(
            marks,
            self._matter(view),
            dossier.submitted_on or issued,
            issued,
            reasons,
            self._office(),
            elsewhere=entry.name,
        )

    def _approval(self, view: CaseView, marks: papers.Marks) -> papers.Approval:
        dossier, result = (
            view.dossier,
            replace(view.result, clause_text=clause_text(self.work.assessor.book, view.row.measure)),
        )
        if dossier.accepted_on is None and not self.context.sample:
            raise _early("审批表", "受理")
        amount = dossier.decided if dossier.decided is not None else _exact(result)
        by = self.work.assessor.reckoner.verified.get(view.row.measure, "") if result.verified else ""
        return papers.Approval(
            marks, self._matter(view), result, view.kept.result.as_of, amount, self._boxes(view, amount, "approval"),
            dossier.accepted_on, by, self._adjusted(dossier),
        )  # fmt: skip

    def _adjusted(self, dossier: Dossier) -> str:
        """That the sum was set by hand, by whom and why; empty when it is the one reckoned."""
        entry = set_by_hand(dossier)
        if entry is None or entry.amount is None:
            return ""
        wording = self.context.stationery.wording("opinions")
        day, sum_ = show_day(entry.when.date()), show_wan(entry.amount)
        who = people_of(self.work.store).get(entry.who, entry.who)
        return wording.say("人工调整", amount=sum_, who=who, day=day, why=entry.words)

    def _boxes(self, view: CaseView, amount: int | None, paper: str) -> tuple[tuple[papers.Box, ...], ...]:
        matter = self._matter(view)
        wording = self.context.stationery.wording(paper)
        return opinion_rows(view, amount, f"《{matter.pack}》{matter.clause}", wording)

    def _site_check(self, view: CaseView, marks: papers.Marks) -> papers.SiteCheck:
        if not self.context.sample:
            _needed(view.dossier.accepted_on, "现场核查记录", "受理")
        points = tuple(
            (one.text, f"{one.actual}（{one.source}）" if one.source else one.actual) for one in view.result.conditions
        )
        return papers.SiteCheck(marks, self._matter(view), "", points)

    def _payment(self, view: CaseView, marks: papers.Marks) -> papers.PaymentOrder:
        dossier = view.dossier
        payment = _last_payment(dossier)
        number, parts = payment.part + 1, len(dossier.plan)
        when = dossier.plan[payment.part].when
        part = when if parts == 1 else f"第 {number} 期（共 {parts} 期）：{when}"
        before = sum(one.amount for one in dossier.payments[: payment.part] if one.paid_on)
        decision = next(entry for entry in reversed(dossier.history) if entry.act is Act.DECIDE)
        boxes = tuple(box for row in self._boxes(view, dossier.decided, "payment") for box in row)
        return papers.PaymentOrder(
            marks, self._matter(view), "", part, self._payee(view, "出具拨付审批单"), dossier.decided or 0, before, payment.amount,
            self._shares(view, payment.amount), boxes, "", decision.when.date(), decision.name,
        )  # fmt: skip

    def _shares(self, view: CaseView, amount: int) -> tuple[tuple[str, int], ...]:
        """Who pays how much of a sum, after the measure's own shares; they add up to it to the fen."""
        measure = self.work.assessor.book.measure(view.row.measure)
        level = self.work.assessor.book.packs[measure.pack].source.level
        shares = dict(measure.source.payer) or {level or "本级": "1"}
        sizes = split(amount, [Fraction(share) for share in shares.values()])
        named = list(zip(shares, sizes, strict=True))
        rest = amount - sum(sizes)
        return (*named, ("其他", rest)) if rest else tuple(named)

    def _payee(self, view: CaseView, purpose: str) -> Applicant:
        """The enterprise with its account, looked up in full on record, masked on a test print.

        An account that is not kept stays blank for ink.
        """
        inputs, store, hand = view.kept.inputs, self.work.store, self.work.hand
        held = [one for one in store.contacts.masked(view.row.enterprise_id) if one.account and one.id]
        known = min(held, key=lambda one: same_role(one.role) != PAYEE, default=None)
        if known is None or known.id is None:
            return Applicant(inputs.name, inputs.uscc, account_name=inputs.name)
        # A test print leaves no record, so it shows no more than a list does.
        now, test = self.work.clock(), self.context.sample
        full = known if test else store.contacts.reveal(known.id, purpose, hand.who, now)
        return Applicant(
            inputs.name, inputs.uscc, account_name=inputs.name, bank=full.bank, account=full.account, contact=full.name, phone=full.phone
        )  # fmt: skip

    def _account(self, view: CaseView, marks: papers.Marks) -> papers.Account:
        return papers.Account(view.row.number, self._payee(view, "打印资金账户信息表"), view.result.title)

    def _materials(self, view: CaseView, marks: papers.Marks) -> Materials:
        """收件回执: what is asked for and what came in."""
        wording, handed = self.context.stationery.wording("materials"), dict(view.dossier.handed)
        promised = {promise.item: promise.by for promise in view.dossier.promises}
        asked = view.result.handling.materials or wording.items("通用材料")
        names = dict.fromkeys((*asked, *handed, *promised))
        late = {name: wording.say("容缺", day=show_day(by)) for name, by in promised.items()}
        materials = tuple(Material(name, received=name in handed, remark=late.get(name, "")) for name in names)
        inputs, by = view.kept.inputs, min((promise.by for promise in view.dossier.promises), default=None)
        return Materials(
            view.row.number,
            Applicant(inputs.name, inputs.uscc),
            view.result.title,
            materials,
            view.dossier.submitted_on,
            by,
        )

    def _archive(self, view: CaseView, marks: papers.Marks) -> papers.Archive:
        if not self.context.sample:
            _needed(view.dossier.submitted_on, "归档目录", "提交")
        kept = self.work.store.list_papers(case_id=view.id)
        rows = sorted((paper for paper in kept if paper.kind != "archive"), key=lambda paper: paper.id)
        office, inputs = self.context.office, view.kept.inputs
        handed = [
            papers.ArchiveItem("", name, inputs.name, view.dossier.submitted_on or view.kept.result.as_of)
            for name, _ in view.dossier.handed
        ]
        made = [self._filed(row, office) for row in rows]
        return papers.Archive(marks, self._matter(view), (*handed, *made), _outcome(view.dossier))

    def _filed(self, row: Paper, office: str) -> papers.ArchiveItem:
        from qcy_desktop.printing.copies import page_count

        day = row.made_at.astimezone(self.work.clock().tzinfo).date()
        pages = page_count(self.work.store.paper_body(row.id))
        return papers.ArchiveItem(row.number, WORDS.get(row.kind, row.kind), office, day, pages)

    def publicity(self, views: Sequence[CaseView], number: str) -> papers.Publicity:
        """The list of cases whose publicity begins and ends on the same days. Raises KnownError E-PAPER-BATCH, E-PAPER-EARLY."""
        rows, first, last = [], None, None
        for view in views:
            dossier, matter = view.dossier, self._matter(view)
            begun = _needed(dossier.public_from, "公示", "开始公示")
            rows.append(papers.PublicRow(matter.name, matter.uscc, matter.measure, matter.clause, dossier.decided or 0))
            first, last = begun, _needed(dossier.public_until, "公示", "开始公示")
            if (dossier.public_from, dossier.public_until) != (
                views[0].dossier.public_from,
                views[0].dossier.public_until,
            ):
                raise KnownError(
                    "E-PAPER-BATCH", "这些办件的公示起止日不同，不能列在一份名单里。", "请按公示批次分开打印"
                )
        assert first is not None and last is not None  # there is at least one case
        packs = "、".join(dict.fromkeys(f"《{self._matter(view).pack}》" for view in views))
        titles = list(dict.fromkeys(view.result.title for view in views))
        subject = f"{first.year}年{titles[0]}" + ("等事项" if len(titles) > 1 else "")
        days = self.work.calendar.limits.of(Stage.PUBLICITY)
        return papers.Publicity(number, subject, packs, first, last, days, tuple(rows), self._office(), first)

    def summary(self, views: Sequence[CaseView], number: str) -> papers.PaymentSummary:
        """The last payment of each case. Accounts are looked up in full, on record. Raises KnownError E-PAPER-EARLY."""
        rows = []
        for view in views:
            payment, payee = _last_payment(view.dossier), self._payee(view, "打印资金拨付汇总表")
            shares = self._shares(view, payment.amount)
            rows.append(
                papers.PaymentRow(
                    payee.name, payee.uscc, payee.bank, payee.account, view.result.title, view.dossier.decided or 0, payment.amount, shares, payment.voucher
                )
            )  # fmt: skip
        return papers.PaymentSummary(number, show_day(self.work.clock().date()), tuple(rows))


def clause_text(book: RuleBook, measure: str) -> str:
    """The clause word for word as the office holds it, on one line; empty when it does not."""
    found = book.measures.get(measure)
    if found is None or not found.source.clause.text:
        return ""
    file = Path(found.file).parent / found.source.clause.text
    return "".join(line.strip() for line in file.read_text("utf-8").splitlines()) if file.is_file() else ""


def _last_payment(dossier: Dossier) -> Payment:
    if not dossier.payments:
        raise _early("拨付文书", "拟拨付")
    return dossier.payments[-1]


def _exact(result: MeasureResult) -> int | None:
    return result.amount.low if result.amount is not None and result.amount.exact else None


def _outcome(dossier: Dossier) -> str:
    if dossier.decided is None:
        return str(dossier.stage)
    paid = f"，已拨付 {show_wan(dossier.paid)}" if dossier.paid else ""
    back = f"，追回 {show_wan(dossier.recovered)}" if dossier.recovered else ""
    return f"审定 {show_wan(dossier.decided)}{paid}{back}"


def _done(dossier: Dossier, act: Act) -> bool:
    return any(entry.act is act for entry in dossier.history)


def _day_of(dossier: Dossier, act: Act) -> date:
    return next(entry.when.date() for entry in reversed(dossier.history) if entry.act is act)


def _needed(day: date | None, paper: str, act: str) -> date:
    if day is None:
        raise _early(paper, act)
    return day


def _early(paper: str, act: str) -> KnownError:
    return KnownError("E-PAPER-EARLY", f"本件还没有办理“{act}”，不能出具{paper}。", f"请先办理{act}")
