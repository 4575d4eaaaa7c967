"""What everyone makes of one deal, as a function of the uncertain numbers.

Only the options that the deal names are valued, so that a hundred thousand sets of numbers take a
second: fast enough to move each of them by itself, and for Sobol indices.
"""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from simulator.acceptance.acceptance import draw_chances
from simulator.arrays import FloatArray
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal, DealSpace
from simulator.preferences.preference_arrays import Preferences, preferences
from simulator.preferences.restricted import restricted
from simulator.preferences.uncertainty import Scale, draw_rows, drawn_deviates, quantile
from simulator.preferences.utility import utilities
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.players import AsGoodAs
from simulator.scenario.scenario import Scenario
from simulator.sensitivity.parameters import Parameter, parameters

Responder = tuple[str, str]
"""("deal", ""), ("party", id) or ("player", id)."""
DEAL: Responder = ("deal", "")


class OneDeal:
    """A deal of a scenario, ready to be judged under any numbers.

    Attributes
    ----------
    parameters
        The uncertain numbers; those of options that play no part here are left out.
    """

    def __init__(self, model: Model, deal: Deal) -> None:
        placed = model.at(deal)
        self._model, self.deal = placed.model, placed.deal
        self.scenario = model.scenario
        self._space = _narrowed(model.scenario, self._model.space, self.deal)
        self._stakes, self._spans = model.stakes, model.spans
        self._at = self._space.positions(self.deal)
        paths, uncertain = parameters(model.scenario, self._space)
        self._rows = draw_rows(paths)
        self.parameters: tuple[Parameter, ...] = tuple(uncertain)

    @cached_property
    def deviates(self) -> FloatArray:
        """The scenario's own draws of the uncertain numbers, shape (n_parameters, DRAWS)."""
        return self._base[[self._rows[parameter.path] for parameter in self.parameters]]

    @cached_property
    def chances(self) -> dict[Responder, FloatArray]:
        """Everyone's chance of a yes in each of the scenario's own draws, each of shape (DRAWS,)."""
        return draw_chances(self._preferences, self._at, self._worth)

    def moved(self, moves: Mapping[Parameter, float]) -> dict[Responder, FloatArray]:
        """Judge the deal with some numbers put somewhere, all others as uncertain as they are.

        Parameters
        ----------
        moves
            Where to put them, in standard normal deviates.

        Returns
        -------
        dict
            Chances in every draw, each of shape (DRAWS,).
        """
        put = {parameter.path: deviate for parameter, deviate in moves.items()}

        def read(path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
            if path not in put:
                return self._own(path, estimate, scale)
            # The logit of a constant is a constant: one number is as good as all.
            constant = quantile(estimate, scale, np.array([put[path]]))
            return np.full(self._base.shape[1], constant[0])

        # A number of one player's changes no other player, unless its worths say which future is chosen.
        owners = {path[3] if path[2:3] == ("players",) else None for path in put}
        shared = {None, *(party.lead for party in self.scenario.choosers.values())}
        known = {} if owners & shared else self._preferences.players
        # Groups of a body may be like another player.
        players = self.scenario.players
        models = {id: {group.like for group in players[id].groups.values()} for id in known}
        stay = {id: own for id, own in known.items() if owners.isdisjoint({id, *models[id]})}
        worth = {id: self._worth[id] for id in stay}
        moved = preferences(self.scenario, read, self._space, stay, self._stakes, self._spans)
        return draw_chances(moved, self._at, worth)

    def judged(self, deviates: FloatArray) -> dict[Responder, FloatArray]:
        """Judge the deal under sets of numbers.

        Parameters
        ----------
        deviates
            Standard normal deviates, one row for each of `parameters`, shape (n_parameters, n).

        Returns
        -------
        dict
            Chances under every set, each of shape (n,).
        """
        rows = {parameter.path: row for row, parameter in enumerate(self.parameters)}
        still = np.zeros(deviates.shape[1])

        def read(path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
            return quantile(estimate, scale, deviates[rows[path]] if path in rows else still)

        judged = preferences(
            self.scenario, read, self._space, stakes=self._stakes, spans=self._spans
        )
        return draw_chances(judged, self._at)

    @cached_property
    def _base(self) -> FloatArray:
        chosen = self._model.chosen
        return drawn_deviates(self._rows, None if chosen is None else chosen.index)

    @cached_property
    def _preferences(self) -> Preferences:
        """The scenario's own draws, of the options that are needed."""
        space = self._model.space
        places = [
            np.array([space.position(issue, option) for option in options])
            for issue, options in zip(self._space.issues, self._space.options, strict=True)
        ]
        return restricted(self._model.sample, places)

    @cached_property
    def _worth(self) -> dict[str, FloatArray]:
        """What the deal is worth to each player in the scenario's own draws, shape (1, DRAWS)."""
        players = self._preferences.players
        return {id: utilities(player, self._at[None, :]) for id, player in players.items()}

    @cached_property
    def _drawn(self) -> dict[tuple[KeyPath, float], FloatArray]:
        """What has been drawn already; of numbers that share a draw, each by its value."""
        return {}

    def _own(self, path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
        key = (path, estimate.value)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = quantile(estimate, scale, self._base[self._rows[path]])
        return drawn


def _narrowed(scenario: Scenario, space: DealSpace, deal: Deal) -> DealSpace:
    """Keep the options that a deal is valued by: its own, those that promises and futures name."""
    needed = [{option} for option in deal.values()]
    for k, issue in enumerate(scenario.issues.values()):
        if issue.credibility is not None:
            fallback = space.position(space.issues[k], issue.credibility.fallback)
            needed[k].add(space.options[k][fallback])
    for player in scenario.players.values():
        for future in player.no_deal.values():
            if isinstance(future, AsGoodAs):
                for k, at in enumerate(space.positions(future.as_good_as)):
                    needed[k].add(space.options[k][at])
    options = tuple(
        tuple(option for option in allowed if option in kept)
        for allowed, kept in zip(space.options, needed, strict=True)
    )
    return DealSpace(space.issues, options)
