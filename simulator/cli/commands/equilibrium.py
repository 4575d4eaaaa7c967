"""`equilibrium`: where talks end between parties that look ahead, and the game of stances."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.bargaining.survey import survey
from simulator.cli.commands.options import file_argument, print_json
from simulator.errors import did_you_mean
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from simulator.scenario.scenario import Scenario
from simulator.scenario.talks import MOST_ROUNDS
from simulator.simulation.equilibrium.alternating_offers import Rules
from simulator.simulation.equilibrium.patience import NoDeal, equilibrium, rules_of
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
    # Imported here: games need linear programming, which nothing else does.
    from simulator.cli import serialise_equilibrium
    from simulator.games.demand_game import demand_game

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
        **serialise_equilibrium.talks(model, found),
        "stances": None if game is None else serialise_equilibrium.stances(model, game),
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
