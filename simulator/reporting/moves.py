"""The next moves that a report tells: least changes, the best of each side, fair splits."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.acceptance.evaluation import Likely
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Survey
from simulator.errors import DealSpaceError
from simulator.explain.deal import whom_it_helps
from simulator.explain.refusals import on_record
from simulator.formatting import capital, in_words, listed, mentioned, percent
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.recommendation.counter_offers import FAIR, NextMoves, Offer
from simulator.recommendation.reach import MOST_CHANGES
from simulator.scenario.deals import label_of
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class NextMove:
    """One offer instead of the deal on the table.

    Attributes
    ----------
    name, meaning
        What kind of offer it is, and how it was chosen.
    changes
        For each changed term its label, the option on the table and the one offered; empty where the
        deal on the table itself is the answer.
    parties
        The parties' names with their chances.
    helped
        Whom it helps against the deal on the table, in words.
    refused
        A sentence for each of its terms that a side refused by name in a real text.
    """

    name: str
    meaning: str
    changes: tuple[tuple[str, str, str], ...]
    all_sign: Likely
    parties: tuple[tuple[str, float], ...]
    helped: str
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnsweredQuestion:
    """The moves that answer one question, and a sentence where some or all are missing."""

    moves: tuple[NextMove, ...]
    missing: str = ""


@dataclass(frozen=True)
class Moves:
    """What could be offered next.

    Attributes
    ----------
    target
        The chance that all sign, in [0, 1], which `least` and `best` are to reach.
    locked
        Labels of the terms that stay.
    least
        The least changes that reach the target, cheapest first.
    best
        For each side the best deal that reaches the target, and its best take-it-or-leave-it offer.
    fair
        What bargaining theory picks.
    """

    target: float
    locked: tuple[str, ...]
    least: AnsweredQuestion
    best: AnsweredQuestion
    fair: AnsweredQuestion


def moves(
    model: Model, deal: Deal, target: float, locked: frozenset[str], surveyed: Survey
) -> Moves:
    """Gather the next moves from a deal, some terms locked."""
    next_moves = NextMoves(model, deal, locked)
    return Moves(
        target,
        tuple(issue.label for id, issue in model.scenario.issues.items() if id in locked),
        _answered(lambda: _least(next_moves, target)),
        _answered(lambda: _best(next_moves, target)),
        _answered(lambda: _fair(next_moves, surveyed)),
    )


def _answered(ask: Callable[[], AnsweredQuestion]) -> AnsweredQuestion:
    """Ask, and where the deals within reach are too many say so instead."""
    try:
        return ask()
    except DealSpaceError as error:
        return AnsweredQuestion((), str(error))


def _least(next_moves: NextMoves, target: float) -> AnsweredQuestion:
    offers = next_moves.least_changes(target)
    if not offers:
        return AnsweredQuestion(
            (),
            f"No change of at most {in_words(MOST_CHANGES)} unlocked terms makes it {percent(target)} likely "
            "that all sign.",
        )
    if not offers[0].changes:
        return AnsweredQuestion((), f"The deal on the table reaches {percent(target)} already.")
    return AnsweredQuestion(
        tuple(
            _move(next_moves.model.scenario, offer, f"Route {number}", "")
            for number, offer in enumerate(offers, start=1)
        )
    )


def _best(next_moves: NextMoves, target: float) -> AnsweredQuestion:
    scenario = next_moves.model.scenario
    offers, without = [], []
    for id, party in scenario.parties.items():
        best = next_moves.best_for(id, target)
        if best is None:
            without.append(mentioned(party.name))
        else:
            name = f"Best for {mentioned(party.name)}"
            meaning = (
                f"Its highest utility among the deals with a chance of {percent(target)} or more."
            )
            offers.append(_move(scenario, best, name, meaning))
        ultimatum = next_moves.best_offer(id)
        if ultimatum is not None:
            name = f"{party.name}: take it or leave it"
            meaning = (
                "The offer with its highest expected gain: the gain, weighted by the chance that the others "
                "accept."
            )
            offers.append(_move(scenario, ultimatum, name, meaning))
    missing = (
        f"For {listed(without)}, no deal within reach has a chance of {percent(target)}."
        if without
        else ""
    )
    if not offers:
        missing = "Every deal within reach crosses a red line that is probably real."
    return AnsweredQuestion(tuple(offers), missing)


def _fair(next_moves: NextMoves, surveyed: Survey) -> AnsweredQuestion:
    splits = next_moves.fair_splits(surveyed)
    offers = []
    for name in FAIR:
        offer = splits[name]
        if offer is not None:
            meaning = f"{capital(SOLUTIONS[name].meaning)}."
            offers.append(_move(next_moves.model.scenario, offer, SOLUTIONS[name].label, meaning))
    none = "" if offers else "There is no ZOPA, so theory picks no deal."
    return AnsweredQuestion(tuple(offers), none)


def _move(scenario: Scenario, offer: Offer, name: str, meaning: str) -> NextMove:
    issues, answer = scenario.issues, offer.evaluation
    return NextMove(
        name,
        meaning,
        tuple(
            (issues[id].label, label_of(issues[id], before), label_of(issues[id], after))
            for id, (before, after) in offer.changes.items()
        ),
        answer.joint,
        tuple((scenario.parties[id].name, likely.chance) for id, likely in answer.parties.items()),
        whom_it_helps(scenario, offer) if offer.changes else "",
        tuple(on_record(scenario, answer.deal)),
    )
