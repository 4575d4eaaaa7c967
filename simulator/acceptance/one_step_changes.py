"""What if one term said something else: the deal's neighbours, and what they would change."""

from dataclasses import dataclass
from math import exp

import numpy as np
from scipy.special import logit

from simulator.acceptance.acceptance import accept
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.refusals import refused_options


@dataclass(frozen=True)
class OneStepChange:
    """One term moved by one option, and the likely acceptance before and after.

    Attributes
    ----------
    issue, option
        The term, and what it would say.
    up
        Whether the option stands later among the issue's options than the present one.
    before, after
        The chance that everyone accepts, in [0, 1].
    parties
        Each party's chance after the move.
    refused
        Whether some side refused the option by name in a real text.
    """

    issue: str
    option: float | str
    up: bool
    before: float
    after: float
    parties: dict[str, float]
    refused: bool = False

    @property
    def gain(self) -> float:
        """How far the move lifts the log odds that everyone accepts."""
        return _log_odds(self.after) - _log_odds(self.before)

    @property
    def odds_ratio(self) -> float:
        """How many times the odds that everyone accepts are what they were."""
        return exp(self.gain)


def _log_odds(chance: float) -> float:
    return float(logit(min(max(chance, 1e-300), 1 - 1e-15)))


def one_step_changes(model: Model, deal: Deal) -> list[OneStepChange]:
    """Move every term by one option each way; what helps most, in log odds, comes first.

    What a rule between terms excludes is left out.
    What some side refused by name in a real text comes after all that nobody did. A term without an order
    (categorical) is tried at every other option.
    """
    placed = model.at(deal)
    model, here = placed.model, placed.positions
    space = model.space
    moves: list[tuple[int, int]] = []
    for k, issue in enumerate(model.scenario.issues.values()):
        if issue.kind == "categorical":
            reachable = [at for at in range(space.counts[k]) if at != here[k]]
        else:
            reachable = [at for at in (here[k] - 1, here[k] + 1) if 0 <= at < space.counts[k]]
        moves += [(k, int(at)) for at in reachable]
    deals = np.repeat(here[None, :], len(moves) + 1, axis=0)
    for row, (k, at) in enumerate(moves, start=1):
        deals[row, k] = at
    allowed = space.allowed(deals)
    deals = deals[allowed]
    moves = [move for move, may_be in zip(moves, allowed[1:], strict=True) if may_be]
    answer = accept(model.sample, deals)
    joint = answer.joint.mean
    refused = [
        refused_options(model.scenario, issue, options)
        for issue, options in zip(space.issues, space.options, strict=True)
    ]
    changes = [
        OneStepChange(
            issue=space.issues[k],
            option=space.options[k][at],
            up=bool(at > here[k]),
            before=float(joint[0]),
            after=float(joint[row]),
            parties={id: float(chances.mean[row]) for id, chances in answer.parties.items()},
            refused=refused[k][at],
        )
        for row, (k, at) in enumerate(moves, start=1)
    ]
    return sorted(changes, key=lambda change: (change.refused, -change.gain))
