"""Red lines that are probably real, against going through every deal that crosses none."""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.bargaining import survey as surveys
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Deals, survey
from simulator.explain.space import within_lines
from simulator.games.demand_game import demand_game
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import utilities
from simulator.recommendation.counter_offers import NextMoves
from tests.strategies import negotiations
from tests.support import examples, model_of, two_player_data

ARGUED = {"assumption": "test"}
few_examples = examples(25)
Data = dict[str, Any]


@st.composite
def with_lines(draw: st.DrawFn) -> Data:
    """Add red lines to two players; on every issue an option is left that crosses none."""
    data = draw(negotiations(ranged=False))
    for party in "ab":
        lines = {}
        for issue, terms in data["issues"].items():
            levels = draw(st.sets(st.sampled_from(list(terms["levels"])[1:])))
            firmness = draw(st.sampled_from([0.2, 0.49, 0.5, 0.9]))
            if levels:
                lines[f"line_{issue}"] = {
                    "label": issue,
                    "issue": issue,
                    "levels": sorted(levels),
                    "firmness": {"value": firmness, **ARGUED},
                }
        data["parties"][party]["players"][party]["red_lines"] = lines
    return data


def lines_of(data: Data) -> list[Data]:
    return [
        line
        for party in "ab"
        for line in data["parties"][party]["players"][party]["red_lines"].values()
    ]


def beyond(data: Data) -> set[tuple[str, str]]:
    """The options, with their issues, that cross a line of firmness one half or more."""
    return {
        (line["issue"], level)
        for line in lines_of(data)
        if line["firmness"]["value"] >= 0.5
        for level in line["levels"]
    }


def allowed(data: Data, model: Model) -> np.ndarray:
    """Tell of every deal, row by row, whether it takes none of the options beyond."""
    deals = model.space.unravel(np.arange(model.space.size))
    forbidden = beyond(data)
    return np.array([not forbidden & set(model.space.deal(deal).items()) for deal in deals])


def without_lines(data: Data) -> Data:
    bare = deepcopy(data)
    for party in "ab":
        bare["parties"][party]["players"][party]["red_lines"] = {}
    return bare


def terms(model: Model, deals: Deals) -> set[tuple[tuple[str, float | str], ...]]:
    return {tuple(model.space.deal(deal).items()) for deal in deals.positions}


@few_examples
@given(with_lines())
def test_both_counts_are_those_of_going_through_every_deal(data: Data) -> None:
    model = model_of(data)
    deals = model.space.unravel(np.arange(model.space.size))
    content = np.all(
        [
            utilities(player, deals) >= player.reservation - 1e-9
            for player in model.central.players.values()
        ],
        axis=0,
    )
    surveyed = survey(model)
    assert surveyed.rational == content.sum()
    assert surveyed.zopa_size == (content & allowed(data, model)).sum()
    assert survey(model, all_deals=True).zopa_size == content.sum()


@few_examples
@given(with_lines())
def test_solutions_are_those_of_bargaining_over_the_deals_that_are_left(data: Data) -> None:
    """Nash's problem, and all others, with the rows that cross a line struck out by hand."""
    model = model_of(data)
    surveyed = survey(model)
    problem = surveys.zopa_problem(model.central)
    left = np.flatnonzero(allowed(data, model))
    struck = BargainingProblem(problem.utilities[left], problem.disagreement, powers=problem.powers)
    for name, concept in SOLUTIONS.items():
        expected = Deals(model.space.unravel(left[concept(struck)]), np.empty(0))
        assert terms(model, surveyed.solutions[name]) == terms(model, expected), name
    frontier = Deals(model.space.unravel(left[struck.frontier]), np.empty(0))
    assert terms(model, surveyed.frontier) == terms(model, frontier)


@few_examples
@given(with_lines())
def test_merging_keeps_to_the_lines_too(data: Data) -> None:
    model = model_of(data)
    enumerated = survey(model)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surveys, "is_enumerable", lambda _: False)
        merged = survey(model)
    forbidden = beyond(data)
    for name, deals in merged.solutions.items():
        assert terms(model, deals) <= terms(model, enumerated.solutions[name]), name
        assert not any(forbidden & set(deal) for deal in terms(model, deals))


@few_examples
@given(with_lines())
def test_lines_that_are_probably_bluffs_restrict_nothing(data: Data) -> None:
    for line in lines_of(data):
        line["firmness"]["value"] = min(line["firmness"]["value"], 0.49)
    model, bare = model_of(data), model_of(without_lines(data))
    mine, other = survey(model), survey(bare)
    assert (mine.rational, mine.zopa_size) == (other.rational, other.zopa_size)
    for name, deals in mine.solutions.items():
        assert terms(model, deals) == terms(bare, other.solutions[name]), name


@few_examples
@given(with_lines(), st.data(), st.floats(0.05, 0.6))
def test_no_counter_offer_crosses_a_line(data: Data, draw: Any, target: float) -> None:
    model = model_of(data)
    here = draw.draw(st.integers(0, model.space.size - 1))
    deal = model.space.deal(model.space.unravel(np.array([here]))[0])
    locked = frozenset(draw.draw(st.sets(st.sampled_from(model.space.issues))))
    moves, forbidden = NextMoves(model, deal, locked), beyond(data)
    ultimatum = moves.best_offer("a")
    stuck = any((issue, deal[issue]) in forbidden for issue in locked)
    assert (ultimatum is None) == stuck  # three issues at the most, so all else is within reach
    offers = [*moves.least_changes(target), moves.best_for("a", target), ultimatum]
    for offer in [*offers, *moves.fair_splits().values()]:
        assert offer is None or not forbidden & set(offer.evaluation.deal.items())


@few_examples
@given(with_lines())
def test_stances_settle_within_the_lines(data: Data) -> None:
    model = model_of(data)
    surveyed = survey(model)
    game = demand_game(model, surveyed)
    assume(game is not None)
    assert game is not None
    settled = surveyed.negotiation_set.positions[game.rows[game.rows >= 0]]
    forbidden = beyond(data)
    assert not any(forbidden & set(model.space.deal(deal).items()) for deal in settled)


def test_where_lines_leave_no_option_there_is_no_zopa_and_the_sentence_says_why() -> None:
    data = two_player_data([([0.0, 1.0], [1.0, 0.0])], ([1.0], [1.0]), (0.0, 0.0))
    for party, level in (("a", "o0"), ("b", "o1")):
        data["parties"][party]["players"][party]["red_lines"] = {
            "line": {
                "label": level,
                "issue": "i0",
                "levels": [level],
                "firmness": {"value": 0.7, **ARGUED},
            }
        }
    model = model_of(data)
    surveyed = survey(model)
    assert (surveyed.rational, surveyed.zopa_size) == (2, 0)
    assert not any(map(len, surveyed.solutions.values()))
    assert within_lines(surveyed) == (
        "Each of 2 deals that leave everyone at least as well off as no deal crosses a red line that is "
        "probably real."
    )
    moves = NextMoves(model, {"i0": "o0"})
    assert moves.least_changes(0.1) == []
    assert moves.best_for("a", 0.1) is None
    assert moves.best_offer("a") is None
    assert set(NextMoves(model, {"i0": "o0"}, frozenset({"i0"})).fair_splits().values()) == {None}
