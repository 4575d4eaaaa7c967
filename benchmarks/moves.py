"""The next move: each answer on the large shipped case, and beside plain ways on a small space."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.spaces import model
from benchmarks.timing import milliseconds, ms, show
from simulator.acceptance.acceptance import accept
from simulator.bargaining.feasibility import feasibility_changes
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import utilities
from simulator.recommendation.counter_offers import NextMoves, Offer
from simulator.recommendation.refinement import (
    refined_best,
    refined_change,
    refined_offer,
    refined_split,
)
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import load_scenario, scenario_files

SCENARIOS = Path(__file__).parent.parent / "scenarios"
TARGET = 0.5


def largest() -> Model:
    """Return the shipped case with the most deals; of equals the first of the menu."""
    models = [Model(load_scenario(file)) for file in scenario_files(SCENARIOS)]
    return max(models, key=lambda case: (case.space.size, -case.scenario.order))


def answers() -> None:
    """Time every answer from a fresh start, as a changed deal on the table asks for it."""
    case = largest()
    surveyed, deal = survey(case), start_deal(case.scenario)
    party = next(iter(case.scenario.parties))
    lead = case.scenario.parties[party].lead

    def fresh() -> NextMoves:
        return NextMoves(case, deal)

    moves = fresh()
    routes, best = moves.least_changes(TARGET), moves.best_for(party, TARGET)
    split = moves.fair_splits(surveyed)["nash"]
    # Terms that a red line of the other side does not allow: there is no ZOPA while they stay.
    lines = [
        line
        for id, player in case.scenario.players.items()
        if case.scenario.party_of[id] != party and id != lead
        for line in player.red_lines.values()
        if line.levels is not None and line.firmness.value >= 0.5
    ]
    barred = {**deal, **{line.issue: line.levels[-1] for line in lines if line.levels}}
    locked = frozenset(line.issue for line in lines)
    questions: dict[str, Callable[[], object]] = {
        "smallest changes, up to three routes": lambda: fresh().least_changes(TARGET),
        "the same again for another chance": lambda: moves.least_changes(TARGET + 0.1),
        "best deal for a side": lambda: fresh().best_for(party, TARGET),
        "best take-it-or-leave-it offer": lambda: fresh().best_offer(party),
        "bargaining solutions": lambda: fresh().fair_splits(surveyed),
        "bargaining solutions, one term locked": lambda: NextMoves(
            case, deal, frozenset({next(iter(deal))})
        ).fair_splits(),
        "routes refined off the grid": lambda: [
            refined_change(moves, route, TARGET) for route in routes
        ],
        "best deal refined": lambda: best and refined_best(moves, best, party, TARGET),
        "take-it-or-leave-it offer refined": lambda: (
            (ultimatum := moves.best_offer(party)) and refined_offer(moves, ultimatum, party)
        ),
        "bargaining solution refined": lambda: (
            split and refined_split(moves, split, "nash", surveyed)
        ),
        f"what would create a ZOPA, {len(locked)} terms locked": lambda: feasibility_changes(
            case, barred, locked
        ),
    }
    show(
        f"The next move among {case.space.deals:,} deals (ms)",
        ("answer", "time"),
        [[name, ms(milliseconds(ask, 3))] for name, ask in questions.items()],
    )


def beside_brute_force() -> None:
    """Compare with looking at every deal, where that can be done at all."""
    case = model(7, 3, ranged=True)
    deal = {f"i{k}": "o0" for k in range(3)}
    rows = []
    for name, ours, plain in (
        (
            "smallest change",
            lambda: NextMoves(case, deal).least_changes(TARGET, routes=1)[0].cost,
            lambda: plain_least_change(case, deal),
        ),
        (
            "best take-it-or-leave-it offer",
            lambda: worth_of_offer(case, NextMoves(case, deal).best_offer("a")),
            lambda: plain_best_offer(case),
        ),
    ):
        quick, slow = milliseconds(ours, 5), milliseconds(plain, 3)
        rows.append([name, ms(quick), ms(slow), f"{slow / quick:.0f} ×"])
    show(
        f"Counter-offers beside every one of {case.space.size} deals on all draws (ms)",
        ("answer", "ours", "every deal", "ratio"),
        rows,
    )


def plain_least_change(case: Model, deal: dict[str, str]) -> float:
    """Work out every deal on all draws and take the nearest that is likely enough."""
    deals = case.space.unravel(np.arange(case.space.size))
    here = case.space.positions(deal)
    likely = accept(case.sample, deals).joint.mean >= TARGET
    return float(min(_distance(case, here, there) for there in deals[likely]))


def _distance(case: Model, here: np.ndarray, there: np.ndarray) -> float:
    total = 0.0
    for lead in case.central.leads:
        player = case.central.players[lead]
        for k, (one, other) in enumerate(zip(here, there, strict=True)):
            swing = abs(float(player.worth[k][other] - player.worth[k][one]))
            total += float(player.weight[k]) * swing / len(case.central.leads)
    return total


def plain_best_offer(case: Model) -> float:
    """Work out every deal on all draws and take what brings the first party most."""
    deals = case.space.unravel(np.arange(case.space.size))
    player = case.central.players["a"]
    gain = utilities(player, deals) - player.reservation
    return float((gain * accept(case.sample, deals).parties["b"].mean).max())


def worth_of_offer(case: Model, offer: Offer | None) -> float:
    """Return what a take-it-or-leave-it offer brings the first party."""
    assert offer is not None
    view = offer.evaluation.players["a"]
    return (view.utility - view.reservation) * offer.evaluation.parties["b"].chance
