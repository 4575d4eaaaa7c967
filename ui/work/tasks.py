"""What is worked out by worker processes: each yields better and better answers, made of plain data.

A worker keeps the scenarios that it was asked about last.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from simulator.arrays import FloatArray
from simulator.bargaining.feasibility import FeasibilityChanges
from simulator.errors import DealSpaceError
from simulator.latest import Latest
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.randomness import TALKS
from simulator.recommendation.counter_offers import Offer
from simulator.recommendation.refinement import (
    Refinement,
    refined_best,
    refined_change,
    refined_offer,
    refined_split,
)
from simulator.reporting.contents import Request, report
from simulator.reporting.document import Document
from simulator.reporting.html import html, page
from simulator.reporting.pdf import pdf, sheets
from simulator.scenario.reading.loading import ScenarioDocument, read_document
from simulator.sensitivity.one_deal import DEAL, OneDeal, Responder
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.shares import DOUBLINGS, variance_shares
from simulator.sensitivity.sobol import BATCH, Indices
from simulator.sensitivity.switching import Switch, switch
from simulator.sensitivity.tornado import TornadoBar, tornado
from simulator.sensitivity.two_way import TwoWay, two_way
from simulator.simulation.equilibrium.alternating_offers import Rules
from simulator.simulation.equilibrium.patience import (
    Sweep,
    TalksEquilibrium,
    equilibrium,
    lead_worth,
    patience_sweep,
)
from simulator.simulation.monte_carlo import EstimatedShare, SimulatedTalks, simulated_blocks
from simulator.simulation.phases import PreparedTalks, prepared_talks
from simulator.simulation.protocol import Ending
from simulator.simulation.summaries import (
    SignedDeals,
    median_round,
    signed_by,
    signed_deals,
    term_shares,
)
from simulator.simulation.tournament import Tournament, play_tournament
from ui.work.opened import Case, Opened, read
from ui.work.setting import TalksSetting

CASES_KEPT = 3
DRAWS = 1024
"""Of everyone's preferences, in talks; more runs go through them again with other luck."""
APART = 0.3
"""Seconds between two answers about talks that go on."""
DEALS_TOLD = 10
"""Of the deals signed most often, those whose terms are told."""

_cases: Latest[Case, Opened] = Latest(CASES_KEPT)
_studies: Latest[tuple[Case, tuple[tuple[str, float | str], ...]], OneDeal] = Latest(CASES_KEPT)
_prepared: Latest[tuple[Case, tuple[tuple[str, int], ...]], PreparedTalks] = Latest(CASES_KEPT)
Parts = Mapping[str, Any]


def _open(case: Case) -> Opened:
    def made() -> Opened:
        original, document = read(*case[:3])
        return Opened(document, original, Model(document.scenario), case)

    return _cases.get(case, made)


def checked(text: bytes, name: str) -> Iterator[bool]:
    """Read a file that somebody brings, which extends no other."""
    _checked = read_document(text, name).scenario
    yield True


def opening(case: Case) -> Iterator[tuple[ScenarioDocument, ScenarioDocument, Parts]]:
    """Read a scenario and survey it; as it is filed, with numbers changed, and what follows."""
    opened = _open(case)
    yield opened.original, opened.document, {"survey": opened.survey}


def parts(case: Case, names: tuple[str, ...]) -> Iterator[Parts]:
    """Work out properties of an `Opened`."""
    opened = _open(case)
    yield {name: getattr(opened, name) for name in names}


def feasibility(
    case: Case, deal: Deal, locked: frozenset[str], moved: frozenset[tuple[str, ...]]
) -> Iterator[FeasibilityChanges | None]:
    """Look for what would create a ZOPA."""
    yield _open(case).feasibility_changes(deal, locked, moved)


@dataclass(frozen=True)
class Suggestion:
    """An offer, and the same with amounts between the steps where that gains something."""

    offer: Offer
    better: Refinement | None


