"""`equilibrium`: where talks end between parties that look ahead, and the game of stances."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.arrays import FloatArray
from simulator.bargaining.survey import survey
from simulator.cli.options import file_argument, print_json
from simulator.errors import did_you_mean
from simulator.explain import games
from simulator.games.demand_game import StanceGame, demand_game
from simulator.games.dominance import dominated
from simulator.games.equilibria import equilibria
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from simulator.scenario.scenario import Scenario
from simulator.scenario.talks import MOST_ROUNDS
from simulator.simulation.equilibrium.alternating_offers import Rules
from simulator.simulation.equilibrium.patience import (
    NoDeal,
    TalksEquilibrium,
    equilibrium,
    rules_of,
)
from simulator.simulation.plan import ROUNDS, TalksError

HELP = "The equilibrium of alternating offers, and the demand game."


def arguments(parser: ArgumentParser) -> None:
    """Take a scenario and how the talks are held."""
    file_argument(parser)
    parser.add_argument(
        "--rounds",
        type=int,
        metavar="T",
        help="rounds until the deadline (default: the scenario's)",
    )
    parser.add_argument(
        "--opens", metavar="PARTY", help="who proposes first (default: the scenario's)"
    )
    parser.add_argument(
        "--patience",
        action="append",
        default=[],
        metavar="PARTY=δ",
        help="what a gain is still worth a round later, 0 to 1; may be repeated",
    )
    parser.add_argument(
        "--breakdown",
        type=float,
        metavar="P",
        help="chance that the talks break down after a refusal",
    )
    parser.add_argument(
        "--no-deal",
        choices=[each.value for each in NoDeal],
        default=NoDeal.FALLBACK.value,
        help="whether no deal counts during the talks and if they fail, or only for a side that walks out",
    )


def run(asked: Namespace) -> int:
    """Print both deals, and what the stances come to."""
    scenario = load_scenario(asked.file)
    rounds, first, model = _rounds(scenario, asked), _first(scenario, asked), Model(scenario)
    rules = _rules(model, asked)
    surveyed = survey(model)
    found = equilibrium(model, surveyed, rules, rounds, first)
    game = demand_game(model, surveyed)
    parties = list(scenario.parties)
    answer = {
        "opens": parties[first],
        "rounds": rounds,
        "patience": dict(zip(parties, map(float, rules.patience), strict=True)),
        "breakdown": rules.risk,
        "no_deal": {
            "use": asked.no_deal,
            "worth": dict(zip(parties, map(float, rules.breakdown), strict=True)),
        },
        **_talks(model, found),
        "stances": None if game is None else _stances(model, game),
    }
    if asked.json:
        print_json(answer)
    else:
        _show(answer)
    return 0


def _show(answer: dict[str, Any]) -> None:
    for name, when in (
        ("deadline", f"{answer['rounds']} rounds"),
        ("endless", "no deadline"),
    ):
        found = answer[name]
        if found is None:
            print(f"{when}: there is no ZOPA")
            continue
        worth = ", ".join(f"{id} {u:.3f}" for id, u in found["utilities"].items())
        terms = ", ".join(f"{issue}={option}" for issue, option in found["deal"].items())
        print(f"{when}: {answer['opens']} proposes {terms} ({worth})")
    if answer["stances"] is not None:
        print(*answer["stances"]["words"], sep="\n")


def _rounds(scenario: Scenario, asked: Namespace) -> int:
    said = scenario.talks.rounds
    rounds = asked.rounds if asked.rounds is not None else said.value if said else ROUNDS
    if not 1 <= rounds <= MOST_ROUNDS:
        raise TalksError(f"Talks have 1 to {MOST_ROUNDS} rounds; {rounds} were asked for.")
    return int(rounds)


def _first(scenario: Scenario, asked: Namespace) -> int:
    said = scenario.talks.opens
    return _party(scenario, asked.opens or (said.party if said else next(iter(scenario.parties))))


def _party(scenario: Scenario, id: str) -> int:
    parties = list(scenario.parties)
    if id not in parties:
        raise TalksError(f'There is no party "{id}". {did_you_mean(id, parties)}')
    return parties.index(id)


def _rules(model: Model, asked: Namespace) -> Rules:
    rules = rules_of(model, NoDeal(asked.no_deal))
    patience = rules.patience.copy()
    for given in asked.patience:
        party, _, value = given.partition("=")
        patience[_party(model.scenario, party)] = _share(given, value)
    risk = rules.risk if asked.breakdown is None else _share("--breakdown", asked.breakdown)
    return replace(rules, patience=patience, risk=risk)


def _share(name: str, written: str | float) -> float:
    try:
        value = float(written)
    except ValueError:
        value = float("nan")
    if not np.clip(value, 0, 1) == value:
        raise TalksError(f'"{name}": give a number from 0 to 1.')
    return value


def _talks(model: Model, found: TalksEquilibrium) -> dict[str, Any]:
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


def _stances(model: Model, found: StanceGame) -> dict[str, Any]:
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
            for each in answer.equilibria
        ],
        "complete": answer.complete,
        "words": [*games.dominance(game, beaten), *games.equilibria(game, answer)],
    }
