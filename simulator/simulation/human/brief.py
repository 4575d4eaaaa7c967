"""What one player is told before it negotiates: its own numbers, and nobody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import TOLERANCE, IntArray
from simulator.preferences.blocks import Blocks
from simulator.preferences.firm_lines import crosses_firmly
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.utility import utilities
from simulator.scenario.deals import start_deal
from simulator.scenario.holders import FIRM
from simulator.scenario.rules import broken


@dataclass(frozen=True)
class BriefTerm:
    """One term as a player sees it.

    Attributes
    ----------
    weight
        Its share of all that the player cares about, 0 to 1.
    worth
        What each option is worth, 0 its worst to 1 its best, of length n_options.
    """

    issue: str
    weight: float
    worth: Sequence[float]


@dataclass(frozen=True)
class Brief:
    """One player's own view of the negotiation, all numbers at their values.

    Attributes
    ----------
    terms
        In the scenario's order.
    none
        What no deal is worth to it, 0 to 1.
    futures
        What each no-deal future is worth to it, and how likely that future is.
    red_lines
        By the line's id, whether it means it: firmness ½ or more.
    """

    model: Model
    player: str
    terms: tuple[BriefTerm, ...]
    none: float
    futures: Mapping[str, tuple[float, float]]
    red_lines: Mapping[str, bool]

    def worth(self, deal: Deal) -> float:
        """Return what a deal is worth to it, 0 to 1."""
        return float(utilities(self.model.central.players[self.player], self._at(deal))[0])

    def parts(self, deal: Deal) -> Mapping[str, float]:
        """Return by term what it adds to a deal's worth; of what two bring together, half to each."""
        player, (at,) = self.model.central.players[self.player], self._at(deal)
        parts = np.array([float(weighted[at[k]]) for k, weighted in enumerate(player.weighted)])
        for (k, m), strength in zip(player.pairs, player.strength, strict=True):
            parts[[k, m]] += strength * player.worth[k][at[k]] * player.worth[m][at[m]] / 2
        return dict(zip(self.model.space.issues, parts.tolist(), strict=True))

    def crossed(self, deal: Deal) -> tuple[str, ...]:
        """Return on which issues a deal crosses a red line that the player means."""
        scenario, space = self.model.scenario, self.model.space
        return tuple(
            issue
            for issue, options, at in zip(space.issues, space.options, *self._at(deal), strict=True)
            if crosses_firmly(scenario, self.player, issue, options)[at]
        )

    @property
    def best(self) -> Deal:
        """Its best deal; a term that it does not care about is as in the opening deal.

        A better term is never worth less, so each can be chosen by itself, but for what rules then exclude.
        """
        player, space = self.model.central.players[self.player], self.model.space
        deal = dict(start_deal(self.model.scenario))
        for k, (issue, options) in enumerate(zip(space.issues, space.options, strict=True)):
            worth = player.worth[k]
            matters = player.weight[k] > 0 or any(k in pair for pair in player.pairs)
            if issue not in deal or (matters and np.ptp(worth) > 0):
                deal[issue] = options[int(worth.argmax())]
        deal = {issue: deal[issue] for issue in space.issues}
        return self._best_allowed(deal) if broken(space.rules, deal) else deal

    def _best_allowed(self, hoped: Deal) -> Deal:
        """Return its best deal that the rules allow, with as many terms of another as cost it nothing."""
        space, blocks = self.model.space, Blocks(self.model.central, (self.player,))
        best = blocks.positions(blocks.best(np.ones((1, 1))))[0]
        for k, issue in enumerate(space.issues):
            closer = best.copy()
            closer[k] = space.position(issue, hoped[issue])
            both = utilities(self.model.central.players[self.player], np.stack([best, closer]))
            if space.allowed(closer) and both[1] >= both[0] - TOLERANCE:
                best = closer
        return space.deal(best)

    def _at(self, deal: Deal) -> IntArray:
        return self.model.space.positions(deal)[None, :]


def brief(model: Model, player: str) -> Brief:
    """Gather what a player is told about itself."""
    own = model.central.players[player]
    scenario = model.scenario
    lines = scenario.players[player].red_lines
    return Brief(
        model=model,
        player=player,
        terms=tuple(
            BriefTerm(issue, float(own.salience[k]), own.worth[k].tolist())
            for k, issue in enumerate(model.space.issues)
        ),
        none=float(own.reservation),
        futures={
            id: (float(own.future_worth[n]), float(model.central.probability[n]))
            for n, id in enumerate(scenario.futures)
        },
        red_lines={id: line.firmness.value >= FIRM for id, line in lines.items()},
    )
