"""A negotiation as a game of stances: how much each party asks, and what comes of it.

A stance is a demand: the least worth that a party's lead settles for. Where the scenario names none,
three are made, 85, 45 and 10 % of the way from no deal to the best deal for it that all could sign:
so even where what one gains another loses, two middles can meet, and so can a hard line and a
generous one, but a hard line and a middle clash.

Demands meet as in Nash's demand game [Nash1953]_. If some deal that all could sign gives every lead
what it asks, they settle on the Nash solution among those deals: a demand is a floor, and what is
left over is shared as it would be without. If there is none, there is no deal. A deal that is
settled on still has to be accepted by everyone, with the chance P that the scenario's own draws
give; so a combination is worth ``P U + (1 − P) r`` to a lead, U and r at the estimates' values, and
a clash r. The rule treats all parties alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

import numpy as np

from simulator.acceptance.acceptance import accept
from simulator.arrays import TOLERANCE, FloatArray, Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions.nash import nash
from simulator.bargaining.survey import Survey
from simulator.games.game import Game
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import utilities
from simulator.scenario.deals import stance_deal
from simulator.scenario.scenario import MOST_STANCES, Party, Stance

BUILT: Mapping[str, Stance] = MappingProxyType(
    {
        "hard_line": Stance(
            label="Hard line",
            description="Demands nearly everything that the others could still sign.",
            aspiration=0.85,
            assumption="85 % of the way from no deal to the best deal for this side.",
        ),
        "middle": Stance(
            label="Middle",
            description="Demands a little less than half of what there is to gain.",
            aspiration=0.45,
            assumption="45 % of the way from no deal to the best deal for this side.",
        ),
        "generous": Stance(
            label="Generous",
            description="Settles for a little more than no deal.",
            aspiration=0.1,
            assumption="10 % of the way from no deal to the best deal for this side.",
        ),
    }
)
"""The stances of a party for which the scenario names none."""


@dataclass(frozen=True)
class StanceGame:
    """Stances against stances.

    Attributes
    ----------
    game
        Payoffs are expected utilities of the leads, 0 to 1.
    stances
        By party, its stances by id.
    demands
        By party, the worth that each stance asks for, shape (n_stances,).
    rows
        The deal that each combination settles on, a row of the survey's negotiation set; −1 for
        none. Shape (n_stances of the first party, of the second, …).
    chances
        The chance that everyone accepts it, same shape; 0 where there is none.
    """

    game: Game
    stances: Mapping[str, Mapping[str, Stance]]
    demands: Mapping[str, FloatArray]
    rows: Rows
    chances: FloatArray


def stances_of(party: Party) -> Mapping[str, Stance]:
    """Return a party's stances: the scenario's, or those that are made where it names none."""
    return party.stances or BUILT


def demand_game(model: Model, surveyed: Survey) -> StanceGame | None:
    """Cross every party's stances.

    Returns
    -------
    StanceGame or None
        None where no deal leaves everybody as well off as none, and for more parties than a game
        is worked out for.
    """
    scenario, preferences = model.scenario, model.central
    deals = surveyed.negotiation_set
    if not len(deals) or len(scenario.parties) not in MOST_STANCES:
        return None
    worth, no_deal = deals.utilities[:, preferences.lead_columns], preferences.lead_reservations
    stances = {id: stances_of(party) for id, party in scenario.parties.items()}
    demands = {
        id: np.array(
            [_demand(model, lead, stance, column, floor) for stance in stances[id].values()]
        )
        for id, lead, column, floor in zip(
            stances, preferences.leads, worth.T, no_deal, strict=True
        )
    }
    rows = _settled(worth, no_deal, preferences.powers, list(demands.values()))
    chances = np.zeros(rows.shape)
    settled = rows >= 0
    chances[settled] = accept(model.sample, deals.positions[rows[settled]]).joint.mean
    gained = np.moveaxis(worth[rows] - no_deal, -1, 0)
    game = Game(
        tuple(party.name for party in scenario.parties.values()),
        tuple(tuple(stance.label for stance in own.values()) for own in stances.values()),
        no_deal.reshape(-1, *[1] * rows.ndim) + chances * gained,
    )
    return StanceGame(game, stances, demands, rows, chances)


def _demand(model: Model, lead: str, stance: Stance, worth: FloatArray, no_deal: float) -> float:
    """Return what a stance asks for, never less than no deal."""
    if stance.aspiration is not None:
        return no_deal + stance.aspiration * max(float(worth.max()) - no_deal, 0.0)
    deal = model.space.positions(stance_deal(model.scenario, stance))
    player = model.central.players[lead]
    return max(float(utilities(player, deal[None, :])[0]), no_deal)


def _settled(
    worth: FloatArray, no_deal: FloatArray, powers: FloatArray, demands: list[FloatArray]
) -> Rows:
    """Find the deal of every combination of demands; among ties the first."""
    rows = np.full([len(own) for own in demands], -1, dtype=np.intp)
    for cell in product(*(range(len(own)) for own in demands)):
        floors = np.array([own[at] for own, at in zip(demands, cell, strict=True)])
        enough = np.asarray((worth >= floors - TOLERANCE).all(axis=1))
        chosen = nash(BargainingProblem(worth, no_deal, enough, powers))
        if len(chosen):
            rows[cell] = chosen[0]
    return rows
