"""The deals that are talked about: all of a small space, else those that anyone would put forward.

In a space of millions nearly every deal is worse for both sides than some other. The shortlist holds
the Pareto frontiers between the leads and between every two players of different parties with a vote at the
estimates' values, then those between every two leads in one draw after the other, up to `MAX_OUTCOMES` deals,
among them every deal that the scenario names: its opening deal, presets and coded proposals.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

import numpy as np

from simulator.arrays import IntArray
from simulator.bargaining.frontier import frontier_or_part
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import Preferences, in_draw
from simulator.scenario.deals import preset_deal, proposal_deal, start_deal

WHOLE = 1000
"""A space up to this size is talked about whole."""
MAX_OUTCOMES = 500
"""How many deals of a larger space are on the shortlist."""
DRAWS_TRIED = 48


def prepared_outcomes(models: Sequence[Model]) -> IntArray:
    """Return the deals to talk about, positions of shape (n_deals, n_issues), in the space's order.

    Parameters
    ----------
    models
        The same deal space as it is valued at different times.
    """
    space = models[0].space
    if space.size <= WHOLE:
        deals = space.unravel(np.arange(space.size))
        return deals[space.allowed(deals)]
    chosen: dict[tuple[int, ...], None] = {tuple(deal): None for deal in _named(models[0])}
    for frontier in _frontiers(models):
        fresh = [deal for deal in map(tuple, frontier) if deal not in chosen]
        left = MAX_OUTCOMES - len(chosen)
        if left <= 0:
            break
        # A frontier that is too long is thinned evenly, so that both of its ends stay.
        places = np.linspace(0, len(fresh) - 1, min(left, len(fresh))).round().astype(int)
        chosen.update({fresh[place]: None for place in places})
    return np.array(sorted(chosen), dtype=np.intp)


def _named(model: Model) -> Iterator[IntArray]:
    scenario = model.scenario
    deals = [start_deal(scenario)]
    deals += [preset_deal(scenario, id) for id in scenario.presets]
    deals += [deal for id in scenario.history if (deal := proposal_deal(scenario, id))]
    yield from (model.space.positions(deal) for deal in deals if len(deal) == len(scenario.issues))


def _frontiers(models: Sequence[Model]) -> Iterator[IntArray]:
    """Yield frontiers, those that matter most first, each from its first player's best deal down."""
    leads = models[0].central.leads
    # Between more than three the frontier is most of the space, and long in the making.
    if len(leads) <= 3:
        yield from (_ordered(model.central, leads) for model in models)
    for pair in _across(models[0].central.voters.parties.values()):
        yield from (_ordered(model.central, pair) for model in models)
    for draw in range(DRAWS_TRIED):
        for model in models:
            drawn = in_draw(model.sample, draw)
            yield from (_ordered(drawn, pair) for pair in combinations(leads, 2))


def _across(parties: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for first, second in combinations(parties, 2):
        yield from product(first, second)


def _ordered(preferences: Preferences, ids: tuple[str, ...]) -> IntArray:
    deals, _ = frontier_or_part(preferences, ids)
    first = preferences.players[ids[0]]
    worth = sum(weighted[deals[:, k]] for k, weighted in enumerate(first.weighted))
    return deals[np.argsort(-np.asarray(worth), kind="stable")]
