"""What stands beside an amount: the instalments with what must hold for each, who decides, what only a budget can promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from qcy_desktop.domain.assessment import Instalment, Mark, Span
from qcy_desktop.domain.quantity import RATIO, parse_quantity, show_size
from qcy_desktop.engine import grammar as g
from qcy_desktop.engine import tree as t
from qcy_desktop.engine.joining import SentenceError
from qcy_desktop.engine.schema import VersionSource
from qcy_desktop.engine.shares import split
from qcy_desktop.engine.words import say_truth

if TYPE_CHECKING:
    from qcy_desktop.engine.frame import Frame

TruthOf = Callable[["Frame"], bool | None]
_MARKS = {True: Mark.MET, False: Mark.UNMET, None: Mark.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Terms:
    """The typed terms of a version: a truth (None: nothing to test) for each instalment and each deciding office."""

    instalments: tuple[t.Truth | None, ...] = ()
    deciders: tuple[t.Truth | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyTerms:
    """The terms of a version as functions of the frame."""

    instalments: tuple[TruthOf | None, ...] = ()
    deciders: tuple[TruthOf | None, ...] = ()


def build_terms(version: VersionSource, scope: g.Scope) -> Terms:
    """The terms of a version. Raises SentenceError."""
    total = sum(share_of(part.share) for part in version.instalments)
    if version.instalments and total != 1:
        words = f"拨付各期比例相加不等于 100%，现在是 {show_size(Fraction(total), RATIO)}"
        raise SentenceError(words, "核对各期比例", "E-SHARE")
    for decision in version.decisions[:-1]:
        if not decision.test:
            raise SentenceError("审批层级里只有最后一条可以不写“当”", "把不写“当”的一条放到最后")
    return Terms(
        tuple(_test(part.test, scope) for part in version.instalments),
        tuple(_test(decision.test, scope) for decision in version.decisions),
    )


def share_of(text: str) -> Fraction:
    """A share such as 40% or 1/3."""
    return parse_quantity(text)[0]


def _test(text: str, scope: g.Scope) -> t.Truth | None:
    return g.parse_truth(text, scope) if text else None


def ready_terms(terms: Terms, compile_truth: Callable[[t.Truth], TruthOf]) -> ReadyTerms:
    """The terms compiled."""

    def made(truths: tuple[t.Truth | None, ...]) -> tuple[TruthOf | None, ...]:
        return tuple(None if truth is None else compile_truth(truth) for truth in truths)

    return ReadyTerms(made(terms.instalments), made(terms.deciders))


def schedule(
    version: VersionSource, terms: Terms, ready: ReadyTerms, frame: Frame, span: Span | None
) -> tuple[Instalment, ...]:
    """The instalments with their amounts, which add up to the whole to the fen, and the marks of what must hold."""
    rates = [share_of(part.share) for part in version.instalments]
    ends = [split(end, rates) if end is not None else [None] * len(rates) for end in _ends(span)]
    found = []
    for i, part in enumerate(version.instalments):
        test, run = terms.instalments[i], ready.instalments[i]
        low, high, ceiling = (end[i] for end in ends)
        # Parts of a larger whole can be a fen less; a span never stands on its head.
        amount = None if low is None else Span(low, *(end if end is None else max(low, end) for end in (high, ceiling)))
        words = "；".join(word for word in (say_truth(test) if test is not None else "", part.note) if word)
        found.append(Instalment(part.when, part.share, amount, words, _MARKS[run(frame)] if run else None))
    return tuple(found)


def _ends(span: Span | None) -> tuple[int | None, int | None, int | None]:
    return (None, None, None) if span is None else (span.low, span.high, span.ceiling)


def decided_by(version: VersionSource, ready: ReadyTerms, frame: Frame) -> str:
    """The office that decides: the first whose test holds; several joined by 或 while facts are missing."""
    found = []
    for decision, run in zip(version.decisions, ready.deciders, strict=True):
        mark = run(frame) if run else True
        if mark is not False:
            found.append(decision.office)
        if mark:
            break
    return " 或 ".join(dict.fromkeys(found))
