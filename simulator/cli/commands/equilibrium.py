"""`equilibrium`: where talks end between parties that look ahead, and the demand game."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.arrays import FloatArray
from simulator.bargaining.survey import survey
from simulator.cli.options import all_deals_argument, columns, file_argument, print_json
from simulator.errors import did_you_mean
from simulator.explain import games
from simulator.formatting import count, mentioned
from simulator.games.demand_game import StanceGame, demand_game
from simulator.games.dominance import dominated
from simulator.games.equilibria import equilibria
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import label_of
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
    all_deals_argument(parser)
    parser.add_argument(
        "--rounds",
        type=int,
        metavar="T",
        help="the deadline, in rounds (default: the scenario's)",
    )
    parser.add_argument(
        "--opens", metavar="PARTY", help="who proposes first (default: the scenario's)"
    )
    parser.add_argument(
        "--patience",
        action="append",
        default=[],
        metavar="PARTY=δ",
        help="what a gain is still worth one round later, 0 to 1; can be repeated",
    )
    parser.add_argument(
        "--breakdown",
        type=float,
        metavar="P",
        help="the chance that the talks break down after a refusal, 0 to 1",
    )
    parser.add_argument(
        "--no-deal",
        choices=[use.value for use in NoDeal],
        default=NoDeal.FALLBACK.value,
        help="whether no deal is in force during the talks and if they fail (fallback), or has to be "
        "taken by walking out (walk_out)",
    )


def run(args: Namespace) -> int:
    """Print the deals of both equilibria, and the demand game."""
    scenario = load_scenario(args.file)
    rounds, first, model = _rounds(scenario, args), _first(scenario, args), Model(scenario)
    rules = _rules(model, args)
    surveyed = survey(model, args.all_deals)
    talks = equilibrium(model, surveyed, rules, rounds, first)
    game = demand_game(model, surveyed)
    parties = list(scenario.parties)
    answer = {
        "opens": parties[first],
        "rounds": rounds,
        "patience": dict(zip(parties, map(float, rules.patience), strict=True)),
        "breakdown": rules.risk,
        "no_deal": {
            "use": args.no_deal,
            "worth": dict(zip(parties, map(float, rules.breakdown), strict=True)),
        },
        **_talks(model, talks),
        "stances": None if game is None else _stances(model, game),
    }
    if args.json:
        print_json(answer)
    else:
        print("\n".join(_lines(answer, scenario)))
    return 0


def _lines(answer: dict[str, Any], scenario: Scenario) -> Iterator[str]:
    """Write the deals of both equilibria beside each other, and the demand game in sentences."""
    opens = mentioned(scenario.parties[answer["opens"]].name)
    outcomes = {
        f"Deadline: {count(answer['rounds'], 'round')}": answer["deadline"],
        "No deadline": answer["endless"],
    }
    deals = {head: outcome for head, outcome in outcomes.items() if outcome is not None}
    yield f"Equilibrium of alternating offers, {opens} proposing first"
    if deals:
        rows = [("Agreed in the first round", *deals)]
        rows += [
            (issue.name, *(label_of(issue, outcome["deal"][id]) for outcome in deals.values()))
            for id, issue in scenario.issues.items()
        ]
        rows += [
            (
                f"Utility: {party.name}",
                *(f"{outcome['utilities'][id]:.3f}" for outcome in deals.values()),
            )
            for id, party in scenario.parties.items()
        ]
        yield from columns(rows)
    for head, outcome in outcomes.items():
        if outcome is None:
            yield f"{head}: there is no ZOPA, so no deal is made."
    if answer["stances"] is not None:
        yield ""
        yield "Demand game"
        yield from answer["stances"]["words"]


def _rounds(scenario: Scenario, args: Namespace) -> int:
    deadline = scenario.talks.rounds
    rounds = args.rounds if args.rounds is not None else deadline.value if deadline else ROUNDS
    if not 1 <= rounds <= MOST_ROUNDS:
        raise TalksError(f"Talks have 1 to {MOST_ROUNDS} rounds; {rounds} were asked for.")
    return int(rounds)


def _first(scenario: Scenario, args: Namespace) -> int:
    opening = scenario.talks.opens
    return _party(
        scenario, args.opens or (opening.party if opening else next(iter(scenario.parties)))
    )


def _party(scenario: Scenario, id: str) -> int:
    parties = list(scenario.parties)
    if id not in parties:
        raise TalksError(f'There is no party "{id}". {did_you_mean(id, parties)}')
    return parties.index(id)


def _rules(model: Model, args: Namespace) -> Rules:
    rules = rules_of(model, NoDeal(args.no_deal))
    patience = rules.patience.copy()
    for setting in args.patience:
        party, _, value = setting.partition("=")
        patience[_party(model.scenario, party)] = _share(setting, value)
    risk = rules.risk if args.breakdown is None else _share("--breakdown", args.breakdown)
    return replace(rules, patience=patience, risk=risk)


def _share(name: str, written: str | float) -> float:
    try:
        value = float(written)
    except ValueError:
        value = float("nan")
    if not np.clip(value, 0, 1) == value:
        raise TalksError(f'"{name}": give a number from 0 to 1.')
    return value


def _talks(model: Model, talks: TalksEquilibrium) -> dict[str, Any]:
    """Say how talks end with a deadline and without; null where they end in no deal."""
    return {
        "deadline": _deadline(model, talks),
        "endless": _endless(model, talks),
    }


def _deal(model: Model, talks: TalksEquilibrium, row: int) -> dict[str, float | str]:
    return model.space.deal(talks.deals.positions[row])


def _by_party(talks: TalksEquilibrium, worth: FloatArray) -> dict[str, float]:
    return dict(zip(talks.parties, map(float, worth), strict=True))


def _deadline(model: Model, talks: TalksEquilibrium) -> dict[str, Any] | None:
    path = talks.deadline
    if path is None:
        return None
    rounds = [
        {
            "round": turn + 1,
            "proposer": talks.parties[path.proposers[turn]],
            "deal": _deal(model, talks, row),
            "utilities": _by_party(talks, path.utilities[turn]),
            "least": _by_party(talks, path.least[turn]),
            "would_walk_out": [
                p for p, walks in zip(talks.parties, path.walks[turn], strict=True) if walks
            ],
            "present": _by_party(talks, path.present[turn]),
        }
        for turn, row in enumerate(path.rows)
    ]
    return {"deal": rounds[0]["deal"], "utilities": rounds[0]["utilities"], "rounds": rounds}


def _endless(model: Model, talks: TalksEquilibrium) -> dict[str, Any] | None:
    answer = talks.endless
    if answer is None:
        return None
    offers = {
        party: {
            "deal": _deal(model, talks, answer.rows[n]),
            "utilities": _by_party(talks, answer.utilities[n]),
            "with_lotteries": None if answer.fine is None else _by_party(talks, answer.fine[n]),
            "first_party_between": [float(answer.least[n]), float(answer.most[n])],
        }
        for n, party in enumerate(talks.parties)
    }
    opening = offers[talks.parties[talks.first]]
    return {
        "deal": opening["deal"],
        "utilities": opening["utilities"],
        "offers": offers,
        "settled": answer.settled,
    }


def _stances(model: Model, stance_game: StanceGame) -> dict[str, Any]:
    """Describe the demand game: payoffs by combination, equilibria, and all in words."""
    game, answer = stance_game.game, equilibria(stance_game.game)
    ids = {party: list(own) for party, own in stance_game.stances.items()}
    parties = list(ids)
    beaten = dominated(game)
    return {
        "stances": ids,
        "demands": {party: own.tolist() for party, own in stance_game.demands.items()},
        "combinations": [
            {
                "stances": {p: ids[p][at] for p, at in zip(parties, cell, strict=True)},
                "chance": float(stance_game.chances[cell]),
                "payoffs": dict(
                    zip(parties, map(float, np.moveaxis(game.payoffs, 0, -1)[cell]), strict=True)
                ),
            }
            for cell in np.ndindex(*game.counts)
        ],
        "dominated": [
            {
                "party": parties[entry.player],
                "stance": ids[parties[entry.player]][entry.strategy],
                "strictly": entry.strict,
            }
            for entry in beaten
        ],
        "equilibria": [
            {
                "chances": {
                    party: dict(zip(ids[party], map(float, own), strict=True))
                    for party, own in zip(parties, equilibrium.profile, strict=True)
                },
                "payoffs": dict(zip(parties, map(float, equilibrium.payoffs), strict=True)),
                "pure": equilibrium.pure,
                "degenerate": equilibrium.degenerate,
            }
            for equilibrium in answer.equilibria
        ],
        "complete": answer.complete,
        "words": [*games.dominance(game, beaten), *games.equilibria(game, answer)],
    }