@dataclass(frozen=True)
class Suggestions:
    """What could be offered instead of a deal.

    Attributes
    ----------
    routes
        The least changes that reach the target; that of none at all comes first where it does.
    best, ultimatums
        By party: what is best for it at the target, None where nothing reaches that; its best
        take-it-or-leave-it offer.
    fair
        By bargaining solution; None where there is no ZOPA.
    refusal
        Why what is missing here could not be looked for.
    """

    routes: tuple[Suggestion, ...] | None = None
    best: Mapping[str, Suggestion | None] | None = None
    ultimatums: Mapping[str, Suggestion | None] | None = None
    fair: Mapping[str, Suggestion | None] | None = None
    refusal: str = ""


def next_moves(
    case: Case, deal: Deal, locked: frozenset[str], target: float
) -> Iterator[Suggestions]:
    """Look for what could be offered instead of a deal, as far as that can be done."""
    opened, answer = _open(case), Suggestions()
    try:
        moves = opened.next_moves(deal, locked)
        answer = replace(
            answer,
            routes=tuple(
                Suggestion(offer, refined_change(moves, offer, target) if offer.changes else None)
                for offer in moves.least_changes(target)
            ),
        )
        best: dict[str, Suggestion | None] = {}
        ultimatums: dict[str, Suggestion | None] = {}
        for party in opened.scenario.parties:
            offer = moves.best_for(party, target)
            best[party] = (
                Suggestion(offer, refined_best(moves, offer, party, target)) if offer else None
            )
            ultimatum = moves.best_offer(party)
            ultimatums[party] = (
                Suggestion(ultimatum, refined_offer(moves, ultimatum, party)) if ultimatum else None
            )
        answer = replace(answer, best=best, ultimatums=ultimatums)
        splits = moves.fair_splits(opened.survey)
        answer = replace(
            answer,
            fair={
                name: Suggestion(offer, refined_split(moves, offer, name, opened.survey))
                if offer
                else None
                for name, offer in splits.items()
            },
        )
    except DealSpaceError as error:
        answer = replace(answer, refusal=str(error))
    yield answer


@dataclass(frozen=True)
class DealSensitivity:
    """Influences, switching values and Sobol indices of one deal, as far as they have come.

    Attributes
    ----------
    parameters
        The numbers that are known only as ranges.
    influences
        Those found so far.
    switches
        By whose answer it is, those found so far, the likeliest first.
    indices
        The best so far; None before the first.
    """

    parameters: tuple[Parameter, ...]
    influences: tuple[TornadoBar, ...]
    switches: Mapping[Responder, tuple[Switch, ...]]
    indices: Indices | None = None

    @property
    def progress(self) -> float:
        """From 0 to 1; moving every number takes about as long as the indices do."""
        moved = len(self.influences) / max(1, len(self.parameters))
        points = 0 if self.indices is None else self.indices.points / (BATCH * 2**DOUBLINGS)
        return (moved + points) / 2


def _one_deal(case: Case, deal: Deal) -> OneDeal:
    return _studies.get((case, tuple(deal.items())), lambda: OneDeal(_open(case).model, deal))


def deal_sensitivity(case: Case, deal: Deal) -> Iterator[DealSensitivity]:
    """Find what matters about one deal, one thing after the other."""
    one_deal = _one_deal(case, deal)
    flips: dict[Responder, tuple[Switch, ...]] = {
        ("party", id): () for id in _open(case).scenario.parties
    }
    latest = DealSensitivity(one_deal.parameters, (), flips)
    for influence in tornado(one_deal):
        for whose, known in flips.items():
            flip = switch(one_deal, influence, whose)
            if flip is not None:
                flips[whose] = tuple(sorted([*known, flip], key=lambda flip: -flip.likelihood))
        latest = replace(latest, influences=(*latest.influences, influence), switches=dict(flips))
        yield latest
    for indices in variance_shares(one_deal):
        latest = replace(latest, indices=indices)
        yield latest


