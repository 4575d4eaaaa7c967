"""`solve`: what a whole deal space holds."""

from argparse import ArgumentParser, Namespace
from typing import Any

from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Deals, survey
from simulator.cli.options import all_deals_argument, columns, file_argument, print_json
from simulator.explain.refusals import on_record
from simulator.explain.space import how_exact, within_lines
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario

HELP = "The Pareto frontier, the ZOPA, and the bargaining solutions."


def arguments(parser: ArgumentParser) -> None:
    """Take a scenario, and which of its deals count."""
    file_argument(parser)
    all_deals_argument(parser)


def run(args: Namespace) -> int:
    """Print how many deals there are, and the utility of each solution to everyone."""
    scenario = load_scenario(args.file)
    answer = _as_data(Model(scenario), args.all_deals)
    if args.json:
        print_json(answer)
        return 0
    print(
        f"{answer['outcomes']:,} deals, {answer['pareto_size']:,} on the Pareto frontier, "
        f"{'about ' if answer['zopa_estimated'] else ''}{answer['zopa_size']:,} in the ZOPA"
    )
    if answer["within_lines"]:
        print(f"{answer['within_lines']} With --all-deals, the others count too.")
    if answer["how_exact"]:
        print(answer["how_exact"])
    if not answer["individually_rational"]:
        print("There is no ZOPA: every deal leaves somebody worse off than no deal.")
    rows = [("Utility", *(player.name_and_role for player in scenario.players.values()))]
    rows += [
        (SOLUTIONS[name].label, *(f"{utility:.3f}" for utility in solution["utilities"].values()))
        for name, solution in answer["solutions"].items()
        if solution is not None
    ]
    if len(rows) > 1:
        print("\n".join(columns(rows)))
    for name, solution in answer["solutions"].items():
        for sentence in solution["refused"] if solution is not None else ():
            print(f"{SOLUTIONS[name].label}: {sentence}")
    return 0


def _as_data(model: Model, all_deals: bool) -> dict[str, Any]:
    """Say what the deal space holds; of deals that tie for a solution, the first and how many."""
    surveyed = survey(model, all_deals)
    return {
        "outcomes": surveyed.size,
        "pareto_size": len(surveyed.frontier),
        "individually_rational": surveyed.rational,
        "zopa_size": surveyed.zopa_size,
        "zopa_estimated": surveyed.estimated,
        "frontier_partial": surveyed.partial,
        "within_lines": within_lines(surveyed),
        "how_exact": how_exact(surveyed),
        "solutions": {name: _first(model, deals) for name, deals in surveyed.solutions.items()},
        "closest": None if surveyed.closest is None else _first(model, surveyed.closest),
    }


def _first(model: Model, deals: Deals) -> dict[str, Any] | None:
    if not len(deals):
        return None
    ids = list(model.central.players)
    deal = model.space.deal(deals.positions[0])
    return {
        "deal": deal,
        "refused": on_record(model.scenario, deal),
        "utilities": dict(zip(ids, map(float, deals.utilities[0]), strict=True)),
        "ties": len(deals),
    }
