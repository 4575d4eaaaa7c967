"""Says of the deals that stances settle on what of them a side refused by name in a real text."""

from collections.abc import Iterator
from itertools import product

from simulator.bargaining.survey import Survey
from simulator.explain.refusals import deals_on_record
from simulator.games.demand_game import StanceGame
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal


def settled_on_record(model: Model, surveyed: Survey, game: StanceGame) -> list[str]:
    """Return a sentence for each refused term, behind the combinations of stances that settle on it."""

    def settled() -> Iterator[tuple[str, Deal]]:
        labels = [[stance.label for stance in own.values()] for own in game.stances.values()]
        for cell in product(*(range(len(own)) for own in labels)):
            row = int(game.rows[cell])
            if row >= 0:
                names = (f"“{own[at]}”" for own, at in zip(labels, cell, strict=True))
                deal = model.space.deal(surveyed.negotiation_set.positions[row])
                yield " with ".join(names), deal

    return deals_on_record(model.scenario, settled())