def two_numbers(case: Case, deal: Deal, first: int, second: int) -> Iterator[TwoWay]:
    """Judge a deal over two numbers at once, by their places among its parameters."""
    one_deal = _one_deal(case, deal)
    yield two_way(one_deal, one_deal.parameters[first], one_deal.parameters[second], DEAL)


@dataclass(frozen=True)
class TalksSummary:
    """What is shown of many simulated talks.

    Attributes
    ----------
    signed_by
        The share of all runs that are signed by each round, of length n_rounds.
    median_round
        In which half of the signed ones are signed.
    worth
        By party, what the talks bring its lead: the mean, the 10th and the 90th percentile.
    terms
        By issue how often each option is signed, as a share of the deals, shape (n_options,).
    deals, terms_of_deals
        What is signed, and the terms of what is signed most often.
    """

    runs: int
    rounds: int
    endings: Mapping[Ending, EstimatedShare]
    signed_by: tuple[float, ...]
    median_round: float | None
    worth: Mapping[str, tuple[float, float, float]]
    terms: Mapping[str, FloatArray]
    deals: SignedDeals
    terms_of_deals: tuple[Mapping[str, float | str], ...]


def _summary(talks: SimulatedTalks) -> TalksSummary:
    deals = signed_deals(talks)
    return TalksSummary(
        talks.runs,
        talks.plan.rounds,
        talks.endings,
        tuple(signed_by(talks).tolist()),
        median_round(talks),
        {
            party: (talks.worth_of(party), talks.worth_of(party, 0.1), talks.worth_of(party, 0.9))
            for party in talks.parties
        },
        term_shares(talks),
        deals,
        tuple(talks.deal(int(row)) for row in deals.rows[:DEALS_TOLD]),
    )


def _prepare(case: Case, shocks: tuple[tuple[str, int], ...]) -> PreparedTalks:
    return _prepared.get(
        (case, shocks), lambda: prepared_talks(_open(case).model, dict(shocks), DRAWS)
    )


def many_talks(case: Case, setting: TalksSetting, runs: int) -> Iterator[TalksSummary]:
    """Hold talks, and say now and then what has come of them."""
    prepared, plan = _prepare(case, setting.happening), setting.plan(_open(case).scenario)
    latest, at = None, time.monotonic()
    for latest in simulated_blocks(prepared, plan, runs, TALKS):
        if time.monotonic() - at > APART and latest.runs < runs:
            yield _summary(latest)
            at = time.monotonic()
    if latest is not None:
        yield _summary(latest)


def looking_ahead(case: Case, rules: Rules, rounds: int, first: int) -> Iterator[TalksEquilibrium]:
    """Solve the talks of parties that look ahead."""
    opened = _open(case)
    yield equilibrium(opened.model, opened.survey, rules, rounds, first)


def patience_varied(
    case: Case, rules: Rules, party: int, values: tuple[float, ...], first: int
) -> Iterator[Sweep | None]:
    """Solve them without a deadline for several degrees of one party's patience."""
    opened = _open(case)
    worth = lead_worth(opened.model, opened.survey.negotiation_set)
    yield patience_sweep(worth, rules, party, values, first)


def strategies_tournament(
    case: Case, setting: TalksSetting, runs: int
) -> Iterator[tuple[float, Tournament | None]]:
    """Have every strategy play every other; how far it has come, and the result."""
    opened, prepared = _open(case), _prepare(case, setting.happening)
    plan = setting.plan(opened.scenario)
    yield from play_tournament(opened.model, plan, None, runs, TALKS, prepared)


def deal_report(case: Case, request: Request, printed: bool) -> Iterator[str | bytes]:
    """Write the report of a deal, as a page or to be printed."""
    opened = _open(case)
    contents = report(opened.model, opened.original, request, opened.survey)
    yield pdf(contents) if printed else html(contents)


def class_report(document: Document, printed: date | None) -> Iterator[str | bytes]:
    """Write the debrief of a class, as a page or to be printed on a day."""
    yield sheets(document, printed) if printed else page(document)
