"""What is said while facts are missing holds for every way to fill them: tried for drawn rules over facts of few values."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.assessment import Verdict
from qcy_desktop.engine.dictionary import Dictionary
from qcy_desktop.engine.reckoner import Outcome
from tests.unit.engine import drawn, drawn_lists
from tests.unit.engine.world import often


def paid(outcome: Outcome) -> tuple[int, int | None]:
    """The least and the most that can be paid, None for no upper bound."""
    assert outcome.low is not None
    return outcome.low, None if outcome.open_high else outcome.high


def span(outcomes: list[Outcome]) -> tuple[int, int | None]:
    ends = [paid(outcome) for outcome in outcomes]
    highs = [high for _, high in ends]
    known = [high for high in highs if high is not None]
    return min(low for low, _ in ends), None if len(known) < len(highs) else max(known)


def answer(outcome: Outcome) -> str:
    """The verdict; 不符合 and 不适用 are one answer, since the second may be given only when all of the gate is known."""
    return "no" if outcome.verdict in drawn.REFUSED else outcome.verdict


@often(200)
@given(chance=st.randoms(use_true_random=False))
def test_a_verdict_given_with_holes_stands_whatever_fills_them(small: Dictionary, chance: Random) -> None:
    trial = drawn.trial(small, chance, once=False)
    outcome = trial.outcome({})
    if outcome.verdict is not Verdict.UNKNOWN:
        assert {answer(filled) for filled in trial.completions()} == {answer(outcome)}


@often(200)
@given(chance=st.randoms(use_true_random=False))
def test_an_amount_given_with_holes_holds_whatever_fills_them(small: Dictionary, chance: Random) -> None:
    trial = drawn.trial(small, chance, once=False)
    low, high = paid(trial.outcome({}))
    least, most = span(list(trial.completions()))
    assert low <= least
    assert high is None or (most is not None and most <= high)


@often(200)
@given(chance=st.randoms(use_true_random=False))
def test_the_verdict_is_open_only_when_the_holes_decide_it(small: Dictionary, chance: Random) -> None:
    trial = drawn.trial(small, chance, once=True)
    answers = {answer(filled) for filled in trial.completions()}
    assert answer(trial.outcome({})) == (answers.pop() if len(answers) == 1 else Verdict.UNKNOWN)


@often(200)
@given(chance=st.randoms(use_true_random=False))
def test_the_bounds_of_an_amount_are_reached(small: Dictionary, chance: Random) -> None:
    trial = drawn.trial(small, chance, once=True)
    assert paid(trial.outcome({})) == span(list(trial.completions()))


def holds(outcome: Outcome, completions: list[Outcome]) -> bool:
    """Whether the verdict, where one is given, and the bounds of the amount hold for every completion."""
    verdicts = {answer(filled) for filled in completions}
    (low, high), (least, most) = paid(outcome), span(completions)
    bounded = low <= least and (high is None or (most is not None and most <= high))
    return bounded and (outcome.verdict is Verdict.UNKNOWN or verdicts == {answer(outcome)})


@often(200)
@given(chance=st.randoms(use_true_random=False))
def test_answers_on_missing_days_events_awards_and_records_hold(lists: Dictionary, chance: Random) -> None:
    trial = drawn_lists.trial(lists, chance)
    assert holds(trial.outcome({}), list(trial.completions()))


@often(200)
@given(chance=st.randoms(use_true_random=False))
def test_answers_on_records_with_missing_fields_hold(lists: Dictionary, chance: Random) -> None:
    trial, fillings = drawn_lists.trial_with_holes(lists, chance)
    assert holds(trial.outcome({}), [trial.outcome({"records": records}) for records in fillings])
