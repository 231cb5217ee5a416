"""What one assessment says: verdicts, amounts, conditions, totals, questions. Frozen plain values, money in whole fen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from qcy_desktop.domain.value import value


class Verdict(StrEnum):
    """The five answers a measure can give. Amount is a separate matter."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    NOT_COMPUTABLE = "not_computable"

    @property
    def word(self) -> str:
        """The Chinese word shown on screen and paper."""
        return _VERDICT_WORDS[self][0]

    @property
    def sign(self) -> str:
        """The mark that stands beside the word, so that colour is never alone."""
        return _VERDICT_WORDS[self][1]


_VERDICT_WORDS = {
    Verdict.ELIGIBLE: ("符合", "●"),
    Verdict.NOT_ELIGIBLE: ("不符合", "○"),
    Verdict.UNKNOWN: ("待补", "◐"),
    Verdict.NOT_APPLICABLE: ("不适用", "－"),
    Verdict.NOT_COMPUTABLE: ("不可计算", "◇"),
}


class Mark(StrEnum):
    """The three answers a condition can give (Kleene)."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    @property
    def word(self) -> str:
        return {"met": "满足", "unmet": "不满足", "unknown": "待补"}[self.value]

    @property
    def sign(self) -> str:
        return {"met": "✓", "unmet": "✗", "unknown": "?"}[self.value]


class Evidence(StrEnum):
    """How well a clause or a parameter is known, strongest first."""

    OFFICIAL_TEXT = "官方文本"
    OFFICIAL_COPY = "官方转载"
    PRESS = "媒体报道"
    AGENCY = "机构转述"
    INFERRED = "推断"
    RECALLED = "凭记忆待查"
    ANALOGUE = "类比示例"
    MISSING = "缺"


class Nature(StrEnum):
    """What kind of money it is; kinds are never summed together."""

    CASH = "现金"
    AVOIDED = "减免"
    REPAYABLE = "有偿"
    EQUITY = "股权"
    OTHER_PAYEE = "付给他人"
    NONE = "无"


@value(frozen=True, slots=True)
class Span:
    """A sum of money with its bounds, in fen.

    `high` is None when nothing but the plausible range of a missing fact bounds it; `ceiling` is then that bound.
    """

    low: int
    high: int | None
    ceiling: int | None = None

    @property
    def exact(self) -> bool:
        return self.low == self.high


@value(frozen=True, slots=True)
class Need:
    """A fact that is still missing: `key` is the name with its period as the rules say it (e.g. ``上年 研发费用〔税务〕``)."""

    key: str
    fact: str
    year: int | None = None


@value(frozen=True, slots=True)
class Condition:
    """One condition of a measure, in words; `depth` indents members of 任一 groups.

    `spare`: it is not met or not known, but its group is decided by another member, so that nothing depends on it.
    """

    text: str
    mark: Mark
    required: str
    actual: str
    gap: str
    clause: str
    needs: tuple[Need, ...] = ()
    source: str = ""
    depth: int = 0
    spare: bool = False

    @property
    def sign(self) -> str:
        """The mark as a sign; a stroke, as clerks put it, where nothing depends on it. No verdict bears it."""
        return "／" if self.spare else self.mark.sign

    @property
    def word(self) -> str:
        """The mark as a word."""
        return "不要求" if self.spare else self.mark.word


@value(frozen=True, slots=True)
class Step:
    """One step of the reckoning of an amount, in words, with the bounds of the running value after it.

    `plain_low` and `plain_high` are the same bounds for programs: 元 with two decimals where the value is money.
    """

    text: str
    low: str
    high: str
    plain_low: str = ""
    plain_high: str = ""


@value(frozen=True, slots=True)
class Instalment:
    """One payment of a schedule: when, which share of the whole, and what must hold for it.

    The amounts of a schedule add up to the whole to the fen. `mark` is None where nothing that facts could tell must hold.
    """

    when: str
    share: str
    amount: Span | None
    test: str = ""
    mark: Mark | None = None


@value(frozen=True, slots=True)
class Handling:
    """How to apply: channel, papers, copies, time limit, office. Empty where the text is not known."""

    mode: str = ""
    channel: str = ""
    copies: int | None = None
    materials: tuple[str, ...] = ()
    time_limit: str = ""
    department: str = ""
    windows: tuple[str, ...] = ()


@value(frozen=True, slots=True)
class MeasureResult:
    """What one measure answers for one enterprise on one day. Steps and conditions may be put into words when first asked
    for (`domain.later`).

    `clause_text` is the official clause word for word and empty unless this office holds it; `known` is what is known of
    the clause in other words. `linked` may be the same measure, not proved; `similar` are examples from elsewhere.
    """

    id: str
    title: str
    pack: str
    pack_title: str
    clause: str
    evidence: Evidence
    verified: bool
    verdict: Verdict
    nature: Nature
    amount: Span | None
    steps: Sequence[Step]
    conditions: Sequence[Condition]
    needs: tuple[Need, ...]
    reason: str
    payer: tuple[tuple[str, Span], ...]
    version: str = ""
    effect_note: str = ""
    source: str = ""
    clause_text: str = ""
    not_modelled: tuple[str, ...] = ()
    handling: Handling = Handling()
    linked: tuple[str, ...] = ()
    payee: str = "企业"
    schedule: tuple[Instalment, ...] = ()
    decided_by: str = ""
    clawback: str = ""
    up_to: str = ""
    document: str = ""
    known: str = ""
    similar: tuple[str, ...] = ()

    @property
    def cited(self) -> str:
        """Document and article as they are cited on paper; an article that is not known is left out."""
        return (self.document or f"《{self.pack_title}》") + ("" if "未掌握" in self.clause else self.clause)

    @property
    def bare_document(self) -> str:
        """The document for a sentence that sets its name in 《》 itself."""
        name = self.document or self.pack_title
        return name[1:-1] if name.startswith("《") and name.find("》") == len(name) - 1 else name


@value(frozen=True, slots=True)
class Total:
    """A sum per nature, payer and verification state; never added across them."""

    nature: Nature
    payer: str
    verified: bool
    span: Span


@value(frozen=True, slots=True)
class GivenUp:
    """A measure left out of the best combination and the clause or rule that forces it."""

    id: str
    because: str


@value(frozen=True, slots=True)
class Combination:
    """A best legal combination; `proved` is False when the search met its bound and only a good answer is known.

    `pinned` measures were fixed by the officer; `cost` says what that costs, by nature in fen, against the best without.
    `notes` say what the award ledger took off, and what was assumed where it is not known.
    """

    measures: tuple[str, ...]
    totals: tuple[Total, ...]
    given_up: tuple[GivenUp, ...]
    runner_up: Combination | None
    proved: bool
    pinned: tuple[str, ...] = ()
    cost: tuple[tuple[Nature, int], ...] = ()
    notes: tuple[str, ...] = ()


@value(frozen=True, slots=True)
class Question:
    """A question still worth asking: `settles` says in words what its answer can change, `worth` how much cash in fen."""

    need: Need
    question: str
    settles: str
    measures: tuple[str, ...]
    worth: int | None


@value(frozen=True, slots=True)
class Change:
    """One change that would be needed, with its distance in its own unit, all in words."""

    fact: str
    current: str
    target: str
    distance: str


@value(frozen=True, slots=True)
class GapPlan:
    """A smallest set of changes that makes a measure 符合; `earliest` is the first day when time alone does it. Changes may
    be put into words when first asked for (`domain.later`)."""

    measure: str
    changes: Sequence[Change]
    gain: str
    earliest: date | None


@value(frozen=True, slots=True)
class Contradiction:
    """Facts that cannot all be true, said in one sentence."""

    facts: tuple[str, ...]
    sentence: str


@value(frozen=True, slots=True)
class RungPay:
    """A measure that pays on a rung, and what it answers now."""

    id: str
    title: str
    verdict: Verdict
    amount: Span | None


@value(frozen=True, slots=True)
class Rung:
    """One rung of growth: whether it is reached and since when, what it asks, what pays on it.

    `asks` are conditions as in a measure, perhaps put into words when first asked for, `met` whether all of them hold; both are of the standards in force, which is
    not the same as being recognised.
    """

    id: str
    title: str
    reached: Mark
    since: date | None
    asks: Sequence[Condition]
    met: Mark
    needs: tuple[Need, ...]
    pays: tuple[RungPay, ...]
    evidence: Evidence
    source: str
    note: str = ""


@value(frozen=True, slots=True)
class PackStamp:
    """Which rules answered: pack id, title, version and digest of its canonical content."""

    id: str
    title: str
    version: str
    digest: str


@value(frozen=True, slots=True)
class Assessment:
    """The whole answer for one enterprise on one day; the same input gives the same value."""

    enterprise_name: str
    enterprise_uscc: str
    as_of: date
    engine: str
    packs: tuple[PackStamp, ...]
    measures: tuple[MeasureResult, ...]
    best_verified: Combination
    best_with_unverified: Combination
    totals: tuple[Total, ...]
    next_questions: tuple[Question, ...]
    gaps: tuple[GapPlan, ...]
    contradictions: tuple[Contradiction, ...] = ()
    ladder: tuple[Rung, ...] = ()

    def next_rung(self) -> Rung | None:
        """The lowest rung still to climb; None where there is none.

        One below a rung already reached is passed over when its standards cannot be met (an enterprise can be too large
        for the lowest).
        """
        highest = max((i for i, rung in enumerate(self.ladder) if rung.reached is Mark.MET), default=-1)
        for i, rung in enumerate(self.ladder):
            if rung.reached is not Mark.MET and (i > highest or rung.met is not Mark.UNMET):
                return rung
        return None

    def measure(self, id: str) -> MeasureResult:
        """The result of one measure. Raises KeyError for an id that did not answer."""
        for result in self.measures:
            if result.id == id:
                return result
        raise KeyError(id)
