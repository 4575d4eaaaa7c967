"""The equilibria of a scenario as plain data, for the command line and whoever scripts it."""

from typing import Any

import numpy as np

from simulator.arrays import FloatArray
from simulator.explain import games
from simulator.games.demand_game import StanceGame
from simulator.games.dominance import dominated
from simulator.games.equilibria import equilibria
from simulator.preferences.negotiation_model import Model
from simulator.simulation.equilibrium.patience import TalksEquilibrium


def talks(model: Model, found: TalksEquilibrium) -> dict[str, Any]:
    """Say how talks end with a deadline and without; null where they end in no deal."""
    return {
        "deadline": _deadline(model, found),
        "endless": _endless(model, found),
    }


def _deal(model: Model, found: TalksEquilibrium, row: int) -> dict[str, float | str]:
    return model.space.deal(found.deals.positions[row])


def _by_party(found: TalksEquilibrium, worth: FloatArray) -> dict[str, float]:
    return dict(zip(found.parties, map(float, worth), strict=True))


def _deadline(model: Model, found: TalksEquilibrium) -> dict[str, Any] | None:
    path = found.deadline
    if path is None:
        return None
    rounds = [
        {
            "round": turn + 1,
            "proposer": found.parties[path.proposers[turn]],
            "deal": _deal(model, found, row),
            "utilities": _by_party(found, path.utilities[turn]),
            "least": _by_party(found, path.least[turn]),
            "would_walk_out": [
                p for p, walks in zip(found.parties, path.walks[turn], strict=True) if walks
            ],
            "present": _by_party(found, path.present[turn]),
        }
        for turn, row in enumerate(path.rows)
    ]
    return {"deal": rounds[0]["deal"], "utilities": rounds[0]["utilities"], "rounds": rounds}


def _endless(model: Model, found: TalksEquilibrium) -> dict[str, Any] | None:
    answer = found.endless
    if answer is None:
        return None
    offers = {
        party: {
            "deal": _deal(model, found, answer.rows[n]),
            "utilities": _by_party(found, answer.utilities[n]),
            "with_lotteries": None if answer.fine is None else _by_party(found, answer.fine[n]),
            "first_party_between": [float(answer.least[n]), float(answer.most[n])],
        }
        for n, party in enumerate(found.parties)
    }
    opening = offers[found.parties[found.first]]
    return {
        "deal": opening["deal"],
        "utilities": opening["utilities"],
        "offers": offers,
        "settled": answer.settled,
    }


def stances(model: Model, found: StanceGame) -> dict[str, Any]:
    """Describe the game of stances: payoffs by combination, equilibria, and all in words."""
    game, answer = found.game, equilibria(found.game)
    ids = {party: list(own) for party, own in found.stances.items()}
    parties = list(ids)
    beaten = dominated(game)
    return {
        "stances": ids,
        "demands": {party: own.tolist() for party, own in found.demands.items()},
        "combinations": [
            {
                "stances": {p: ids[p][at] for p, at in zip(parties, cell, strict=True)},
                "chance": float(found.chances[cell]),
                "payoffs": dict(
                    zip(parties, map(float, np.moveaxis(game.payoffs, 0, -1)[cell]), strict=True)
                ),
            }
            for cell in np.ndindex(*game.counts)
        ],
        "dominated": [
            {
                "party": parties[each.player],
                "stance": ids[parties[each.player]][each.strategy],
                "strictly": each.strict,
            }
            for each in beaten
        ],
        "equilibria": [
            {
                "chances": {
                    party: dict(zip(ids[party], map(float, own), strict=True))
                    for party, own in zip(parties, each.profile, strict=True)
                },
                "payoffs": dict(zip(parties, map(float, each.payoffs), strict=True)),
                "pure": each.pure,
                "degenerate": each.degenerate,
            }
            for each in answer.found
        ],
        "complete": answer.complete,
        "words": [*games.dominance(game, beaten), *games.equilibria(game, answer)],
    }
